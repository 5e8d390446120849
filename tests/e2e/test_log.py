"""The log book: entries are written, changed, retired and restored, on a desktop and on a phone, by the keyboard
alone, by two people at once; older ones are shown when asked for."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

import services.log
from db.connect import open_connection
from domain.fleet_audit import Author
from domain.log_form import Form
from tests.e2e.forms import fits, ready_form

pytestmark = pytest.mark.e2e


@pytest.fixture
def conn(site):
    """Lend a connection on the fleet; what was written is undone afterwards."""
    with open_connection(site.database_url, name="test") as conn:
        yield conn
        conn.execute("DELETE FROM log_entry")


def _machine(conn):
    return conn.execute("SELECT id FROM machine ORDER BY id LIMIT 1").fetchall()[0][0]


def _write(conn, **values):
    who = conn.execute("SELECT id FROM users WHERE name = 'technician'").fetchone()[0]
    typed = {"done_at": "2026-03-28T09:30", "kind": "repair", "text": "Seal changed", "done_by": "Timo"} | values
    return services.log.write(conn, _machine(conn), Form(typed), by=Author(who), now=datetime.now(UTC)).id


@pytest.mark.parametrize("width", [1280, 390])
def test_an_entry_with_parts_is_written_changed_retired_and_restored(visit, conn, width):
    page = visit(f"/machines/{_machine(conn)}", role="technician", width=width)
    page.get_by_role("link", name="New entry").click()
    ready_form(page)
    expect(page.get_by_label("By whom (required)")).to_have_value("Timo Brandt")
    expect(page.get_by_label("When (required)")).to_have_value(re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d$"))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Kind of work (required)")).to_be_focused()
    page.get_by_label("Kind of work (required)").select_option("part_replaced")
    page.get_by_label("What was done (required)").fill("Shaft seal changed\n<b>both</b> sides")
    page.get_by_label("When (required)").fill("2026-03-28T09:30")
    page.get_by_label("Running hours").fill("1200,5")
    page.get_by_role("button", name="Add a part").click()
    page.get_by_label("Part (required)").fill("Shaft seal")
    page.get_by_label("Part number").fill("4711-A")
    page.get_by_label("Quantity").fill("2")
    fits(page, width)
    page.get_by_role("button", name="Save").click()
    entry = page.locator(".log-entry")
    expect(entry).to_contain_text("Part replaced")
    expect(entry).to_contain_text("<b>both</b> sides")
    expect(entry.locator(".log-parts")).to_have_text("2 × Shaft seal (4711-A)")
    fits(page, width)
    entry.get_by_role("link", name="Edit: Part replaced").click()
    ready_form(page).get_by_label("By whom (required)").fill("Torvane service")
    page.get_by_role("button", name="Save").click()
    expect(entry).to_contain_text("written by Timo Brandt")
    entry.get_by_role("link", name="Edit: Part replaced").click()
    ready_form(page).get_by_role("button", name="Retire").click()
    page.get_by_role("dialog").get_by_label("Why").fill("wrong machine")
    page.get_by_role("dialog").get_by_role("button", name="Retire").click()
    expect(entry).to_contain_text("retired")
    entry.get_by_role("link", name="Restore: Part replaced").click()
    expect(page.get_by_text("wrong machine")).to_be_visible()
    fits(page, width)
    page.get_by_role("button", name="Restore").click()
    ready_form(page).get_by_role("link", name="Cancel").click()
    expect(entry.get_by_role("link", name="Edit: Part replaced")).to_be_visible()


def test_by_the_keyboard_alone_an_entry_is_written(visit, conn):
    page = visit(f"/machines/{_machine(conn)}", role="technician")
    press = page.keyboard.press
    page.get_by_role("link", name="New entry").focus()
    press("Enter")
    ready_form(page)
    page.get_by_label("Kind of work (required)").focus()
    page.keyboard.type("Clean")
    press("Tab")
    page.keyboard.type("Filter washed")
    press("Tab")
    expect(page.get_by_label("By whom (required)")).to_be_focused()
    press("Tab")
    press("Tab")
    expect(page.get_by_role("button", name="Add a part")).to_be_focused()
    press("Tab")
    press("Enter")
    expect(page.locator(".log-entry")).to_contain_text("Filter washed")


def test_of_two_technicians_the_second_sees_both_changes(visit, conn):
    address = f"/log/{_write(conn)}/edit"
    mine, theirs = ready_form(visit(address, role="technician")), ready_form(visit(address, role="admin"))
    theirs.get_by_label("What was done (required)").fill("Both seals changed")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.locator(".log-entry")).to_contain_text("Both seals changed")
    mine.get_by_label("What was done (required)").fill("Seal and bearing changed")
    visit.allow(409)
    mine.get_by_role("button", name="Save").click()
    both = mine.locator(".form-conflict")
    expect(both).to_be_focused()
    expect(both).to_contain_text("Both seals changed")
    both.get_by_role("button", name="Keep yours: What was done").click()
    mine.get_by_role("button", name="Save").click()
    expect(mine.locator(".log-entry")).to_contain_text("Seal and bearing changed")


def test_older_entries_are_shown_when_asked_for_and_viewers_only_read(visit, conn):
    for day in range(10, 25):
        _write(conn, done_at=f"2026-03-{day}T09:30", text=f"Day {day}")
    page = visit(f"/machines/{_machine(conn)}", role="viewer")
    entries = page.locator(".log-entry")
    expect(entries).to_have_count(10)
    expect(entries.first).to_contain_text("Day 24")
    page.get_by_role("button", name="Show older entries").click()
    expect(entries).to_have_count(15)
    expect(entries.nth(10)).to_be_focused()
    expect(page.get_by_role("button", name="Show older entries")).to_be_hidden()
    assert page.locator(".log a").count() == 0
