"""Where a place lies: a map that needs no internet, its coordinates in words, and the way into a map app.

The map is drawn by assets/pages/map.js: outlines of countries, the place, the other places of the customer. It says
nothing that does not stand below it as text.
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dash import dcc, html

import language
from components.attributes import attributes
from domain.position import Neighbour, Position
from language import _, lazy

_LISTED, _DRAWN = 5, 200
_WINDS = (lazy("north"), lazy("north-east"), lazy("east"), lazy("south-east"), lazy("south"), lazy("south-west"),
          lazy("west"), lazy("north-west"))

Found = tuple[Position, Sequence[Neighbour]]


def section(found: Found | None, place_id: int, *, edit: str | None) -> Any:
    """Return the section of a place; without coordinates it asks who may ``edit`` (an address) for them, or is None."""
    if found:
        return html.Section([html.H2(_("Where it is")), _map(*found, of=place_id)], className="place-map",
                            **attributes(aria_label=_("Where it is")))
    if edit is None:
        return None
    ask: list[Any] = [_("Nobody has said where this place lies on the map."), " ",
                      dcc.Link(_("Add its coordinates"), href=edit)]
    return html.Section([html.H2(_("Where it is")), html.P(ask)], className="place-map",
                        **attributes(aria_label=_("Where it is")))


def of_machine(found: Found | None, place_id: int, directions: str | None) -> Any:
    """Return the same for a machine, closed until somebody wants to go there; None if there is nothing to say."""
    if found is None and directions is None:
        return None
    way = html.Dl([html.Dt(_("How to find it")), html.Dd(directions)], className="place-facts") if directions else None
    degrees = html.Span(_degrees(found[0]) if found else "", className="machine-aside soft")
    return html.Details([
        html.Summary([_("Where it is"), degrees]),
        way, _map(*found, of=place_id) if found else None,
    ], className="place-map panel")


def _map(here: Position, around: Sequence[Neighbour], *, of: int) -> Any:
    """Return map, words and links; ``of`` is the place that is asked for, which may lie in that of ``here``."""
    drawn = [[one.position.name, one.position.latitude, one.position.longitude] for one in around[:_DRAWN]]
    inherited = html.Span(_("that of {place}").format(place=here.name), className="soft") if of != here.id else None
    return html.Div([
        html.Div(role="img", className="map-frame", **attributes(
            data_part="frame", aria_label=_("Map around {place}; the text beside it says where it lies").format(
                place=here.name))),
        html.Div([_zoom("in", "+", _("Zoom in")), _zoom("out", "−", _("Zoom out"))], className="map-zoom"),
        html.Div([
            html.P([html.Span(_degrees(here), className="map-degrees"), inherited]),
            html.P(_open(here)),
            _others(around),
            html.P(_("Outlines: Natural Earth, accurate to some 10 km."), className="soft map-source"),
        ], className="map-words"),
    ], className="map", **attributes(
        data_live="map", data_here=json.dumps([here.name, here.latitude, here.longitude]),
        data_others=json.dumps(drawn),
        data_words=json.dumps({"north": _("N"), "south": _("S"), "east": _("E"), "west": _("W")})))


def _zoom(way: str, sign: str, name: str) -> Any:
    return html.Button(sign, type="button", title=name, **attributes(data_zoom=way, aria_label=name))


def _open(here: Position) -> Any:
    """Return the link into a map app, only followed when tapped; the script takes the address that suits the device."""
    at, name = f"{here.latitude:.6f},{here.longitude:.6f}", quote(here.name, safe="")
    osm = f"https://www.openstreetmap.org/?mlat={here.latitude:.6f}&mlon={here.longitude:.6f}"
    return html.A(_("Open in a map app"), href=f"{osm}#map=15/{here.latitude:.5f}/{here.longitude:.5f}",
                  className="btn btn-outline-secondary", target="_blank", rel="noopener noreferrer",
                  **attributes(data_part="open", data_geo=f"geo:{at}?q={at}({name})",
                               data_apple=f"https://maps.apple.com/?ll={at}&q={name}"))


def _others(around: Sequence[Neighbour]) -> Any:
    """Return the nearest other places in words."""
    if not around:
        return None
    items = [html.Li([dcc.Link(one.position.name, href=f"/places/{one.position.id}"), _(": {distance} {wind}").format(
        distance=_distance(one.distance_km), wind=_WINDS[one.wind])]) for one in around[:_LISTED]]
    return html.Div([html.P(_("From here to the nearest others:")), html.Ul(items)], className="map-others")


def _distance(km: float) -> str:
    return language.number(km * 1000, "m", digits=0) if km < 1 else language.number(km, "km")


def _degrees(at: Position) -> str:
    """Return the coordinates as people read and map apps take them: 53.07930° N, 8.80170° E."""
    north = _("{degrees}° N") if at.latitude >= 0 else _("{degrees}° S")
    east = _("{degrees}° E") if at.longitude >= 0 else _("{degrees}° W")
    return ", ".join(pattern.format(degrees=language.number(abs(value), digits=5))
                     for pattern, value in ((north, at.latitude), (east, at.longitude)))
