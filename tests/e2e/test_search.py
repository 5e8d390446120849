"""The search of every page, by keyboard alone and by touch, with typing mistakes."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


def test_one_key_finds_a_machine_with_a_typing_mistake_by_keyboard_alone(visit):
    page = visit("/devices")
    page.locator(".nav-top [aria-current]").focus()
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Machine, place, device, number, person")
    expect(field).to_be_focused()
    page.keyboard.type("compresor 2")
    options = page.locator(".search-option")
    expect(options.first).to_contain_text("Compressor 2")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/machines/2$"))
    expect(page.locator("h1")).to_have_text("Compressor 2")
    page.locator("h1").click()
    page.keyboard.press("Control+k")
    expect(page.get_by_text("Opened last")).to_be_visible()
    expect(options).to_have_count(1)
    page.keyboard.type("zzzz")
    expect(page.get_by_text("Nothing fits.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_slash_in_a_field_is_a_slash_and_the_focus_comes_back(visit):
    page = visit("/alarms")
    page.locator("#alarms-q").click()
    page.keyboard.type("1/2")
    expect(page.locator("#alarms-q")).to_have_value("1/2")
    page.get_by_role("button", name="Search").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Search")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Search")).to_be_focused()


@pytest.mark.parametrize("dark", [False, True])
def test_a_thumb_finds_a_device_on_a_phone(visit, dark):
    page = visit("/", width=390, dark=dark)
    page.get_by_role("button", name="Search").tap()
    page.keyboard.type("node-31")
    found = page.locator(".search-option").first
    expect(found).to_contain_text("node-31")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found.tap()
    expect(page).to_have_url(re.compile(r"/devices/31$"))


def test_a_search_that_gets_no_answer_says_so(visit):
    visit.allow(503)
    page = visit("/fleet")
    page.locator("h1").first.wait_for()
    page.route("**/live/search?*", lambda route: route.fulfill(status=503, body=""))
    page.keyboard.press("Control+k")
    page.keyboard.type("fan")
    expect(page.get_by_text("The search does not answer. Try again.")).to_be_visible()
