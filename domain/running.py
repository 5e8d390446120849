"""Running: whether a machine ran at certain moments, from the readings of the signal that tells it.

Times are microseconds since 1970. A reading holds until the next one, at most ``hold_us``; then nobody knows.
"""

from dataclasses import dataclass

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
    """What was heard last: when, whether the machine ran, and since when it did (NEVER if it did not)."""

    at_us: int = NEVER
    since_us: int = NEVER

    @property
    def runs(self) -> bool:
        """Tell whether the machine ran when it was heard last."""
        return self.since_us != NEVER


UNHEARD = Track()


@dataclass(frozen=True, slots=True)
class Steps:
    """Whether a machine ran, step by step; both of shape (n,). ``since_us`` is NEVER where it stood still."""

    at_us: Ints
    since_us: Ints

    @property
    def last(self) -> Track:
        """Return what was heard last."""
        return Track(int(self.at_us[-1]), int(self.since_us[-1])) if len(self.at_us) else UNHEARD


def steps(track: Track, time_us: Ints, value: Floats, rule: Rule) -> Steps:
    """Return the steps of readings in the order of time, with what was heard before them as the first."""
    runs = value > rule.above
    before = np.concatenate([[track.runs], runs[:-1]])
    first_heard = np.zeros(len(runs), np.bool_)
    first_heard[:1] = track.at_us == NEVER
    began = np.where(first_heard, ALWAYS, time_us)
    begins = runs & (~before | first_heard)
    carried = np.maximum.accumulate(np.where(begins, began, np.where(runs, track.since_us, NEVER)))
    since = np.where(runs, carried, NEVER)
    if track.at_us == NEVER:
        return Steps(time_us, since)
    return Steps(np.concatenate([[track.at_us], time_us]), np.concatenate([[track.since_us], since]))


def counts(found: Steps, time_us: Ints, rule: Rule) -> Bools:
    """Tell for each moment whether limits count that hold only while the machine runs.

    They do while it runs and has started, and as long as nobody knows: what is not known hides no fault.
    """
    if not len(found.at_us):
        return np.ones(len(time_us), np.bool_)
    at = np.searchsorted(found.at_us, time_us, side="right") - 1
    heard_us = np.where(at >= 0, found.at_us[at], NEVER)
    since_us = np.where(at >= 0, found.since_us[at], NEVER)
    unknown = (at < 0) | (time_us - np.where(at >= 0, heard_us, time_us) > rule.hold_us)
    started = (since_us != NEVER) & (time_us - np.where(since_us == NEVER, 0, since_us) >= rule.starting_us)
    result: Bools = unknown | started
    return result
