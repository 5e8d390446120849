"""A page by keyboard and by finger: what Tab reaches, how that is marked, and how high what a finger hits is."""

from pathlib import Path

from playwright.sync_api import Page

_MOST_STOPS = 400
LEAST_CONTRAST = 3.0        # of the mark of what has the focus: WCAG 2.2, 1.4.11
LEAST_HEIGHT_PX = 44        # of what a finger hits: WCAG 2.2, 2.5.5
_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def walk(page: Page) -> list[str]:
    """Press Tab until every stop was seen; return what is wrong with their marks, their order, or where they stand."""
    _install(page)
    wrong: list[str] = []
    for stop in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate("() => window.keys.stop()")
        if found is None:
            return wrong if stop else ["Tab reaches nothing"]
        wrong += found
    return [*wrong, f"Tab does not come to an end within {_MOST_STOPS} stops"]


def too_small(page: Page) -> list[str]:
    """Return what a finger must hit and is not high enough; links within a text are none of that."""
    _install(page)
    found: list[str] = page.evaluate("() => window.keys.small()")
    return found


def _install(page: Page) -> None:
    page.evaluate(f"({_SCRIPT.strip()})({LEAST_CONTRAST}, {LEAST_HEIGHT_PX})")
