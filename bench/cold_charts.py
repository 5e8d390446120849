"""cold_charts: the chart of one of 5,000 signals when nothing of it is in memory: the server has just been started.

The rows of a fleet lie on the disk in the order of time, signals interleaved, so that each row of a chart lies on a
page of its own. A day of readings, one in ten seconds, and of minutes is stored; then the server is stopped, its
files leave the memory of the system, and it is started again. Each chart is of another signal, whose pages nobody
has read. Both levels are measured beside what the page of a machine reads, and the same charts again, warm.
BENCH_SIGNALS sets how many signals there are (default 5,000).
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np

from bench.record import Figure
from db import migrate, trend
from db.connect import Connection, open_connection
from db.sql import Queries
from tools import timescaledb
from tools.database import Server

SQL = Queries(__file__)
SIGNALS = int(os.environ.get("BENCH_SIGNALS", "5000"))
_INTERVAL_S = 10
_START = datetime(2026, 1, 1, tzinfo=UTC)
_END = _START + timedelta(days=1)
_CHARTS = 15      # of each kind, each of another signal
_GOAL_MS = "p95 < 1000"

Chart = Callable[[Connection, int], object]


def run() -> list[Figure]:
    """Fill a database, restart its server, and draw."""
    with Server(timescaledb.obtain(), durable=False) as server:
        url = server.databases.empty()
        with open_connection(url, name="bench") as conn:
            migrate.migrate(conn)
            stored = fill(conn)
            signal_ids = [row[0] for row in conn.execute(SQL["signal_ids"])]
        server.stop()
        server.forget_files()
        server.start()
        with open_connection(url, name="bench") as conn:
            return [Figure("readings stored", stored, ""), *measure(conn, signal_ids)]


def fill(conn: Connection) -> int:
    """Store a day of readings and minutes, as an ingester writes them; return how many readings there are."""
    conn.execute(SQL["signals"], {"signals": SIGNALS, "interval_s": _INTERVAL_S})
    for name in ("drop_readings_index", "drop_minutes_index"):
        conn.execute(SQL[name])
    stored = 0
    for hour in range(24):
        span = {"start_at": _START + timedelta(hours=hour), "interval_s": _INTERVAL_S}
        stored += conn.execute(SQL["readings"], span).rowcount
        conn.execute(SQL["minutes"], span)
    for name in ("create_readings_index", "create_minutes_index", "vacuum"):
        conn.execute(SQL[name])
    return stored


def measure(conn: Connection, signal_ids: list[int]) -> list[Figure]:
    """Draw charts of signals far from each other; ``signal_ids`` are in the order of the rows."""
    kinds: dict[str, Chart] = {"24 h as drawn": _drawn, "24 h from readings": _readings, "24 h from minutes": _minutes}
    chosen = np.array(signal_ids)[np.linspace(0, len(signal_ids) - 1, _CHARTS * len(kinds)).astype(np.int64)]
    figures = []
    for number, (name, chart) in enumerate(kinds.items()):
        chart(conn, 0)      # a signal that is not there: plans, and the top of the indexes
        of_kind = chosen[number::len(kinds)].tolist()
        for how in ("cold", "warm"):
            took_ms = [_took_ms(chart, conn, signal_id) for signal_id in of_kind]
            is_goal = (how, number) == ("cold", 0)
            figures += [Figure(f"{name}, {how}, p50", float(np.percentile(took_ms, 50)), "ms"),
                        Figure(f"{name}, {how}, p95", float(np.percentile(took_ms, 95)), "ms",
                               _GOAL_MS if is_goal else "")]
    return figures


def _took_ms(chart: Chart, conn: Connection, signal_id: int) -> float:
    began_s = time.perf_counter()
    chart(conn, signal_id)
    return (time.perf_counter() - began_s) * 1000


def _drawn(conn: Connection, signal_id: int) -> object:
    """Read what the page of a machine reads."""
    return trend.history(conn, signal_id, start_at=_START, end_at=_END, interval_s=_INTERVAL_S)


def _readings(conn: Connection, signal_id: int) -> object:
    return conn.execute(trend.SQL["readings"], {"signal_id": signal_id, "start_at": _START, "end_at": _END,
                                                "most": 20_000}, binary=True).fetchone()


def _minutes(conn: Connection, signal_id: int) -> object:
    return conn.execute(trend.SQL["minutes"], {"signal_id": signal_id, "before": _START, "end_at": _END},
                        binary=True).fetchone()
