"""The chart around an alarm: its signal with the limits, and the times in which the alarm was active."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import language
from components import charts
from components.charts import Figure, Look
from components.charts_series import Series
from domain.log import Mark
from domain.time_axis import Span
from language import _

_ACTIVE, _LIMIT = "rgba(217,54,62,0.14)", "#d9363e"


@dataclass(frozen=True, slots=True)
class Active:
    """One time an alarm was active; ``cleared_at`` is None while it is."""

    began_at: datetime
    cleared_at: datetime | None


def around(series: Series, span: Span, active: Sequence[Active], *, limit: float | None, zone: str,
           look: Look, log: Sequence[Mark] = ()) -> Figure:
    """Return the chart; ``limit`` is the one that was passed, drawn too if the signal has another one now."""
    figure = charts.trend([series], span, zone=zone, look=look, log=log)
    layout = figure["layout"]
    layout["shapes"] = [*(_band(one, span) for one in active), *layout["shapes"]]
    if limit is not None and limit not in series.limits:
        line, name = _limit(limit)
        layout["shapes"].append(line)
        layout["annotations"].append(name)
        _make_room(layout["yaxis"], limit)
    return figure


def _band(one: Active, span: Span) -> dict[str, Any]:
    start = max(one.began_at, span.start_at).timestamp()
    end = min(one.cleared_at or span.end_at, span.end_at).timestamp()
    return {"type": "rect", "xref": "x", "yref": "paper", "x0": start, "x1": max(end, start), "y0": 0, "y1": 1,
            "fillcolor": _ACTIVE, "line": {"width": 1, "color": _ACTIVE}, "layer": "below"}


def _limit(limit: float) -> tuple[dict[str, Any], dict[str, Any]]:
    line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": limit, "y1": limit,
            "line": {"color": _LIMIT, "width": 1.5, "dash": "dot"}}
    words = _("limit then {limit}").format(limit=language.number(limit))
    name = {"text": words, "showarrow": False, "font": {"size": 11}, "captureevents": False, "xref": "paper", "x": 0,
            "xanchor": "left", "yref": "y", "y": limit, "yanchor": "top"}
    return line, name


def _make_room(axis: dict[str, Any], limit: float) -> None:
    low, high = axis["range"]
    room = 0.05 * (high - low)
    axis["range"] = [min(low, limit - room), max(high, limit + room)]
