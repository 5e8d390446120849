"""The page of a place: where it is, how to find it, whom to call, what lies in it."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import placing_words, status
from components.attributes import attributes
from components.icons import icon
from domain.fleet import PlaceKind
from domain.place import Inside, Place
from language import _


def head(place: Place, *, may_edit: bool) -> Any:
    """Return what it is and where it lies, with what an admin does here."""
    way = [part for number, name in place.above for part in (dcc.Link(name, href=f"/places/{number}"), " › ")]
    acts: list[Any] = [_act(_("Figures of this place"), f"/fleet?place={place.key}")]
    if may_edit and place.retired_at is None:
        acts += [_act(_("Edit"), f"/places/{place.id}/edit"),
                 _act(_("New machine here"), f"/machines/new?place={place.key}"),
                 _act(_("New place here"), f"/places/new?parent={place.key}")]
    return html.Header([
        html.P([*way, str(placing_words.PLACES[PlaceKind(place.kind)])], className="soft"), html.H1(place.name),
        html.Dl([part for name, text in _facts(place) for part in (html.Dt(name), html.Dd(text))],
                className="place-facts"),
        html.Div(acts, className="page-acts"),
    ], className="panel form-end")


def inside(found: Sequence[Inside]) -> Any:
    """Return what lies right in it."""
    items = [html.Li(dcc.Link([icon(_picture(one)), html.Span(one.name)],
                              href=f"/machines/{one.id}" if one.is_machine else f"/places/{one.id}")) for one in found]
    return html.Section([
        html.H2(_("In this place")),
        html.Ul(items, className="place-inside") if items else html.P(_("Nothing yet."), className="soft"),
    ], **attributes(aria_label=_("In this place")))


def _facts(place: Place) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [(_("Address"), place.address), (_("How to find it"), place.directions),
                                    (_("Time zone"), place.time_zone)]
    return [(name, value) for name, value in facts if value]


def _act(name: str, href: str) -> Any:
    return dcc.Link(name, href=href, className="btn btn-outline-secondary")


def _picture(one: Inside) -> str:
    if one.is_machine:
        return status.type_icon(one.type)
    return "site" if one.type == PlaceKind.SITE.value else "line"
