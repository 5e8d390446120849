"""What would have been: which alarms a set of limits would have raised over a past that is known.

The judge is `watch.hear`, as for the live stream. Most readings change nothing: within the limit while the alarm is
off, beyond it while it is on, or in the middle of a delay; those are skipped and only the others are judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, cast

import numpy as np

from domain import rate, running, watch
from domain.limit import Level, Limit
from domain.rollup import NEVER, Bools, Floats, Ints
from domain.running import Rule
from domain.trust import silence_us
from domain.watch import REST, Episode, Frame, Heard, Turned, Watch, episodes, hear


@dataclass(frozen=True, slots=True)
class Past:
    """What was heard of one signal: its values and, where enough is known, how fast they changed an hour."""

    values: Heard
    rates: Heard

    def of(self, level: Level) -> Heard:
        """Return what a limit of this level judges."""
        return self.rates if level is Level.RATE else self.values

    def median_running(self) -> float | None:
        """Return the median of the values while the machine ran, None if it never did."""
        chosen = self.values.value[self.values.counts]
        return float(np.median(chosen)) if len(chosen) else None


@dataclass(frozen=True, slots=True)
class Drive:
    """The readings of the signal that tells whether the machine runs, in the order of time, and its rule."""

    time_us: Ints
    value: Floats
    rule: Rule


def past(time_us: Ints, value: Floats, *, interval_s: float, drive: Drive | None,
         between: tuple[float, float] = (-np.inf, np.inf)) -> Past:
    """Return what was heard; readings are good ones in the order of time, each of shape (n,).

    ``between`` is the physical range of the signal: what is outside is the sensor's trouble.
    """
    frame = Frame(*between, silence_us(interval_s))
    heard = watch.heard(time_us, value, _counts(time_us, drive), last_us=NEVER, frame=frame)
    changed = rates(heard.time_us, heard.value, window_us=rate.window_us(interval_s))
    return Past(heard, watch.rated(heard, changed, frame=frame))


def alarms(limits: Mapping[Level, Limit], heard: Past) -> dict[Level, list[Episode]]:
    """Return the episodes that each limit would have had."""
    return {level: history(limit, heard.of(level)) for level, limit in limits.items()}


def history(limit: Limit, heard: Heard) -> list[Episode]:
    """Return what `watch.history` does, judging only the readings that can change something."""
    stops, state, at, turned = _Stops(limit, heard), REST, 0, list[Turned]()
    while (at := stops.next(state, at)) < len(heard):
        state, turn = hear(state, limit, int(heard.time_us[at]), float(heard.value[at]),
                           counts=bool(heard.counts[at]), after_gap=bool(heard.after_gap[at]))
        turned += [turn] if turn is not None else []
        at += 1
    return episodes(turned)


def rates(time_us: Ints, value: Floats, *, window_us: int) -> Floats:
    """Return what `rate.rates` does for a whole history, all readings at once."""
    found = np.full(len(time_us), np.nan)
    if not len(time_us):
        return found
    cell = time_us // (window_us // rate.CELLS)
    first = np.flatnonzero(np.diff(cell, prepend=cell[0] - 1))      # the anchors: the first reading of each cell
    anchor = first[np.minimum(np.searchsorted(time_us[first], time_us - window_us), len(first) - 1)]
    passed = time_us - time_us[anchor]
    known = passed >= window_us // 2
    found[known] = (value[known] - value[anchor[known]]) / passed[known] * 3_600_000_000
    return found


def _counts(time_us: Ints, drive: Drive | None) -> Bools:
    if drive is None:
        return np.ones(len(time_us), np.bool_)
    found = running.steps(running.UNHEARD, drive.time_us, drive.value, drive.rule)
    return running.counts(found, time_us, drive.rule)


class _Stops:
    """Where to judge next. ``_turns[active]`` and ``_stays[active]`` hold for each reading the next that says
    that the alarm should turn, and the next that says it should not; n where there is none.
    """

    def __init__(self, limit: Limit, heard: Heard) -> None:
        # The limit's own rules, of one value, hold for a whole array as they are.
        passed, left = (cast(Any, rule)(heard.value) for rule in (limit.is_passed_by, limit.is_left_by))
        counts = heard.counts | (not limit.only_while_running)
        self._time_us, self._gaps = heard.time_us, _next(heard.after_gap)
        self._delays_us = (ceil(limit.on_delay_s * 1e6), ceil(limit.off_delay_s * 1e6))
        turns = (passed & counts, left | ~counts)
        self._turns = [_next(mask) for mask in turns]
        self._stays = [_next(~turns[0]), _next(~left | ~counts)]

    def next(self, state: Watch, at: int) -> int:
        """Return the first reading from ``at`` on that can change a state."""
        if state.run_us == NEVER:
            return int(self._turns[state.active][at])
        due = self._time_us.searchsorted(state.run_us + self._delays_us[state.active])
        return max(at, min(int(self._stays[state.active][at]), int(self._gaps[at]), int(due)))


def _next(mask: Bools) -> Ints:
    """Return for each position, and the one after the last, the next that is marked; n where there is none."""
    places = np.append(np.where(mask, np.arange(len(mask)), len(mask)), len(mask))
    found: Ints = np.minimum.accumulate(places[::-1])[::-1]
    return found
