"""Charts over time, as plain dictionaries for plotly: cheap to make, small on the wire.

The time axis is a linear axis in seconds since 1970, so that no browser can move it to its own zone; the
texts at its marks are those of the plant's clock. Colours of texts and grids come from the style sheet, so
that one figure serves light and dark.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

import numpy as np

import language
from components import chart_marks
from components.charts_series import Series, told
from domain.distribution import Distribution, value_range
from domain.log import Mark
from domain.time_axis import Grain, Span, marks
from domain.trend import Curve, Floats, Points
from language import Lazy, _, lazy

Figure = dict[str, Any]

# At least 3.5 : 1 on the light and on the dark surface; state colours stay with the states.
COLOURS = ("#2a82c8", "#b0589f", "#178f88", "#7a68c8", "#a8703f", "#6b7f93")
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_WARNING, _CRITICAL, _GREY = "#c46a00", "#d9363e", "#7c8791"
# Name, colour and dash of each limit, and by which end its name stands at the line: apart from the next one's.
_LIMITS: tuple[tuple[Lazy, str, str, str], ...] = (
    (lazy("low-low"), _CRITICAL, "solid", "top"), (lazy("low"), _WARNING, "dash", "bottom"),
    (lazy("high"), _WARNING, "dash", "top"), (lazy("high-high"), _CRITICAL, "solid", "bottom"))
_TOP, _BOTTOM, _BETWEEN, _RIGHT = 26, 44, 46, 10    # pixels


@dataclass(frozen=True, slots=True)
class Look:
    """On what a chart is shown: under a finger the page scrolls, under a mouse the chart zooms.

    What a person has zoomed to stays as long as ``revision`` stays.
    """

    narrow: bool = False
    touch: bool = False
    revision: str = ""


@dataclass(frozen=True, slots=True)
class _Panel:
    """Signals of one unit on one value axis; ``bottom`` and ``top`` are shares of the height."""

    number: int
    series: list[tuple[int, Series]]
    bottom: float
    top: float

    @property
    def axis(self) -> str:
        return f"y{self.number + 1}" if self.number else "y"

    @property
    def key(self) -> str:
        return f"yaxis{self.number + 1}" if self.number else "yaxis"


def trend(series: Sequence[Series], span: Span, *, zone: str, look: Look, log: Sequence[Mark] = ()) -> Figure:
    """Return the chart of the signals: one panel a unit, one time axis for all; what the log book says is marked."""
    panels = _panels(series, narrow=look.narrow)
    anchor = panels[-1].axis if panels else "y"
    layout = _layout(narrow=look.narrow) | {
        "xaxis": _time_axis(span, zone, narrow=look.narrow, anchor=anchor),
        "hovermode": "x", "hoversubplots": "axis", "dragmode": False if look.touch else "zoom",
        "uirevision": look.revision, "annotations": [], "shapes": [],
        "meta": told(series, span, zone=zone) | {"log": chart_marks.told(log, zone=zone), "heights_px": [
            height_px((one.unit for one in series), narrow=size) for size in (False, True)]}}
    if not panels:
        layout["annotations"].append(_centred(_("Choose a signal to see its history"), y=0.5))
    for panel in panels:
        layout[panel.key] = _value_axis(panel)
        layout["annotations"] += [_panel_title(panel, _names(panel, narrow=look.narrow)), *_nothing(panel)]
        lines = _limit_lines(panel)
        layout["shapes"] += [line for line, _name in lines]
        layout["annotations"] += [name for _line, name in lines] or _limits_beyond(panel)
    lines, numbers = chart_marks.drawn(log if panels else (), span, zone=zone, narrow=look.narrow)
    return {"data": [trace for panel in panels for place in range(len(panel.series))
                     for trace in _traces(panel, place)],
            "layout": layout | {"shapes": lines + layout["shapes"], "annotations": layout["annotations"] + numbers}}


def spread(series: Sequence[Series], *, look: Look) -> Figure:
    """Return how the values are spread: histograms on the same value axes, to stand beside the chart."""
    panels = _panels(series, narrow=look.narrow)
    figure = _layout(narrow=look.narrow) | {
        "barmode": "overlay", "bargap": 0, "dragmode": False, "hovermode": "closest", "annotations": [],
        "shapes": []}
    for panel in panels:
        figure[panel.key] = _value_axis(panel)
        figure[panel.key.replace("y", "x", 1)] = {
            "anchor": panel.axis, "fixedrange": True, "rangemode": "tozero", "nticks": 4, "ticksuffix": "%",
            "gridcolor": _GREY, "zeroline": False, "tickfont": {"size": 11}}
        figure["annotations"].append(_panel_title(
            panel, _names(panel, narrow=True) if look.narrow else _("Share of readings")))
        figure["shapes"] += [line for line, _name in _limit_lines(panel)]
    bars = [_bars(number, one.spread, panel=panel, unit=one.unit)
            for panel in panels for number, one in panel.series if one.spread]
    return {"data": bars, "layout": figure}


def limit_styles() -> list[dict[str, str]]:
    """Return how low-low, low, high and high-high are drawn, for a page that draws them itself."""
    return [{"name": str(name), "colour": colour, "dash": dash, "anchor": anchor}
            for name, colour, dash, anchor in _LIMITS]


def height_px(units: Iterable[str | None], *, narrow: bool) -> int:
    """Return how high the chart of signals with these units is: one panel for each different one."""
    panels = max(1, len(set(units)))
    return panels * (_panel_px(panels, narrow=narrow) + _BETWEEN) - _BETWEEN + _TOP + _BOTTOM


def _panel_px(panels: int, *, narrow: bool) -> int:
    return 170 if narrow else 200 if panels > 1 else 320


def _panels(series: Sequence[Series], *, narrow: bool) -> list[_Panel]:
    """Group the series by unit, from top to bottom."""
    groups: dict[str | None, list[tuple[int, Series]]] = {}
    for number, one in enumerate(series):
        groups.setdefault(one.unit, []).append((number, one))
    each = _panel_px(len(groups), narrow=narrow)
    inner = height_px(groups, narrow=narrow) - _TOP - _BOTTOM
    tops = [1 - at * (each + _BETWEEN) / inner for at in range(len(groups))]
    return [_Panel(at, group, max(0.0, top - each / inner), top)
            for at, (group, top) in enumerate(zip(groups.values(), tops, strict=True))]


def _layout(*, narrow: bool) -> Figure:
    return {"autosize": True, "margin": {"l": 44 if narrow else 56, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
            "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "showlegend": False,
            "font": {"family": "inherit", "size": 12, "color": _GREY}}


def _time_axis(span: Span, zone: str, *, narrow: bool, anchor: str) -> Figure:
    grain, at = marks(span, zone=zone, most=4 if narrow else 8)
    return {"type": "linear", "range": [span.start_at.timestamp(), span.end_at.timestamp()], "anchor": anchor,
            "tickmode": "array", "tickvals": [mark.timestamp() for mark in at],
            "ticktext": ["<br>".join(lines) for lines in mark_lines(grain, at, zone)],
            "ticklabeloverflow": "hide past div", "gridcolor": _GREY, "zeroline": False,
            "showspikes": True, "spikemode": "across", "spikesnap": "cursor", "spikethickness": 1, "spikedash": "solid",
            "spikecolor": _GREY}


def mark_lines(grain: Grain, at: list[datetime], zone: str) -> list[list[str]]:
    """Return the lines at each mark: the day where it changes, the zone where the clocks are changed."""
    if grain not in (Grain.SECOND, Grain.MINUTE):
        return [[language.day(mark, zone)] for mark in at]
    texts: list[list[str]] = []
    day, name = "", language.zone_name(zone, at[0]) if at else ""
    for mark in at:
        lines = [language.clock(mark, zone, seconds=grain is Grain.SECOND)]
        if name != (name := language.zone_name(zone, mark)):
            lines[0] += f" {name}"
        if day != (day := language.day(mark, zone)):
            lines.append(day)
        texts.append(lines)
    return texts


def _value_axis(panel: _Panel) -> Figure:
    axis: Figure = {"domain": [panel.bottom, panel.top], "fixedrange": True, "gridcolor": _GREY,
                    "zeroline": False, "nticks": 5, "tickfont": {"size": 11}}
    known = [one.summary for _number, one in panel.series if one.summary]
    if not known:
        return axis | {"range": [0, 1], "showticklabels": False}
    limits = [limit for _number, one in panel.series for limit in one.limits if limit is not None]
    return axis | {"range": value_range(min(one.minimum for one in known), max(one.maximum for one in known),
                                        limits)}


def _names(panel: _Panel, *, narrow: bool) -> str:
    """Return the names above a panel; several on a narrow screen are told by the legend beside the chart."""
    squares = narrow and len(panel.series) > 1
    names = "   ".join(f'<span style="color:{COLOURS[number]}">■</span> ' + ("" if squares else escape(one.title))
                       for number, one in panel.series)
    unit = panel.series[0][1].unit
    return f"{names} ({escape(language.unit(unit))})" if unit else names


def _panel_title(panel: _Panel, words: str) -> Figure:
    return _text(words, size=12, xref="paper", x=0, xanchor="left", yref="paper", y=panel.top,
                 yanchor="bottom")


def _nothing(panel: _Panel) -> list[Figure]:
    if any(one.summary for _number, one in panel.series):
        return []
    return [_centred(_("No readings in this time"), y=(panel.top + panel.bottom) / 2)]


def _limit_lines(panel: _Panel) -> list[tuple[Figure, Figure]]:
    """Return a line and its name for each limit in sight, and whose it is where signals of a panel differ."""
    bottom, top = _value_axis(panel)["range"]
    found = {(kind, limit): one.title for _number, one in reversed(panel.series)
             for kind, limit in enumerate(one.limits) if limit is not None and bottom < limit < top}
    alike = len({one.limits for _number, one in panel.series}) == 1
    return [_limit_line(panel.axis, kind, limit, of="" if alike else title)
            for (kind, limit), title in found.items()]


def _limits_beyond(panel: _Panel) -> list[Figure]:
    """Return the names of the next limits above and below what is in sight, with an arrow towards them."""
    bottom, top = _value_axis(panel)["range"]
    limits = [(limit, kind) for _number, one in panel.series for kind, limit in enumerate(one.limits)
              if limit is not None]
    above = min(((limit, kind) for limit, kind in limits if limit >= top), default=None)
    below = max(((limit, kind) for limit, kind in limits if limit <= bottom), default=None)
    found = (("↑", above, panel.top, "top"), ("↓", below, panel.bottom, "bottom"))
    return [_text(f"{arrow} {_LIMITS[beyond[1]][0]} {language.number(beyond[0])}", size=11, xref="paper", x=1,
                  xanchor="right", yref="paper", y=y, yanchor=anchor)
            for arrow, beyond, y, anchor in found if beyond]


def _limit_line(axis: str, kind: int, limit: float, *, of: str) -> tuple[Figure, Figure]:
    name, colour, dash, anchor = _LIMITS[kind]
    words = f"{name} {language.number(limit)}" + (f", {escape(of)}" if of else "")
    line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": axis, "y0": limit, "y1": limit,
            "line": {"color": colour, "width": 1.5, "dash": dash}}
    return line, _text(words, size=11, xref="paper", x=1, xanchor="right", yref=axis, y=limit, yanchor=anchor)


def _centred(words: str, *, y: float) -> Figure:
    return _text(words, size=13, xref="paper", x=0.5, xanchor="center", yref="paper", y=y, yanchor="middle")


def _text(words: str, *, size: int, **place: Any) -> Figure:
    return {"text": words, "showarrow": False, "font": {"size": size}, "captureevents": False, **place}


def _traces(panel: _Panel, place: int) -> list[Figure]:
    """Return band, line and dots of a signal; the line carries lowest and highest for the words beside it."""
    number, one = panel.series[place]
    colour = COLOURS[number]
    common = {"type": "scatter", "xaxis": "x", "yaxis": panel.axis, "name": one.title, "meta": number}
    line = common | _points(one.curve.line) | {
        "mode": "lines", "hoverinfo": "none", "customdata": _extremes(one.curve),
        "line": {"color": colour, "width": 1.5, "dash": _DASHES[place]}}
    band = common | _points(one.curve.band) | {
        "mode": "lines", "hoverinfo": "skip", "fill": "toself", "fillcolor": _translucent(colour),
        "line": {"color": _translucent(colour), "width": 1}}
    dots = common | _points(one.curve.dots) | {
        "mode": "markers", "hoverinfo": "skip", "marker": {"color": colour, "size": 4}}
    return [band, line, dots]


def _bars(number: int, found: Distribution, *, panel: _Panel, unit: str | None) -> Figure:
    edges = found.edges
    bins = zip(edges[:-1].tolist(), edges[1:].tolist(), found.share.tolist(), strict=True)
    texts = [_("{low} to {high}: {share}").format(
        low=language.number(low), high=language.number(high, unit), share=language.percent(share))
        for low, high, share in bins]
    return {"type": "bar", "orientation": "h", "x": _packed(found.share * 100, "f4"),
            "y": _packed((edges[:-1] + edges[1:]) / 2, "f4"), "width": float(edges[1] - edges[0]),
            "xaxis": panel.axis.replace("y", "x"), "yaxis": panel.axis, "opacity": 0.75, "hovertext": texts,
            "hoverinfo": "text", "marker": {"color": COLOURS[number], "line": {"width": 0}}}


def _points(points: Points) -> Figure:
    return {"x": _packed(points.at, "f8"), "y": _packed(points.value, "f4")}


def _translucent(colour: str) -> str:
    red, green, blue = (int(colour[at:at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.32)"


def _extremes(curve: Curve) -> Figure:
    both = np.stack([curve.lowest, curve.highest], axis=1)
    return _packed(both, "f4") | {"shape": f"{len(both)},2"}


def _packed(values: Floats, dtype: str) -> Figure:
    """Return numbers as plotly reads them from base64; ``dtype`` is f8 or f4."""
    return {"dtype": dtype, "bdata": base64.b64encode(values.astype(f"<{dtype}").tobytes()).decode()}
