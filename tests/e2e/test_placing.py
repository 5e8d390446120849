"""A device is placed on a phone, its label is printed, and another one takes its place."""

import re

import pytest
from playwright.sync_api import expect

import db.placing
from db.connect import open_connection
from services import discovery

pytestmark = pytest.mark.e2e


@pytest.fixture
def conn(site):
    """Lend a connection on a fleet with one device that waits; what it became is undone afterwards."""
    with open_connection(site.database_url, name="test") as conn:
        conn.execute("UPDATE device SET online = true, last_message_at = now() + interval '1 hour'")
        discovery.meet_device(conn, "new-1", most=99)
        discovery.meet_signals(conn, "new-1", ["vibration", "bearing_temp"])
        conn.execute("UPDATE signal SET unit = 'mm/s', kind = 'vibration_velocity_rms' "
                     "WHERE name = 'vibration' AND device_id = (SELECT id FROM device WHERE name = 'new-1')")
        before = conn.execute("SELECT id, device_id, name, wire_unit FROM signal").fetchall()
        placed = conn.execute("SELECT id, machine_id FROM device WHERE machine_id IS NOT NULL").fetchall()
        yield conn
        conn.execute("DELETE FROM latest WHERE NOT signal_id = ANY (%s)", ([row[0] for row in before],))
        conn.execute("UPDATE signal SET name = '~' || id")
        for number, device_id, name, wire_unit in before:
            conn.execute("UPDATE signal SET device_id = %s, name = %s, wire_unit = %s WHERE id = %s",
                         (device_id, name, wire_unit, number))
        conn.execute("UPDATE device SET retired_at = NULL, retired_from = NULL, replaced_by = NULL")
        for number, machine_id in placed:
            conn.execute("UPDATE device SET machine_id = %s WHERE id = %s", (machine_id, number))
        conn.execute("DELETE FROM signal WHERE device_id IN (SELECT id FROM device WHERE name LIKE 'new-%')")
        conn.execute("DELETE FROM device WHERE name LIKE 'new-%'")
        conn.execute("DELETE FROM machine WHERE name = 'Vacuum pump'")
        conn.execute("UPDATE device SET online = true, last_message_at = now() + interval '1 hour'")


@pytest.mark.parametrize("width", [390, 360])
def test_a_discovered_device_is_placed_on_a_new_machine_on_a_phone(visit, conn, width):
    page = visit("/devices", role="technician", width=width)
    page.get_by_role("link", name="Place it: new-1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("new-1")
    page.get_by_label("On a new machine").check()
    expect(page.locator(".placing-signal")).to_have_count(2)
    expect(page.locator(".placing-signal").nth(1).get_by_label("Title")).to_have_value("Bearing temp")
    page.locator(".placing-signal").nth(1).get_by_label("Measures").select_option("temperature")
    expect(page.locator(".placing-signal").nth(1).get_by_label("Unit")).to_have_value("Cel")
    page.get_by_role("button", name="Place it").click()
    expect(page.get_by_text("Fill in this field.")).to_be_visible()
    expect(page.get_by_label("Name of the machine")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Name of the machine").fill("Vacuum pump")
    page.get_by_label("Type").select_option("pump")
    page.get_by_role("button", name="Place it").click()
    expect(page.get_by_text("On Vacuum pump")).to_be_visible()
    page.get_by_role("link", name="Open the machine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vacuum pump")
    expect(page.get_by_text("Bearing temp").first).to_be_visible()


def test_the_label_is_a_pdf(visit, conn):
    page = visit("/machines/7", role="technician")
    answer = page.request.get(page.url + "/label.pdf")
    assert (answer.status, answer.headers["content-type"], answer.body()[:5]) == (200, "application/pdf", b"%PDF-")
    waiting = visit(f"/mounting/{db.placing.device_id(conn, 'new-1')}", role="viewer")
    expect(waiting.get_by_role("link", name="Label of the device")).to_have_attribute(
        "href", re.compile(r"/devices/\d+/label.pdf"))
    expect(waiting.get_by_text("Technicians and admins can place it.")).to_be_visible()


def test_a_new_device_takes_the_place_of_another_and_its_history_goes_on(visit, conn):
    before = dict(conn.execute("SELECT s.name, s.id FROM signal s JOIN device d ON d.id = s.device_id "
                               "WHERE d.name = 'node-7'").fetchall())
    page = visit(f"/mounting/{db.placing.device_id(conn, 'new-1')}", role="technician", width=390)
    page.get_by_label("In the place of another device").check()
    page.get_by_role("searchbox").fill("node-7")
    expect(page.locator(".placing-found input")).to_have_count(1)
    page.locator(".placing-found input").check()
    expect(page.get_by_label("Drive-end vibration (vibration_de)")).to_have_value("vibration")
    page.get_by_role("button", name="Replace it").click()
    expect(page.get_by_text("On Pump 7")).to_be_visible()
    number = db.placing.device_id(conn, "new-1")
    assert before["vibration_de"] in {one.id for one in db.placing.signals(conn, number).values()}
    page.goto(page.url.split("/mounting")[0] + "/devices")
    page.get_by_text("Retired devices").click()
    page.get_by_role("link", name="node-7", exact=True).click()
    expect(page.get_by_role("link", name="new-1 has taken its place.")).to_be_visible()


def test_a_device_is_retired_with_a_reason_and_placed_again(visit, conn):
    number = db.placing.device_id(conn, "node-8")
    page = visit(f"/mounting/{number}", role="admin")
    page.get_by_role("button", name="Retire").click()
    page.get_by_role("dialog").get_by_label("Why").fill("broken")
    page.get_by_role("dialog").get_by_role("button", name="Retire").click()
    expect(page.get_by_text(re.compile("Retired .* from"))).to_be_visible()
    page.get_by_label("On a machine that is here already").check()
    page.locator(".placing-found input").first.check()
    page.get_by_role("button", name="Place it").click()
    expect(page.get_by_role("link", name="Open the machine")).to_be_visible()
