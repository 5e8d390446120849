"""picture_list: a list of 200 machines (BENCH_MACHINES) that all have a picture of their own, in one Chromium.

The fleet page of a line with all of them, and the ward round with all of them in trouble. A list stands when all its
lines are there and every picture that is in sight is painted. Cold is a browser that has never been here; bytes are
those on the wire with their headers: until the list stands, a moment later, and after somebody has looked at all of it.
The fleet page then fetches the library of its chart, which is about half of what it sends cold.
"""

import os
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Browser, BrowserContext, StorageState

import services.photo
import services.pictures
from bench import screen
from bench.file_pictures import photo
from bench.fleet_data import Extent, fill
from bench.page_load import _pack_files as pack_files
from bench.record import Figure
from db.connect import Connection, open_connection
from db.sql import Queries
from domain.owner import By, Owner, OwnerKind
from tools import browser as browsers
from tools import timescaledb
from tools.database import Server
from tools.stack import OwnStack

SQL = Queries(__file__)
MACHINES = int(os.environ.get("BENCH_MACHINES", "200"))
_LOADS = 5
# Where the lists are, and their lines.
_LISTS = {"fleet": (f"/fleet?place=site-1-line-1&limit={MACHINES}", "a.fleet-row"),
          "ward round": (f"/?limit={MACHINES}", "#ward-list > li:not(.ward-waiting)")}
_STANDS = """([lines, count]) => {
  const inSight = (one) => { const box = one.getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0; };
  const images = Array.from(document.querySelectorAll("img.small-picture"));
  return document.querySelectorAll(lines).length >= count && images.length >= count
    && images.filter(inSight).every((one) => one.complete && one.naturalWidth > 0) && performance.now();
}"""


@dataclass(frozen=True, slots=True)
class Load:
    """One load of a list: until it stood; what had been sent then, a moment later, and when all was looked at."""

    stands_ms: float
    list_bytes: int
    wire_bytes: int
    picture_bytes: int      # of wire_bytes
    all_bytes: int


def run() -> list[Figure]:
    """Measure and return the figures."""
    pack_files()
    with Server(timescaledb.obtain(), durable=True) as server:
        url = server.databases.copy()
        with open_connection(url, name="bench") as conn, OwnStack(url, "mqtt://127.0.0.1:1") as stack:
            fill(conn, Extent(MACHINES, sites=1), now=datetime.now(UTC))
            conn.execute(SQL["one_line"])
            conn.execute(SQL["all_in_trouble"])
            _add_pictures(conn)
            stack.start("web")
            with browsers.chromium() as browser:
                cookies = browsers.sign_in(browser, stack.url)
                figures = [figure for name, (path, lines) in _LISTS.items()
                           for figure in _figures(name, browser, cookies, url=stack.url + path, lines=lines)]
            sizes = [row[0] for row in conn.execute(SQL["sizes"])]
    return [*figures, Figure("small picture, median", statistics.median(sizes) / 1000, "kB", "1 to 3"),
            Figure("small picture, largest", max(sizes) / 1000, "kB")]


def _add_pictures(conn: Connection) -> None:
    by = By(conn.execute(SQL["somebody"]).fetchall()[0][0], True, datetime.now(UTC))
    for machine_id, in conn.execute(SQL["machines"]).fetchall():
        prepared = services.photo.prepared(photo(800, 600, seed=machine_id))
        services.pictures.add(conn, Owner(OwnerKind.MACHINE, machine_id), prepared, by=by)


def _figures(name: str, browser: Browser, cookies: StorageState, *, url: str, lines: str) -> Iterator[Figure]:
    cold, warm = [], []
    for _ in range(_LOADS):
        with screen.context(browser, cookies) as context:
            cold.append(_load(context, url, lines=lines))
            warm.append(_load(context, url, lines=lines))
    for how, loads in (("cold", cold), ("warm", warm)):
        stands_ms = statistics.median(load.stands_ms for load in loads)
        list_kb, wire_kb, picture_kb, all_kb = (
            statistics.median(getattr(load, what) for load in loads) / 1000
            for what in ("list_bytes", "wire_bytes", "picture_bytes", "all_bytes"))
        yield Figure(f"{name}, {how}, until it stands", stands_ms, "ms", "< 1500" if how == "cold" else "")
        yield Figure(f"{name}, {how}, sent until it stands", list_kb, "kB", "< 500" if how == "cold" else "")
        yield Figure(f"{name}, {how}, on the wire", wire_kb, "kB")
        yield Figure(f"{name}, {how}, pictures of these", picture_kb, "kB")
        yield Figure(f"{name}, {how}, all of it looked at", all_kb, "kB")


def _load(context: BrowserContext, url: str, *, lines: str) -> Load:
    page, sizes, pictures = context.new_page(), dict[str, int](), set[str]()
    protocol = context.new_cdp_session(page)
    protocol.on("Network.requestWillBeSent", lambda event: pictures.add(event["requestId"])
                if "/pictures/" in event["request"]["url"] else None)
    protocol.on("Network.loadingFinished", lambda event: sizes.update(
        {event["requestId"]: int(event["encodedDataLength"])}))
    protocol.send("Network.enable")
    page.goto(url, wait_until="commit")
    stands_ms = page.wait_for_function(_STANDS, arg=[lines, MACHINES], timeout=60_000).json_value()
    needed = sum(sizes.values())
    page.wait_for_timeout(700)
    seen, of_pictures = sum(sizes.values()), sum(sizes.get(number, 0) for number in pictures)
    for share in range(1, 11):
        page.evaluate(f"() => scrollTo(0, document.documentElement.scrollHeight * {share / 10})")
        page.wait_for_timeout(150)
    page.close()
    return Load(float(stands_ms), needed, seen, of_pictures, sum(sizes.values()))
