"""The form of a machine: which fields it has, in which groups, with their hints."""

from collections.abc import Sequence

import language
from components import placing_words
from components.form import Choices, Field, Group, Sheet
from domain.fleet import DEFAULT_CRITICALITY, DEFAULT_STARTING_S, Foundation, Impeller, Motion
from domain.fleet_form import Consequences, Opened
from domain.former import Former
from language import _, ngettext

_URL = "/live/forms/machine"
_MOUNTINGS = ("IM B3", "IM B5", "IM B14", "IM B35", "IM V1", "IM V5", "IM V6")


def new(places: Choices, *, place: str) -> Sheet:
    """Return the form of a machine that is to be added, in a place that may be chosen already."""
    values = {"place": place, "criticality": str(DEFAULT_CRITICALITY), "starting_s": str(DEFAULT_STARTING_S)}
    return Sheet(_("New machine"), _URL, "/fleet" + (f"?place={place}" if place else ""), _groups(places, ()), values)


def edit(found: Opened, places: Choices, signals: Choices, *, takes: Consequences,
         former: Sequence[Former] = ()) -> Sheet:
    """Return the form of a machine that is there."""
    name = found.form.values["name"]
    return Sheet(_("Edit {name}").format(name=name), _URL, f"/machines/{found.id}", _groups(places, signals, former),
                 found.form.values, found.form.lists, found.id, found.version, _retiring(takes))


def contacts(former: Sequence[Former] = ()) -> Group:
    """Return the list of contacts, with those that were removed; places have the same."""
    fields = [
        Field("role", _("Role"), hint=_("Why one would call: shift lead, maker's service"), required=True),
        Field("name", _("Name"), required=True),
        Field("phone", _("Phone"), "tel", hint=_("With the country code: +49 30 23125 017")),
        Field("email", _("E-mail"), "email"),
        Field("hours", _("Hours"), hint=_("When they can be reached, in words")),
        Field("language", _("Language"), hint=_("As in de or pt-BR")),
    ]
    return Group(_("Contacts"), fields, rows="contacts", add=_("Add a contact"),
                 former=[(one.values, language.iso(one.at), one.by or "") for one in former],
                 note=_("The first is called first. Contacts of the places above are shown after these."))


def _groups(places: Choices, signals: Choices, former: Sequence[Former] = ()) -> Sequence[Group]:
    groups = [Group(_("What it is"), _identity(places)), Group(_("What its plate says"), _plate()),
              Group(_("How it is built"), _built()), contacts(former), _bearings(), _nameplate()]
    if signals:
        groups.insert(3, Group(_("When it runs"), _running(signals), note=_(
            "It runs while this signal is above this value. Without that nobody can tell whether it runs.")))
    return groups


def _identity(places: Choices) -> list[Field]:
    levels = {"1": _("1: a spare"), "2": "2", "3": "3", "4": "4", "5": _("5: stops the plant")}
    types = [(kind, name) for kind, name in placing_words.machine_types()]
    return [
        Field("name", _("Name"), required=True), Field("type", _("Type"), "choice", required=True, choices=types),
        Field("place", _("Place"), "choice", required=True, choices=places,
              hint=_("To move it, choose another. Its history goes with it.")),
        Field("criticality", _("Criticality"), "choice", required=True, choices=list(levels.items()),
              hint=_("Of two machines in the same condition, the ward round shows the more critical one first.")),
        Field("tags", _("Tags"), hint=_("Words to find and group it by, with commas between them")),
    ]


def _plate() -> list[Field]:
    return [
        Field("maker", _("Maker")), Field("model", _("Model")), Field("serial_number", _("Serial number")),
        Field("year", _("Year built"), "number"), Field("rated_power_kw", _("Rated power"), "number", unit="kW"),
        Field("rated_speed_rpm", _("Rated speed"), "number", unit="rpm"),
    ]


def _built() -> list[Field]:
    foundations = {Foundation.RIGID.value: _("rigid"), Foundation.FLEXIBLE.value: _("flexible")}
    impellers = {Impeller.COUPLED.value: _("on a shaft with its own bearings"),
                 Impeller.DIRECT.value: _("on the shaft of the motor")}
    motions = {Motion.ROTARY.value: _("rotary"), Motion.RECIPROCATING.value: _("reciprocating")}
    return [
        Field("mounting", _("Mounting"), hint=_("As in IEC 60034-7, or in words"), suggest=_MOUNTINGS),
        Field("foundation", _("Foundation"), "choice", choices=list(foundations.items()),
              hint=_("Decides the borders of vibration zones")),
        Field("shaft_height_mm", _("Shaft height"), "number", unit="mm"),
        Field("impeller", _("Impeller"), "choice", choices=list(impellers.items()), when=("type", ["pump"])),
        Field("motion", _("Motion"), "choice", choices=list(motions.items()), when=("type", ["pump", "compressor"])),
    ]


def _running(signals: Choices) -> list[Field]:
    return [
        Field("running_signal", _("Signal"), "choice", choices=signals),
        Field("running_above", _("Runs above"), "number", hint=_("In the unit of the signal")),
        Field("starting_s", _("Starts for"), "number", unit="s", hint=_("So long it is starting, not yet running")),
    ]


def _bearings() -> Group:
    return Group(_("Bearings"), [
        Field("location", _("Location"), required=True, suggest=(_("Drive end"), _("Non-drive end"))),
        Field("designation", _("Designation"), required=True, hint=_("As in 6312-2Z/C3")), Field("maker", _("Maker")),
        Field("rolling_elements", _("Rolling elements"), "number"),
    ], rows="bearings", add=_("Add a bearing"), note=_("In the order of the shaft."))


def _nameplate() -> Group:
    fields = [Field("name", _("What"), required=True, suggest=(_("IP code"), _("Insulation class"), _("Duty"))),
              Field("value", _("Says"), required=True)]
    return Group(_("Other lines of the nameplate"), fields, rows="nameplate", add=_("Add a line"))


def _retiring(takes: Consequences) -> list[str]:
    told = []
    if takes.devices:
        told.append(ngettext("{count} device comes off it.", "{count} devices come off it.", takes.devices))
    if takes.alarms:
        told.append(ngettext("{count} alarm that is on ends; it stays to be acknowledged.",
                             "{count} alarms that are on end; they stay to be acknowledged.", takes.alarms))
    return [*told, _("It leaves the ward round, the counts and all lists. Its history stays, and so does its page."),
            _("It can be restored.")]

