"""Planned maintenance: planned, changed, done, retired and restored, on a desktop and on a phone, by the keyboard
alone, by two people at once; the overdue stands first, with a word and an icon."""

import re

import pytest
from playwright.sync_api import expect

from db.connect import open_connection
from tests.e2e.forms import fits, ready_form

pytestmark = pytest.mark.e2e

PLAN = """INSERT INTO maintenance_plan (machine_id, name, every_months, due_on, soon_days, soon_h)
          VALUES (%s, %s, 3, current_date + %s::integer, 14, 50) RETURNING id"""


@pytest.fixture
def conn(site):
    """Lend a connection on the fleet; what was planned is undone afterwards."""
    with open_connection(site.database_url, name="test") as conn:
        yield conn
        conn.execute("DELETE FROM log_entry")
        conn.execute("DELETE FROM maintenance_plan")


def _machine(conn):
    return conn.execute("SELECT id FROM machine ORDER BY id LIMIT 1").fetchall()[0][0]


def _plan(conn, name="Oil change", *, in_days=30):
    return conn.execute(PLAN, (_machine(conn), name, in_days)).fetchone()[0]


@pytest.mark.parametrize("width", [1280, 390])
def test_maintenance_is_planned_done_retired_and_restored(visit, conn, width):
    page = visit(f"/machines/{_machine(conn)}", role="technician", width=width)
    page.get_by_role("link", name="Plan maintenance").click()
    ready_form(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("What (required)")).to_be_focused()
    page.get_by_label("What (required)").fill("Oil change")
    page.get_by_label("Every", exact=True).fill("3")
    page.get_by_label("Every so many running hours").fill("2000")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("How often and when next come together.").first).to_be_visible()
    page.get_by_label("Next due on").fill("2026-03-31")
    page.get_by_label("Next due at").fill("4000,5")
    fits(page, width)
    page.get_by_role("button", name="Save").click()
    plan = page.locator(".upkeep-plan")
    expect(plan).to_contain_text("due on 31 Mar 2026")
    expect(plan.locator(".state-mark")).to_have_text("Overdue")
    fits(page, width)
    plan.get_by_role("link", name="Done Oil change").click()
    ready_form(page)
    expect(page.get_by_label("What was done (required)")).to_have_value("Oil change")
    page.get_by_label("Kind of work (required)").select_option("lubrication")
    fits(page, width)
    page.get_by_role("button", name="Save").click()
    expect(plan.locator(".state-mark")).to_have_text("Planned")
    expect(page.locator(".log-entry")).to_contain_text("Lubrication")
    plan.get_by_role("link", name="Edit Oil change").click()
    ready_form(page).get_by_role("button", name="Retire").click()
    page.get_by_role("dialog").get_by_label("Why").fill("sealed for life")
    page.get_by_role("dialog").get_by_role("button", name="Retire").click()
    expect(page.get_by_text("Nothing is planned.")).to_be_visible()
    page.get_by_text("Not planned any more", exact=True).click()
    page.locator(".upkeep-gone").get_by_role("link", name="Oil change").click()
    expect(page.get_by_text("sealed for life")).to_be_visible()
    page.get_by_role("button", name="Restore").click()
    ready_form(page).get_by_role("link", name="Cancel").click()
    expect(plan).to_contain_text("Oil change")


def test_the_overdue_stands_first_and_viewers_only_read(visit, conn):
    _plan(conn, "Filter", in_days=30)
    _plan(conn, "Oil change", in_days=-12)
    _plan(conn, "Belt", in_days=3)
    page = visit(f"/machines/{_machine(conn)}", role="viewer", width=390)
    names = page.locator(".upkeep-name")
    expect(names).to_have_text([re.compile("Oil change.*Overdue"), re.compile("Belt.*Due soon"),
                                re.compile("Filter.*Planned")])
    expect(page.locator(".upkeep-plan").first).to_contain_text("days overdue")
    assert page.locator(".upkeep a").count() == 0


def test_by_the_keyboard_alone_maintenance_is_planned_and_done(visit, conn):
    page = visit(f"/machines/{_machine(conn)}", role="technician")
    press = page.keyboard.press
    page.get_by_role("link", name="Plan maintenance").focus()
    press("Enter")
    ready_form(page)
    page.get_by_label("What (required)").focus()
    page.keyboard.type("Filter")
    for _field in ("note", "every"):
        press("Tab")
    page.keyboard.type("30")
    press("Tab")
    page.keyboard.type("days")
    press("Tab")
    expect(page.get_by_label("Next due on")).to_be_focused()
    page.keyboard.type("03312027")
    page.get_by_role("button", name="Save").focus()
    press("Enter")
    expect(page.locator(".upkeep-plan")).to_contain_text("every 30 days")
    page.get_by_role("link", name="Done Filter").focus()
    press("Enter")
    ready_form(page)
    page.get_by_label("Kind of work (required)").focus()
    page.keyboard.type("Part")
    press("Enter")
    page.get_by_role("button", name="Save").focus()
    press("Enter")
    expect(page.locator(".log-entry")).to_contain_text("Part replaced")


def test_of_two_technicians_only_one_has_done_it(visit, conn):
    number = _plan(conn, in_days=-5)
    mine, theirs = (ready_form(visit(f"/plans/{number}/done", role=role)) for role in ("technician", "admin"))
    for page in (theirs, mine):
        page.get_by_label("Kind of work (required)").select_option("lubrication")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.locator(".log-entry")).to_have_count(1)
    visit.allow(409)
    mine.get_by_role("button", name="Save").click()
    expect(mine.locator(".form-conflict")).to_contain_text("Somebody else")
    mine.get_by_role("link", name="Cancel").click()
    mine.get_by_role("dialog").get_by_role("button", name="Leave").click()
    expect(mine.locator(".log-entry")).to_have_count(1)


def test_of_two_who_plan_the_second_sees_both_changes(visit, conn):
    number = _plan(conn)
    mine, theirs = (ready_form(visit(f"/plans/{number}/edit", role=role)) for role in ("technician", "admin"))
    theirs.get_by_label("Note").fill("ISO VG 46")
    theirs.get_by_label("Every", exact=True).fill("6")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.locator(".upkeep-plan")).to_contain_text("every 6 months")
    mine.get_by_label("Every", exact=True).fill("4")
    visit.allow(409)
    mine.get_by_role("button", name="Save").click()
    both = mine.locator(".form-conflict")
    expect(both).to_be_focused()
    expect(mine.get_by_label("Note")).to_have_value("ISO VG 46")
    both.get_by_role("button", name="Keep yours: Every").click()
    mine.get_by_role("button", name="Save").click()
    expect(mine.locator(".upkeep-plan")).to_contain_text("every 4 months")
