"""Running: whether a machine ran at certain moments, from the readings of the signal that tells it.

Times are microseconds since 1970. A reading holds until the next one, at most ``hold_us``; then nobody knows.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from domain.rollup import NEVER, Bools, Floats, Ints

ALWAYS = 0      # since when a machine runs that was never seen standing still


@dataclass(frozen=True, slots=True)
class Rule:
    """A machine runs while a signal is above ``above``; for ``starting_us`` after its start it is starting."""

    above: float
    starting_us: int
    hold_us: int


@dataclass(frozen=True, slots=True)
class Track:
    """What was heard last: when, since when the machine ran then (NEVER if it did not), and since when all readings
    have said that it did, or that it did not, without a silence.
    """

    at_us: int = NEVER
    since_us: int = NEVER
    steady_us: int = NEVER

    @property
    def runs(self) -> bool:
        """Tell whether the machine ran when it was heard last."""
        return self.since_us != NEVER


UNHEARD = Track()


@dataclass(frozen=True, slots=True)
class Steps:
    """Whether a machine ran, step by step; all of shape (n,).

    ``since_us`` is NEVER where it stood still; ``until_us`` is how long a step holds if no other comes.
    """

    at_us: Ints
    since_us: Ints
    until_us: Ints
    last: Track


def hear(track: Track, at_us: int, value: float, rule: Rule) -> Track:
    """Return what was heard last after one reading that is newer than all before it."""
    runs, is_first = value > rule.above, track.at_us == NEVER
    began_us = ALWAYS if is_first else track.since_us if track.runs else at_us
    goes_on = not is_first and runs == track.runs and at_us - track.at_us <= rule.hold_us
    return Track(at_us, began_us if runs else NEVER, track.steady_us if goes_on else at_us)


def counts_at(track: Track, heard: Sequence[Track], at_us: int, rule: Rule) -> bool | None:
    """Tell as `counts` for one moment, by what was heard before (``track``) and after each reading since then.

    None: that was before anything that ``track`` still knows.
    """
    known = bisect_right(heard, at_us, key=_at)
    last = heard[known - 1] if known else track
    if last.at_us == NEVER:
        return True
    if at_us < last.steady_us and not known:
        return None
    return at_us > last.at_us + rule.hold_us or (last.runs and at_us - last.since_us >= rule.starting_us)


_at = attrgetter("at_us")


def steps(track: Track, time_us: Ints, value: Floats, rule: Rule) -> Steps:
    """Return the steps of readings in the order of time, with what was heard before them as the first."""
    runs = value > rule.above
    before = np.concatenate([[track.runs], runs[:-1]])[:len(runs)]
    first_heard = np.zeros(len(runs), np.bool_)
    first_heard[:1] = track.at_us == NEVER
    begins = runs & (~before | first_heard)
    began = np.where(begins, np.where(first_heard, ALWAYS, time_us), NEVER)
    since = np.where(runs, np.maximum.accumulate(np.maximum(began, track.since_us)) if len(runs) else began, NEVER)
    last = _last(track, time_us, runs, since, rule)
    if track.at_us == NEVER:
        return Steps(time_us, since, time_us + rule.hold_us, last)
    return Steps(np.append(track.steady_us, time_us), np.append(track.since_us, since),
                 np.append(track.at_us, time_us) + rule.hold_us, last)


def _last(track: Track, time_us: Ints, runs: Bools, since_us: Ints, rule: Rule) -> Track:
    if not len(time_us):
        return track
    heard_us = np.append(track.at_us if track.at_us != NEVER else time_us[0], time_us)
    breaks = (np.diff(heard_us) > rule.hold_us) | (runs != np.append(track.runs, runs[:-1]))
    breaks[:1] |= track.at_us == NEVER
    steady_us = time_us[np.flatnonzero(breaks)[-1]] if breaks.any() else track.steady_us
    return Track(int(time_us[-1]), int(since_us[-1]), int(steady_us))


def counts(found: Steps, time_us: Ints, rule: Rule) -> Bools:
    """Tell for each moment whether limits count that hold only while the machine runs.

    They do while it runs and has started, and as long as nobody knows: what is not known hides no fault.
    """
    at = np.searchsorted(found.at_us, time_us, side="right") - 1
    since_us, until_us = np.append(found.since_us, NEVER)[at], np.append(found.until_us, NEVER)[at]
    started = (since_us != NEVER) & (time_us - np.where(since_us == NEVER, 0, since_us) >= rule.starting_us)
    result: Bools = (at < 0) | (time_us > until_us) | started
    return result
