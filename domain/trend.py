"""A signal's history for a chart: which level to read, and few points that keep every spike and every gap.

Times are seconds since 1970 (UTC), values are in the unit of the signal; all arrays have shape (n,).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.intp]

MOST_POINTS = 2000     # of one trace, the marks of gaps included
GAP_INTERVALS = 3      # a signal that says nothing for longer than so many of its intervals has a gap
_BINS = (720, 600)     # across a chart; fewer where many gaps take points too


class Level(StrEnum):
    """How finely a history is read: the readings themselves, or one of the rollups."""

    RAW = "raw"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


WIDTH_S = {Level.RAW: 0, Level.MINUTE: 60, Level.HOUR: 3600, Level.DAY: 86_400}
# What is read within the time budget: rows, and a span that touches few chunks (bench/trend_query).
_MOST_ROWS = {Level.RAW: 10_000, Level.MINUTE: 12_000, Level.HOUR: 12_000}
# Minutes show as much as readings where they are as many as a chart has bins. Where they are a third as many rows or
# fewer they are read instead: cold, each row is a page of the disk of its own (bench/cold_charts).
_ENOUGH_ROWS, _WORTH_FEWER = _BINS[0], 3
_LONGEST_S = {Level.RAW: 14 * 86_400, Level.MINUTE: 90 * 86_400, Level.HOUR: 1000 * 86_400}


@dataclass(frozen=True, slots=True)
class History:
    """What one level knows of a signal, in the order of time; a reading is a bucket of one.

    ``broken`` says that nothing may be drawn between a row and the row before it.
    """

    first_at: Floats
    last_at: Floats
    minimum: Floats
    maximum: Floats
    total: Floats
    count: Floats
    last: Floats
    broken: Bools

    def __len__(self) -> int:
        return len(self.first_at)

    @property
    def mean(self) -> Floats:
        """Return the mean of each row."""
        return self.total / self.count

    @property
    def middle_at(self) -> Floats:
        """Return where each row stands on the time axis."""
        return (self.first_at + self.last_at) / 2


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one trace; NaN in ``value`` lifts the pen."""

    at: Floats
    value: Floats

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class Curve:
    """A history as it is drawn: a line, the band between minimum and maximum, and dots that stand alone.

    ``lowest`` and ``highest`` go with the points of the line; empty where it runs through readings.
    """

    line: Points
    band: Points
    dots: Points
    lowest: Floats
    highest: Floats


@dataclass(frozen=True, slots=True)
class Summary:
    """A history in a few numbers; ``missing_s`` is the time inside its gaps."""

    count: int
    minimum: float
    mean: float
    maximum: float
    last: float
    last_at: float
    gaps: int
    missing_s: float


def level_for(span_s: float, *, interval_s: float) -> Level:
    """Return the finest level that is read in time and shows more, for a signal that speaks every ``interval_s``."""
    for level in (Level.RAW, Level.MINUTE, Level.HOUR):
        rows = span_s / max(interval_s, WIDTH_S[level])
        if rows <= _MOST_ROWS[level] and span_s <= _LONGEST_S[level] and not (
                level is Level.RAW and _minutes_do(rows, span_s / WIDTH_S[Level.MINUTE])):
            return level
    return Level.DAY


def _minutes_do(readings: float, minutes: float) -> bool:
    """Tell whether so many minutes show as much as so many readings, and are far fewer."""
    return minutes >= _ENOUGH_ROWS and readings >= _WORTH_FEWER * minutes


def of_readings(at: Floats, value: Floats) -> History:
    """Return readings as a history. NaN is a reading that cannot be used: it breaks the line."""
    usable = ~np.isnan(value)
    unusable_so_far = np.cumsum(~usable)[usable]
    broken = np.diff(unusable_so_far, prepend=unusable_so_far[:1]) > 0
    at, value = at[usable], value[usable]
    return History(at, at, value, value, value, np.ones(len(at)), value, broken)


def with_gaps(history: History, *, interval_s: float) -> History:
    """Break the history wherever the signal said nothing for longer than GAP_INTERVALS intervals."""
    silent_s = _silence_before(history)
    return replace(history, broken=history.broken | (silent_s > GAP_INTERVALS * interval_s))


