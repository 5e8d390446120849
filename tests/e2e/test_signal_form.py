"""Signals are added, edited, retired and restored: on a desktop, on a phone, by the keyboard alone; two admins; what is
retired is folded on the page of its machine and can still be drawn."""

import re

import pytest
from playwright.sync_api import expect

import db.fleet
from db.connect import open_connection
from db.placing import device_id
from tests.e2e.forms import fits, ready_form

pytestmark = pytest.mark.e2e
NODE, MACHINE = "node-31", 31


@pytest.fixture
def conn(site):
    """Lend a connection on the fleet; what was made is undone afterwards."""
    with open_connection(site.database_url, name="test") as conn:
        before = conn.execute("SELECT s.id, s.title, s.maximum FROM signal s JOIN device d ON d.id = s.device_id "
                              "WHERE d.name = %s", (NODE,)).fetchall()
        rule = conn.execute("SELECT running_signal_id, running_above FROM machine WHERE id = %s", (MACHINE,)).fetchone()
        yield conn
        conn.execute("DELETE FROM signal WHERE name LIKE 'oil-%'")
        for number, title, maximum in before:
            conn.execute("UPDATE signal SET title = %s, maximum = %s, retired_at = NULL WHERE id = %s",
                         (title, maximum, number))
        conn.execute("UPDATE machine SET running_signal_id = %s, running_above = %s WHERE id = %s", (*rule, MACHINE))
        db.fleet.tell(conn)


def _signal(conn, name):
    return conn.execute("SELECT s.id FROM signal s JOIN device d ON d.id = s.device_id "
                        "WHERE d.name = %s AND s.name = %s", (NODE, name)).fetchone()[0]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_signal_is_added_to_a_device_and_its_limits_come_next(visit, conn, width):
    page = visit(f"/devices/{device_id(conn, NODE)}", role="admin", width=width)
    page.get_by_role("link", name="New signal").click()
    ready_form(page)
    expect(page.get_by_label("Device", exact=True)).to_have_value(NODE)
    page.get_by_role("button", name="Save").click()
    name = page.get_by_label("Name on the wire (required)")
    expect(name).to_be_focused()
    name.fill("speed")
    expect(page.get_by_text("This name is taken; choose another.")).to_be_visible()
    name.fill(f"oil-{width}")
    page.get_by_label("Title").fill("Oil temperature")
    page.get_by_label("Measures (required)").select_option("temperature")
    page.get_by_label("Unit").fill("bar")
    expect(page.get_by_text("This unit does not measure that.")).to_be_visible()
    page.get_by_label("Unit").fill("Cel")
    expect(page.get_by_label("Band from")).to_be_hidden()
    page.get_by_label("Measures (required)").select_option("vibration_velocity_rms")
    expect(page.get_by_label("Band from")).to_be_visible()
    page.get_by_label("Measures (required)").select_option("temperature")
    page.get_by_label("Highest possible value").fill("150")
    fits(page, width)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Limits of Oil temperature")
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    page.goto("about:blank")        # before the signal is undone


def test_by_the_keyboard_alone_a_machine_is_told_to_run_by_a_signal(visit, conn):
    page = ready_form(visit(f"/signals/{_signal(conn, 'current')}/edit", role="admin"))
    press = page.keyboard.press
    page.get_by_label("Expected every").focus()
    press("Tab")
    runs = page.get_by_label("The machine runs by this signal")
    expect(runs).to_be_focused()
    press("Space")
    expect(runs).to_be_checked()
    press("Tab")
    above = page.get_by_label("Runs above")
    expect(above).to_be_focused()
    page.keyboard.type("12,5")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Limits of")
    rule = conn.execute("SELECT running_signal_id, running_above FROM machine WHERE id = %s", (MACHINE,)).fetchone()
    assert rule == (_signal(conn, "current"), 12.5)


def test_of_two_admins_the_second_sees_both_changes(visit, conn):
    address = f"/signals/{_signal(conn, 'vibration_de')}/edit"
    mine, theirs = (ready_form(visit(address, role="admin")) for _ in range(2))
    theirs.get_by_label("Title").fill("Vibration A")
    theirs.get_by_label("Highest possible value").fill("60")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Limits of Vibration A")
    mine.get_by_label("Title").fill("Vibration B")
    visit.allow(409)
    mine.get_by_role("button", name="Save").click()
    both = mine.locator(".form-conflict")
    expect(both).to_be_focused()
    expect(both.locator("li")).to_have_count(1)
    expect(both).to_contain_text("Vibration A")
    expect(mine.get_by_label("Highest possible value")).to_have_value("60")
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Limits of Vibration B")


def test_a_retired_signal_is_folded_on_its_machine_drawn_all_the_same_and_restored(visit, conn):
    number = _signal(conn, "vibration_de")
    page = visit(f"/machines/{MACHINE}", role="admin", width=390)
    page.get_by_role("link", name=re.compile("^Edit Drive-end vibration")).click()
    ready_form(page)
    page.get_by_role("button", name="Retire").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("its limits rest")
    dialog.get_by_label("Why").fill("sensor torn off")
    dialog.get_by_role("button", name="Retire").click()
    expect(page.locator(".retired")).to_contain_text("sensor torn off")
    expect(page.get_by_text("The limits of a retired signal rest.")).to_be_visible()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_count(0)
    fits(page, 390)
    page.goto(page.url.rsplit("/signals", 1)[0] + f"/machines/{MACHINE}")
    expect(page.locator(".machine-signal h3", has_text="Drive-end vibration")).to_have_count(0)
    page.get_by_text("1 retired signal").click()
    page.locator(".retired-signals").get_by_role("button", name="Drive-end vibration in the chart").click()
    expect(page.locator(".machine-legend")).to_contain_text("Drive-end vibration")
    expect(page).to_have_url(re.compile(rf"signals=[\d,]*{number}"))
    fits(page, 390)
    page.locator(".retired-signals").get_by_role("link").click()
    page.locator(".retired").get_by_role("button", name="Restore").click()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    page.get_by_role("heading", name="Changes", exact=True).click()
    expect(page.locator(".audit-list")).to_contain_text("restored")


def test_who_retires_what_a_machine_runs_by_is_warned(visit, conn):
    page = ready_form(visit(f"/signals/{_signal(conn, 'speed')}/edit", role="admin"))
    page.get_by_role("button", name="Retire").click()
    expect(page.get_by_role("dialog")).to_contain_text("Nobody can tell any more whether it runs")
    page.get_by_role("dialog").get_by_label("Why").fill("wrong sensor")
    page.get_by_role("dialog").get_by_role("button", name="Retire").click()
    expect(page.locator(".retired")).to_contain_text("wrong sensor")
    assert conn.execute("SELECT running_signal_id FROM machine WHERE id = %s", (MACHINE,)).fetchone() == (None,)


def test_a_viewer_sees_the_signals_of_a_device_and_no_way_to_change_them(visit, conn):
    page = visit(f"/devices/{device_id(conn, NODE)}")
    expect(page.locator(".device-signals").get_by_role("link", name="Limits").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^(Edit|New signal)"))).to_have_count(0)
