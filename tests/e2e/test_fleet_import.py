"""An admin imports a fleet file on a phone, with the keyboard alone, and finds the change in the trail."""

import re

import pytest
from playwright.sync_api import expect

from db.connect import open_connection

pytestmark = pytest.mark.e2e

FLEET = """\
version: 1
machines:
  - {key: imported-1, name: Imported pump, place: PLACE, type: TYPE, year: 2019, tags: [spare]}
"""


@pytest.fixture
def file(site):
    """Return what makes a fleet file; the machine in it is forgotten afterwards."""
    with open_connection(site.database_url, name="test") as conn:
        place = conn.execute("SELECT p.key FROM machine m JOIN place p ON p.id = m.place_id LIMIT 1").fetchone()[0]
        yield lambda kind: {"name": "fleet.yaml", "mimeType": "application/yaml",
                            "buffer": FLEET.replace("PLACE", place).replace("TYPE", kind).encode()}
        conn.execute("DELETE FROM machine WHERE key = 'imported-1'")


def test_a_file_is_looked_at_mended_imported_and_found_in_the_trail(visit, file):
    page = visit("/import", role="admin", width=390)
    chooser = page.get_by_label("YAML file, CSV files, or a ZIP of them")
    chooser.set_input_files(file("pmup"))
    expect(page.get_by_text("1 mistake; nothing was changed.")).to_be_visible()
    expect(page.get_by_role("row", name="fleet.yaml:3")).to_contain_text("did you mean pump?")
    chooser.set_input_files(file("pump"))
    expect(page.get_by_text("1 difference", exact=True)).to_be_visible()
    expect(page.get_by_text("the machine imported-1")).to_be_visible()
    expect(page.locator(".audit-row", has_text="Year")).to_contain_text("2019")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Import").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").get_by_text("Imported: 1 thing was created or changed.")).to_be_visible()
    page.locator("#user-menu summary").click()
    page.get_by_role("link", name="Changes").click()
    page.get_by_role("searchbox", name="Search").fill("imported")
    expect(page.locator(".audit-line")).to_have_count(1)
    expect(page.locator(".audit-said")).to_contain_text("created the machine Imported pump")
    expect(page).to_have_url(re.compile(r"/audit\?q=imported$"))
    page.get_by_role("link", name="Imported pump").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Imported pump")
    page.get_by_role("heading", name="Changes").click()
    expect(page.locator(".history .audit-said")).to_contain_text("created the machine Imported pump")
    page.go_back()
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("imported")
    page.get_by_label("From").fill("2999-01-01")
    expect(page.get_by_text("No change fits this search.")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator(".audit-said", has_text="Imported pump")).to_be_visible()


def test_only_admins_have_the_ways_there(visit):
    visit.allow(403)
    page = visit("/audit", role="technician")
    expect(page.get_by_text("Your role does not open this page.")).to_be_visible()
    page.locator("#user-menu summary").click()
    expect(page.get_by_role("link", name="Import and export")).to_have_count(0)
