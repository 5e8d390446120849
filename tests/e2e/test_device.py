"""The page of a device in a browser: its form, hands that are left in peace, two admins, and who may do what."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from db.connect import Connection, open_connection
from tests import twin_rows
from tests.e2e.conftest import Site

pytestmark = pytest.mark.e2e

SIZES = {"desktop": 1280, "phone": 390}
INTERVAL, HIGH = "measurement_interval_s", "limits/vibration/high"
DEVICE = """
    WITH made AS (
        INSERT INTO device (name, machine_id, model, serial_number, firmware, battery_pct, rssi_dbm, gateway)
        SELECT 'vibro-1', (SELECT min(id) FROM machine), 'SN-4', 'SN10020000', '2.4.1', 78, -67, 'gw-9' RETURNING id)
    INSERT INTO signal (device_id, name, title, kind, unit, maximum)
    SELECT id, name, title, 'other', unit, top FROM made, (VALUES
        ('vibration', 'Drive-end vibration', 'mm/s', 50), ('temperature', 'Bearing temperature', 'Cel', NULL))
        AS s (name, title, unit, top) RETURNING device_id"""
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def conn(site: Site) -> Iterator[Connection]:
    with open_connection(site.database_url, name="test") as conn:
        yield conn


@pytest.fixture
def sensor(conn: Connection) -> Iterator[int]:
    """Return a device that does what it did when it left the factory."""
    row = conn.execute(DEVICE).fetchone()
    assert row is not None
    twin_rows.describe(conn, row[0])
    twin_rows.report(conn, row[0], 0, {INTERVAL: 10, "report_interval_s": 60, "led": True})
    yield row[0]
    conn.execute("DELETE FROM signal WHERE device_id = %s", (row[0],))
    conn.execute("DELETE FROM device WHERE id = %s", (row[0],))


@pytest.fixture
def show(sensor, visit):        # in this order: no page asks for a device that is gone
    def visited(size="desktop", *, role="admin", **how) -> Page:
        page: Page = visit(f"/devices/{sensor}", role=role, width=SIZES[size], **how)
        page.locator(".device-row[data-path]").first.wait_for()
        return page

    return visited


def row(page, path):
    return page.locator(f'.device-row[data-path="{path}"]')


def field(page, path):
    return page.locator(f'[data-setting="{path}"]')


def save(page, path, text, *, why=""):
    field(page, path).fill(text)
    page.get_by_label("Why? (optional)").fill(why)
    page.get_by_role("button", name="Save and send").click()


@pytest.mark.parametrize("size", SIZES)
def test_a_change_is_on_its_way_until_the_device_says_so(show, conn, sensor, size):
    page = show(size)
    expect(row(page, INTERVAL)).to_contain_text(f"10{NBSP}s")
    save(page, INTERVAL, "20", why="less data")
    expect(row(page, INTERVAL)).to_contain_text("Sending")
    expect(row(page, INTERVAL)).to_contain_text("revision 1")
    expect(row(page, INTERVAL)).to_contain_text("less data")
    twin_rows.answer(conn, sensor)
    expect(row(page, INTERVAL)).to_contain_text("In effect")
    expect(page.locator('[data-part="summary"]')).to_have_text("In effect: 1 setting")
    expect(page.locator('[data-part="history"] > li').first).to_contain_text(f"not set → 20{NBSP}s")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_refusal_says_why_and_what_is_in_effect(show, conn, sensor):
    page = show()
    save(page, INTERVAL, "12")
    expect(row(page, INTERVAL)).to_contain_text("Sending")
    twin_rows.report(conn, sensor, 1, {INTERVAL: 30}, refused={INTERVAL: "below 30 s on battery"})
    expect(row(page, INTERVAL)).to_contain_text("Refused")
    expect(row(page, INTERVAL)).to_contain_text("“below 30 s on battery”")
    expect(row(page, INTERVAL).locator(".device-reported")).to_contain_text(f"30{NBSP}s")


def test_what_somebody_types_stays_whatever_comes_in(show, conn, sensor):
    page = show()
    field(page, INTERVAL).fill("7")
    field(page, "report_interval_s").fill("")
    twin_rows.report(conn, sensor, 0, {INTERVAL: 15, "report_interval_s": 90, "led": False})
    expect(row(page, INTERVAL).locator(".device-reported")).to_contain_text(f"15{NBSP}s")
    expect(field(page, INTERVAL)).to_have_value("7")
    expect(field(page, "report_interval_s")).to_have_value("")
    expect(field(page, "led")).to_have_value("false")       # nobody has touched it
    page.get_by_role("button", name="Discard").click()
    expect(field(page, INTERVAL)).to_have_value("15")
    expect(page.get_by_role("button", name="Save and send")).to_be_hidden()


def test_a_guard_rail_stands_at_its_field_while_somebody_types(show, visit):
    visit.allow(422)
    page = show()
    field(page, INTERVAL).fill("0")
    expect(row(page, INTERVAL)).to_contain_text(f"At least 1{NBSP}s.")
    expect(field(page, INTERVAL)).to_have_attribute("aria-invalid", "true")
    field(page, HIGH).fill("51")
    page.get_by_role("button", name="Save and send").click()
    expect(row(page, HIGH)).to_contain_text(f"its range ends at 50{NBSP}mm/s.")
    expect(field(page, INTERVAL)).to_be_focused()


def test_a_warning_is_overridden_on_purpose(show, conn, sensor, visit):
    visit.allow(422)
    page = show()
    field(page, INTERVAL).fill("1")
    expect(row(page, INTERVAL)).to_contain_text("the battery will last less long")
    page.get_by_role("button", name="Save and send").click()
    consent = page.get_by_label("I have read the warnings and want this all the same.")
    expect(consent).to_be_focused()
    consent.check()
    page.get_by_role("button", name="Save and send").click()
    expect(row(page, INTERVAL)).to_contain_text("Sending")


@pytest.mark.parametrize("size", SIZES)
def test_of_two_admins_the_second_sees_the_change_of_the_first_and_decides(show, size, visit):
    visit.allow(409)
    first, second = show(size), show(size)
    field(second, INTERVAL).fill("30")
    save(first, INTERVAL, "20", why="as agreed")
    conflict = second.locator('[data-part="conflict"]')
    expect(conflict).to_contain_text("while you were typing")       # before the second has saved
    expect(conflict).to_contain_text("as agreed")
    expect(conflict.locator("tr").nth(1)).to_have_text(re.compile(f"20{NBSP}s.*30{NBSP}s"))
    expect(field(second, INTERVAL)).to_have_value("30")
    second.get_by_role("button", name="Save and send").click()
    expect(conflict).to_be_focused()
    conflict.get_by_role("button", name="Go on with yours").click()
    second.get_by_role("button", name="Save and send").click()
    expect(conflict).to_be_hidden()
    expect(field(first, INTERVAL)).to_have_value("30")      # nobody types there any more
    expect(row(first, INTERVAL)).to_contain_text("revision 2")


def test_who_takes_theirs_has_nothing_to_save_any_more(show, visit):
    first, second = show(), show()
    field(second, "led").select_option("false")
    save(first, INTERVAL, "20")
    second.get_by_role("button", name="Take theirs").click()
    expect(field(second, INTERVAL)).to_have_value("20")
    expect(field(second, "led")).to_have_value("true")
    expect(second.get_by_role("button", name="Save and send")).to_be_hidden()


def test_a_change_at_the_device_is_adopted_or_ours_is_sent_again(show, conn, sensor):
    page = show()
    save(page, INTERVAL, "20")
    expect(row(page, INTERVAL)).to_contain_text("Sending")
    twin_rows.report(conn, sensor, 1, {INTERVAL: 45}, local=True)
    panel = page.locator('[data-part="changed"]')
    expect(panel).to_contain_text(f"Measuring interval: 45{NBSP}s (ours 20{NBSP}s)")
    panel.get_by_role("button", name="Adopt").click()
    expect(panel).to_be_hidden()
    expect(field(page, INTERVAL)).to_have_value("45")
    expect(row(page, INTERVAL)).to_contain_text("In effect")
    twin_rows.report(conn, sensor, 2, {INTERVAL: 50}, local=True)
    panel.get_by_role("button", name="Send ours again").click()
    expect(panel).to_be_hidden()
    expect(page.locator('[data-part="history"] > li').first).to_contain_text("Revision 3: sent again")


def test_one_click_leads_back_to_an_earlier_revision(show, conn, sensor):
    page = show()
    save(page, INTERVAL, "20")
    expect(row(page, INTERVAL)).to_contain_text("revision 1")
    page.get_by_role("button", name="Go back to this: Before the first change").click()
    expect(row(page, INTERVAL)).to_contain_text("revision 2")
    expect(field(page, INTERVAL)).to_have_value("10")


def test_a_technician_sees_all_and_may_ask_and_a_viewer_sees(show, conn, sensor):
    technician, viewer = show(role="technician"), show("phone", role="viewer")
    for page in (technician, viewer):
        expect(row(page, INTERVAL)).to_contain_text(f"10{NBSP}s")
        expect(page.locator("[data-setting]")).to_have_count(0)
        expect(page.get_by_text("Only an admin changes settings.")).to_be_visible()
    expect(viewer.get_by_role("button", name="Ask it to report again")).to_have_count(0)
    technician.get_by_role("button", name="Ask it to report again").click()
    expect(technician.locator('[data-part="asked"] > li')).to_contain_text("not answered yet")
    twin_rows.report(conn, sensor, 0, {INTERVAL: 10})
    expect(technician.locator('[data-part="asked"] > li')).to_contain_text("answered")
    expect(viewer.locator('[data-part="asked"] > li')).to_contain_text("answered")


def test_the_documents_open_for_the_curious(show):
    page = show()
    page.get_by_text("The documents as they are on the wire").click()
    expect(page.locator('[data-document="about"]')).to_contain_text('"model": "SN-4"')
    expect(page.locator('[data-document="desired"]')).to_have_text("–")


def test_the_list_of_devices_leads_here(sensor, visit):
    page = visit("/devices?q=vibro-1")
    page.get_by_role("link", name="vibro-1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("vibro-1")


def test_a_device_that_is_not_there_is_told(visit):
    visit.allow(404)
    expect(visit("/devices/999999").locator("#content")).to_contain_text("nothing")


@pytest.mark.parametrize("size", SIZES)
def test_the_measuring_interval_is_changed_where_it_is_seen(sensor, visit, conn, size):
    visit.allow(422)
    machine = conn.execute("SELECT machine_id FROM device WHERE id = %s", (sensor,)).fetchone()
    page = visit(f"/machines/{machine[0]}", role="admin", width=SIZES[size])
    line = page.locator(".machine-device", has_text="vibro-1")
    expect(line).to_contain_text(f"measures every 10{NBSP}s")
    line.get_by_role("button", name=re.compile("^Change")).click()
    page.get_by_label(re.compile("^Measuring interval")).fill("1")
    page.get_by_role("button", name="Save and send").click()
    consent = page.get_by_label("I have read the warnings and want this all the same.")
    expect(consent).to_be_focused()
    page.get_by_label(re.compile("^Measuring interval")).fill("20")
    page.get_by_role("button", name="Save and send").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(line).to_contain_text(f"wanted: 20{NBSP}s")
    twin_rows.answer(conn, sensor)
    expect(line).to_contain_text(f"measures every 20{NBSP}s")
    expect(line).not_to_contain_text("wanted")
    line.get_by_role("link", name="vibro-1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("vibro-1")


def test_a_viewer_sees_the_measuring_interval_only(sensor, visit, conn):
    machine = conn.execute("SELECT machine_id FROM device WHERE id = %s", (sensor,)).fetchone()
    page = visit(f"/machines/{machine[0]}")
    line = page.locator(".machine-device", has_text="vibro-1")
    expect(line).to_contain_text(f"measures every 10{NBSP}s")
    expect(line.get_by_role("button")).to_have_count(0)
