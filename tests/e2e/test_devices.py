"""The devices in a browser: they follow what is heard, and a device that waits can be placed."""

import re

import pytest
from playwright.sync_api import expect

from db.connect import open_connection

pytestmark = pytest.mark.e2e


@pytest.fixture
def devices(site):
    """Lend a connection on a fleet that is all online, with four devices that wait; undone afterwards."""
    with open_connection(site.database_url, name="test") as conn:
        conn.execute("UPDATE device SET online = true, last_message_at = now() + interval '1 hour'")
        conn.execute("INSERT INTO device (name, last_message_at) "
                     "SELECT 'new-' || n, now() FROM generate_series(1, 4) AS n")
        conn.execute("INSERT INTO heartbeat VALUES ('ingest', now() + interval '1 hour', now(), '0.1', "
                     "'{\"broker\": \"connected\"}') ON CONFLICT (process) DO UPDATE SET at = excluded.at, "
                     "details = excluded.details")
        yield conn
        conn.execute("DELETE FROM device WHERE machine_id IS NULL")
        conn.execute("DELETE FROM heartbeat WHERE process = 'ingest'")
        conn.execute("UPDATE device SET online = true, last_message_at = now() + interval '1 hour'")


def lines(page):
    return page.locator("#devices-list > li:not(.devices-loading)")


@pytest.mark.parametrize("width", [1280, 390, 360])
def test_a_device_that_says_farewell_comes_first_at_once(visit, devices, width):
    page = visit("/devices", width=width)
    expect(lines(page)).to_have_count(40)
    expect(lines(page).first.locator(".state-mark")).to_have_text("Online")
    devices.execute("UPDATE device SET online = false, status_at = now() + interval '2 hours' WHERE name = 'node-33'")
    expect(lines(page).first).to_contain_text("node-33", timeout=4000)
    expect(lines(page).first.locator(".state-mark")).to_have_text("Offline")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_search_stands_in_the_address_and_survives_reload_and_back(visit, devices):
    devices.execute("UPDATE device SET last_message_at = now() - interval '1 hour' WHERE name IN ('node-3', 'node-4')")
    page = visit("/devices")
    expect(lines(page)).to_have_count(40)
    page.get_by_role("button", name="Silent 2").click()
    expect(lines(page)).to_have_count(2)
    page.locator("#devices-q").fill("node-4")
    expect(lines(page)).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/devices\?q=node-4&state=silent$"))
    page.reload()
    expect(lines(page)).to_have_count(1)
    expect(page.locator("#devices-q")).to_have_value("node-4")
    page.go_back()
    expect(lines(page)).to_have_count(40)


def test_a_search_without_a_result_says_so_and_can_be_cleared(visit, devices):
    page = visit("/devices?q=nothing-like-it")
    expect(page.get_by_text("No device fits this search.")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(lines(page)).to_have_count(40)
    expect(page.locator("#devices-q")).to_have_value("")


def test_a_waiting_device_shows_the_file_that_places_it_and_keeps_it_open(visit, devices):
    page = visit("/devices")
    waiting = page.locator(".devices-waiting-line")
    expect(waiting).to_have_count(3)
    page.get_by_role("button", name="Show more of them").click()
    expect(waiting).to_have_count(4)
    how = waiting.nth(1).get_by_role("button", name="In a fleet file")
    how.focus()
    page.keyboard.press("Enter")
    expect(waiting.nth(1).locator("pre")).to_contain_text('- id: "new-3"')
    devices.execute("UPDATE device SET last_message_at = now() - interval '1 hour' WHERE name = 'node-1'")
    expect(lines(page).first).to_contain_text("node-1", timeout=4000)
    expect(how).to_have_attribute("aria-expanded", "true")
    expect(how).to_be_focused()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_gateway_does_not_wait_but_stands_among_the_gateways(visit, devices, width):
    devices.execute("INSERT INTO device (name, online, status_at) VALUES ('gw-7', false, now())")
    devices.execute("UPDATE device SET gateway = 'gw-7' WHERE name IN ('node-1', 'node-2')")
    page = visit("/devices", width=width)
    page.get_by_text("1 gateway · 1 offline").click()
    line = page.locator(".devices-gateways-line")
    expect(line).to_contain_text("gw-7")
    expect(line).to_contain_text("2 devices behind it")
    expect(line.locator(".state-mark")).to_have_text("Offline")
    expect(page.locator("#devices-waiting-count")).to_have_text("4")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    devices.execute("UPDATE device SET gateway = NULL WHERE gateway = 'gw-7'")


def test_a_link_leads_to_the_machine(visit, devices):
    page = visit("/devices?q=node-7")
    lines(page).first.get_by_role("link", name="Pump 7").click()
    expect(page).to_have_url(re.compile(r"/machines/7$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("7")


def test_our_own_outage_is_told(visit, devices):
    page = visit("/devices")
    expect(lines(page)).to_have_count(40)
    devices.execute("UPDATE heartbeat SET at = now() - interval '1 minute' WHERE process = 'ingest'")
    expect(page.get_by_text("the ingest process is not running")).to_be_visible(timeout=4000)
