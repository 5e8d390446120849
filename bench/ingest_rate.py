"""ingest_rate: readings a second, end to end through a real broker at QoS 1, acknowledged after the commit.

A publisher process keeps a bounded number of messages ahead of what is stored. In the same run, the same rows go into
the same table by a bare binary COPY, and a bare paho receiver takes single-value messages from the same broker.
BENCH_SECONDS sets the length of each part (default 60).
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.publisher import Load, Publisher, device_name, signal_name
from bench.record import Figure
from db import migrate
from db.connect import Connection, open_connection
from db.sql import Queries
from demo import readiness
from tools import broker as brokers
from tools import timescaledb
from tools.broker import Broker
from tools.database import Server

SQL = Queries(__file__)
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
_SAMPLE_ROWS = 3_000_000
_WRITE_BYTES = 1_048_576
_LISTENS_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Rate:
    """What was stored a second, and how much of a core each part took for it."""

    messages: float
    readings: float
    cores: dict[str, float]


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=True) as server, Broker(brokers.obtain()) as broker:
        wide_url, single_url = server.databases.empty(), server.databases.empty()
        wide = _measure(wide_url, broker, devices=250, values=20)
        bare_copy = _bare_copy(wide_url)
        single = _measure(single_url, broker, devices=5000, values=1)
        bare_paho = _bare_paho(broker)
    return [
        Figure("readings/s, 20 values a message", wide.readings, "1/s"),
        Figure("messages/s, 20 values a message", wide.messages, "1/s"),
        Figure("readings/s, bare binary COPY", bare_copy, "1/s"),
        Figure("ratio to bare COPY", wide.readings / bare_copy, "", ">= 0.5"),
        *(Figure(f"cores, {part}, 20 values", cores, "cores") for part, cores in wide.cores.items()),
        Figure("messages/s, 1 value a message", single.messages, "1/s", ">= 5000"),
        Figure("messages/s, bare paho receiver", bare_paho, "1/s"),
        Figure("ratio to bare paho", single.messages / bare_paho, "", ">= 0.5"),
        *(Figure(f"cores, {part}, 1 value", cores, "cores") for part, cores in single.cores.items()),
    ]


@contextmanager
def ingesting(broker: Broker, url: str) -> Iterator[int]:
    """Run an ingester with its usual settings; yields its process id."""
    environ = {**os.environ, "STETHOS_DATABASE_URL": url, "STETHOS_BROKER_URL": broker.url, "STETHOS_TENANT": "bench"}
    began_at = datetime.now(UTC)
    process = subprocess.Popen([sys.executable, "-m", "ingest"], env=environ, stderr=subprocess.DEVNULL)
    try:
        _await_listening(url, since=began_at)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _await_listening(url: str, *, since: datetime) -> None:
    """Wait until it has subscribed: what is published before is for nobody."""
    until = time.monotonic() + _LISTENS_WITHIN_S
    while not readiness.ingest_listens(url, since=since):
        if time.monotonic() > until:
            raise RuntimeError(f"ingest does not listen after {_LISTENS_WITHIN_S:.0f} s")
        time.sleep(0.2)


def make_fleet(conn: Connection, *, devices: int, values: int) -> None:
    """Enter the devices and signals of a load."""
    names = [device_name(n) for n in range(devices)]
    conn.execute(SQL["insert_devices"], {"names": names})
    conn.execute(SQL["insert_signals"], {"names": [signal_name(n) for n in range(values)]})


def measure(conn: Connection, broker: Broker, pid: int, load: Load, *, seconds: float = SECONDS) -> Rate:
    """Publish so many seconds as fast as it is stored; return the rate at which it was."""
    with Publisher(load) as publisher:
        there = _stored(conn)[0]
        _follow(conn, publisher, 3.0, there=there)
        parts = {"ingest": pid, "database": _backend(conn), "broker": broker.pid, "publisher": publisher.pid}
        before, began, used = _stored(conn), time.monotonic(), {k: _cpu_s(p) for k, p in parts.items()}
        _follow(conn, publisher, seconds, there=there)
        after, took = _stored(conn), time.monotonic() - began
        cores = {part: (_cpu_s(p) - used[part]) / took for part, p in parts.items()}
    return Rate((after[0] - before[0]) / took, (after[1] - before[1]) / took, cores)


def _measure(url: str, broker: Broker, *, devices: int, values: int) -> Rate:
    with open_connection(url, name="bench") as conn:
        migrate.migrate(conn)
        make_fleet(conn, devices=devices, values=values)
        with ingesting(broker, url) as pid:
            return measure(conn, broker, pid, Load(broker.port, devices, values))


def _follow(conn: Connection, publisher: Publisher, seconds: float, *, there: int) -> None:
    """Tell the publisher what has been stored of its messages; ``there`` were stored before it began."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        publisher.stored.value = _stored(conn)[0] - there
        time.sleep(0.05)


def _stored(conn: Connection) -> tuple[int, int]:
    row = conn.execute(SQL["account"]).fetchone() or (0, 0)
    return int(row[0]), int(row[1])


def _backend(conn: Connection) -> int:
    row = conn.execute(SQL["ingest_backend"]).fetchone()
    return int(row[0]) if row else 0


def _cpu_s(pid: int) -> float:
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - not a file on a disk
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _bare_copy(url: str) -> float:
    """Take rows out of the table as ingest wrote them, empty it, and COPY them in again."""
    with open_connection(url, name="bench") as conn:
        with conn.cursor() as cursor, cursor.copy(SQL["copy_out"], {"rows": _SAMPLE_ROWS}) as rows:
            content = b"".join(rows)
        conn.execute(SQL["truncate"])
        began = time.monotonic()
        with conn.cursor() as cursor, cursor.copy(SQL["copy_in"]) as sending:
            for start in range(0, len(content), _WRITE_BYTES):
                sending.write(content[start:start + _WRITE_BYTES])
        took = time.monotonic() - began
        row = conn.execute(SQL["count"]).fetchone()
    return (row[0] if row else 0) / took


def _bare_paho(broker: Broker) -> float:
    """Let a receiver that does nothing but count take single-value messages from the same broker."""
    receiver = subprocess.Popen([sys.executable, "-m", "bench.paho_receiver", str(broker.port), str(SECONDS // 2)],
                                stdout=subprocess.PIPE, text=True)
    time.sleep(2)
    with Publisher(Load(broker.port, 5000, 1)) as publisher:
        assert receiver.stdout is not None
        for line in receiver.stdout:
            if line.startswith("rate "):
                return float(line.split()[1])
            publisher.stored.value = int(line)
    raise RuntimeError("the bare receiver gave no rate")
