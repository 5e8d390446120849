"""ingest_full_table: the rate of ingest with 100 million stored readings, against that with one million.

The stored readings are of the same signals and of the last two days, so that half of them lie in the chunk that is
being written. BENCH_ROWS sets how many (default 100 million), BENCH_SECONDS the length of each part.
"""

import os
from datetime import UTC, datetime, timedelta

import numpy as np

from bench.ingest_rate import ingesting, make_fleet, measure
from bench.publisher import Load
from bench.record import Figure
from db import migrate, readings
from db.connect import Connection, open_connection
from db.sql import Queries
from domain.rollup import GOOD, Readings
from tools import broker as brokers
from tools import timescaledb
from tools.broker import Broker
from tools.database import Server

SQL = Queries(__file__)
ROWS = int(os.environ.get("BENCH_ROWS", "100_000_000"))
_FEW = 1_000_000
_DEVICES, _VALUES = 250, 20
_AT_ONCE = 100       # moments of all signals in one COPY


def run() -> list[Figure]:
    """Measure with a nearly empty and with a full table."""
    with Server(timescaledb.obtain(), durable=True) as server, Broker(brokers.obtain()) as broker:
        url = server.databases.empty()
        with open_connection(url, name="bench") as conn:
            migrate.migrate(conn)
            make_fleet(conn, devices=_DEVICES, values=_VALUES)
            _fill(conn, 0, _FEW)
            few = _rate(conn, broker, url)
            _fill(conn, _FEW, ROWS)
            many = _rate(conn, broker, url)
    return [
        Figure("readings/s at 1 million stored", few, "1/s"),
        Figure(f"readings/s at {ROWS / 1e6:.0f} million stored", many, "1/s"),
        Figure("ratio", many / few, "", ">= 0.9"),
    ]


def _rate(conn: Connection, broker: Broker, url: str) -> float:
    with ingesting(broker, url) as pid:
        return measure(conn, broker, pid, Load(broker.port, _DEVICES, _VALUES)).readings


def _fill(conn: Connection, done: int, rows: int) -> None:
    """Bring the table from ``done`` to ``rows`` readings, moment by moment as a live fleet would."""
    signal_ids = np.array([row[0] for row in conn.execute(SQL["signals"])], np.int64)
    step_us = timedelta(days=2) // timedelta(microseconds=1) // (ROWS // len(signal_ids))
    start_us = round((datetime.now(UTC) - timedelta(days=2, hours=1)).timestamp() * 1e6)
    for first in range(done // len(signal_ids), rows // len(signal_ids), _AT_ONCE):
        moments = start_us + step_us * np.arange(first, min(first + _AT_ONCE, rows // len(signal_ids)))
        time = np.repeat(moments, len(signal_ids))
        count = len(time)
        block = Readings(np.zeros(count, np.int64), time, np.sin(time / 1e9), np.full(count, GOOD, np.int16),
                         time, np.ones(count, np.bool_))
        readings.copy_readings(conn, block, np.tile(signal_ids, len(moments)))
