"""alarm_latency: from the message of a sensor to the alarm that stands on the page of alarms, painted.

A whole stack (broker, ingest, jobs, web) with 1,000 machines (BENCH_MACHINES) that all speak and one Chromium that
shows the page of alarms; one machine is sent beyond its limit and back again, at any moment of everybody's clockwork.
"""

import os
import random
import statistics
import time
from datetime import UTC, datetime

import numpy as np
from playwright.sync_api import Browser, StorageState

from bench import screen, voices
from bench.fleet_data import Extent, fill
from bench.record import Figure
from bench.voices import CRITICAL_MM_S, HEALTHY_MM_S, Voices
from db.connect import open_connection
from tools import broker as brokers
from tools import browser as browsers
from tools import timescaledb
from tools.broker import Broker
from tools.database import Server
from tools.device import connect
from tools.stack import OwnStack

MACHINES = int(os.environ.get("BENCH_MACHINES", "1000"))
_PUBLISHED = 60
_PROBE = MACHINES * 7 // 9     # nobody else speaks for it
_LINE = f"document.querySelector('.alarm-line:not(.alarm-returned):has(a[href=\"/machines/{_PROBE}\"])')"


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=True) as server, Broker(brokers.obtain()) as broker:
        url = server.databases.copy()
        with open_connection(url, name="bench") as conn, OwnStack(url, broker.url) as stack:
            fill(conn, Extent(MACHINES), now=datetime.now(UTC))
            stack.start()
            with Voices(broker.port, stack.tenant, machines=MACHINES, silent=frozenset({_PROBE})):
                screen.await_believed(conn, MACHINES)
                with browsers.chromium() as browser:
                    seen_s = _publish_and_see(browser, browsers.sign_in(browser, stack.url), stack, broker)
    return [Figure("from publish to alarm on screen, p50", statistics.median(seen_s), "s"),
            Figure("from publish to alarm on screen, p95", float(np.percentile(seen_s, 95)), "s", "< 2"),
            Figure("longest", max(seen_s), "s")]


def _publish_and_see(browser: Browser, cookies: StorageState, stack: OwnStack, broker: Broker) -> list[float]:
    """Send the machine beyond its limit and back; return how long each alarm, or its end, took to be seen."""
    client, seen_s = connect(broker.port), []
    with screen.context(browser, cookies) as context:
        page = context.new_page()
        page.goto(stack.url + "/alarms")
        page.wait_for_selector(".alarm-line")
        for number in range(_PUBLISHED):
            goes_up = number % 2 == 0
            page.wait_for_timeout(random.uniform(500, 1500))
            page.evaluate(screen.note(_LINE if goes_up else f"!{_LINE}"))
            published_ms = time.time() * 1000
            voices.say(client, stack.tenant, _PROBE, vibration_mm_s=CRITICAL_MM_S if goes_up else HEALTHY_MM_S)
            seen_s.append((screen.stands(page)[1] - published_ms) / 1000)
    client.disconnect()
    return seen_s
