"""judging_plans: what planned maintenance costs the judge: 10,000 machines with three plans each (BENCH_MACHINES).

Two judges, one that knows the plans and one that does not, judge the same fleet by turns; nothing new is heard. Apart
from that: what it takes to read what is due, once a minute and when plans have changed.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from bench.fleet_data import Extent, fill
from bench.record import Figure
from db.connect import Connection, open_connection
from db.sql import Queries
from domain import overdue
from domain.overdue import Overdue
from domain.rollup import Ints
from services.judging import Judge
from services.upkeep_due import UpkeepDue
from tools import timescaledb
from tools.database import Server

SQL = Queries(__file__)
MACHINES = int(os.environ.get("BENCH_MACHINES", "10_000"))
_SHARES = (("1 in 100", 100), ("all", 1))


class _NoUpkeep(UpkeepDue):
    """Knows of no plan."""

    def overdue(self, conn: Connection, machine_ids: Ints, *, changes: int, now: datetime) -> Overdue:
        """Return that nothing is overdue."""
        del conn, changes
        if self._kept is None:
            self._kept = overdue.found((), machine_ids, now=now)
        return self._kept


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=False) as server:
        return measure(server.databases.copy(), machines=MACHINES)


def measure(url: str, *, machines: int, rounds: int = 60) -> list[Figure]:
    """Fill an empty database with so many machines and judge it so many times."""
    now, figures = datetime.now(UTC), []
    with open_connection(url, name="bench") as conn:
        fill(conn, Extent(machines, hours=0), now=now)
        for share, one_in in _SHARES:
            conn.execute(SQL["plans"], {"one_in": one_in})
            conn.execute(SQL["tidy"])
            figures += _judged(conn, share, rounds=rounds, now=now)
            figures.append(_read(conn, share, now=now))
    return figures


def _judged(conn: Connection, share: str, *, rounds: int, now: datetime) -> list[Figure]:
    with_plans, without = Judge(), Judge()
    without._upkeep = _NoUpkeep()     # what is measured is the difference it makes
    took: dict[Judge, list[float]] = {with_plans: [], without: []}
    for number in range(rounds + 2):
        for judge, times in took.items():
            took_ms = _ms(lambda: judge.judge(conn, now=now))  # noqa: B023
            if number > 1:      # the first reads the fleet and writes all states
                times.append(took_ms)
    both = [statistics.median(times) for times in took.values()]
    return [Figure(f"judging, {share} overdue, p50", both[0], "ms"),
            Figure("judging without plans, p50", both[1], "ms"),
            Figure(f"judging, {share} overdue, against without plans", both[0] / both[1], "times", "< 1.05")]


def _read(conn: Connection, share: str, *, now: datetime) -> Figure:
    ids = np.array([number for number, in conn.execute(SQL["machines"])])
    times = [_ms(lambda: UpkeepDue().overdue(conn, ids, changes=1, now=now)) for _ in range(5)]
    return Figure(f"reading what is due, {share} overdue, p50", statistics.median(times), "ms")


def _ms(act: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    act()
    return (time.perf_counter() - began_s) * 1000
