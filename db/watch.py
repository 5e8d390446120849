"""What the watch of limits reads: limits, rules of running, alarms that are on, and readings to judge again.

Times are microseconds since 1970.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from db.connect import Connection
from db.readings import moment
from db.sql import Queries
from domain import limit
from domain.limit import Level, Limit, Priority
from domain.rollup import NEVER, Bools, Floats, Ints
from domain.watch import Episode

SQL = Queries(__file__)


class SignalRow(NamedTuple):
    """A signal that is watched, or that tells whether its machine runs; ``changed_us`` is of its limits."""

    signal_id: int
    machine_id: int
    device_id: int
    minimum: float
    maximum: float
    interval_s: float
    changed_us: int


class RunningRow(NamedTuple):
    """By which signal it is known whether a machine runs."""

    machine_id: int
    signal_id: int
    above: float
    starting_s: float


class Readings(NamedTuple):
    """Good readings of one signal in the order of time, each (n,); ``is_new``: stored by this transaction."""

    time_us: Ints
    value: Floats
    is_new: Bools

    def where(self, chosen: Bools) -> "Readings":
        """Return the chosen readings."""
        return Readings(self.time_us[chosen], self.value[chosen], self.is_new[chosen])


def changes(conn: Connection) -> int:
    """Return a number that grows with every change of the fleet."""
    row = conn.execute(SQL["changes"]).fetchone()
    return int(row[0]) if row else 0


def limits(conn: Connection) -> dict[int, list[Limit]]:
    """Return the limits of each signal that has any."""
    found: dict[int, list[Limit]] = {}
    for signal_id, level, value, *settings in conn.execute(SQL["limits"], binary=True):
        found.setdefault(signal_id, []).append(_limit(Level(level), value, *settings))
    return found


def signals(conn: Connection) -> list[SignalRow]:
    """Return the signals with limits, and those that tell whether a machine runs."""
    return [SignalRow(*row) for row in conn.execute(SQL["signals"], binary=True)]


def running_rules(conn: Connection) -> list[RunningRow]:
    """Return by which signals it is known whether machines run."""
    return [RunningRow(*row) for row in conn.execute(SQL["running_rules"])]


def raised(conn: Connection) -> list[tuple[int, Level, int]]:
    """Return the signal, level and machine of each limit whose alarm is on, also of limits that are no more."""
    return [(signal_id, Level(kind), machine_id) for signal_id, kind, machine_id in conn.execute(SQL["raised"])]


def readings(conn: Connection, asked: Sequence[tuple[int, int, int]]) -> dict[int, Readings]:
    """Return good readings: for each signal asked for those from a time on and before another."""
    rows = conn.execute(SQL["readings"], {
        "signals": [signal for signal, *_ in asked], "since": [moment(since) for _, since, _ in asked],
        "until": [moment(until) for *_, until in asked]}, binary=True).fetchall()
    found: dict[int, list[tuple[int, float, bool]]] = {signal: [] for signal, *_ in asked}
    for signal, *reading in rows:
        found[signal].append((reading[0], reading[1], reading[2]))
    return {signal: _readings(kept) for signal, kept in found.items()}


def reading_before(conn: Connection, signal_id: int, *, before_us: int) -> Readings:
    """Return the last good reading before a time that was stored before this transaction; shape (0,) or (1,)."""
    return _readings(conn.execute(SQL["reading_before"], {
        "signal": signal_id, "before": moment(before_us)}).fetchall())


def episodes_from(conn: Connection, asked: Sequence[tuple[int, int]]) -> dict[tuple[int, Level], list[Episode]]:
    """Return the episodes of signals that were on at a time or later, by signal and level."""
    found: dict[tuple[int, Level], list[Episode]] = {}
    for signal_id, kind, *episode in conn.execute(SQL["episodes_from"], {
            "signals": [signal for signal, _ in asked], "since": [moment(since) for _, since in asked],
            "never": NEVER}):
        found.setdefault((signal_id, Level(kind)), []).append(Episode(*episode))
    return found


def _limit(level: Level, value: float, deadband: float | None, on_delay_s: float, off_delay_s: float,
           priority: str, latching: bool, only_while_running: bool) -> Limit:
    if deadband is None:
        return limit.default(level, value)
    return Limit(level, value, deadband, on_delay_s, off_delay_s, Priority(priority), latching, only_while_running)


def _readings(rows: Sequence[tuple[int, float, bool]]) -> Readings:
    return Readings(np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.float64),
                    np.array([row[2] for row in rows], np.bool_))
