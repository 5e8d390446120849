"""page_load: what a browser has to fetch and to wait for, how fresh what it shows is, and what many of them cost.

A whole stack (broker, ingest, jobs, web) with 1,000 machines (BENCH_MACHINES) that all speak, and one Chromium.
Cold is a browser that has never been here; bytes are those on the wire with their headers, until a moment after
what is waited for stands there, painted.
"""

import os
import random
import secrets
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Browser, BrowserContext, StorageState

import app
from bench import screen, usage, voices
from bench.fleet_data import Extent, fill
from bench.record import Figure
from bench.voices import CRITICAL_MM_S, HEALTHY_MM_S, TROUBLED_SHARE, Voices
from bench.watchers import Watchers
from config import Settings
from db.connect import open_connection
from db.sql import Queries
from tools import broker as brokers
from tools import browser as browsers
from tools import timescaledb
from tools.broker import Broker
from tools.database import Server
from tools.device import connect
from tools.stack import OwnStack

SQL = Queries(__file__)
MACHINES = int(os.environ.get("BENCH_MACHINES", "1000"))
BROWSERS = int(os.environ.get("BENCH_BROWSERS", "200"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "30"))
_LOADS, _PUBLISHED = 7, 60
_PROBE = MACHINES * 7 // 9     # the machine that is sent beyond its limit; nobody else speaks for it
_TURNING = MACHINES * TROUBLED_SHARE
_A_LINE = "document.querySelector('#ward-list > li:not(.ward-waiting) a[href]')"
_THREE_CHARTS = ("document.querySelector('[data-live=machine][data-drawn]') && ['xy', 'xy2', 'xy3'].every((axes) => "
                 "document.querySelector('#machine-trend .' + axes + ' path.js-line'))")
_PROBE_LINE = "document.querySelector('#ward-list > li.state-critical a[href=\"/machines/PROBE\"]')"


@dataclass(frozen=True, slots=True)
class Load:
    """One load of a page."""

    stands_ms: float
    wire_bytes: int


def run() -> list[Figure]:
    """Measure and return the figures."""
    _pack_files()
    with Server(timescaledb.obtain(), durable=True) as server, Broker(brokers.obtain()) as broker:
        url = server.databases.copy()
        with open_connection(url, name="bench") as conn, OwnStack(url, broker.url) as stack:
            fill(conn, Extent(MACHINES), now=datetime.now(UTC))
            signal_ids = [row[0] for row in conn.execute(SQL["signals"], {"machine_id": _PROBE})]
            for name in ("readings", "minutes"):
                conn.execute(SQL[name], {"signal_ids": signal_ids})
            machine_path = f"/machines/{_PROBE}?signals={','.join(map(str, signal_ids))}"
            stack.start()
            with Voices(broker.port, stack.tenant, machines=MACHINES, silent=frozenset({_PROBE})) as speaking:
                screen.await_believed(conn, MACHINES)
                seen = list(_in_browser(stack, broker, speaking, machine_path=machine_path))
            with Voices(broker.port, stack.tenant, machines=MACHINES) as speaking:
                return [*seen, *_watched(stack, speaking)]


def _pack_files() -> None:
    """Compress the files of the web app now: it would do that in the background, once."""
    settings = Settings(database_url="postgresql://nobody@127.0.0.1/nothing", secret_key=secrets.token_urlsafe(48))
    app.create_app(settings).server.extensions["static"].pack_all()


def _in_browser(stack: OwnStack, broker: Broker, speaking: Voices, *, machine_path: str) -> Iterator[Figure]:
    with browsers.chromium() as browser:
        cookies = browsers.sign_in(browser, stack.url)
        ward = _loads(browser, cookies, stack.url + "/", condition=_A_LINE)
        yield from _load_figures("ward round", *ward, goal="< 400")
        machine = _loads(browser, cookies, stack.url + machine_path, condition=_THREE_CHARTS)
        yield from _load_figures("machine with 3 charts", *machine, goal="< 800")
        speaking.turn(_TURNING)
        seen_s = _publish_and_see(browser, cookies, stack, broker)
        yield Figure("from publish to screen, p50", statistics.median(seen_s), "s")
        yield Figure("from publish to screen, p95", float(np.percentile(seen_s, 95)), "s", "< 2")


