"""What the watch of limits goes by: every limit, and by which signals it is known whether machines run.

Signals are known by their slots, as in services/arrivals.py.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

import db.watch
from db.connect import Connection
from db.watch import SignalRow
from domain import fact, rate, running
from domain.fact import Source
from domain.limit import Level, Limit
from domain.rollup import Bools, Floats, Ints
from domain.trust import silence_us
from domain.watch import Frame

_LOW, _HIGH = frozenset({Level.LOW, Level.LOW_LOW}), frozenset({Level.HIGH, Level.HIGH_HIGH})


@dataclass(frozen=True, slots=True)
class Watched:
    """One signal with its limits; ``changed_us`` is since when they are as they are."""

    slot: int
    signal_id: int
    source: Source
    machine_id: int
    frame: Frame
    window_us: int
    changed_us: int
    limits: tuple[Limit, ...] = ()

    @property
    def has_rate(self) -> bool:
        """Tell whether its rate of change is limited."""
        return any(limit.level is Level.RATE for limit in self.limits)

    @property
    def asks_running(self) -> bool:
        """Tell whether one of its limits counts only while the machine runs."""
        return any(limit.only_while_running for limit in self.limits)

    @property
    def reach_us(self) -> int:
        """Return how far back readings matter for what its limits say."""
        delays_s = [max(limit.on_delay_s, limit.off_delay_s) for limit in self.limits]
        rate_us = self.rate_reach_us if self.has_rate else 0
        return round(max(delays_s, default=0.0) * 1e6) + rate_us + self.frame.longest_gap_us

    @property
    def rate_reach_us(self) -> int:
        """Return how far back readings matter for the rate at a moment: a window and the cell it begins in."""
        return self.window_us // rate.CELLS * (rate.CELLS + 1)


@dataclass(frozen=True, slots=True)
class Runs:
    """How it is known whether a machine runs."""

    machine_id: int
    slot: int
    signal_id: int
    rule: running.Rule


@dataclass(slots=True)
class Rules:
    """All limits by slot; the arrays are (n,) for slots below n, and no other slot has a limit.

    ``low_edge`` and ``high_edge`` are the innermost limits: a value between them is beyond none.
    """

    signals: dict[int, Watched] = field(default_factory=dict)
    runs: dict[int, Runs] = field(default_factory=dict)             # by machine
    dependents: dict[int, Ints] = field(default_factory=dict)       # by machine: slots of limits that ask for it
    tellers: dict[int, list[Runs]] = field(default_factory=dict)    # by slot: machines that run by it, if asked for
    low_edge: Floats = field(default_factory=lambda: np.zeros(0))
    high_edge: Floats = field(default_factory=lambda: np.zeros(0))
    is_watched: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))
    has_rate: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))
    tells_running: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))

    @property
    def size(self) -> int:
        """Return how many slots the arrays have."""
        return len(self.is_watched)


def load(conn: Connection, slot_of: Callable[[int], int]) -> Rules:
    """Read all limits and all rules of running."""
    limits = db.watch.limits(conn)
    watched = [_watched(row, slot_of(row.signal_id), limits.get(row.signal_id, ())) for row in db.watch.signals(conn)]
    by_signal = {one.signal_id: one for one in watched}
    rules = Rules({one.slot: one for one in watched if one.limits}, _runs(conn, by_signal))
    _depend(rules)
    _fill(rules, size=max((one.slot for one in watched), default=-1) + 1)
    return rules


def _watched(row: SignalRow, slot: int, limits: Sequence[Limit]) -> Watched:
    longest_gap_us = silence_us(row.interval_s)
    source = fact.of_signal(row.signal_id, machine_id=row.machine_id, device_id=row.device_id)
    return Watched(slot, row.signal_id, source, row.machine_id, Frame(row.minimum, row.maximum, longest_gap_us),
                   rate.window_us(row.interval_s), row.changed_us, tuple(limits))


def _runs(conn: Connection, by_signal: dict[int, Watched]) -> dict[int, Runs]:
    found = {}
    for row in db.watch.running_rules(conn):
        signal = by_signal.get(row.signal_id)
        if signal is not None:
            rule = running.Rule(row.above, round(row.starting_s * 1e6), signal.frame.longest_gap_us)
            found[row.machine_id] = Runs(row.machine_id, signal.slot, row.signal_id, rule)
    return found


def _depend(rules: Rules) -> None:
    found: dict[int, list[int]] = {}
    for one in rules.signals.values():
        if one.asks_running and one.machine_id in rules.runs:
            found.setdefault(one.machine_id, []).append(one.slot)
    rules.dependents = {machine: np.array(slots, np.int64) for machine, slots in found.items()}
    for machine in found:
        rules.tellers.setdefault(rules.runs[machine].slot, []).append(rules.runs[machine])


def _fill(rules: Rules, *, size: int) -> None:
    rules.low_edge, rules.high_edge = np.full(size, -np.inf), np.full(size, np.inf)
    rules.is_watched, rules.has_rate = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    rules.tells_running = np.zeros(size, np.bool_)
    for slot, one in rules.signals.items():
        rules.low_edge[slot] = max(_values(one.limits, _LOW), default=-np.inf)
        rules.high_edge[slot] = min(_values(one.limits, _HIGH), default=np.inf)
        rules.is_watched[slot], rules.has_rate[slot] = True, one.has_rate
    rules.tells_running[list(rules.tellers)] = True


def _values(limits: Iterable[Limit], levels: frozenset[Level]) -> list[float]:
    return [limit.value for limit in limits if limit.level in levels]
