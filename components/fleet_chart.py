"""The fleet's trend: how many machines were in which condition, as stacked bars. Texts and grid get their
colours from the style sheet (21-fleet.css), bars too, so that one figure serves light and dark.

The time axis is linear, in seconds since 1970, so that no browser moves it to its own zone; the texts at its
marks are those of the plant's clock.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import language
from components import status
from domain import time_axis
from domain.state import Condition
from domain.tally import Period, Step
from domain.time_axis import Grain, Span
from language import _, number

# From below: what needs somebody stands on the axis, where it can be compared.
STACKED = (Condition.CRITICAL, Condition.WARNING, Condition.ADVISORY, Condition.UNKNOWN, Condition.HEALTHY)
# Fallbacks for a chart that is printed without the style sheet.
_COLOURS = {Condition.CRITICAL: "#b5152c", Condition.WARNING: "#bf5600", Condition.ADVISORY: "#8f7208",
            Condition.UNKNOWN: "#9a9fb4", Condition.HEALTHY: "#a9bdb2"}
_GAP_BETWEEN_BARS = 0.08


def trend(steps: Sequence[Step], span: Span, *, period: Period, zone: str) -> dict[str, Any]:
    """Return the figure; a step that was never tallied is a gap."""
    width_s = period.length.total_seconds()
    at = [step.start.timestamp() + width_s / 2 for step in steps]
    when = [_when(step.start, period, zone) for step in steps]
    bars = [_bars(condition, steps, span, period=period) | {
                "x": at, "width": width_s * (1 - _GAP_BETWEEN_BARS), "customdata": when}
            for condition in STACKED]
    return {"data": bars, "layout": _layout(span, zone)}


def summary(steps: Sequence[Step], span: Span, *, period: Period) -> list[tuple[str, str, str, str]]:
    """Return the figure in words: condition, and least, average and most machines in it."""
    found = []
    for condition in STACKED:
        counts = [step.machines(condition, period=period, end=span.end_at) for step in steps]
        if any(counts):
            least, average, most = min(counts), sum(counts) / len(counts), max(counts)
            found.append((str(status.mark(condition).word), number(least, digits=1), number(average, digits=1),
                          number(most, digits=1)))
    return found


def _bars(condition: Condition, steps: Sequence[Step], span: Span, *, period: Period) -> dict[str, Any]:
    counts = [round(step.machines(condition, period=period, end=span.end_at), 2) for step in steps]
    word = str(status.mark(condition).word)
    return {"type": "bar", "name": word, "y": counts,
            "marker": {"color": _COLOURS[condition], "line": {"width": 0}}, "meta": condition.value,
            "hovertemplate": "%{customdata}<br>" + word + ": %{y:.1f}<extra></extra>"}


def _layout(span: Span, zone: str) -> dict[str, Any]:
    grain, marks = time_axis.marks(span, zone=zone, most=6)
    return {
        "barmode": "stack", "autosize": True, "height": 240, "showlegend": False, "dragmode": False,
        "margin": {"l": 40, "r": 10, "t": 10, "b": 40}, "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)", "font": {"family": "inherit", "size": 12},
        "xaxis": {"type": "linear", "range": [span.start_at.timestamp(), span.end_at.timestamp()],
                  "tickmode": "array", "tickvals": [mark.timestamp() for mark in marks],
                  "ticktext": [_mark(mark, grain, zone) for mark in marks], "showgrid": False,
                  "zeroline": False, "fixedrange": True, "ticklabeloverflow": "hide past div"},
        "yaxis": {"rangemode": "tozero", "fixedrange": True, "nticks": 5, "zeroline": False,
                  "tickformat": ",d"}}


def _mark(at: datetime, grain: Grain, zone: str) -> str:
    return language.clock(at, zone) if grain is Grain.MINUTE else language.day(at, zone)


def _when(start: datetime, period: Period, zone: str) -> str:
    if period is Period.DAY:
        return _("{day} (day in UTC)").format(day=language.day(start + timedelta(hours=12), "UTC"))
    return language.moment(start, zone)
