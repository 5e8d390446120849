"""No page has a serious or critical fault for axe-core: with data, with dialogs and menus open, light and dark, on a
desktop and on a phone.

A new page gets a line in PAGES; `axe_world` fills in what it shows. test_keyboard.py walks through the same pages.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import dash
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import axe, axe_world
from tests.e2e.axe_world import World
from tests.e2e.conftest import Site, Visit, serve, sign_in
from tests.web import Web
from tools.database import Databases

pytestmark = pytest.mark.e2e

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
CHART = ".js-plotly-plot .trace path"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: its path, what stands in it when it is drawn, and the buttons that open a dialog."""

    path: str
    drawn: str
    dialogs: tuple[str, ...] = ()
    menus: str = "main details"
    role: str = "admin"
    status: int = 200
    prepare: Callable[[Page], None] | None = None

    def address(self, world: World) -> str:
        return self.path.format(world=world)


PAGES = {
    "/": [Shown("/", "#ward-list .spark path", menus=".user-menu, main details")],
    "/fleet": [Shown("/fleet", f"#fleet-trend {CHART}")],
    "/alarms": [Shown("/alarms", ".alarm-line .alarm-menu", ("Shelve", "Comment")),
                Shown("/alarms?view=shelved", ".alarm-line .alarm-menu"),
                Shown("/alarms?q=no+such+machine", "text=No alarm fits this search.")],
    "/cases/<case_id>": [Shown("/cases/{world.case}", f"#case-trend {CHART}", role="technician", dialogs=(
                             "Comment", "Hand over", "Add a picture", "Close the case")),
                         Shown("/cases/{world.closed_case}", "#case-trend .js-plotly-plot .shapelayer path")],
    "/machines/<machine_id>": [Shown("/machines/{world.machine}", ".chart-marks li",
                                     ("Take out of service", "Show large: The seal", "Title: Manual"))],
    "/machines/new": [Shown("/machines/new", "article.form[data-ready]")],
    "/machines/<machine_id>/edit": [Shown("/machines/{world.machine}/edit", "article.form[data-ready]", ("Retire",))],
    "/machines/<machine_id>/log/new": [Shown("/machines/{world.machine}/log/new", "article.form[data-ready]",
                                             role="technician")],
    "/machines/<machine_id>/plans/new": [Shown("/machines/{world.machine}/plans/new", "article.form[data-ready]",
                                               role="technician")],
    "/plans/<plan_id>/edit": [Shown("/plans/{world.plan}/edit", "article.form[data-ready]", ("Retire",)),
                              Shown("/plans/{world.gone_plan}/edit", ".retired button")],
    "/plans/<plan_id>/done": [Shown("/plans/{world.plan}/done", "article.form[data-ready]", role="technician")],
    "/log/<entry_id>/edit": [Shown("/log/{world.entry}/edit", "article.form[data-ready]", ("Retire",)),
                             Shown("/log/{world.gone_entry}/edit", ".retired button")],
    "/machines/<machine_id>/print": [Shown("/machines/{world.machine}/print", "img.report-chart")],
    "/places/<place_id>": [Shown("/places/1", ".map[data-drawn] .map-land")],
    "/places/new": [Shown("/places/new", "article.form[data-ready]")],
    "/places/<place_id>/edit": [Shown("/places/1/edit", "article.form[data-ready]", ("Retire",))],
    "/signals/<signal_id>/limits": [Shown("/signals/{world.signal}/limits", "article.limits[data-ready][data-drawn]")],
    "/devices": [Shown("/devices", "#devices-list > li .state-mark")],
    "/devices/<device_id>": [Shown("/devices/{world.device}", ".device-row[data-path]")],
    "/devices/<device_id>/signals/new": [Shown("/devices/{world.device}/signals/new", "article.form[data-ready]")],
    "/signals/<signal_id>/edit": [Shown("/signals/{world.signal}/edit", "article.form[data-ready]", ("Retire",))],
    "/devices/new": [Shown("/devices/new", "article.form[data-ready]")],
    "/devices/<device_id>/edit": [Shown("/devices/{world.device}/edit", "article.form[data-ready]", ("Retire",))],
    "/mounting/<device_id>": [Shown("/mounting/{world.waiting}", ".placing-modes"),
                              Shown("/mounting/{world.placed}", "main button", ("Retire",))],
    "/rollouts": [Shown("/rollouts", ".rollouts-list a")],
    "/rollouts/<rollout_id>": [Shown("/rollouts/{world.draft}", ".rollout-device", ("Start",)),
                               Shown("/rollouts/{world.rollout}", ".rollout-device")],
    "/new-rollout": [Shown("/new-rollout", ".choice-line")],
    "/telling": [Shown("/telling", "[data-part=messages] > li:not([aria-hidden])", ("Add a rule", "Add a channel"))],
    "/audit": [Shown("/audit", ".audit-said"), Shown("/audit?q=nothing+like+it", "text=No change fits this search.")],
    "/import": [Shown("/import", ".import-drop input")],
    "/system": [Shown("/system", "[data-live=system][data-state=live]")],
    "/not-found": [Shown("/no/such/page", "text=There is nothing at this address.", status=404)],
}
# Not Dash's: the pages of templates/.
PLAIN = [Shown("/login", "input#name", role="nobody"),
         Shown("/login?next=/fleet", "#error", role="nobody", status=401, prepare=lambda page: _sign_in_wrongly(page))]
