"""Chromium for tests, screenshots and measurements: how it is started, signing in, and what counts as broken."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Response, Route, StorageState, sync_playwright

from domain.access import DEMO_LOGINS, Role
from tools import packages

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PASSWORDS = {login.role: (login.name, login.password) for login in DEMO_LOGINS}


@dataclass
class Watch:
    """What went wrong in the pages of one context: what a user would call broken, and requests to other hosts.

    Answers with a status in ``allowed`` are expected.
    """

    allowed: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Note everything from now on."""
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


@contextmanager
def chromium() -> Iterator[Browser]:
    """Lend a Chromium without a window. Raises: MissingError if there is none."""
    path = packages.obtain("chromium", package="chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def sign_in(browser: Browser, url: str, *, role: Role | str = Role.VIEWER) -> StorageState:
    """Sign in as the demo's person of this role; return the cookies, for contexts of their own."""
    name, password = PASSWORDS[Role(role)]
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}/login")
    page.locator("input#name").fill(name)
    page.locator("input#password").fill(password)
    page.locator("input#password").press("Enter")
    page.wait_for_url(f"{url}/")
    cookies = context.storage_state()
    context.close()
    return cookies
