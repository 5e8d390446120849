"""Browsers that watch the ward round as assets/live.js and assets/ward.js do it: many of them in one light process.

Each has a session of its own and one connection that it keeps. It asks a second after its last question, at once
sends the number of the newest change it knows, and once a minute asks for the small charts.
"""

import asyncio
import gzip
import json
import random
import re
import time
from dataclasses import dataclass, field
from multiprocessing import Array, Event, Process
from typing import Any, Self
from urllib.parse import urlencode

from domain.access import DEMO_LOGINS

INTERVAL_S, CHARTS_EVERY_S = 1.0, 67.5
_AT_ONCE = 4                 # signing in: hashing passwords takes the server a while
_SEQ = re.compile(rb'"seq":"([^"]+)"')
_ASKED, _NEWS, _BYTES, _LATE, _READY = range(5)


@dataclass(frozen=True, slots=True)
class Seen:
    """What all browsers have asked and got so far; late answers took longer than half a second."""

    asked: int
    news: int
    received_bytes: int
    late: int


class Watchers:
    """So many browsers, signed in and watching once ``start`` has returned."""

    def __init__(self, port: int, *, browsers: int) -> None:
        self._browsers = browsers
        self._counts: Any = Array("q", 5)
        self._stop: Any = Event()
        self._process = Process(target=_watch, args=(port, browsers, self._counts, self._stop), daemon=True)

    def __enter__(self) -> Self:
        """Sign in and watch; return when all of them do. Raises: RuntimeError if they end before."""
        self._process.start()
        while self._counts[_READY] < self._browsers:
            if not self._process.is_alive():
                raise RuntimeError("the watching browsers could not sign in")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        """Close all of them."""
        self._stop.set()
        self._process.join(10)

    def seen(self) -> Seen:
        """Return what they have asked and got so far."""
        return Seen(*self._counts[:_READY])


@dataclass(slots=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class _Browser:
    """One connection with its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def ask(self, path: str, form: dict[str, str] | None = None) -> _Answer:
        """Return the answer to a GET, or to a form that is sent. The connection stays open."""
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = urlencode(form).encode() if form else b""
        lines = [f"{'POST' if form else 'GET'} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json",
                 "Accept-Encoding: gzip", "Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items())]
        if form:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        return await self._receive(self._reader)

    async def _receive(self, reader: asyncio.StreamReader) -> _Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in head[1:] if line)]
        self.cookies |= dict(value.split(";")[0].split("=", 1) for name, value in headers if name == "set-cookie")
        known = dict(headers)
        body = await reader.readexactly(int(known.get("content-length", "0")))
        return _Answer(int(head[0].split()[1]), known,
                       gzip.decompress(body) if known.get("content-encoding") == "gzip" else body)

    async def sign_in(self) -> None:
        """Sign in as the demo's viewer."""
        form = (await self.ask("/login")).body.decode()
        token = form.partition('name="csrf_token" value="')[2].partition('"')[0]
        login = {"csrf_token": token, "name": DEMO_LOGINS[0].name, "password": DEMO_LOGINS[0].password}
        answer = await self.ask("/login", login)
        assert answer.status == 303, answer.status


def _watch(port: int, browsers: int, counts: Any, stop: Any) -> None:
    asyncio.run(_watch_all(port, browsers, counts, stop))


async def _watch_all(port: int, browsers: int, counts: Any, stop: Any) -> None:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one() -> None:
        browser = _Browser(port)
        async with gate:
            await browser.sign_in()
        counts[_READY] += 1
        await _follow(browser, counts)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one()) for _ in range(browsers)]
        await asyncio.to_thread(stop.wait)
        for task in tasks:
            task.cancel()


async def _follow(browser: _Browser, counts: Any) -> None:
    """Look at the ward round for ever."""
    seq, signals, charts_at_s = "", "", 0.0
    while True:
        began_s = time.monotonic()
        answer = await _counted(browser, f"/live/ward?since={seq}" if seq else "/live/ward", counts)
        if answer.status == 200:
            counts[_NEWS] += 1
            found = _SEQ.search(answer.body)
            signals = signals or _signals(answer.body)
            seq = found[1].decode() if found else ""
        if began_s > charts_at_s and signals:
            charts_at_s = began_s + CHARTS_EVERY_S
            await _counted(browser, f"/live/sparks?signals={signals}", counts)
        pause_s = max(INTERVAL_S - (time.monotonic() - began_s), INTERVAL_S / 4)
        await asyncio.sleep(pause_s * random.uniform(0.95, 1.05))


async def _counted(browser: _Browser, path: str, counts: Any) -> _Answer:
    began_s = time.monotonic()
    answer = await browser.ask(path)
    assert answer.status in {200, 204}, f"{path}: {answer.status}"
    counts[_ASKED] += 1
    counts[_BYTES] += int(answer.headers.get("content-length", "0"))
    counts[_LATE] += time.monotonic() - began_s > 0.5
    return answer


def _signals(body: bytes) -> str:
    return ",".join(str(row["signal"]) for row in json.loads(body)["rows"] if row["signal"] is not None)
