"""Devices are added, edited, retired and restored: on a desktop, on a phone, by the keyboard alone; two admins."""

import pytest
from playwright.sync_api import expect

import db.fleet
from db.connect import open_connection
from db.placing import device_id
from tests.e2e.forms import ready_form

pytestmark = pytest.mark.e2e
NODE = "node-31"


@pytest.fixture
def conn(site):
    """Lend a connection on the fleet; what was made is undone afterwards."""
    with open_connection(site.database_url, name="test") as conn:
        machine, = conn.execute("SELECT machine_id FROM device WHERE name = %s", (NODE,)).fetchone()
        yield conn
        conn.execute("DELETE FROM device WHERE name LIKE 'vibro-new%'")
        conn.execute("UPDATE device SET machine_id = %s, model = NULL, serial_number = NULL, retired_at = NULL, "
                     "retired_from = NULL WHERE name = %s", (machine, NODE))
        db.fleet.tell(conn)


def _edit(conn):
    return f"/devices/{device_id(conn, NODE)}/edit"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_device_is_added_before_it_speaks_from_the_list_of_devices(visit, conn, width):
    page = visit("/devices", role="admin", width=width)
    page.get_by_role("link", name="New device").click()
    ready_form(page)
    name = page.get_by_label("Name on the wire (required)")
    page.get_by_role("button", name="Save").click()
    expect(name).to_be_focused()
    expect(page.get_by_text("Fill in this field.")).to_be_visible()
    name.fill("vibro/new")
    expect(page.get_by_text("Only letters without accents")).to_be_visible()
    name.fill(NODE)
    expect(page.get_by_text("This name is taken")).to_be_visible()
    name.fill(f"vibro-new-{width}")
    machine = page.locator("select[name=machine]")
    first = machine.locator("option").nth(1)
    expect(first).to_be_attached()
    page.get_by_label("Name, place, serial number: Machine").fill("no such machine")
    expect(page.get_by_text("Nothing fits.")).to_be_visible()
    page.get_by_label("Name, place, serial number: Machine").fill("Machine-7")
    expect(machine.locator("option", has_text="7").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"vibro-new-{width}")
    expect(page.locator(".device-marks")).to_contain_text("Never heard")
    page.goto("about:blank")        # before the device is undone


def test_by_the_keyboard_alone_a_device_is_moved_to_another_machine(visit, conn):
    other, name = conn.execute("SELECT key, name FROM machine WHERE id = 12").fetchone()
    page = ready_form(visit(_edit(conn), role="admin"))
    press = page.keyboard.press
    machine = page.locator("select[name=machine]")
    expect(machine.locator("option:checked")).to_contain_text("›")
    page.get_by_label("Serial number", exact=True).focus()
    press("Tab")
    expect(page.get_by_label("Name, place, serial number: Machine")).to_be_focused()
    page.keyboard.type(other)
    expect(page.get_by_text("found", exact=False).first).to_be_visible()
    press("Enter")
    expect(machine).to_be_focused()
    if machine.input_value() != other:
        page.keyboard.type(name)
    press("Tab")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(NODE)
    assert conn.execute("SELECT machine_id FROM device WHERE name = %s", (NODE,)).fetchone() == (12,)


def test_of_two_admins_the_second_sees_both_changes_by_the_names_of_machines(visit, conn):
    mine, theirs = (ready_form(visit(_edit(conn), role="admin")) for _ in range(2))
    key, name = conn.execute("SELECT key, name FROM machine WHERE id = 12").fetchone()
    theirs.get_by_label("Model").fill("SN-5")
    theirs.get_by_label("Name, place, serial number: Machine").fill(key)
    expect(theirs.locator("select[name=machine]").locator(f"option[value='{key}']")).to_be_attached()
    theirs.locator("select[name=machine]").select_option(key)
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    mine.locator("select[name=machine]").select_option("")
    visit.allow(409)
    mine.get_by_role("button", name="Save").click()
    both = mine.locator(".form-conflict")
    expect(both).to_be_focused()
    expect(mine.get_by_label("Model")).to_have_value("SN-5")
    both.get_by_role("button", name="Take theirs: Machine").click()
    expect(mine.locator("select[name=machine] option:checked")).to_contain_text(name)
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_role("link", name="Edit", exact=True)).to_be_visible()


def test_a_device_is_retired_with_a_reason_and_restored(visit, conn):
    page = ready_form(visit(_edit(conn), role="admin", width=390))
    page.get_by_role("button", name="Retire").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("leaves its machine for good")
    dialog.get_by_label("Why").fill("cable torn")
    dialog.get_by_role("button", name="Retire").click()
    banner = page.locator(".retired")
    expect(banner).to_contain_text("cable torn")
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_count(0)
    banner.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    expect(banner).to_have_count(0)
    page.get_by_text("Changes", exact=True).last.click()
    expect(page.locator(".audit-list")).to_contain_text("restored")


def test_a_technician_is_offered_no_form(visit, conn):
    page = visit(_edit(conn).removesuffix("/edit"), role="technician")
    expect(page.get_by_role("link", name="Mounting and label")).to_be_visible()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_count(0)
