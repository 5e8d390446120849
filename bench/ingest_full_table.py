"""ingest_full_table: the rate of ingest with 100 million stored readings, against that with one million.

The stored readings are of the same signals; half of them lie in the chunk that is being written, half in the one
before. Both rates are measured in turns (few, full, few, full ...) on the same server, so that what else the machine
does meets both; a table with few readings is made anew for each turn, and each turn has a broker of its own. Both
are vacuumed first, as they are in a table that fills slowly. The processor time of ingest and database a reading is
compared too: other programs on the machine change it far less than the rates.
BENCH_ROWS sets how many readings (default 100 million), BENCH_SECONDS the length of each measurement (default 40).
"""

import os
import statistics
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import numpy as np

from bench.ingest_rate import Rate, ingesting, make_fleet, measure
from bench.publisher import Load
from bench.record import Figure
from db import migrate, readings
from db.connect import open_connection
from db.sql import Queries
from domain.rollup import GOOD, Ints, Readings
from tools import broker as brokers
from tools import timescaledb
from tools.broker import Broker
from tools.database import Server

SQL = Queries(__file__)
ROWS = int(os.environ.get("BENCH_ROWS", "100_000_000"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "40"))
_FEW = 1_000_000
_TURNS = 4
_DEVICES, _VALUES = 250, 20
_AT_ONCE = 100       # moments of all signals in one COPY
_FILLERS = 2         # one for each chunk


def run() -> list[Figure]:
    """Measure in turns with a nearly empty and with a full table."""
    with Server(timescaledb.obtain(), durable=True) as server:
        full_url, turns = _filled(server, ROWS), list[tuple[Rate, Rate]]()
        for _ in range(_TURNS):
            few_url = _filled(server, _FEW)
            server.write_all()
            turns.append((_rate(few_url), _rate(full_url)))
            server.databases.drop(few_url)
    return list(_figures(turns))


def _figures(turns: list[tuple[Rate, Rate]]) -> Iterator[Figure]:
    few, full = zip(*turns, strict=True)
    ratios = [one_full.readings / one_few.readings for one_few, one_full in turns]
    for millions, rates in ((_FEW / 1e6, few), (ROWS / 1e6, full)):
        yield Figure(f"readings/s at {millions:.0f} million stored", statistics.median(one.readings for one in rates),
                     "1/s")
    yield Figure("ratio, median of the turns", statistics.median(ratios), "", ">= 0.9")
    yield Figure("ratio, lowest of the turns", min(ratios), "")
    yield Figure("ratio, highest of the turns", max(ratios), "")
    for part in ("ingest", "database"):
        costs = [_cost_us(one_full, part) / _cost_us(one_few, part) for one_few, one_full in turns]
        yield Figure(f"processor time a reading, {part}, at 1 million", _median_us(few, part), "us")
        yield Figure(f"processor time a reading, {part}, ratio", statistics.median(costs), "")


def _median_us(rates: Iterable[Rate], part: str) -> float:
    return statistics.median(_cost_us(one, part) for one in rates)


def _cost_us(rate: Rate, part: str) -> float:
    """Return how long a core works on one reading, in microseconds."""
    return 1e6 * rate.cores[part] / rate.readings


def _rate(url: str) -> Rate:
    with (open_connection(url, name="bench") as conn, Broker(brokers.obtain()) as broker,
          ingesting(broker, url) as pid):
        return measure(conn, broker, pid, Load(broker.port, _DEVICES, _VALUES), seconds=SECONDS)


def _filled(server: Server, rows: int) -> str:
    """Make a database with so many readings; return its address."""
    url = server.databases.empty()
    with open_connection(url, name="bench") as conn:
        migrate.migrate(conn)
        make_fleet(conn, devices=_DEVICES, values=_VALUES)
        signal_ids = np.array([row[0] for row in conn.execute(SQL["signals"])], np.int64)
    parts = np.array_split(_moments(rows // len(signal_ids)), _FILLERS)
    with ThreadPoolExecutor(_FILLERS) as fillers:
        list(fillers.map(lambda part: _fill(url, signal_ids, part), parts))
    with open_connection(url, name="bench") as conn:
        conn.execute(SQL["vacuum"])
    return url


def _moments(count: int) -> Ints:
    """Return moments in microseconds: half of them since midnight (UTC), half as long before it as after it."""
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    past_us = max(now - midnight - timedelta(minutes=1), timedelta(seconds=1)) // timedelta(microseconds=1)
    first_us = round(midnight.timestamp() * 1e6) - past_us
    return first_us + (2 * past_us * np.arange(count)) // count


def _fill(url: str, signal_ids: Ints, moments: Ints) -> None:
    """Store a reading of every signal at each of these moments, in their order as a live fleet would."""
    with open_connection(url, name="bench") as conn:
        for some in _pieces(moments):
            time = np.repeat(some, len(signal_ids))
            count = len(time)
            block = Readings(np.zeros(count, np.int64), time, np.sin(time / 1e9), np.full(count, GOOD, np.int16),
                             time, np.ones(count, np.bool_))
            readings.copy_readings(conn, block, np.tile(signal_ids, len(some)))


def _pieces(moments: Ints) -> Iterable[Ints]:
    return (moments[first:first + _AT_ONCE] for first in range(0, len(moments), _AT_ONCE))
