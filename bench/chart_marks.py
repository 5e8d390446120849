"""chart_marks: what the marks of a log book add to a chart: 100 entries a machine, 10,000 machines (BENCH_MACHINES).

Reading them, and making shapes, numbers and the list of words of them, for charts of a day, of 30 days and of a year.
"""

import os
import time
from datetime import UTC, datetime, timedelta

import numpy as np

import db.log
from bench.fleet_data import Extent, fill
from bench.record import Figure
from components import chart_marks
from db.connect import Connection, open_connection
from db.sql import Queries
from domain.time_axis import Span
from tools import timescaledb
from tools.database import Server

SQL = Queries(__file__)
MACHINES = int(os.environ.get("BENCH_MACHINES", "10_000"))
_ENTRIES, _CHARTS = 100, 200
_SPANS = {"24 h": 1, "30 days": 30, "a year": 365}


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=False) as server:
        return measure(server.databases.copy(), machines=MACHINES)


def measure(url: str, *, machines: int, charts: int = _CHARTS) -> list[Figure]:
    """Fill an empty database with so many machines and their log books, and mark so many charts of each span."""
    now = datetime.now(UTC)
    with open_connection(url, name="bench") as conn:
        fill(conn, Extent(machines, hours=0), now=now)
        conn.execute(SQL["entries"], {"entries": _ENTRIES, "now": now})
        conn.execute(SQL["tidy"])
        ids = [number for number, in conn.execute(SQL["machines"], {"most": charts})]
        return [figure for name, days in _SPANS.items()
                for figure in _marked(conn, ids, name, Span(now - timedelta(days), now))]


def _marked(conn: Connection, ids: list[int], name: str, span: Span) -> list[Figure]:
    took_ms, found = [], 0
    for machine_id in ids:
        began_s = time.perf_counter()
        marks = db.log.marks(conn, machine_id, start_at=span.start_at, end_at=span.end_at)
        chart_marks.drawn(marks, span, zone="Europe/Berlin", narrow=False)
        chart_marks.told(marks, zone="Europe/Berlin")
        took_ms.append((time.perf_counter() - began_s) * 1000)
        found = len(marks)
    return [Figure(f"entries marked, {name}", found, ""),
            Figure(f"marking a chart of {name}, p95", float(np.percentile(took_ms, 95)), "ms", "p95 < 20")]
