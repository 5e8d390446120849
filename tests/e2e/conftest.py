"""The stack in a real browser: one web server with a small fleet, one Chromium, people who are signed in.

``site``      the web server: ``site.url``, ``site.database_url``, ``site.fleet`` (what was filled in)
``visit``     ``visit("/fleet", role="technician", width=390)`` opens a page in a context of its own
A test fails when its pages wrote a console error, raised one, got an answer from 400 on, or asked anybody but
127.0.0.1; expected answers are named by ``visit.allow(404)``.
"""

import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    Route,
    sync_playwright,
)

from bench.fleet_data import Extent, fill
from db.connect import open_connection
from demo import port, process
from demo.process import Program
from domain.access import DEMO_LOGINS
from services import users
from tools.database import Databases

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking"]
PASSWORDS = {login.role.value: (login.name, login.password) for login in DEMO_LOGINS}


@dataclass(frozen=True, slots=True)
class Site:
    """One running web server and the database behind it."""

    url: str
    database_url: str
    fleet: Extent


@dataclass
class Watch:
    """What went wrong in the pages of one test."""

    allowed: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Note everything of this context that a user would call broken."""
        context.on("weberror", lambda error: self.faults.append(f"page error: {error.error}"))
        context.on("console", self._console)
        context.on("response", self._response)
        context.route("**/*", self._stay_here)

    def _console(self, message: ConsoleMessage) -> None:
        ours = not message.text.startswith("Failed to load resource")   # told by the answer itself
        if message.type == "error" and ours:
            self.faults.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.faults.append(f"{response.status} {response.url}")

    def _stay_here(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in {"data", "blob"} or address.hostname == "127.0.0.1":
            route.fallback()
        else:
            self.faults.append(f"left the host: {route.request.url}")
            route.abort()


class Visit:
    """Opens pages as one of the three roles."""

    def __init__(self, browser: Browser, site: Site, sessions: dict[str, str]) -> None:
        self._browser, self._site, self._sessions = browser, site, sessions
        self._contexts: list[BrowserContext] = []
        self.watch = Watch()

    def __call__(self, path: str, *, role: str = "viewer", width: int = 1280, height: int = 800,
                 dark: bool = False, zone: str = "Europe/Berlin") -> Page:
        """Return a page at this path; its context has its own size, theme and time zone."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light",
            timezone_id=zone, locale="en-GB", has_touch=width < 600, storage_state=self._sessions[role])
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        self.watch.follow(context)
        page = context.new_page()
        page.goto(self._site.url + path)
        return page

    def allow(self, *statuses: int) -> None:
        """Expect these answers in this test."""
        self.watch.allowed.update(statuses)

    def close(self) -> None:
        """Close everything that was opened."""
        while self._contexts:
            self._contexts.pop().close()


@contextmanager
def serve(databases: Databases, log: Path) -> Iterator[Site]:
    """Start a web server on a migrated database with a small fleet and the demo's users."""
    url, extent = databases.copy(), Extent(40, sites=2, minutes=200, tally_hours=48, tally_days=30)
    with open_connection(url, name="test") as conn:
        fill(conn, extent, now=datetime.now(UTC))
        users.ensure_demo(conn)
        # Nobody judges here: the states are written by the tests, and the judge is said to live.
        conn.execute("INSERT INTO heartbeat (process, at, started_at, version) "
                     "VALUES ('jobs', now() + interval '1 hour', now(), '0')")
    number = port.free()
    program = Program(
        name="web", command=(sys.executable, "-m", "gunicorn", "app:server", "-k", "gthread", "-w", "1",
                             "--threads", "8", "--no-control-socket", "-b", f"127.0.0.1:{number}"),
        folder=ROOT, log=log,
        environment={"STETHOS_DATABASE_URL": url, "STETHOS_SECRET_KEY": secrets.token_urlsafe(48),
                     "STETHOS_COOKIE_SECURE": "no", "STETHOS_DEMO": "yes"})
    running = process.start(program)
    try:
        _await(f"http://127.0.0.1:{number}/health", program)
        yield Site(f"http://127.0.0.1:{number}", url, extent)
    finally:
        process.kill(running)
        databases.drop(url)


@pytest.fixture(scope="session")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return the web server that all tests share."""
    with serve(databases, tmp_path_factory.mktemp("web") / "log") as started:
        yield started


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Start the one Chromium of this test run."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def sessions(browser: Browser, site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Sign everybody in once; return where the cookies of each role are kept."""
    folder = tmp_path_factory.mktemp("sessions")
    return {role: sign_in(browser, site, role, folder) for role in PASSWORDS}


@pytest.fixture
def visit(browser: Browser, site: Site, sessions: dict[str, str]) -> Iterator[Visit]:
    """Lend what opens pages; fail the test if one of them broke."""
    visitor = Visit(browser, site, sessions)
    yield visitor
    visitor.close()
    assert not visitor.watch.faults, "\n".join(visitor.watch.faults)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Close the pages of a test before its fixtures take away what they may still be asking for."""
    visitor = getattr(item, "funcargs", {}).get("visit")
    if visitor is not None:
        visitor.close()


def sign_in(browser: Browser, site: Site, role: str, folder: Path) -> str:
    """Sign in by the form; return where the cookies are kept."""
    name, password = PASSWORDS[role]
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/login")
    page.locator("input#name").fill(name)
    page.locator("input#password").fill(password)
    page.locator("input#password").press("Enter")
    page.wait_for_url(f"{site.url}/")
    path = str(folder / f"{role}.json")
    context.storage_state(path=path)
    context.close()
    return path


def _await(url: str, program: Program, *, within_s: float = 60.0) -> None:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"the web server did not start:\n{program.log.read_text(encoding='utf-8')[-4000:]}")
