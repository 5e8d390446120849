"""Many devices are changed in a browser: choose, preview, start, follow the progress, go back."""

import re
import threading
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from psycopg.types.json import Jsonb

from db.connect import open_connection
from services import rollouts
from tests.rollout_rows import ABOUT, Devices

pytestmark = pytest.mark.e2e


class Shopfloor:
    """The clock and the devices: moves rollouts on and lets devices answer until it is stopped."""

    def __init__(self, url, devices):
        self.url, self.devices, self.refusing, self.hold = url, devices, (), False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def _run(self):
        with open_connection(self.url, name="clock") as conn:
            devices = Devices(conn, [], now=datetime.now(UTC))
            devices.ids = self.devices.ids
            while not self._stop.wait(0.2):
                now = devices.now = datetime.now(UTC)
                rollouts.advance(conn, now)
                devices.obey(now, refusing=self.refusing, mute=devices.ids if self.hold else ())


@pytest.fixture
def floor(site):
    with open_connection(site.database_url, name="test") as conn:
        conn.execute("UPDATE device SET model = 'TV-1', about = %s, online = true, status_at = now(), "
                     "last_message_at = now() + interval '1 hour'", (Jsonb(ABOUT),))
        ids = [row[0] for row in conn.execute("SELECT id FROM device WHERE machine_id IS NOT NULL ORDER BY id")]
        with Shopfloor(site.database_url, Devices(conn, ids, now=datetime.now(UTC))) as found:
            yield found
        conn.execute("DELETE FROM rollout")
        conn.execute("DELETE FROM settings_revision")
        conn.execute("DELETE FROM device_twin")
        conn.execute("UPDATE device SET about = NULL, model = NULL, online = true, "
                     "last_message_at = now() + interval '1 hour'")


def prepare(page, value="60"):
    page.get_by_role("searchbox").fill("node-1")
    expect(page.locator(".choice-line")).to_have_count(11)
    page.get_by_role("button", name="Choose all 11 that fit").click()
    page.get_by_label("Report interval").fill(value)
    page.get_by_role("button", name="Preview all differences").click()
    expect(page).to_have_url(re.compile(r"/rollouts/\d+$"))


def count(page, state, number):
    expect(page.locator(f'.rollout-count[data-state="{state}"] strong')).to_have_text(number, timeout=15_000)


@pytest.mark.parametrize("width", [1280, 390])
def test_devices_are_chosen_previewed_and_changed_in_stages_and_go_back(visit, floor, width):
    page = visit("/rollouts", role="admin", width=width)
    expect(page.get_by_text("Nobody has changed many devices at once yet.")).to_be_visible()
    page.get_by_role("link", name="Change devices").click()
    prepare(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Report interval 60 s")
    expect(page.locator(".rollout-groups li")).to_contain_text(["11 devices"])
    expect(page.locator(".rollout-device")).to_have_count(11)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator('[data-act="start"]').click()
    page.get_by_role("dialog").get_by_role("button", name="Start").click()
    count(page, "in_effect", "11")
    expect(page.locator(".rollout-history li").first).to_contain_text("Given to all")
    page.locator('[data-act="roll_back"]').click()
    page.get_by_role("dialog").get_by_role("button", name="Roll back").click()
    expect(page.locator('[data-part="status"]')).to_have_text("Rolled back", timeout=15_000)
    count(page, "in_effect", "11")


def test_when_the_first_device_refuses_it_stops_by_itself_with_the_reason(visit, floor):
    floor.refusing = floor.devices.ids
    page = visit("/new-rollout", role="admin")
    prepare(page)
    page.locator('[data-act="start"]').click()
    page.get_by_role("dialog").get_by_role("button", name="Start").click()
    expect(page.locator('[data-part="status"]')).to_have_text("Stopped by itself", timeout=15_000)
    count(page, "refused", "1")
    count(page, "pending", "10")
    expect(page.locator(".rollout-device").first).to_contain_text("“battery low”")
    page.locator('.rollout-count[data-state="refused"]').click()
    expect(page.locator(".rollout-device")).to_have_count(1)


def test_it_is_paused_and_resumed_and_a_technician_watches_without_buttons(visit, floor):
    floor.hold = True
    page = visit("/new-rollout", role="admin")
    prepare(page)
    page.locator('[data-act="start"]').click()
    page.get_by_role("dialog").get_by_role("button", name="Start").click()
    page.locator('[data-act="pause"]').click()
    expect(page.locator('[data-part="status"]')).to_have_text("Paused")
    watching = visit(page.url[page.url.index("/rollouts"):], role="technician")
    expect(watching.locator('[data-part="status"]')).to_have_text("Paused")
    expect(watching.locator(".rollout-acts button")).to_have_count(0)
    floor.hold = False
    page.locator('[data-act="resume"]').click()
    page.get_by_role("dialog").get_by_role("button", name="Resume").click()
    count(watching, "in_effect", "11")


def test_a_setting_with_consequences_starts_only_after_they_were_seen(visit, floor, site):
    with open_connection(site.database_url, name="test") as conn:
        conn.execute("UPDATE device SET battery_pct = 50")
    page = visit("/new-rollout", role="admin", width=360)
    prepare(page, value="5")
    expect(page.locator(".rollout-warnings")).to_contain_text("11 devices")
    page.locator('[data-act="start"]').click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Start").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Start").click()
    count(page, "in_effect", "11")
