"""What the log book says, marked in a chart: a dotted line with a number in a box, and the same as a list below it."""

from collections.abc import Sequence
from html import escape
from typing import Any

from dash import dcc, html

import language
from components.attributes import attributes
from components.log_words import KINDS
from components.paper import shortened
from domain.log import Mark
from domain.log_marks import APART, APART_NARROW, Spot, spots
from domain.time_axis import Span
from language import _, ngettext

_GREY = "#7c8791"
_BOX = "rgba(128,128,128,1)"     # the style sheet gives it the colour of the surface
_MOST_TOLD, _MOST_LETTERS, _OPEN_UP_TO = 4, 140, 6
_EDGE = 0.03                     # of the span: nearer to an end a number stands beside its line


def drawn(marks: Sequence[Mark], span: Span, *, zone: str, narrow: bool) -> tuple[list[Any], list[Any]]:
    """Return lines and their numbers, as shapes and annotations of a chart; a mouse reads what was done at them."""
    numbered = [(number, mark.at) for number, mark in enumerate(marks, start=1)]
    found = spots(numbered, span, apart=APART_NARROW if narrow else APART)
    return [_line(spot) for spot in found], [_number(spot, marks, span, zone=zone) for spot in found]


def told(marks: Sequence[Mark], *, zone: str) -> dict[str, Any]:
    """Return the marked entries in words, each under its number: kind, when (as ISO and in words), what was done."""
    head = ngettext("{count} entry of the log book in this time", "{count} entries of the log book in this time",
                    len(marks))
    return {"head": head, "rows": [[str(KINDS[mark.kind]), language.iso(mark.at), language.moment(mark.at, zone),
                                    shortened(mark.text, _MOST_LETTERS)] for mark in marks]}


def room(chart_id: str, machine_id: int | None = None) -> Any:
    """Return the room below a chart for what is marked in it; assets/pages/chart_marks.js fills it.

    ``machine_id`` is given where the log book stands on another page.
    """
    book = html.P(dcc.Link(_("To the log book"), href=f"/machines/{machine_id}")) if machine_id else None
    return html.Details([html.Summary(), html.Ol(role="list"), book], hidden=True, className="chart-marks",
                        **attributes(data_live="chart_marks", data_chart=chart_id, data_most=str(_OPEN_UP_TO)))


def _line(spot: Spot) -> dict[str, Any]:
    x = spot.at.timestamp()
    return {"type": "line", "layer": "below", "xref": "x", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1,
            "line": {"color": _GREY, "width": 1.5, "dash": "dot"}}


def _number(spot: Spot, marks: Sequence[Mark], span: Span, *, zone: str) -> dict[str, Any]:
    share = (spot.at - span.start_at).total_seconds() / span.seconds
    told = [escape(_told(mark, zone)) for mark in marks[spot.low - 1:spot.high]]
    more = len(told) - _MOST_TOLD
    rest = [ngettext("and {count} more", "and {count} more", more)] if more > 0 else []
    return {"text": spot.label, "showarrow": False, "font": {"size": 11}, "xref": "x", "x": spot.at.timestamp(),
            "xanchor": "left" if share < _EDGE else "right" if share > 1 - _EDGE else "center",
            "yref": "paper", "y": 0, "yanchor": "bottom", "bgcolor": _BOX, "bordercolor": _GREY, "borderwidth": 1,
            "borderpad": 2, "hovertext": "<br>".join(told[:_MOST_TOLD] + rest)}


def _told(mark: Mark, zone: str) -> str:
    return f"{language.moment(mark.at, zone)} · {KINDS[mark.kind]}: {shortened(mark.text, 80)}"
