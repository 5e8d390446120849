"""The part of settings_latency with a browser: from "Save" to "in effect" on the open page of a device, painted.

A whole stack (broker, ingest, jobs, web) with 1,000 machines (BENCH_MACHINES) that all speak, one Chromium with the
page of a device, and that device: it answers at once. Each change is saved at any moment of everybody's clockwork.
"""

import os
import random
import statistics
from datetime import UTC, datetime

import numpy as np
from playwright.sync_api import Browser, Page, StorageState

from bench import screen
from bench.fleet_data import Extent, fill
from bench.record import Figure
from bench.voices import Voices
from db.connect import Connection, open_connection
from db.sql import Queries
from domain.access import Role
from tools import broker as brokers
from tools import browser as browsers
from tools import timescaledb
from tools.broker import Broker
from tools.database import Server
from tools.obedient import Obedient
from tools.stack import OwnStack

SQL = Queries(__file__)
MACHINES = int(os.environ.get("BENCH_MACHINES", "1000"))
CHANGES = int(os.environ.get("BENCH_CHANGES", "60"))
_DEVICE, _SETTING = "settings-probe", "measurement_interval_s"
_ROW = f"document.querySelector('.device-row[data-path=\"{_SETTING}\"]')"
_IN_EFFECT = (f"{_ROW}.dataset.state === 'in_effect' && {_ROW}.dataset.revision === 'NUMBER'")
# What a person does: types, and presses the button. Returns when, since 1970, in ms.
_SAVE = f"""(text) => {{
  const input = document.querySelector('[data-setting="{_SETTING}"]');
  input.value = text;
  input.dispatchEvent(new Event("input", {{ bubbles: true }}));
  document.querySelector(".device-hands [type=submit]").click();
  return Date.now();
}}"""


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=True) as server, Broker(brokers.obtain()) as broker:
        url = server.databases.copy()
        with open_connection(url, name="bench") as conn, OwnStack(url, broker.url) as stack:
            fill(conn, Extent(MACHINES), now=datetime.now(UTC))
            stack.start()
            with Voices(broker.port, stack.tenant, machines=MACHINES), Obedient(
                    broker.port, stack.tenant, _DEVICE, settings={_SETTING: 10, "report_interval_s": 60}):
                screen.await_believed(conn, MACHINES)
                with browsers.chromium() as browser:
                    cookies = browsers.sign_in(browser, stack.url, role=Role.ADMIN)
                    seen_s = _save_and_see(browser, cookies, f"{stack.url}/devices/{_device(conn)}")
            recorded_s = [row[0] for row in conn.execute(SQL["recorded"], {"name": _DEVICE})]
    return [Figure("from save to in effect on screen, p50", statistics.median(seen_s), "s"),
            Figure("from save to in effect on screen, p95", float(np.percentile(seen_s, 95)), "s", "< 2"),
            Figure("longest", max(seen_s), "s"),
            Figure("the last: from save to recorded", max(recorded_s), "s")]


def _device(conn: Connection) -> int:
    row = conn.execute(SQL["device"], {"name": _DEVICE}).fetchone()
    if row is None:
        raise RuntimeError("the device was not heard")
    return int(row[0])


def _save_and_see(browser: Browser, cookies: StorageState, url: str) -> list[float]:
    """Change the interval again and again; return how long each took to be seen in effect, in seconds."""
    with screen.context(browser, cookies) as context:
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector(f'[data-setting="{_SETTING}"]')
        return [_one(page, number) for number in range(1, CHANGES + 1)]


def _one(page: Page, number: int) -> float:
    page.wait_for_timeout(random.uniform(500, 1500))
    page.evaluate(screen.note(_IN_EFFECT.replace("NUMBER", str(number))))
    saved_ms = page.evaluate(_SAVE, str(20 if number % 2 else 15))
    return (screen.stands(page)[1] - float(saved_ms)) / 1000
