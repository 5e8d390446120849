"""alarm_rate: readings judged a second with 50,000 signals having limits, and what judging costs.

Prepared messages of 20 values go through the ingester's own decoding and storing, batch by batch and in turns: once
with the watch of limits and once without, into two databases of one server, so that what else the machine does meets
both. Machines run, stop and start; one signal in a hundred is in alarm, some alarms turn. BENCH_SECONDS sets how long
each part is measured (default 60).
"""

import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench import usage
from bench.publisher import device_name, signal_name
from bench.record import Figure
from db import migrate
from db.connect import Connection, open_connection
from db.sql import Queries
from domain.rollup import Readings, Rows
from ingest.decoding import Bounds
from ingest.inbox import Message
from ingest.loop import Storing
from services.watch import Watcher
from tools import timescaledb
from tools.database import Server

SQL = Queries(__file__)
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
DEVICES, VALUES = 2500, 20
_BATCH = 1000           # messages: about as many as come together at full rate
_IN_A_TURN = 2          # batches
_WARM_UP = 4            # turns
_STEP_MS = 10_000       # between two samples of a device
_PASSES_OF_A_CYCLE, _STOPPED = 200, 5
_TEXTS = 50


@dataclass(frozen=True, slots=True)
class _Mix:
    """Which limits there are besides high and high-high on every signal."""

    name: str
    low_while_running: bool
    rates: bool


_MIXES = (_Mix("high limits", low_while_running=False, rates=False),
          _Mix("all four", low_while_running=True, rates=False),
          _Mix("all four, 5 % rates", low_while_running=True, rates=True))


def run() -> list[Figure]:
    """Measure each mix of limits."""
    with Server(timescaledb.obtain(), durable=True) as server:
        return [figure for mix in _MIXES for figure in _measured(server, mix)]


def _measured(server: Server, mix: _Mix) -> Iterator[Figure]:
    watched, plain = _Side(server, mix, Watcher()), _Side(server, mix, _Blind())
    turns: list[tuple[_Took, _Took]] = []
    for _ in range(_WARM_UP):
        messages = watched.next_turn()
        watched.take(messages), plain.take(messages)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until or not turns:
        messages, turned = watched.next_turn(), len(turns) % 2
        first, second = (watched, plain)[turned], (plain, watched)[turned]
        took = {first: first.take(messages), second: second.take(messages)}
        turns.append((took[watched], took[plain]))
    episodes = watched.episodes()
    for side in (watched, plain):
        side.close(server)
    return _figures(mix.name, turns, episodes=episodes)


def _figures(name: str, turns: list[tuple["_Took", "_Took"]], *, episodes: int) -> Iterator[Figure]:
    """Say what was measured. Of a busy machine the processor's time tells more than the clock."""
    readings = _BATCH * _IN_A_TURN * VALUES
    judged, plain = zip(*turns, strict=True)
    cpu_ratio = sum(one.cpu_s for one in plain) / sum(one.cpu_s for one in judged)
    ratios = [two.wall_s / one.wall_s for one, two in turns]
    yield Figure(f"readings judged/s, {name}", readings / statistics.median(one.wall_s for one in judged), "1/s")
    yield Figure(f"readings/s not judged, {name}", readings / statistics.median(one.wall_s for one in plain), "1/s")
    yield Figure(f"ratio of rates, {name}, median of turns", statistics.median(ratios), "", ">= 0.75")
    yield Figure(f"ratio by processor time, {name}", cpu_ratio, "", ">= 0.75")
    yield Figure(f"judging, {name}, processor", 1e6 * sum(one.cpu_s - two.cpu_s for one, two in turns) / (
        readings * len(turns)), "us/reading")
    yield Figure(f"episodes, {name}", episodes, "")


@dataclass(frozen=True, slots=True)
class _Took:
    """What one turn took: by the clock, and of the processor for the ingester and its server process."""

    wall_s: float
    cpu_s: float


class _Blind(Watcher):
    """Judges nothing."""

    def reload_if_changed(self, *_: object, **__: object) -> None:
        """Know of no limits."""

    def judge(self, _conn: Connection, _rows: Readings, _tails: Rows, *, now: datetime) -> Callable[[], None]:
        """Say nothing about readings."""
        del now
        return lambda: None


