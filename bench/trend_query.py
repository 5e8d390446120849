"""trend_query: any span of one signal that has spoken every second for a year, in a table of 100 million readings.

The rows of 23 signals lie on the disk in the order of time, interleaved, as an ingester writes them. Measured is
what the page of a machine does for one signal: read, find gaps, thin out, sum up. That nothing is lost is checked
against the readings themselves: the lowest and the highest of every five-hundredth of a span must be drawn there.
BENCH_DAYS sets how many days are stored (default 365).
"""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from bench.record import Figure
from db import migrate, trend
from db.connect import Connection, open_connection
from db.sql import Queries
from domain.distribution import distribution
from domain.trend import MOST_POINTS, Curve, Floats, curve, summary, with_gaps
from tools import timescaledb
from tools.database import Server

SQL = Queries(__file__)
DAYS = int(os.environ.get("BENCH_DAYS", "365"))
_START = datetime(2025, 1, 1, tzinfo=UTC)
_END = _START + timedelta(days=DAYS)
_GAP_EACH_DAYS, _SPIKES = 7, 300
_SPANS, _SHORTEST_S, _CHECKED_BINS = 400, 60, 500
_CHECKED = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=7), timedelta(days=30),
            timedelta(days=90), timedelta(days=365))


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart: how long it took on the server, how many rows were read, what is drawn."""

    took_ms: float
    rows: int
    curve: Curve

    @property
    def points(self) -> int:
        """Return how many points its longest trace has."""
        return max(len(self.curve.line), len(self.curve.band), len(self.curve.dots))


def run() -> list[Figure]:
    """Fill a database, draw many spans, and compare some with their readings."""
    with Server(timescaledb.obtain(), durable=False) as server, open_connection(
            server.databases.empty(), name="bench") as conn:
        migrate.migrate(conn)
        stored = fill(conn)
        return measure(conn, stored=stored)


def measure(conn: Connection, *, stored: int) -> list[Figure]:
    """Measure in a database that is filled."""
    row = conn.execute(SQL["fast_signal"]).fetchone()
    signal_id, random = row[0] if row else 0, np.random.default_rng(1)
    drawn = [draw(conn, signal_id, *_span(random)) for _turn in range(_SPANS)]
    took_ms = [one.took_ms for one in drawn]
    return [
        Figure("readings stored", stored, ""),
        Figure("p50, any span", float(np.percentile(took_ms, 50)), "ms"),
        Figure("p95, any span", float(np.percentile(took_ms, 95)), "ms", "< 100"),
        Figure("longest", max(took_ms), "ms"),
        Figure("most rows read", max(one.rows for one in drawn), ""),
        Figure("most points of a trace", max(one.points for one in drawn), "", f"<= {MOST_POINTS}"),
        Figure("extremes lost", sum(_lost(conn, signal_id, span) for span in _CHECKED if span <= _END - _START), "",
               "0"),
    ]


def draw(conn: Connection, signal_id: int, start_at: datetime, end_at: datetime) -> Drawn:
    """Do what the page does for one signal."""
    began, span_s = time.perf_counter(), (end_at - start_at).total_seconds()
    level, found = trend.history(conn, signal_id, start_at=start_at, end_at=end_at, interval_s=1)
    found = with_gaps(found, interval_s=1)
    drawn = curve(found, span_s=span_s, level=level)
    summary(found)
    distribution(found)
    return Drawn((time.perf_counter() - began) * 1000, len(found), drawn)


def fill(conn: Connection) -> int:
    """Store the readings and their rollups; return how many readings there are."""
    conn.execute(SQL["signals"])
    conn.execute(SQL["drop_index"])
    days = [_START + timedelta(days=day) for day in range(DAYS)]
    stored = sum(conn.execute(SQL["readings"], {"day": day, "gap": number % _GAP_EACH_DAYS == 0}).rowcount
                 for number, day in enumerate(days))
    conn.execute(SQL["create_index"])
    _set_spikes(conn)
    for day in days:
        conn.execute(SQL["minutes"], {"day": day})
    for name in ("hours", "days", "analyze"):
        conn.execute(SQL[name])
    return stored


def _set_spikes(conn: Connection) -> None:
    random = np.random.default_rng(2)
    seconds = random.choice(DAYS * 86_400, _SPIKES, replace=False)
    conn.execute(SQL["set_spikes"], {
        "at": [_START + timedelta(seconds=int(second)) for second in seconds],
        "value": [(-1.0) ** number * (10 + number) for number in range(_SPIKES)]})


def _span(random: np.random.Generator) -> tuple[datetime, datetime]:
    """Return a span of any length, short ones as likely as long ones, anywhere in what is stored."""
    whole_s = (_END - _START).total_seconds()
    length_s = float(np.exp(random.uniform(np.log(_SHORTEST_S), np.log(whole_s))))
    start_at = _START + timedelta(seconds=float(random.uniform(0, whole_s - length_s)))
    return start_at, start_at + timedelta(seconds=length_s)


def _lost(conn: Connection, signal_id: int, length: timedelta) -> int:
    """Return how many extremes of the readings in the last span of this length are not drawn in their place."""
    start_at, bin_s = _END - length, length.total_seconds() / _CHECKED_BINS
    drawn = draw(conn, signal_id, start_at, _END).curve
    at, value = _shown(drawn)
    lost = 0
    for number, lowest, highest in conn.execute(SQL["extremes"], {
            "signal_id": signal_id, "start_at": start_at, "end_at": _END, "bin_s": bin_s}):
        middle = start_at.timestamp() + (number + 0.5) * bin_s
        near = value[np.abs(at - middle) <= 2.5 * bin_s]
        lost += int(not len(near) or near.min() > lowest) + int(not len(near) or near.max() < highest)
    return lost


def _shown(drawn: Curve) -> tuple[Floats, Floats]:
    at = np.concatenate([trace.at for trace in (drawn.line, drawn.band, drawn.dots)])
    value = np.concatenate([trace.value for trace in (drawn.line, drawn.band, drawn.dots)])
    return at[~np.isnan(value)], value[~np.isnan(value)]
