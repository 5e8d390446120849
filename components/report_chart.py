"""The chart of a signal on paper: black on white, its band grey, each limit in a dash of its own with its name."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

import language
from components.charts import limit_styles, mark_lines
from components.drawing import Area, Drawing, Shape, Stroke, Words
from domain.distribution import round_step, value_range
from domain.log_marks import spots
from domain.machine import Signal
from domain.report import Charted, Stretch
from domain.time_axis import Span, marks
from domain.trend import Floats, Points
from language import _

WIDTH, HEIGHT = 252.0, 112.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 33.0, 4.0, 13.0, 19.0
_SMALL, _LEADING = 7.2, 8.0
_MOST_MARKS, _MOST_TICKS = 5, 4
_DASHES = {"solid": (), "dash": (4.0, 2.0)}
_DOTS, _MARKS_APART = (0.8, 1.6), 0.05
_GRID, _BAND, _FRAME = 0.86, 0.72, 0.45


@dataclass(frozen=True, slots=True)
class _Room:
    """Where a chart is drawn, and what it spans."""

    span: Span
    bottom: float
    top: float

    def x(self, at: Floats) -> Floats:
        """Return where times (seconds since 1970) stand; a bucket that begins before the span begins with it."""
        share = (at - self.span.start_at.timestamp()) / self.span.seconds
        return _LEFT + np.clip(share, 0, 1) * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: Floats) -> Floats:
        """Return where values stand."""
        share = (value - self.bottom) / (self.top - self.bottom)
        return HEIGHT - _BOTTOM - share * (HEIGHT - _BOTTOM - _TOP)

    def across(self, value: float) -> tuple[Floats, Floats]:
        """Return a level line."""
        return np.array([_LEFT, WIDTH - _RIGHT]), self.y(np.array([value, value]))


def chart(shown: Charted, stretch: Stretch, *, zone: str, log: Sequence[tuple[int, datetime]] = ()) -> Drawing:
    """Return the chart of a signal over one span of time; ``log`` are numbered entries of the log book."""
    signal, known = shown.signal, stretch.summary
    given = [limit for limit in signal.limits if limit is not None]
    bottom, top = value_range(known.minimum, known.maximum, given) if known else (0.0, 1.0)
    room = _Room(stretch.span, bottom, top)
    unit = language.unit(signal.unit) if signal.unit else ""
    shapes: list[Shape] = [Words(_LEFT, 8, _caption(stretch.span) + (f" ({unit})" if unit else ""), _SMALL + 0.5),
                           *_times(room, zone)]
    if known is None:
        middle = Words((WIDTH + _LEFT) / 2, HEIGHT / 2, _("No readings in this time"), 8, "middle")
        return Drawing(WIDTH, HEIGHT, [*shapes, *_frame(), middle])
    return Drawing(WIDTH, HEIGHT, [*shapes, *_ticks(room), *_curve(room, stretch), *_frame(), *_limits(room, signal),
                                   *_beyond(room, signal), *_marks(room, log)])


def told(shown: Charted, stretch: Stretch) -> str:
    """Return what a chart shows in words."""
    known, unit = stretch.summary, shown.signal.unit
    if known is None:
        return f"{shown.signal.title}. {_caption(stretch.span)}: {_('No readings in this time')}"
    return _("{signal}. {time}: lowest {low}, mean {mean}, highest {high}, last {last}").format(
        signal=shown.signal.title, time=_caption(stretch.span), low=language.number(known.minimum, unit),
        mean=language.number(known.mean, unit), high=language.number(known.maximum, unit),
        last=language.number(known.last, unit))


def _caption(span: Span) -> str:
    return _("Last {duration}").format(duration=language.duration(span.seconds))


def _frame() -> list[Shape]:
    left, right, top, bottom = _LEFT, WIDTH - _RIGHT, _TOP, HEIGHT - _BOTTOM
    return [Stroke(np.array([left, left, right]), np.array([top, bottom, bottom]), 0.6, _FRAME)]


def _times(room: _Room, zone: str) -> Iterator[Shape]:
    grain, at = marks(room.span, zone=zone, most=_MOST_MARKS)
    places = room.x(np.array([mark.timestamp() for mark in at])).tolist()
    below = HEIGHT - _BOTTOM
    for x, lines in zip(places, mark_lines(grain, at, zone), strict=True):
        yield Stroke(np.array([x, x]), np.array([_TOP, below]), 0.4, _GRID)
        for number, line in enumerate(lines):
            yield Words(min(max(x, _LEFT), WIDTH - 20), below + _LEADING * (number + 1), line, _SMALL, "middle")


def _ticks(room: _Room) -> Iterator[Shape]:
    step = round_step((room.top - room.bottom) / _MOST_TICKS)
    digits = max(0, -math.floor(math.log10(step)) + (step * 10 ** -math.floor(math.log10(step)) == 2.5))
    for number in range(math.ceil(room.bottom / step), math.floor(room.top / step) + 1):
        x, y = room.across(number * step)
        yield Stroke(x, y, 0.4, _GRID)
        yield Words(_LEFT - 3, float(y[0]) + 2.2, language.number(number * step, digits=digits), _SMALL, "end")


def _curve(room: _Room, stretch: Stretch) -> Iterator[Shape]:
    drawn = stretch.curve
    for x, y in _runs(room, drawn.band):
        yield Area(x, y, _BAND)
    for x, y in _runs(room, drawn.line):
        yield Stroke(x, y, 0.8)
    for x, y in zip(room.x(drawn.dots.at).tolist(), room.y(drawn.dots.value).tolist(), strict=True):
        yield Area(np.array([x - 1, x + 1, x + 1, x - 1]), np.array([y - 1, y - 1, y + 1, y + 1]), 0.0)


def _runs(room: _Room, points: Points) -> Iterator[tuple[Floats, Floats]]:
    """Yield the pieces between the places where the pen is up, as places on the paper."""
    x, y = room.x(points.at), room.y(points.value)
    for part in np.split(np.arange(len(y)), np.flatnonzero(np.isnan(y))):
        inked = part[~np.isnan(y[part])]
        if len(inked) > 1:
            yield x[inked], y[inked]


def _limits(room: _Room, signal: Signal) -> Iterator[Shape]:
    for limit, style in zip(signal.limits, limit_styles(), strict=True):
        if limit is None or not room.bottom < limit < room.top:
            continue
        x, y = room.across(limit)
        line = float(y[0])
        hangs = (style["anchor"] == "top" and line + _LEADING < HEIGHT - _BOTTOM) or line - _LEADING < _TOP
        yield Stroke(x, y, 1.0, 0.0, _DASHES[style["dash"]])
        yield _at_the_right(line + (_SMALL if hangs else -2), f"{style['name']} {language.number(limit)}")


def _beyond(room: _Room, signal: Signal) -> Iterator[Shape]:
    """Name the next limit above and below what is in sight, with an arrow towards it."""
    named = [(limit, style["name"]) for limit, style in zip(signal.limits, limit_styles(), strict=True)
             if limit is not None]
    above = min((one for one in named if one[0] >= room.top), default=None)
    below = max((one for one in named if one[0] <= room.bottom), default=None)
    for arrow, found, y in (("↑", above, _TOP - 4), ("↓", below, HEIGHT - _BOTTOM - 3)):
        if found:
            yield _at_the_right(y, f"{arrow} {found[1]} {language.number(found[0])}")


def _marks(room: _Room, log: Sequence[tuple[int, datetime]]) -> Iterator[Shape]:
    """Mark entries of the log book by dotted lines, with their numbers at the foot."""
    for spot in spots(log, room.span, apart=_MARKS_APART):
        x = float(room.x(np.array([spot.at.timestamp()]))[0])
        yield Stroke(np.array([x, x]), np.array([_TOP, HEIGHT - _BOTTOM]), 0.8, _FRAME, _DOTS)
        x = min(max(x, _LEFT + 4), WIDTH - _RIGHT - 4)
        yield Words(x, HEIGHT - _BOTTOM - 3, spot.label, _SMALL, "middle", halo=True)


def _at_the_right(y: float, text: str) -> Shape:
    return Words(WIDTH - _RIGHT - 2, y, text, _SMALL, "end", halo=True)
