"""Rules, channels and people as they are changed in a browser."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from config import Settings
from db.connect import open_connection
from jobs.tell.sender import TellJob
from tests.jobs.receivers import hook

pytestmark = pytest.mark.e2e


@pytest.fixture
def conn(site):
    with open_connection(site.database_url, name="test") as connection:
        yield connection
        connection.execute("DELETE FROM telling_rule")
        connection.execute("DELETE FROM message")
        connection.execute("DELETE FROM telling_channel")


def part(page, name):
    return page.locator(f"[data-part={name}]")


def test_an_admin_adds_a_channel_tests_it_and_makes_a_rule(visit, conn):
    page = visit("/telling", role="admin")
    expect(page.get_by_text("No channels yet.")).to_be_visible()
    with hook() as received:
        page.get_by_role("button", name="Add a channel").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Save").click()
        expect(dialog.get_by_text("Needed.")).to_have_count(2)
        expect(dialog.get_by_label("Name", exact=True)).to_be_focused()
        dialog.get_by_label("Name", exact=True).fill("Control room")
        dialog.get_by_label("Kind").select_option("webhook")
        dialog.get_by_label("Address").fill(received.url)
        dialog.get_by_role("button", name="Save").click()
        secret = page.get_by_role("dialog").locator("code").inner_text()
        assert len(secret) >= 32
        page.get_by_role("button", name="I have kept it").click()
        expect(part(page, "channels")).to_contain_text("Control room")
        expect(page.locator("body")).not_to_contain_text("T0KEN")
        page.get_by_role("button", name="Send a test").click()
        expect(page.locator("#toasts")).to_contain_text("Sending a test to you")
        TellJob(Settings(tell_networks="127.0.0.0/8")).run(conn, datetime.now(UTC))
        expect(page.locator("#toasts")).to_contain_text("The test has arrived")
    assert [document["kind"] for document in received.taken.values()] == ["test"]

    page.get_by_role("button", name="Add a rule").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Night")
    dialog.get_by_label("These places and machines").check()
    dialog.get_by_role("searchbox").fill("a")
    dialog.get_by_role("searchbox").fill("site")
    dialog.locator(".telling-hit").first.click()
    dialog.get_by_label("Person", exact=True).select_option(label="Timo Brandt")
    dialog.get_by_role("button", name="Add a step").click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Needed.")).to_have_count(3)
    dialog.get_by_label("Channel").nth(0).select_option(label="Control room")
    dialog.get_by_role("button", name="Remove step 2").click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(part(page, "rules")).to_contain_text("High and critical alarms of")
    expect(part(page, "rules")).to_contain_text("Timo Brandt by Control room")
    page.get_by_role("button", name="Change: Night").click()        # and again: a line that is drawn a second time
    dialog.get_by_label("Remind every so many minutes").fill("60")
    dialog.get_by_role("button", name="Save").click()
    expect(part(page, "rules")).to_contain_text("again every 60\N{NO-BREAK SPACE}min while it stays bad")
    expect(part(page, "rules").locator("ol li")).to_have_text(["Timo Brandt by Control room"])
    expect(part(page, "channels")).to_contain_text("Last message: Sent".replace(": ", ":"))


def test_a_technician_changes_how_they_are_reached_on_a_phone(visit, conn):
    page = visit("/telling", role="technician", width=360, height=740)
    expect(page.get_by_role("button", name="Add a rule")).to_have_count(0)
    own = part(page, "people").locator("li", has_text="Timo Brandt")
    expect(part(page, "people").get_by_role("button", name="Change: Ada Lindqvist")).to_be_hidden()
    own.get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill("timo")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("This is no e-mail address.")).to_be_visible()
    dialog.get_by_label("E-mail").fill("timo@plant.example")
    dialog.get_by_label("Quiet from").fill("22:00")
    dialog.get_by_label("Quiet until").fill("06:00")
    dialog.get_by_role("button", name="Save").click()
    expect(own).to_contain_text("timo@plant.example")
    expect(own).to_contain_text("quiet from 22:00 to 06:00")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_viewer_does_not_see_the_page_and_the_menu_does_not_offer_it(visit):
    visit.allow(403)
    page = visit("/telling", role="viewer")
    expect(page.get_by_text("Not allowed")).to_be_visible()
    page.locator("#user-menu summary").click()
    expect(page.get_by_role("link", name="Telling people")).to_have_count(0)


def test_the_menu_of_a_technician_leads_to_it(visit):
    page = visit("/", role="technician")
    page.locator("#user-menu summary").click()
    page.get_by_role("link", name="Telling people").click()
    expect(page.get_by_role("heading", name="Telling people")).to_be_visible()
