"""The form of a place: which fields it has, with their hints."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from components import placing_words
from components.form import Choices, Field, Group, Sheet
from components.machine_form import contacts
from domain.fleet import PlaceKind
from domain.fleet_form import Consequences, Opened
from domain.former import Former
from language import _, ngettext

_URL = "/live/forms/place"
_INSIDE = [PlaceKind.LINE.value, PlaceKind.AREA.value]


def new(places: Choices, *, parent: str) -> Sheet:
    """Return the form of a place that is to be added; the first of all is a site."""
    kind = PlaceKind.LINE if parent else PlaceKind.SITE
    back = f"/fleet?place={parent}" if parent else "/fleet"
    return Sheet(_("New place"), _URL, back, _groups(places), {"kind": kind.value, "parent": parent})


def edit(found: Opened, places: Choices, *, takes: Consequences, former: Sequence[Former] = ()) -> Sheet:
    """Return the form of a place that is there; ``places`` are without those within it."""
    name = found.form.values["name"]
    return Sheet(_("Edit {name}").format(name=name), _URL, f"/places/{found.id}", _groups(places, former),
                 found.form.values, found.form.lists, found.id, found.version, _retiring(takes))


def _groups(places: Choices, former: Sequence[Former] = ()) -> Sequence[Group]:
    kinds = [(kind, name) for kind, name in placing_words.place_kinds()]
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    return [
        Group(_("What it is"), [
            Field("name", _("Name"), required=True),
            Field("kind", _("Kind of place"), "choice", required=True, choices=kinds,
                  hint=_("A site stands at the top; lines and areas lie in it, at any depth.")),
            Field("parent", _("Lies in"), "choice", required=True, choices=places, when=("kind", _INSIDE),
                  hint=_("To move it, choose another. All that is in it goes with it.")),
            Field("time_zone", _("Time zone"), suggest=zones,
                  hint=_("As in Europe/Berlin. A site needs one; elsewhere empty means: that of the place above.")),
        ]),
        Group(_("Where it is"), [
            Field("address", _("Address"), "story"),
            Field("directions", _("How to find it"), "story", hint=_("Gate, building, floor, whom to ask")),
            Field("latitude", _("Latitude"), "number", unit="°", hint="53.0793"),
            Field("longitude", _("Longitude"), "number", unit="°", hint="8.8017"),
        ]),
        contacts(former),
    ]


def _retiring(takes: Consequences) -> list[str]:
    if takes.inside:
        return [ngettext("{count} place or machine lies in it: move or retire that first.",
                         "{count} places and machines lie in it: move or retire them first.", takes.inside)]
    return [_("It leaves all lists. Its history stays, and so does its page."), _("It can be restored.")]
