"""Machines and places are created, edited, retired and restored: on a desktop, on a phone, by the keyboard alone; two
admins on the same machine; what is not saved is not lost."""

import re

import pytest
from playwright.sync_api import expect

import db.fleet
from db.connect import open_connection
from tests.e2e.forms import fits, ready_form

pytestmark = pytest.mark.e2e


@pytest.fixture
def conn(site):
    """Lend a connection on the fleet; what was made is undone afterwards."""
    with open_connection(site.database_url, name="test") as conn:
        known = [number for number, in conn.execute("SELECT id FROM place")]
        machine = conn.execute("SELECT id FROM machine ORDER BY id LIMIT 1").fetchall()[0][0]
        before = conn.execute("SELECT name, maker, model, place_id FROM machine WHERE id = %s", (machine,)).fetchone()
        yield conn
        conn.execute("UPDATE machine SET name = %s, maker = %s, model = %s, place_id = %s, retired_at = NULL, "
                     "tags = '{}', nameplate = '[]' WHERE id = %s", (*before, machine))
        conn.execute("DELETE FROM bearing")
        conn.execute("UPDATE device SET machine_id = retired_from, retired_at = NULL, retired_from = NULL "
                     "WHERE retired_from = %s", (machine,))
        conn.execute("DELETE FROM machine WHERE name = 'Vacuum pump'")
        for _ in range(3):
            conn.execute("DELETE FROM place WHERE id <> ALL (%s) AND id NOT IN (SELECT parent_id FROM place "
                         "WHERE parent_id IS NOT NULL)", (known,))
        db.fleet.tell(conn)


def _machine(conn):
    return conn.execute("SELECT id FROM machine ORDER BY id LIMIT 1").fetchall()[0][0]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_site_a_line_and_a_machine_are_created_from_the_fleet_page(visit, conn, width):
    page = visit("/fleet", role="admin", width=width)
    page.get_by_role("link", name="New site").click()
    ready_form(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Name (required)")).to_be_focused()
    expect(page.get_by_label("Name (required)")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Fill in this field.").first).to_be_visible()
    page.get_by_label("Name (required)").fill("Südwerk")
    page.get_by_label("Time zone").fill("Europe/Berln")
    page.get_by_label("Address").fill("Kai 7")
    expect(page.get_by_text("This is no known time zone")).to_be_visible()
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_role("button", name="Add a contact").click()
    page.get_by_label("Role").fill("Gate")
    page.locator(".form-entry").get_by_label("Name").fill("Gatekeeper")
    page.get_by_label("Phone").fill("4711")
    fits(page, width)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Südwerk")
    expect(page.get_by_text("Gatekeeper")).to_be_visible()
    page.get_by_role("link", name="New place here").click()
    ready_form(page)
    expect(page.get_by_label("Lies in (required)")).to_have_value("sudwerk")
    page.get_by_label("Name (required)").fill("Hall")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hall")
    page.get_by_role("link", name="New machine here").click()
    ready_form(page)
    page.get_by_label("Name (required)").fill("Vacuum pump")
    page.get_by_label("Type (required)").select_option("pump")
    expect(page.get_by_label("Impeller")).to_be_visible()
    page.get_by_label("Rated power").fill("5,5")
    page.get_by_label("Tags").fill("spare, paper")
    page.get_by_role("button", name="Add a bearing").click()
    page.get_by_label("Location (required)").fill("Drive end")
    page.get_by_label("Designation").fill("6312-2Z/C3")
    fits(page, width)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vacuum pump")
    expect(page.locator(".tags li")).to_have_text(["spare", "paper"])
    expect(page.locator(".plate-room")).to_contain_text("6312-2Z/C3")
    expect(page.get_by_text("5.5 kW")).to_be_visible()
    fits(page, width)
    page.goto("about:blank")        # before the machine is undone


def test_by_the_keyboard_alone_a_list_is_ordered_and_saved(visit, conn):
    page = ready_form(visit(f"/machines/{_machine(conn)}/edit", role="admin"))
    press = page.keyboard.press
    page.get_by_role("button", name="Add a line").focus()
    for text in ("IP code", "IP55"):
        press("Enter") if text == "IP code" else press("Tab")
        page.keyboard.type(text)
    press("Tab")        # over the hands of a single entry, two of which can do nothing
    expect(page.get_by_role("button", name=re.compile("^Remove: Other lines"))).to_be_focused()
    press("Tab")
    press("Enter")
    page.keyboard.type("Duty")
    press("Tab")
    page.keyboard.type("S1")
    press("Tab")
    press("Enter")      # up
    names = page.locator(".form-entry input[name$='.0.name'], .form-entry input[name$='.0.name']")
    expect(names).to_have_count(2)
    press("Tab")
    page.get_by_role("button", name="Save").focus()
    press("Enter")
    expect(page.locator(".plate-lines dt")).to_have_text(["Duty", "IP code"])


def test_of_two_admins_the_second_sees_both_changes_and_goes_on_from_there(visit, conn):
    address = f"/machines/{_machine(conn)}/edit"
    mine, theirs = ready_form(visit(address, role="admin")), ready_form(visit(address, role="admin"))
    theirs.locator('[name=maker]').fill("Torvane")
    theirs.get_by_label("Model").fill("TV-30")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_role("link", name="Edit")).to_be_visible()
    mine.locator('[name=maker]').fill("Ventaro")
    visit.allow(409)
    mine.get_by_role("button", name="Save").click()
    both = mine.locator(".form-conflict")
    expect(both).to_be_focused()
    expect(both.locator("li")).to_have_count(1)
    expect(both).to_contain_text("Torvane")
    expect(mine.get_by_label("Model")).to_have_value("TV-30")
    both.get_by_role("button", name="Take theirs: Maker").click()
    expect(mine.locator('[name=maker]')).to_have_value("Torvane")
    both.get_by_role("button", name="Keep yours: Maker").click()
    mine.get_by_role("button", name="Save").click()
    expect(mine.locator(".machine-facts")).to_contain_text("Ventaro TV-30")


def test_leaving_asks_first_and_what_was_typed_is_offered_again(visit, conn):
    address = f"/machines/{_machine(conn)}/edit"
    page = ready_form(visit(address, role="admin", width=390))
    page.get_by_label("Name (required)").fill("Half a na")
    page.get_by_role("link", name="Cancel").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Stay here").click()
    expect(page.get_by_label("Name (required)")).to_have_value("Half a na")
    page.get_by_role("link", name="Cancel").click()
    dialog.get_by_role("button", name="Leave").click()
    page.get_by_role("link", name="Edit").click()
    ready_form(page)
    expect(page.get_by_label("Name (required)")).not_to_have_value("Half a na")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("Name (required)")).to_have_value("Half a na")
    page.once("dialog", lambda asked: asked.accept())
    page.reload()
    ready_form(page)
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator(".form-notice")).to_be_hidden()


