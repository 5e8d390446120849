"""The fleet in a browser: from the sites down to the machines, one level a click, and back."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


def rows(page):
    return page.locator("#fleet-list a.fleet-row")


def test_one_click_goes_one_level_down_and_the_address_keeps_it(visit):
    page = visit("/fleet")
    expect(rows(page)).to_have_count(2)
    expect(page.locator("#fleet-counts")).to_contain_text("40 machines")
    rows(page).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plant 1")
    expect(rows(page)).to_have_count(10)
    assert page.url.endswith("/fleet?place=site-1")
    rows(page).nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Line 10")
    expect(page.locator("#fleet-list-title")).to_have_text("Machines")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Line 10")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plant 1")
    page.locator("#fleet-path").get_by_role("link", name="All sites").click()
    expect(rows(page)).to_have_count(2)


def test_the_range_changes_chart_and_rows_and_stands_in_the_address(visit):
    page = visit("/fleet")
    bars = page.locator("#fleet-trend .barlayer .trace").first.locator(".point")
    expect(bars.nth(22)).to_be_attached()
    assert bars.count() in {23, 24}      # nobody tallies in these tests, and an hour may have gone by since they began
    page.get_by_role("button", name="30 days").click()
    expect(bars).to_have_count(29)      # the fleet was tallied until yesterday
    assert page.url.endswith("range=30d")
    page.get_by_text("In numbers").click()
    expect(page.locator("#fleet-summary")).to_contain_text("Critical")


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (390, False), (360, True)])
def test_it_fits_the_screen(visit, width, dark):
    page = visit("/fleet?place=site-1-line-1", width=width, dark=dark)
    expect(rows(page).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_tells_what_its_figures_mean(visit):
    page = visit("/fleet")
    expect(page.locator(".fleet-meanings")).to_contain_text(
        "The share of the known time in which a machine was not critical")


def test_a_place_that_does_not_exist_is_not_found(visit):
    page = visit("/fleet?place=nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not found")


def test_a_place_is_reached_again_by_the_navigation(visit):
    page = visit("/fleet")
    rows(page).first.click()
    expect(rows(page)).to_have_count(10)
    page.get_by_label("Main", exact=True).get_by_role("link", name="Fleet").click()
    expect(rows(page)).to_have_count(2)
