"""rollout: 1,000 devices get a setting in stages; 5 % refuse, 5 % sleep. What the page is answered meanwhile, and how
long a run of the clock takes.

Devices answer by rows in the database, a run of the clock after they were given the setting. Every answer to the page
is made anew: the worker forgets what it has kept before each.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import numpy as np
from psycopg.types.json import Jsonb

import db.rollout
from bench.fleet_data import Extent, fill
from bench.fleet_query import Question, Worker
from bench.record import Figure
from db.connect import Connection, open_connection
from db.sql import Queries
from domain.rollout import Outcome, Status
from services import rollouts, users
from services.rollouts import Wish
from tools import timescaledb
from tools.database import Server

SQL = Queries(__file__)
DEVICES = int(os.environ.get("BENCH_DEVICES", "1_000"))
_TICK = timedelta(seconds=2)
_ASKED_IN_A_TICK, _MOST_TICKS = 3, 100
_ABOUT = {"model": "SN-4", "settings": {"measurement_interval_s": {"min": 1, "max": 3600},
                                        "report_interval_s": {"min": 1, "max": 3600}}}


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=False) as server:
        return measure(server.databases.copy(), devices=DEVICES)


def measure(url: str, *, devices: int) -> list[Figure]:
    """Fill an empty database with so many devices and roll a setting out to all of them."""
    now = datetime.now(UTC)
    with open_connection(url, name="bench") as conn:
        fill(conn, Extent(devices), now=now)
        users.ensure_demo(conn)
        ids = [row[0] for row in conn.execute(SQL["prepare"], {"about": Jsonb(_ABOUT), "at": now}).fetchall()]
        conn.execute(SQL["report"], {"at": now})
        began_s = time.perf_counter()
        number = rollouts.create(conn, Wish(ids, {"report_interval_s": 120.0}), user_id=None, now=now)
        previewed_s = time.perf_counter() - began_s
        rollouts.start(conn, number, user_id=None, now=now)
        return [Figure(f"preview of {devices} devices", 1000 * previewed_s, "ms"),
                *_roll_out(conn, Worker(url), number, now=now)]


def _roll_out(conn: Connection, worker: Worker, number: int, *, now: datetime) -> Iterator[Figure]:
    asked_ms: list[float] = []
    worked_ms: list[float] = []
    ticks_ms: list[float] = []
    while db.rollout.rollout(conn, number).status is Status.RUNNING:
        assert len(ticks_ms) < _MOST_TICKS, "it does not end"
        now += _TICK
        ticks_ms.append(_ms(partial(rollouts.advance, conn, now)))
        for _ in range(_ASKED_IN_A_TICK):
            worked_s = time.process_time()
            asked_ms.append(_ms(partial(_ask, worker, number)))
            worked_ms.append(1000 * (time.process_time() - worked_s))
        conn.execute(SQL["answer"], {"at": now})
    worker.close()
    counts = db.rollout.rollout(conn, number).counts
    yield from (Figure(f"devices {outcome.value}", counts.get(outcome, 0), "") for outcome in (
        Outcome.IN_EFFECT, Outcome.REFUSED, Outcome.WAITING, Outcome.OVERDUE, Outcome.PENDING))
    yield Figure("page data, made anew, p50", float(np.percentile(asked_ms, 50)), "ms")
    yield Figure("page data, made anew, p95", float(np.percentile(asked_ms, 95)), "ms", "< 150")
    yield Figure("page data, processor time of the worker, p50", float(np.percentile(worked_ms, 50)), "ms")
    yield Figure("runs of the clock to the end", len(ticks_ms), "")
    yield Figure("a run of the clock, worst", max(ticks_ms), "ms", "< 2000")


def _ask(worker: Worker, number: int) -> None:
    worker.forget()
    worker.ask(Question("page", f"/live/rollout?id={number}"))


def _ms(act: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began_s)