def test_a_machine_is_retired_with_what_comes_off_it_and_restored(visit, conn):
    page = ready_form(visit(f"/machines/{_machine(conn)}/edit", role="admin", width=390))
    page.get_by_role("button", name="Retire").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 device comes off it.")
    dialog.get_by_label("Why").fill("sold")
    dialog.get_by_role("button", name="Retire").click()
    banner = page.locator(".retired")
    expect(banner).to_contain_text("sold")
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    banner.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    expect(banner).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_removed_contact_is_brought_back(visit, conn, width):
    address = f"/machines/{_machine(conn)}"
    page = visit(f"{address}/edit", role="admin", width=width)
    ready_form(page).get_by_role("button", name="Add a contact").click()
    page.get_by_label("Role (required)").last.fill("Keeper")
    page.get_by_label("Name (required)").last.fill("Karl <i>Kurz</i>")
    page.get_by_label("Phone").last.fill("4711")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Karl <i>Kurz</i>")).to_be_visible()
    page.goto(page.url + "/edit")
    ready_form(page).get_by_role("button", name=re.compile("^Remove: Contacts")).last.click()
    expect(page.locator(".form-former")).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("article.machine")).to_be_visible()
    page.goto(page.url + "/edit")
    ready_form(page).get_by_text("Removed: 1").click()
    line = page.locator(".form-former li")
    expect(line).to_contain_text(re.compile("Keeper, Karl <i>Kurz</i>, 4711 removed, Ada Lindqvist"))
    fits(page, width)
    back = line.get_by_role("button", name="Bring back: Karl <i>Kurz</i>")
    back.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Role (required)").last).to_be_focused()
    expect(page.locator(".form-former")).to_be_hidden()
    page.get_by_role("button", name=re.compile("^Remove: Contacts")).last.click()
    expect(line).to_be_visible()
    back.click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Karl <i>Kurz</i>")).to_be_visible()
    conn.execute("DELETE FROM contact WHERE name LIKE 'Karl%%'")
    conn.execute("DELETE FROM audit WHERE before -> 'contacts' IS NOT NULL")
