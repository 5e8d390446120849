"""Operation: for how long a machine ran and how often it started, by the days of its plant.

A minute counts as running if the signal that tells it was above its threshold on average. A start is a minute of
running right after a minute of standing still: what follows a gap in the data is none, nobody saw it. Starts that
come closer than a minute to each other may be one. A day is that of the plant's clock, with 23 or 25 hours where the
clocks are changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

DAYS, WEEK_DAYS = 30, 7
MOST_UNTALLIED = timedelta(days=2)      # of minutes read one by one, because their hours were not tallied yet
UNKNOWN, STOPPED, RUNNING = -1, 0, 1

Minutes: TypeAlias = npt.NDArray[np.int8]
_HOUR, _MINUTE, _BITS = timedelta(hours=1), timedelta(minutes=1), 60


@dataclass(frozen=True, slots=True)
class Teller:
    """The signal that tells whether a machine runs; ``carry`` is how many minutes a reading stands for at most."""

    title: str
    unit: str | None
    above: float
    carry: int


@dataclass(frozen=True, slots=True)
class Hour:
    """A tallied hour: in which of its minutes the machine ran, and in which that is known; minute 0 is bit 0."""

    start: datetime
    ran: int
    told: int


@dataclass(frozen=True, slots=True)
class Minute:
    """A minute with readings: whether the machine ran in it on average."""

    start: datetime
    ran: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Minute after minute from ``start_at``: UNKNOWN, STOPPED or RUNNING."""

    start_at: datetime
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the plant; of today what has passed of it."""

    date: date
    running_s: int
    stopped_s: int
    unknown_s: int
    starts: int

    @property
    def known_s(self) -> int:
        """Return for how long it is known whether the machine ran."""
        return self.running_s + self.stopped_s


@dataclass(frozen=True, slots=True)
class Stretch:
    """The longest time without a break in one state: from when, how long."""

    start_at: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class Operation:
    """How a machine was run: its last DAYS days, oldest first, and the longest stretches in them."""

    days: Sequence[Day]
    longest_run: Stretch | None
    longest_stop: Stretch | None

    @property
    def known_s(self) -> int:
        """Return for how long it is known whether the machine ran."""
        return sum(day.known_s for day in self.days)

    def running_s(self, days: int) -> int:
        """Return for how long it ran in the last so many days, today among them."""
        return sum(day.running_s for day in self.days[-days:])

    def starts(self, days: int) -> int:
        """Return how often it started in the last so many days, today among them."""
        return sum(day.starts for day in self.days[-days:])

    @property
    def starts_a_day(self) -> float | None:
        """Return how often it started in 24 hours of which it is known; None if that is not even a day."""
        return self.starts(DAYS) * 86_400 / self.known_s if self.known_s >= 86_400 else None


def borders(now: datetime, *, zone: str) -> list[datetime]:
    """Return when each of the last DAYS days of the plant began, oldest first, and now as the end of the last."""
    here, today = ZoneInfo(zone), now.astimezone(ZoneInfo(zone)).date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return [*(datetime.combine(day, time(), here).astimezone(UTC) for day in days), _to_minute(now)]


def line(hours: Sequence[Hour], minutes: Sequence[Minute], *, carry: int, start_at: datetime,
         end_at: datetime) -> Line:
    """Return what hours and minutes say of the time between; minutes count only where no hour says anything."""
    state = _held(minutes, carry=carry, start_at=start_at, length=max(0, _index(end_at, start_at)))
    at = np.array([_index(hour.start, start_at) for hour in hours], np.intp)[:, None] + np.arange(_BITS)
    ran, told = _bits([hour.ran for hour in hours]), _bits([hour.told for hour in hours])
    inside = (at >= 0) & (at < len(state))
    state[at[inside]] = np.where(told, np.where(ran, RUNNING, STOPPED), UNKNOWN)[inside]
    return Line(start_at, state)


def operation(found: Line, *, now: datetime, zone: str) -> Operation:
    """Return how the machine was run. ``found`` begins before the first of the days, so that its first start counts."""
    at = borders(now, zone=zone)
    index = [_index(border, found.start_at) for border in at]
    state = found.minutes[:index[-1]]
    begins = np.zeros(len(state), np.bool_)
    begins[1:] = (state[1:] == RUNNING) & (state[:-1] == STOPPED)
    days = [_day(border.astimezone(ZoneInfo(zone)).date(), state[start:end], begins[start:end])
            for border, start, end in zip(at, index, index[1:], strict=False)]
    shown = Line(at[0], state[index[0]:])
    return Operation(days, _longest(shown, RUNNING), _longest(shown, STOPPED))


def first_hour(start_at: datetime) -> datetime:
    """Return from which hour on to read for days that begin at ``start_at``: that with the minute before."""
    return _to_hour(start_at - _MINUTE)


def first_untallied(hours: Sequence[Hour], *, now: datetime) -> datetime:
    """Return from when on minutes are read one by one: the first hour of the last two days that is not tallied."""
    tallied, at = {hour.start for hour in hours}, _to_hour(now - MOST_UNTALLIED)
    while at in tallied:
        at += _HOUR
    return at


def _day(day: date, state: Minutes, begins: npt.NDArray[np.bool_]) -> Day:
    running, stopped, unknown = (int((state == one).sum()) * 60 for one in (RUNNING, STOPPED, UNKNOWN))
    return Day(day, running, stopped, unknown, int(begins.sum()))


def _held(minutes: Sequence[Minute], *, carry: int, start_at: datetime, length: int) -> Minutes:
    """Return the state minute by minute: what was said last holds for ``carry`` minutes more."""
    state = np.full(length, UNKNOWN, np.int8)
    for minute in minutes:
        at = _index(minute.start, start_at)
        state[max(at, 0):max(at + carry + 1, 0)] = RUNNING if minute.ran else STOPPED
    return state


def _bits(words: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Return the minutes of hours, shape (n, 60)."""
    as_bytes = np.array(words, "<u8").reshape(-1, 1).view(np.uint8)
    return np.unpackbits(as_bytes, axis=1, bitorder="little")[:, :_BITS].astype(np.bool_)


def _longest(found: Line, which: int) -> Stretch | None:
    """Return the longest run of minutes in one state, the later of two that are alike."""
    inside = np.concatenate([[False], found.minutes == which, [False]])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return None
    longest = len(starts) - 1 - int(np.argmax((ends - starts)[::-1]))
    return Stretch(found.start_at + int(starts[longest]) * _MINUTE, int(ends[longest] - starts[longest]) * 60)


def _index(at: datetime, start_at: datetime) -> int:
    return int((at - start_at) // _MINUTE)


def _to_hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _to_minute(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(second=0, microsecond=0)
