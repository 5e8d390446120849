"""Watching: whether the readings of a signal turn the alarm of one limit on or off, in the time of the device.

`hear` judges one reading; the live stream, late readings, a restart and "what would have been" all go through it.
An alarm is raised by the reading that confirms it: the first one at least the on-delay after the run of readings
beyond the limit began. A run does not go on over a silence. Times are microseconds since 1970.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from domain.limit import Limit
from domain.rollup import NEVER, Bools, Floats, Ints


class Turn(StrEnum):
    """What a reading does to the alarm of a limit."""

    RAISED = "raised"
    CLEARED = "cleared"


class Reason(StrEnum):
    """Why an alarm turned."""

    BEYOND = "beyond"                       # the value is beyond the limit
    WITHIN = "within"                       # the value is back within the limit
    STOPPED = "stopped"                     # the machine stopped, and the limit counts only while it runs
    LIMIT_REMOVED = "limit_removed"
    LATE_DATA = "late_data"                 # readings that came late say something else than was known
    OVER = "over"                           # the device, gateway or platform is well again


@dataclass(frozen=True, slots=True)
class Watch:
    """The state of one limit: whether its alarm is on, and since when readings say that it should turn."""

    active: bool = False
    run_us: int = NEVER


@dataclass(frozen=True, slots=True)
class Turned:
    """An alarm that turned: ``began_us`` is the first reading of the run that did it, ``at_us`` the last."""

    turn: Turn
    at_us: int
    began_us: int
    value: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Episode:
    """One time an alarm was on; ``cleared_us`` is NEVER while it is."""

    began_us: int
    raised_us: int
    cleared_us: int
    value: float


@dataclass(frozen=True, slots=True)
class Heard:
    """Readings of one signal in the order of time, each of shape (n,).

    ``counts`` marks those at which a limit "only while running" holds, ``after_gap`` those after a silence.
    """

    time_us: Ints
    value: Floats
    counts: Bools
    after_gap: Bools

    def __len__(self) -> int:
        return len(self.time_us)

    def where(self, chosen: Bools) -> "Heard":
        """Return the chosen readings."""
        return Heard(self.time_us[chosen], self.value[chosen], self.counts[chosen], self.after_gap[chosen])


@dataclass(frozen=True, slots=True)
class Frame:
    """What can be of a signal: its physical range, and how long it may be quiet without being silent."""

    minimum: float
    maximum: float
    longest_gap_us: int


REST = Watch()
_ON = Watch(active=True)


def hear(watch: Watch, limit: Limit, time_us: int, value: float, *, counts: bool,
         after_gap: bool) -> tuple[Watch, Turned | None]:
    """Judge one reading, not older than the last one; return the state after it and what turned."""
    counts = counts or not limit.only_while_running
    if watch.active and not counts:
        return REST, Turned(Turn.CLEARED, time_us, time_us, value, Reason.STOPPED)
    turns = limit.is_left_by(value) if watch.active else counts and limit.is_passed_by(value)
    if not turns:
        return (_ON if watch.active else REST), None
    began_us = time_us if after_gap or watch.run_us == NEVER else watch.run_us
    delay_s = limit.off_delay_s if watch.active else limit.on_delay_s
    if time_us - began_us < delay_s * 1e6:
        return Watch(watch.active, began_us), None
    if watch.active:
        return REST, Turned(Turn.CLEARED, time_us, began_us, value, Reason.WITHIN)
    return _ON, Turned(Turn.RAISED, time_us, began_us, value, Reason.BEYOND)


def fold(watch: Watch, limit: Limit, heard: Heard) -> tuple[Watch, list[Turned]]:
    """Judge readings one after the other; return the state after them and all that turned."""
    turned = []
    for time_us, value, counts, after_gap in rows(heard):
        watch, turn = hear(watch, limit, time_us, value, counts=counts, after_gap=after_gap)
        if turn is not None:
            turned.append(turn)
    return watch, turned


def resume(active: bool, limit: Limit, heard: Heard) -> Watch:
    """Return the state after readings of which is known whether the alarm was on after them: a restart.

    ``heard`` has to reach back as far as the longest delay of the limit: no run that is under way is older.
    """
    never = replace(limit, on_delay_s=np.inf, off_delay_s=np.inf, only_while_running=False)
    state = _ON if active else REST
    for time_us, value, counts, after_gap in rows(heard):
        if counts or not limit.only_while_running:
            state, _turned = hear(state, never, time_us, value, counts=True, after_gap=after_gap)
        else:
            state = _ON if active else REST
    return state


def episodes(turned: list[Turned], *, since: Episode | None = None) -> list[Episode]:
    """Return the episodes of what turned in the order of time; ``since`` is the one that was on before."""
    found, opened = [], since
    for turn in turned:
        if turn.turn is Turn.RAISED:
            opened = Episode(turn.began_us, turn.at_us, NEVER, turn.value)
        elif opened is not None:
            found.append(Episode(opened.began_us, opened.raised_us, turn.at_us, opened.value))
            opened = None
    return found if opened is None else [*found, opened]


def history(limit: Limit, heard: Heard) -> list[Episode]:
    """Return the episodes of a whole history: what the limit would have raised."""
    return episodes(fold(REST, limit, heard)[1])


def heard(time_us: Ints, value: Floats, counts: Bools, *, last_us: int, frame: Frame) -> Heard:
    """Return readings in the order of time as a limit hears them: those that can be, with the silences before them.

    ``last_us`` is the last one before them that can be, NEVER for none. What is out of range is none of the
    machine's: it breaks no silence.
    """
    can_be = (value >= frame.minimum) & (value <= frame.maximum)
    return _heard(time_us[can_be], value[can_be], counts[can_be], last_us=last_us, frame=frame)


def rated(heard: Heard, rates: Floats, *, frame: Frame) -> Heard:
    """Return what a limit of the rate hears of the same readings: rates where they are known, NaN elsewhere."""
    known = ~np.isnan(rates)
    return _heard(heard.time_us[known], rates[known], heard.counts[known], last_us=NEVER, frame=frame)


def _heard(time_us: Ints, value: Floats, counts: Bools, *, last_us: int, frame: Frame) -> Heard:
    before = np.concatenate([[time_us[0] if last_us == NEVER and len(time_us) else last_us], time_us[:-1]])
    return Heard(time_us, value, counts, time_us - before[:len(time_us)] > frame.longest_gap_us)


def rows(heard: Heard) -> Iterator[tuple[int, float, bool, bool]]:
    """Go through readings: time, value, whether limits count that hold only while running, after a silence."""
    return zip(heard.time_us.tolist(), heard.value.tolist(), heard.counts.tolist(), heard.after_gap.tolist(),
               strict=True)