def curve(history: History, *, span_s: float, level: Level, most: int = MOST_POINTS) -> Curve:
    """Return the history in at most ``most`` points a trace, each minimum and maximum among them.

    Few readings are drawn as they are. Otherwise the chart is cut into bins; a bin's band spans from its
    lowest to its highest reading, and the line runs through the means.
    """
    if level is Level.RAW and len(history) + history.broken.sum() <= most:
        none = np.empty(0)
        return Curve(_line(history, history.maximum), Points(none, none), _alone(history), none, none)
    drawn = _thinned(history, span_s=span_s, width_s=WIDTH_S[level], most=most)
    return Curve(_line(drawn, drawn.mean), _band(drawn), _alone(drawn), _line(drawn, drawn.minimum).value,
                 _line(drawn, drawn.maximum).value)


def summary(history: History) -> Summary | None:
    """Return the history in a few numbers, None if there is nothing."""
    if not len(history):
        return None
    count = history.count.sum()
    return Summary(count=int(count), minimum=float(history.minimum.min()),
                   mean=float(history.total.sum() / count), maximum=float(history.maximum.max()),
                   last=float(history.last[-1]), last_at=float(history.last_at[-1]),
                   gaps=int(history.broken.sum()),
                   missing_s=float(_silence_before(history)[history.broken].sum()))


def _silence_before(history: History) -> Floats:
    silent = np.zeros(len(history))
    silent[1:] = history.first_at[1:] - history.last_at[:-1]
    return silent


def _thinned(history: History, *, span_s: float, width_s: int, most: int) -> History:
    """Merge rows bin by bin. Bins stand on round times, so that they stay while a live chart moves on.

    A gap inside a bin starts a new row too, unless there are more gaps than points: then only the gaps
    between bins can be seen at this zoom.
    """
    for bins in (count * most // MOST_POINTS for count in _BINS):
        thin = _merged(history, _starts(history, _bin_s(span_s, bins, width_s=width_s), at_gaps=True))
        if 2 * len(thin) + thin.broken.sum() <= most:
            return thin
    return _merged(history, _starts(history, _bin_s(span_s, bins, width_s=width_s), at_gaps=False))


def _bin_s(span_s: float, bins: int, *, width_s: int) -> float:
    return math.ceil(span_s / bins / width_s) * width_s if width_s else span_s / bins


def _starts(history: History, bin_s: float, *, at_gaps: bool) -> Ints:
    number = np.floor(history.first_at / bin_s)
    new = np.diff(number, prepend=-1.0) != 0
    return np.flatnonzero(new | history.broken if at_gaps else new)


def _merged(history: History, starts: Ints) -> History:
    if not len(starts):
        return history
    ends = np.append(starts[1:], len(history)) - 1
    return History(first_at=history.first_at[starts], last_at=history.last_at[ends],
                   minimum=np.minimum.reduceat(history.minimum, starts),
                   maximum=np.maximum.reduceat(history.maximum, starts),
                   total=np.add.reduceat(history.total, starts), count=np.add.reduceat(history.count, starts),
                   last=history.last[ends], broken=history.broken[starts])


def _line(history: History, value: Floats) -> Points:
    breaks = np.flatnonzero(history.broken)
    at = history.middle_at
    return Points(np.insert(at, breaks, at[breaks]), np.insert(value, breaks, np.nan))


def _band(history: History) -> Points:
    """Return one outline after another: along the maxima, back along the minima, pen up."""
    at, value = [np.empty(0)], [np.empty(0)]
    middle = history.middle_at
    for part in _pieces(history):
        at += [middle[part], middle[part][::-1], middle[part][:1]]
        value += [history.maximum[part], history.minimum[part][::-1], np.array([np.nan])]
    return Points(np.concatenate(at)[:-1], np.concatenate(value)[:-1])


def _pieces(history: History) -> Iterator[slice]:
    """Yield the runs of rows between gaps that are longer than one row."""
    borders = [0, *np.flatnonzero(history.broken).tolist(), len(history)]
    for start, end in pairwise(borders):
        if end - start > 1:
            yield slice(start, end)


def _alone(history: History) -> Points:
    """Return rows with a gap on both sides, which no line would show: their lowest and highest values."""
    starts = history.broken.copy()
    starts[:1] = True
    alone = starts & np.append(starts[1:], True) if len(history) else starts
    spread = alone & (history.maximum > history.minimum)
    at = np.concatenate([history.middle_at[alone], history.middle_at[spread]])
    return Points(at, np.concatenate([history.maximum[alone], history.minimum[spread]]))
