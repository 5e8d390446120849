"""What stands on a machine's nameplate, and its bearings: the part of its page one reads before ordering a spare."""

from collections.abc import Sequence
from typing import Any

from dash import html

import language
from components.attributes import attributes
from domain.fleet import Bearings, Nameplate
from language import _


def section(lines: Nameplate, bearings: Bearings) -> Any:
    """Return the section, None if nothing is known."""
    if not lines and not bearings:
        return None
    pairs = [part for line in lines for part in (html.Dt(line.name), html.Dd(line.value))]
    return html.Section([
        html.H2(_("Nameplate and bearings")),
        html.Dl(pairs, className="plate-lines") if pairs else None,
        _table(bearings) if bearings else None,
    ], className="plate", **attributes(aria_label=_("Nameplate and bearings")))


def tags(found: Sequence[str]) -> Any:
    """Return the tags of a machine, None without any."""
    return html.Ul([html.Li(tag) for tag in found], className="tags",
                   **attributes(aria_label=_("Tags"))) if found else None


def _table(bearings: Bearings) -> Any:
    heads = html.Tr([html.Th(name, scope="col") for name in (_("Bearing"), _("Designation"), _("Maker"),
                                                             _("Rolling elements"))])
    rows = [html.Tr([html.Th(one.location, scope="row"), html.Td(one.designation, className="num"),
                     html.Td(one.maker or "–"), html.Td(_count(one.rolling_elements), className="num")])
            for one in bearings]
    return html.Div(html.Table([html.Thead(heads), html.Tbody(rows)]), className="plate-room", tabIndex="0",
                    role="region", **attributes(aria_label=_("Bearings")))


def _count(elements: int | None) -> str:
    return "–" if elements is None else language.number(elements, digits=0)
