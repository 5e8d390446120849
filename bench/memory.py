"""memory: what each process of a stack keeps in memory while 10,000 simulated machines (BENCH_MACHINES) speak.

The fleet comes from its fleet file, the simulator speaks for all of it, some browsers watch; measured after
BENCH_SECONDS (default 90) of that.
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
SECONDS = int(os.environ.get("BENCH_SECONDS", "90"))
_BROWSERS = 20


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=True) as server, Broker(brokers.obtain()) as broker:
        url = server.databases.empty()
        with (OwnStack(url, broker.url, machines=MACHINES) as stack, open_connection(url, name="bench") as conn):
            stack.import_fleet()
            stack.start()
            stack.simulate()
            with Watchers(urlsplit(stack.url).port or 0, browsers=_BROWSERS):
                time.sleep(SECONDS)
                return [*_fleet(conn), *_parts(stack, conn, broker)]


def _fleet(conn: Connection) -> Iterator[Figure]:
    """Say what was measured: simulated machines have six or seven signals."""
    machines, signals = conn.execute(SQL["fleet"]).fetchone() or (0, 0)
    believed, = conn.execute(SQL["states"]).fetchone() or (0,)
    yield Figure("machines", machines, "")
    yield Figure("signals", signals, "")
    yield Figure("machines with believable data", believed, "")


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