class _Side:
    """One database with an ingester in front of it; what it is given to store, it stores."""

    def __init__(self, server: Server, mix: _Mix, watcher: Watcher) -> None:
        self._url = server.databases.empty()
        with open_connection(self._url, name="bench") as conn:
            migrate.migrate(conn)
            _make_fleet(conn, mix)
        bounds = Bounds(1_048_576, 600_000_000, 3650, values_per_s=1_000_000_000)
        self._storing = Storing(self._url, topic_root="stethos/v1/bench", bounds=bounds, most_discovered=0)
        self._storing._memory.watcher = watcher
        self._storing.look_around()
        self._stream = _messages()

    def next_turn(self) -> list[list[Message]]:
        """Return the next batches of the stream."""
        return [[next(self._stream) for _ in range(_BATCH)] for _ in range(_IN_A_TURN)]

    def take(self, batches: list[list[Message]]) -> _Took:
        """Store batches; return what it took."""
        began_s, cpu_s = time.perf_counter(), self._cpu_s()
        for batch in batches:
            self._storing.store(batch)
        return _Took(time.perf_counter() - began_s, self._cpu_s() - cpu_s)

    def _cpu_s(self) -> float:
        return time.process_time() + usage.cpu_s([self._storing.conn.info.backend_pid])

    def episodes(self) -> int:
        """Return how many episodes there were."""
        row = self._storing.conn.execute(SQL["episodes"]).fetchone()
        return int(row[0]) if row else 0

    def close(self, server: Server) -> None:
        """Forget the database."""
        self._storing.conn.close()
        server.databases.drop(self._url)


def _make_fleet(conn: Connection, mix: _Mix) -> None:
    """Enter machines with a device each, of whose signals the first tells whether they run."""
    conn.execute(SQL["insert_place"])
    conn.execute(SQL["insert_machines"], {"names": [device_name(number) for number in range(DEVICES)]})
    conn.execute(SQL["insert_signals"], {"names": [signal_name(number) for number in range(VALUES)]})
    conn.execute(SQL["set_running"], {"name": signal_name(0)})
    conn.execute(SQL["insert_limits"], {"speed": signal_name(0), "low": mix.low_while_running,
                                        "with_rate": [signal_name(VALUES - 1)] if mix.rates else []})
    conn.execute(SQL["insert_settings"])
    conn.execute(SQL["analyze"])


def _messages() -> Iterator[Message]:
    """Yield what the devices say, one after the other, for ever."""
    draw = random.Random(1)
    texts = {kind: [_values_text(kind, draw) for _ in range(_TEXTS)] for kind in ("well", "troubled", "stopped")}
    topics = [f"stethos/v1/bench/{device_name(number)}/telemetry".encode() for number in range(DEVICES)]
    at_ms = time.time_ns() // 1_000_000 - 2 * 86_400_000
    for turn in range(1_000_000):
        at_ms += _STEP_MS
        for number, topic in enumerate(topics):
            text = texts[_kind(number, turn, draw)][(number + turn) % _TEXTS]
            yield Message(topic, b'{"ts":%d,"values":%b}' % (at_ms, text), time.time_ns() // 1000, None)


def _kind(number: int, turn: int, draw: random.Random) -> str:
    if (turn + number) % _PASSES_OF_A_CYCLE < _STOPPED:
        return "stopped"
    return "troubled" if number % 5 == 0 and draw.random() > 1e-3 else "well"


def _values_text(kind: str, draw: random.Random) -> bytes:
    """Return the values of one sample: those in trouble have one signal beyond its high limit."""
    values: dict[str, Any] = {signal_name(number): round(draw.uniform(10, 100), 3) for number in range(1, VALUES)}
    if kind == "troubled":
        values[signal_name(7)] = 115.0
    if kind == "stopped":
        values = dict.fromkeys(values, 0.5)
    return json.dumps({signal_name(0): 0 if kind == "stopped" else 1480, **values}).encode()