def _load_figures(name: str, cold: list[Load], warm: list[Load], *, goal: str) -> Iterator[Figure]:
    for how, loads, goal_of in (("cold", cold, goal), ("warm", warm, "")):
        wire_kb = statistics.median(load.wire_bytes for load in loads) / 1000
        yield Figure(f"{name}, {how}, on the wire", wire_kb, "kB", goal_of)
        yield Figure(f"{name}, {how}, until it stands", statistics.median(load.stands_ms for load in loads), "ms")


def _loads(browser: Browser, cookies: StorageState, url: str, *, condition: str) -> tuple[list[Load], list[Load]]:
    """Load a page in several new browsers, in each of them a second time too."""
    cold, warm = [], []
    for _ in range(_LOADS):
        with screen.context(browser, cookies) as context:
            context.add_init_script(screen.note(condition))
            cold.append(_load(context, url))
            warm.append(_load(context, url))
    return cold, warm


def _load(context: BrowserContext, url: str) -> Load:
    page, sizes = context.new_page(), list[int]()
    protocol = context.new_cdp_session(page)
    protocol.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    protocol.send("Network.enable")
    page.goto(url, wait_until="commit")
    stands_ms, _ = screen.stands(page)
    page.wait_for_timeout(1000)
    page.close()
    return Load(stands_ms, sum(sizes))


def _publish_and_see(browser: Browser, cookies: StorageState, stack: OwnStack, broker: Broker) -> list[float]:
    """Send a machine beyond its limit and back again; return how long each took to be seen, in seconds."""
    client, line, seen_s = connect(broker.port), _PROBE_LINE.replace("PROBE", str(_PROBE)), []
    with screen.context(browser, cookies) as context:
        page = context.new_page()
        page.goto(stack.url + "/")
        page.wait_for_selector("#ward-list > li:not(.ward-waiting)")
        for number in range(_PUBLISHED):
            goes_up = number % 2 == 0
            page.wait_for_timeout(random.uniform(500, 1500))    # at any moment of everybody's clockwork
            page.evaluate(screen.note(line if goes_up else f"!{line}"))
            published_ms = time.time() * 1000
            voices.say(client, stack.tenant, _PROBE, vibration_mm_s=CRITICAL_MM_S if goes_up else HEALTHY_MM_S)
            seen_s.append((screen.stands(page)[1] - published_ms) / 1000)
    client.disconnect()
    return seen_s


def _watched(stack: OwnStack, speaking: Voices) -> Iterator[Figure]:
    """Let many browsers watch, while a few per cent of the machines change each second and while none does."""
    with Watchers(urlsplit(stack.url).port or 0, browsers=BROWSERS) as watchers:
        for name, turning in (("3 % change a second", _TURNING), ("nothing changes", 0.0)):
            speaking.turn(turning)
            time.sleep(5)
            yield from _cost(f"{BROWSERS} browsers, {name}", stack, watchers)


def _cost(name: str, stack: OwnStack, watchers: Watchers) -> Iterator[Figure]:
    pids = stack.pids("web")
    before, used_s, began_s = watchers.seen(), usage.cpu_s(pids), time.monotonic()
    time.sleep(SECONDS)
    after, used_s, took_s = watchers.seen(), usage.cpu_s(pids) - used_s, time.monotonic() - began_s
    asked = after.asked - before.asked
    yield Figure(f"{name}, web", used_s / took_s, "cores", "< 0.25")
    yield Figure(f"{name}, requests", asked / took_s, "1/s")
    yield Figure(f"{name}, processor time a request", 1000 * used_s / asked, "ms")
    yield Figure(f"{name}, with news", (after.news - before.news) / asked, "")
    yield Figure(f"{name}, later than 0.5 s", (after.late - before.late) / asked, "")
    sent_kb = (after.received_bytes - before.received_bytes) / 1000
    yield Figure(f"{name}, sent to each", sent_kb / took_s / BROWSERS, "kB/s")
