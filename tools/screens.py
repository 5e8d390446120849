"""``python -m tools.screens``: take the screenshots in docs/screens/ of a stack of its own with a simulated fleet.

The fleet is always the same, with two days of past, a device that waits to be placed, and two messages that could
not be used. Every page is taken on a desktop and on a phone, light and dark. Fails if a page reports an error.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Browser, StorageState

import db.device_view
import db.devices
import db.placing
import db.rollout
import db.twin
import services.settings
from db.connect import Connection, open_connection
from db.sql import Queries
from demo import files, upkeep
from domain import rollout
from domain.access import Role
from domain.settings_history import Author
from domain.twin import Twin
from services import rollouts
from services.rollouts import Wish
from tools import broker as brokers
from tools import timescaledb
from tools.broker import Broker
from tools.browser import Watch, chromium, sign_in
from tools.database import Server
from tools.device import Device
from tools.stack import OwnStack

SQL = Queries(__file__)
FOLDER = Path(__file__).parents[1] / "docs" / "screens"
MACHINES, HISTORY_HOURS = 60, 48
_PAST = ("--history", str(HISTORY_HOURS), "--history-step", "10")     # as often as they speak live
MOST_KB = 4000
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_WITHIN_S, _ROLLED_S = 300.0, 10.0
_SETTLED_MS = 1200          # sparklines, fonts and the last movement
# What nobody expects: a new device, a clock that is years ahead, a value that is no number.
_UNEXPECTED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("press-9-probe", "about", {"model": "VT-2", "serial_number": "VT2-00417", "firmware": "2.4.1", "signals": {
        "vibration": {"unit": "mm/s", "kind": "vibration_velocity_rms"},
        "temperature": {"unit": "Cel", "kind": "temperature"}}}),
    ("press-9-probe", "status", {"online": True, "battery_pct": 83, "rssi_dbm": -67, "gateway": "gw-9"}),
    ("press-9-probe", "telemetry", {"values": {"vibration": 1.82, "temperature": 41.5}}),
    ("sim-0012", "telemetry", {"ts": "2031-01-01T00:00:00Z", "values": {"vibration_de": 2.2}}),
    ("sim-0034", "telemetry", {"values": {"vibration_de": "high"}}),
)
# Shown besides what the simulator mixes in by itself.
_FAULTS = ("stuck_sensor=sim-0020", "drifting_clock=sim-0041")


@dataclass(frozen=True, slots=True)
class Shot:
    """One page: its path, what stands in it when it is drawn, and what is brought to its upper edge."""

    name: str
    path: str
    drawn: str
    scroll_to: str = ""
    is_public: bool = False


def main() -> int:
    """Take all screenshots; return how many faults there were."""
    with Server(timescaledb.obtain(), durable=False) as server, Broker(brokers.obtain()) as broker:
        url = server.databases.empty()
        with OwnStack(url, broker.url, machines=MACHINES) as stack, open_connection(url, name="screens") as conn:
            _bring_to_life(stack, broker, conn)
            faults = _take_all(stack, conn)
    taken_kb = sum(path.stat().st_size for path in FOLDER.glob("*.png")) / 1000
    if taken_kb > MOST_KB:
        faults.append(f"the screenshots have {taken_kb:.0f} kB, more than {MOST_KB}")
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return len(faults)


def _bring_to_life(stack: OwnStack, broker: Broker, conn: Connection) -> None:
    """Start everything; the jobs only when the past is there, so that they see it at once."""
    stack.import_fleet()
    files.dress(conn, by=files.technician(conn))
    while upkeep.keep(conn, user_id=files.technician(conn).user_id, now=datetime.now(UTC)):
        pass
    stack.start("ingest")
    stack.simulate(with_history=True, arguments=_PAST + tuple(word for name in _FAULTS for word in ("--fault", name)))
    _await("the past of the fleet", lambda: "history values=" in stack.log("simulator"))
    for name, channel, content in _UNEXPECTED:
        with Device(broker.port, stack.tenant, name) as device:
            device.say(channel, content)
    _await("the present of the fleet", lambda: _share(conn, "heard_share") > 0.9)
    stack.start("jobs", "web")
    _await("the tally of its hours", lambda: _share(conn, "tallied_share") == 1.0)


def _share(conn: Connection, name: str) -> float:
    row = conn.execute(SQL[name], {"hours": HISTORY_HOURS}).fetchone()
    return float(row[0]) if row else 0.0


def _await(what: str, holds: Callable[[], bool]) -> None:
    until = time.monotonic() + _WITHIN_S
    while not holds():
        if time.monotonic() > until:
            raise RuntimeError(f"{what} is not there after {_WITHIN_S:.0f} s")
        time.sleep(0.5)


def _take_all(stack: OwnStack, conn: Connection) -> list[str]:
    """Take every screenshot; return what was wrong with the pages."""
    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser:
        cookies = sign_in(browser, stack.url, role=Role.ADMIN)
        case_id, signal_id = _worst_case(conn)
        device_id = _set_something(conn, signal_id)
        shots = _shots(conn, _worst_machine(browser, stack.url, cookies), case_id, signal_id, device_id)
        return [fault for shot in shots for size in SIZES for theme in THEMES
                for fault in _take(browser, stack.url, shot, cookies=None if shot.is_public else cookies,
                                   size=size, theme=theme)]


def _set_something(conn: Connection, signal_id: int) -> int:
    """Change a setting of the device that measures a signal, wait for its answer, return its number."""
    device_id = db.device_view.measured(conn, signal_id).device_id

    def twin() -> Twin:
        known = db.twin.twin(conn, device_id)
        return known.twin if known else Twin()

    _await("the first report of a device", lambda: twin().report is not None)
    services.settings.change(conn, device_id, {"status_led": False}, revision=twin().revision, consent=True,
                             by=Author(None, datetime.now(UTC), "dazzles at night"))
    _await("the answer of a device", lambda: twin().answered)
    return device_id


def _rollout(conn: Connection) -> int:
    """Change a setting of all devices and return the number of the change, half a minute later."""
    ids = [row.device_id for row in db.devices.known_signals(conn) if row.device.startswith("sim-")]
    now = datetime.now(UTC)
    number = rollouts.create(conn, Wish(ids, {"status_led": False}, reason="seen from the gangway at night"),
                             user_id=None, now=now)
    rollouts.start(conn, number, user_id=None, now=now, consent=True)
    _await("the third stage", lambda: db.rollout.rollout(conn, number).stage == rollout.STAGES)
    time.sleep(_ROLLED_S)
    return number


def _shots(conn: Connection, machine_path: str, case_id: int, signal_id: int,
           device_id: int) -> list[Shot]:
    chart = ".js-plotly-plot .trace path"
    return [
        Shot("login", "/login", "input#name", is_public=True),
        Shot("ward", "/", "#ward-list .spark path"),
        Shot("fleet", "/fleet", f"#fleet-trend {chart}"),
        Shot("fleet-line", "/fleet?place=nordwerk-pm1", f"#fleet-trend {chart}"),
        Shot("machine", machine_path, f"#machine-trend {chart}"),
        Shot("machine-charts", machine_path, f"#machine-trend {chart}", scroll_to="section:has(#machine-trend)"),
        Shot("machine-log", machine_path, ".log-entry", scroll_to=".upkeep"),
        Shot("alarms", "/alarms", ".alarm-line"),
        Shot("case", f"/cases/{case_id}", ".alarm-line"),
        Shot("limits", f"/signals/{signal_id}/limits", chart),
        Shot("telling", "/telling", "h1"),
        Shot("devices", "/devices", "#devices-list > li"),
        Shot("device", f"/devices/{device_id}", ".device-row[data-path]", scroll_to=".device > section:has(form)"),
        Shot("placing", f"/mounting/{db.placing.device_id(conn, _UNEXPECTED[0][0])}", ".placing-modes"),
        Shot("rollout", f"/rollouts/{_rollout(conn)}", ".rollout-device"),
        Shot("report", f"{machine_path}/print", "img.report-chart"),
        Shot("machine-edit", f"{machine_path}/edit", "article.form[data-ready]"),
        Shot("device-edit", f"/devices/{device_id}/edit", "article.form[data-ready]"),
        Shot("signal-edit", f"/signals/{signal_id}/edit", "article.form[data-ready]"),
        Shot("place", "/places/1", ".map[data-drawn]"),
        Shot("changes", "/audit", ".audit-said"),
        Shot("system", "/system", "[data-live=system][data-state=live]"),
    ]


def _worst_machine(browser: Browser, url: str, cookies: StorageState) -> str:
    """Return the path of the machine that tops the ward round."""
    context = browser.new_context(storage_state=cookies)
    page = context.new_page()
    page.goto(f"{url}/")
    path = page.locator("#ward-list a[href]").first.get_attribute("href")
    context.close()
    return (path or "/").partition("#")[0]


def _worst_case(conn: Connection) -> tuple[int, int]:
    """Return the case with the worst alarm that is on, and the signal of that."""
    case_id, signal_id = conn.execute(SQL["worst_case"]).fetchone() or (0, 0)
    return case_id, signal_id


def _take(browser: Browser, url: str, shot: Shot, *, cookies: StorageState | None, size: str,
          theme: Literal["light", "dark"]) -> list[str]:
    """Take one screenshot; return what was wrong with the page."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, storage_state=cookies,
        has_touch=size == "phone", is_mobile=size == "phone", locale="en-GB", timezone_id="Europe/Berlin")
    watch = Watch()
    watch.follow(context)
    page = context.new_page()
    page.goto(url + shot.path)
    page.wait_for_selector(shot.drawn, state="attached")
    page.locator("#content .skeleton").first.wait_for(state="detached")
    if shot.scroll_to:
        page.locator(shot.scroll_to).evaluate("element => element.scrollIntoView()")
    page.wait_for_timeout(_SETTLED_MS)
    path = FOLDER / f"{shot.name}-{size}-{theme}.png"
    _save(page.screenshot(animations="disabled", caret="hide"), path)
    context.close()
    return [f"{path.name}: {fault}" for fault in watch.faults]


def _save(png: bytes, path: Path) -> None:
    """Write a screenshot with 256 colours: these pages have hardly more, and a third of the bytes does."""
    Image.open(BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
