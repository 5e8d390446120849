"""Whom to call, on the page of a machine: links that a thumb hits."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

import db.contacts
from db.connect import open_connection
from domain.contact import Contact
from domain.fleet import Owner
from tests.e2e.conftest import Site

pytestmark = pytest.mark.e2e

LEAD = Contact("Shift lead", "Erika Mustermann", "+49 30 23125 017", "shift@nordwerk.example", "at all hours", "de")
MONITORING = Contact("Condition monitoring", "Max Mustermann", "+49 30 23125 044", "cm@nordwerk.example", "Mon to Fri")
SERVICE = Contact("Maker's service", "Torvane Pumps hotline", "+1 231 555 0142 ext. 12")
LABORATORY = Contact("Laboratory", "Beltrana de Tal", None, "laboratorio@serra-azul.example")
THUMB_PX = 44


@pytest.fixture(scope="module")
def machine_id(site: Site) -> Iterator[int]:
    with open_connection(site.database_url, name="test") as conn:
        found, key, top = conn.execute("""
            SELECT m.id, m.key, p.key FROM machine m JOIN place_path w USING (place_id) JOIN place p ON p.id = w.ids[1]
            ORDER BY m.id LIMIT 1""").fetchone() or (0, "", "")
        lists = {Owner("machine", key): (SERVICE,), Owner("place", top): (LEAD, MONITORING, LABORATORY)}
        db.contacts.replace(conn, lists)
        yield found
        db.contacts.replace(conn, dict.fromkeys(lists, ()))


@pytest.fixture
def show(visit, machine_id):
    def visited(**how) -> Page:
        page: Page = visit(f"/machines/{machine_id}", **how)
        page.locator(".machine-value").first.wait_for()
        return page

    return visited


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_every_button_is_as_large_as_a_thumb_and_inside_the_screen(show, width, dark):
    page = show(width=width, dark=dark)
    page.locator(".contacts-more summary").click()
    buttons = page.locator(".contact-hands a")
    expect(buttons).to_have_count(6)
    for box in (button.bounding_box() for button in buttons.all()):
        assert box["width"] >= THUMB_PX <= box["height"]
        assert 0 <= box["x"] <= width - box["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_machines_own_contact_stands_first_and_a_tap_calls_it(show):
    first = show(width=390).locator(".contact").first
    expect(first).to_contain_text("Torvane Pumps hotline")
    expect(first.get_by_role("link", name="Call Torvane Pumps hotline")).to_have_attribute(
        "href", "tel:+12315550142;ext=12")


def test_contacts_are_reached_by_keyboard(show):
    page = show()
    page.get_by_role("link", name="Call Torvane Pumps hotline").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Write to Erika Mustermann")).to_be_focused()
