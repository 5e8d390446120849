"""What benchmarks with a browser share: a context of its own, and when something first stands on a page, painted."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from db.connect import Connection
from db.sql import Queries

SQL = Queries(__file__)
# Notes when a page first holds what is waited for, painted: on the clock of the page and on that of the machine.
_NOTE = """(() => {
  window.benchStands = null;
  const look = () => {
    if (window.benchStands || !(CONDITION)) { return; }
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.benchStands = [performance.now(), Date.now()]; }));
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true, attributes: true });
  look();
})()"""

_BELIEVED = 0.95


def note(condition: str) -> str:
    """Return the script that notes when a page first fulfils a condition (in its own language)."""
    return _NOTE.replace("CONDITION", condition)


def stands(page: Page) -> tuple[float, float]:
    """Return when what is waited for stood there: since the page was asked for, and since 1970, in ms."""
    until = time.monotonic() + 60
    while (stands := page.evaluate("window.benchStands")) is None:
        if time.monotonic() > until:
            raise RuntimeError(f"{page.url} does not show what was waited for")
        page.wait_for_timeout(50)
    return float(stands[0]), float(stands[1])


@contextmanager
def context(browser: Browser, cookies: StorageState) -> Iterator[BrowserContext]:
    """Lend a browser context that is signed in."""
    lent = browser.new_context(storage_state=cookies, viewport={"width": 1280, "height": 800})
    yield lent
    lent.close()


def await_believed(conn: Connection, machines: int) -> None:
    """Wait until nearly every machine has spoken."""
    def believed() -> int:
        row = conn.execute(SQL["believed"]).fetchone()
        return int(row[0]) if row else 0

    until = time.monotonic() + 120
    while believed() < _BELIEVED * machines:
        if time.monotonic() > until:
            raise RuntimeError(f"only {believed()} machines are believed")
        time.sleep(0.5)