ALL = [shown for list_ in PAGES.values() for shown in list_] + PLAIN


@pytest.fixture(scope="module")
def filled(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, World]]:
    with serve(databases, tmp_path_factory.mktemp("axe") / "log") as site:
        yield site, axe_world.fill(site.database_url)


@pytest.fixture(scope="module")
def known(browser: Browser, filled, tmp_path_factory) -> dict[str, str | None]:
    folder = tmp_path_factory.mktemp("cookies")
    return {role: sign_in(browser, filled[0], role, folder) for role in ("admin", "technician")} | {"nobody": None}


@pytest.fixture
def visit(browser: Browser, filled, known) -> Iterator[Visit]:
    visitor = Visit(browser, filled[0], known)
    yield visitor
    visitor.close()
    assert not visitor.watch.faults, "\n".join(visitor.watch.faults)


def test_every_page_is_looked_at(filled):
    web = Web(filled[0].database_url)
    registered = {page.get("path_template") or page["path"] for page in dash.page_registry.values()}
    web.close()
    assert set(PAGES) == registered, "PAGES in this file names each page of pages/, once"


@pytest.mark.parametrize("shown", ALL, ids=lambda one: re.sub(r"[{}]|world\.", "", one.path))
def test_nothing_serious_is_in_anybodys_way(visit, filled, shown):
    visit.allow(shown.status)
    page = visit(shown.address(filled[1]), role=shown.role)
    page.emulate_media(reduced_motion="reduce")     # nothing is looked at half-way between two colours
    if shown.prepare:
        shown.prepare(page)
    page.locator(shown.drawn).first.wait_for(state="attached")
    found = _everywhere(page, "")
    if page.locator(shown.menus).count():
        _open(page, shown.menus, is_open=True)
        found += _everywhere(page, "opened", within=shown.menus)
        _open(page, shown.menus, is_open=False)
    for name in shown.dialogs:
        found += _dialog(page, name)
    assert not found, "\n" + "\n".join(dict.fromkeys(map(str, found)))


def _open(page: Page, menus: str, *, is_open: bool) -> None:
    page.locator(menus).evaluate_all("(all, isOpen) => all.forEach((one) => { one.open = isOpen; })", is_open)


def _everywhere(page: Page, what: str, *, within: str = "") -> list[axe.Fault]:
    """Look at a page in both sizes and both themes."""
    found = []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        found += _in_both_themes(page, f"{what} {size}", within=within)
    return found


def _in_both_themes(page: Page, what: str, *, within: str = "") -> list[axe.Fault]:
    place = f"{page.url} {what}"
    page.emulate_media(color_scheme="light")
    found = axe.faults(page, f"{place} light", within=within)
    page.emulate_media(color_scheme="dark")
    return found + axe.faults(page, f"{place} dark", within=within, colours_only=True)


def _dialog(page: Page, name: str) -> list[axe.Fault]:
    """Open a dialog by its button, which may stand in a menu; look at it on a phone and leave it."""
    button = page.get_by_role("button", name=name, exact=True).first
    if not button.is_visible():
        _open(page, "main details", is_open=True)
    button.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found = _in_both_themes(page, f"dialog {name}", within="dialog")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    return found


def _sign_in_wrongly(page: Page) -> None:
    page.locator("input#name").fill("nobody")
    page.locator("input#password").fill("wrong")
    page.locator("input#password").press("Enter")
