"""report: the PDF of one machine with eight signals and 30 days of past, from the click to the last byte; and its page.

The web app as it is run, one browser, ten machines with a picture, whose signals speak every ten seconds. What is read
are minutes and hours, as on a machine's own page. BENCH_REPORTS sets how many reports are made.
"""

import os
import statistics
import time
from datetime import UTC, datetime

from playwright.sync_api import Page

from bench import file_pictures
from bench.fleet_data import Extent, fill
from bench.record import Figure
from db.connect import Connection, open_connection
from db.sql import Queries
from domain.access import Role
from domain.owner import By, Owner, OwnerKind
from services import photo, pictures
from tools import browser as browsers
from tools import timescaledb
from tools.database import Server
from tools.stack import OwnStack

SQL = Queries(__file__)
REPORTS = int(os.environ.get("BENCH_REPORTS", "20"))
_DAYS, _MACHINES = 30, 10
_GOAL = "< 1"


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=False) as server:
        url = server.databases.copy()
        with open_connection(url, name="bench") as conn, OwnStack(url, "mqtt://127.0.0.1:1") as stack:
            fill(conn, Extent(_MACHINES, hours=24 * _DAYS, minutes=24 * 60), now=datetime.now(UTC))
            stack.start("web")
            _furnish(conn)
            return _measure(stack)


def _furnish(conn: Connection) -> None:
    """Give each machine three more signals with their past, and a picture of 12 megapixels."""
    for name in ("more_signals", "more_hours", "more_minutes"):
        conn.execute(SQL[name])
    row = conn.execute(SQL["technician"]).fetchone()
    by = By(int(row[0]) if row else 0, False, datetime.now(UTC))
    for number in range(1, _MACHINES + 1):
        image = photo.prepared(file_pictures.photo(4000, 3000, seed=number))
        pictures.add(conn, Owner(OwnerKind.MACHINE, number), image, by=by, caption="")


def _measure(stack: OwnStack) -> list[Figure]:
    with browsers.chromium() as browser:
        cookies = browsers.sign_in(browser, stack.url, role=Role.VIEWER)
        context = browser.new_context(storage_state=cookies)
        took_s, size = [], 0
        for number in range(REPORTS):
            began = time.monotonic()
            answer = context.request.get(f"{stack.url}/machines/{1 + number % _MACHINES}/report.pdf")
            size = len(answer.body())
            took_s.append(time.monotonic() - began)
            if not answer.ok:
                raise RuntimeError(f"the report was answered with {answer.status}")
        shown_s = _page(context.new_page(), stack.url)
    return [Figure("PDF, the first", took_s[0], "s", _GOAL),
            Figure("PDF, median", statistics.median(took_s), "s", _GOAL),
            Figure("PDF, longest", max(took_s), "s", _GOAL), Figure("PDF, size", size / 1000, "kB"),
            Figure("page for printing, drawn", shown_s, "s")]


def _page(page: Page, url: str) -> float:
    """Return how long a visit to the page takes until its last chart is drawn."""
    page.goto(f"{url}/machines/1/print")
    page.locator("img.report-chart").first.wait_for()
    began = time.monotonic()
    page.goto(f"{url}/machines/2/print")
    page.locator("img.report-chart").last.wait_for()
    return time.monotonic() - began
