"""memory: what each process of a stack keeps in memory while 10,000 simulated machines (BENCH_MACHINES) speak.

The fleet comes from its fleet file, the simulator speaks for all of it, some browsers watch; measured BENCH_SECONDS
(default 60) after most of the fleet is believed. How long that took is measured too: all devices introduce themselves
in the same second.
"""

import os
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from bench import usage
from bench.record import Figure
from bench.watchers import Watchers
from db.connect import Connection, open_connection
from db.sql import Queries
from demo import process
from tools import broker as brokers
from tools import timescaledb
from tools.broker import Broker
from tools.database import Server
from tools.stack import OwnStack

SQL = Queries(__file__)
MACHINES = int(os.environ.get("BENCH_MACHINES", "10_000"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
_BROWSERS = 20
_MOST = 0.8           # the simulator plays faults: never all of a fleet is believed
_WITHIN_S = 600.0


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=True) as server, Broker(brokers.obtain()) as broker:
        url = server.databases.empty()
        with (OwnStack(url, broker.url, machines=MACHINES) as stack, open_connection(url, name="bench") as conn):
            stack.import_fleet()
            stack.start()
            with Watchers(urlsplit(stack.url).port or 0, browsers=_BROWSERS):
                stack.simulate()
                took_s = _await_most(conn)
                time.sleep(SECONDS)
                return [*_fleet(conn), Figure("from the first message until most are believed", took_s, "s"),
                        *_parts(stack, conn, broker)]


def _fleet(conn: Connection) -> Iterator[Figure]:
    """Say what was measured: simulated machines have six or seven signals."""
    machines, signals = conn.execute(SQL["fleet"]).fetchone() or (0, 0)
    yield Figure("machines", machines, "")
    yield Figure("signals", signals, "")
    yield Figure("machines with believable data", _believed(conn), "")


def _await_most(conn: Connection) -> float:
    """Wait until most machines have believable data; return how long that took, in seconds."""
    began_s = time.monotonic()
    while _believed(conn) < _MOST * MACHINES:
        if time.monotonic() - began_s > _WITHIN_S:
            raise RuntimeError(f"only {_believed(conn)} machines are believed")
        time.sleep(0.5)
    return time.monotonic() - began_s


def _believed(conn: Connection) -> int:
    row = conn.execute(SQL["believed"]).fetchone()
    return int(row[0]) if row else 0


def _parts(stack: OwnStack, conn: Connection, broker: Broker) -> Iterator[Figure]:
    master, *workers = stack.pids("web")
    parts = {"web, first process": [master]} | {f"web, worker {n}": [pid] for n, pid in enumerate(workers, 1)}
    parts |= {part: stack.pids(part) for part in ("ingest", "jobs", "simulator")}
    parts |= {"database, all processes": _database(conn), "broker": [broker.pid]}
    for name, pids in parts.items():
        memory = usage.memory(pids)
        if len(pids) == 1:       # the pages that several share would count several times
            yield Figure(f"{name}, RSS", memory.resident, "MB")
        yield Figure(f"{name}, PSS", memory.proportional, "MB")


def _database(conn: Connection) -> list[int]:
    own, = conn.execute(SQL["own_backend"]).fetchone() or (0,)
    server = usage.parent(int(own))
    return [server, *process.children(server)]
