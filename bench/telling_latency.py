"""telling_latency: from the message of a sensor to the webhook that has received the alarm.

A stack (broker, ingest, jobs) with 1,000 machines (BENCH_MACHINES) that all speak; one machine after the other is sent
beyond its limit, at any moment of everybody's clockwork, and a receiver notes when it hears of it.
"""

import json
import os
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import paho.mqtt.client as mqtt

from bench import screen, voices
from bench.fleet_data import Extent, fill
from bench.record import Figure
from bench.voices import CRITICAL_MM_S, HEALTHY_MM_S, Voices
from db.connect import open_connection
from db.sql import Queries
from tools import broker as brokers
from tools import timescaledb
from tools.broker import Broker
from tools.database import Server
from tools.device import connect
from tools.stack import OwnStack

SQL = Queries(__file__)
MACHINES = int(os.environ.get("BENCH_MACHINES", "1000"))
_PUBLISHED, _WITHIN_S = 60, 30.0
# Nobody else speaks for them; those at the front have trouble of their own.
_PROBES = range(MACHINES // 2, MACHINES // 2 + _PUBLISHED)


def run() -> list[Figure]:
    """Measure and return the figures."""
    heard: dict[int, float] = {}
    with Server(timescaledb.obtain(), durable=True) as server, Broker(brokers.obtain()) as broker, (
            _receiver(heard)) as address:
        url = server.databases.copy()
        with open_connection(url, name="bench") as conn, OwnStack(url, broker.url) as stack:
            fill(conn, Extent(MACHINES), now=datetime.now(UTC))
            conn.execute(SQL["insert_rule"], {"address": address})
            stack.start("ingest", "jobs")
            with Voices(broker.port, stack.tenant, machines=MACHINES, silent=frozenset(_PROBES)):
                client = connect(broker.port)
                for number in _PROBES:
                    voices.say(client, stack.tenant, number, vibration_mm_s=HEALTHY_MM_S)
                screen.await_believed(conn, MACHINES)
                published = {number: _publish(client, stack.tenant, number) for number in _PROBES}
                _await(lambda: set(_PROBES) <= set(heard))
                client.disconnect()
    took_s = [heard[number] - published[number] for number in _PROBES]
    return [Figure("from publish to webhook received, p50", statistics.median(took_s), "s"),
            Figure("from publish to webhook received, p95", float(np.percentile(took_s, 95)), "s", "< 3"),
            Figure("longest", max(took_s), "s")]


def _publish(client: mqtt.Client, tenant: str, number: int) -> float:
    time.sleep(random.uniform(0.3, 1.0))
    at = time.time()
    voices.say(client, tenant, number, vibration_mm_s=CRITICAL_MM_S)
    return at


@contextmanager
def _receiver(heard: dict[int, float]) -> Iterator[str]:
    """Run a webhook receiver that notes when it first hears of each machine, by number."""
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            for alarm in told.get("alarms") or [told["alarm"]]:
                heard.setdefault(int(alarm["device"].rpartition("-")[2]), time.time())
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def _await(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + _WITHIN_S
    while not holds():
        if time.monotonic() > until:
            raise RuntimeError("not every alarm was told")
        time.sleep(0.05)
