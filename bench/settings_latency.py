"""settings_latency: from saving a setting to the recorded answer of the device, through broker and ingest.

A fleet of simulated devices measures every ten seconds meanwhile. One device after another is set, then many at once.
BENCH_SAVES is the number of single saves (default 200). The same from button to screen: bench/settings_screen.py.
"""

import os
import random
import time
from datetime import UTC, datetime

import numpy as np

import db.devices
import db.twin
from bench import settings_screen
from bench.record import Figure
from db.connect import Connection, open_connection
from domain.settings_history import Author
from services import settings
from tools import broker as brokers
from tools import timescaledb
from tools.broker import Broker
from tools.database import Server
from tools.stack import OwnStack

SAVES = int(os.environ.get("BENCH_SAVES", "200"))
_DEVICES = 100
_LOOK_S = 0.005
_PATIENCE_S = 60.0
_SETTING = "status_led"     # changes nothing else


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=True) as server, Broker(brokers.obtain()) as broker:
        url = server.databases.empty()
        with OwnStack(url, broker.url, machines=_DEVICES) as stack:
            stack.import_fleet()
            stack.start("ingest")
            stack.simulate(arguments=("--faults", "none"))
            with open_connection(url, name="bench") as conn:
                devices = _reporting(conn)
                one_s = [_save_and_wait(conn, random.choice(devices)) for _ in range(SAVES)]
                many_s = _save_many(conn, devices)
    return [
        Figure("save to recorded answer, p50", 1000 * float(np.percentile(one_s, 50)), "ms"),
        Figure("save to recorded answer, p95", 1000 * float(np.percentile(one_s, 95)), "ms", "< 1000"),
        Figure("save to recorded answer, worst", 1000 * max(one_s), "ms"),
        Figure(f"{len(devices)} devices at once, the last answer", 1000 * many_s, "ms"),
        *settings_screen.run(),
    ]


def _reporting(conn: Connection) -> list[int]:
    """Return the devices, once all of them have described themselves and reported."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        ids = sorted({row.device_id for row in db.devices.known_signals(conn) if row.device.startswith("sim-")})
        known = db.twin.twins(conn, ids)
        if len(ids) == _DEVICES and all(one.about and one.twin.report for one in known.values()):
            return ids
        time.sleep(0.5)
    raise RuntimeError("not all devices have reported")


def _save(conn: Connection, device_id: int) -> int:
    """Turn the status light of a device on or off; return the revision."""
    known = db.twin.twins(conn, [device_id])[device_id]
    return settings.change(conn, device_id, {_SETTING: not known.twin.reported.get(_SETTING)},
                           revision=known.twin.revision, by=Author(None, datetime.now(UTC)), consent=True)


def _save_and_wait(conn: Connection, device_id: int) -> float:
    began = time.monotonic()
    revision = _save(conn, device_id)
    _wait(conn, {device_id: revision})
    return time.monotonic() - began


def _save_many(conn: Connection, devices: list[int]) -> float:
    began = time.monotonic()
    _wait(conn, {device_id: _save(conn, device_id) for device_id in devices})
    return time.monotonic() - began


def _wait(conn: Connection, revisions: dict[int, int]) -> None:
    """Wait until every one of these revisions is answered."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        known = db.twin.twins(conn, list(revisions))
        if all(one.twin.report and one.twin.report.revision >= revisions[device_id]
               for device_id, one in known.items()):
            return
        time.sleep(_LOOK_S)
    silent = [one.device for device_id, one in known.items()
              if not one.twin.report or one.twin.report.revision < revisions[device_id]]
    raise RuntimeError(f"no answer of {', '.join(silent)}")
