"""upload: from choosing a photo of 12 megapixels on a phone-sized page to its thumbnail, painted; and what it costs.

The web app as it is run (two workers), one Chromium as wide as a phone, photos of 4000 by 3000 pixels (BENCH_PHOTOS),
each another one. The network is that of one machine: what a phone needs to send 4 MB comes on top.
"""

import os
import statistics
import time
from datetime import UTC, datetime

import services.photo
from bench.file_pictures import photo
from bench.fleet_data import Extent, fill
from bench.record import Figure
from db.connect import open_connection
from db.sql import Queries
from domain.access import Role
from tools import browser as browsers
from tools import timescaledb
from tools.database import Server
from tools.stack import OwnStack

SQL = Queries(__file__)
PHOTOS = int(os.environ.get("BENCH_PHOTOS", "12"))
_CHOSEN = "section.pictures input[data-file=chosen]"
# The thumbnail of the server, not the preview of what was chosen.
_THUMBNAIL = """(count) => {
  const images = Array.from(document.querySelectorAll('.picture-tile img[src^="/pictures/"]'));
  return images.length === count && images[count - 1].complete && images[count - 1].naturalWidth > 0 && Date.now();
}"""
_NOTE = f"""() => document.querySelector('{_CHOSEN}').addEventListener(
  "change", () => {{ window.chosenAt = Date.now(); }}, {{ capture: true }})"""


def run() -> list[Figure]:
    """Measure and return the figures."""
    photos = [photo(4000, 3000, seed=number) for number in range(PHOTOS)]
    took_s = [_prepare(data) for data in photos]
    with Server(timescaledb.obtain(), durable=True) as server:
        url = server.databases.copy()
        with open_connection(url, name="bench") as conn, OwnStack(url, "mqtt://127.0.0.1:1") as stack:
            fill(conn, Extent(40), now=datetime.now(UTC))
            before = _disk(conn.execute(SQL["disk"]).fetchall())
            stack.start("web")
            seen_s = _send(stack, photos)
            kept = conn.execute(SQL["kept"]).fetchall()
            grown = _disk(conn.execute(SQL["disk"]).fetchall()) - before
    return [
        Figure("photo", statistics.median(map(len, photos)) / 1e6, "MB"),
        Figure("from chosen to thumbnail, median", statistics.median(seen_s), "s", "< 3"),
        Figure("from chosen to thumbnail, longest", max(seen_s), "s", "< 3"),
        Figure("to read, turn and make small", statistics.median(took_s), "s"),
        *(Figure(f"kept, {name}", statistics.median(row[at] for row in kept) / 1000, "kB")
          for at, name in enumerate(("large", "thumbnail", "small"))),
        Figure("database grown by, a picture", grown / PHOTOS / 1000, "kB")]


def _disk(rows: list[tuple[int, ...]]) -> int:
    return rows[0][0]


def _prepare(data: bytes) -> float:
    began = time.process_time()
    services.photo.prepared(data)
    return time.process_time() - began


def _send(stack: OwnStack, photos: list[bytes]) -> list[float]:
    """Choose one photo after the other on the page of a machine; return how long each took to be seen, in seconds."""
    with browsers.chromium() as browser:
        cookies = browsers.sign_in(browser, stack.url, role=Role.TECHNICIAN)
        context = browser.new_context(storage_state=cookies, viewport={"width": 390, "height": 844}, has_touch=True,
                                      is_mobile=True, device_scale_factor=2)
        page, seen_s = context.new_page(), []
        page.goto(f"{stack.url}/machines/1")
        page.locator(_CHOSEN).wait_for(state="attached")
        page.locator("section.pictures").scroll_into_view_if_needed()
        page.evaluate(_NOTE)
        for number, data in enumerate(photos, start=1):
            page.locator(_CHOSEN).set_input_files(
                {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": data})
            seen_ms = page.wait_for_function(_THUMBNAIL, arg=number, timeout=60_000).json_value()
            seen_s.append((float(seen_ms) - float(page.evaluate("window.chosenAt"))) / 1000)
        context.close()
    return seen_s
