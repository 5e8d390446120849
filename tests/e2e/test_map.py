"""Where a place lies, in a browser: drawn without the internet, said in words, opened in the map app of the device."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from db.connect import open_connection
from tests.e2e.conftest import Site

pytestmark = pytest.mark.e2e

PLACES = """
    UPDATE place SET latitude = w.north, longitude = w.east, directions = 'Gate 2, then left'
    FROM (SELECT id, row_number() OVER (ORDER BY id) FROM place WHERE parent_id IS NULL) AS site (id, n)
    JOIN (VALUES (1, 53.0793, 8.8017), (2, 50.9375, 6.9603)) AS w (n, north, east) ON w.n = site.n
    WHERE place.id = site.id RETURNING place.id, place.name"""
PHONES = {
    "geo:53.079300,8.801700?q=53.079300,8.801700":
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/130 Mobile Safari/537.36",
    "https://maps.apple.com/?ll=53.079300,8.801700&q=":
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile Safari/604.1",
    "https://www.openstreetmap.org/?mlat=53.079300&mlon=8.801700": "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130"}


@pytest.fixture(scope="module")
def sites(site: Site) -> Iterator[list[tuple[int, str]]]:
    """Return number and name of two sites that lie at Bremen and Cologne."""
    with open_connection(site.database_url, name="test") as conn:
        yield sorted(conn.execute(PLACES).fetchall())
        conn.execute("UPDATE place SET latitude = NULL, longitude = NULL, directions = NULL")


def _level(page):
    return int(page.locator(".map").get_attribute("data-drawn"))


@pytest.mark.parametrize("how", [{}, {"width": 390, "height": 844}, {"dark": True}], ids=["desktop", "phone", "dark"])
def test_the_map_shows_the_place_among_the_others_and_says_so_in_words(visit, sites, how):
    (here, name), (there, other) = sites
    page = visit(f"/places/{here}", **how)
    page.locator(".map[data-drawn] .map-land").wait_for(state="attached")
    assert len(page.locator(".map-land").get_attribute("d")) > 1000
    expect(page.locator(".map-own")).to_have_text(name)
    expect(page.locator(".map-name:not(.map-own)")).to_have_text(other)
    expect(page.locator(".map-degrees")).to_have_text("53.07930° N, 8.80170° E")
    expect(page.locator(".map-others li")).to_have_text(f"{other}: 269\u00a0km south-west")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator(".map-others a").click()
    expect(page).to_have_url(f"{page.url.split('/places')[0]}/places/{there}")


def test_it_is_zoomed_by_the_keyboard_from_the_street_to_the_world(visit, sites):
    page = visit(f"/places/{sites[0][0]}")
    page.locator(".map[data-drawn]").wait_for()
    closer, wider = page.get_by_role("button", name="Zoom in"), page.get_by_role("button", name="Zoom out")
    closer.focus()
    for _press in range(5):
        page.keyboard.press("Enter")
    assert _level(page) == 0
    expect(closer).to_be_focused()
    expect(closer).to_have_attribute("aria-disabled", "true")
    expect(page.locator(".map-land")).to_have_count(0)      # nearer than the outlines are exact
    expect(page.locator(".map-scale")).to_have_count(1)
    wider.focus()
    for _press in range(6):
        page.keyboard.press("Space")
    assert _level(page) == 5
    expect(page.locator(".map-scale")).to_have_count(0)


def test_a_machine_lies_where_its_place_does_and_the_outlines_come_when_they_are_wanted(visit, sites):
    asked = []
    page = visit("/machines/1", width=390, height=844)
    page.on("request", lambda request: asked.append(request.url))
    page.locator("article.machine[data-drawn]").wait_for()
    summary = page.locator("details.place-map summary")
    expect(summary).to_contain_text("53.07930° N, 8.80170° E")
    assert not [url for url in asked if "countries" in url]
    summary.click()
    page.locator(".map[data-drawn] .map-land").wait_for(state="attached")
    expect(page.locator("details.place-map")).to_contain_text("Gate 2, then left")
    expect(page.locator("details.place-map")).to_contain_text(f"that of {sites[0][1]}")


@pytest.mark.parametrize("address", PHONES, ids=["android", "iphone", "windows"])
def test_one_tap_opens_the_map_app_of_the_device(browser, site, sessions, sites, address):
    context = browser.new_context(user_agent=PHONES[address], storage_state=sessions["viewer"])
    page = context.new_page()
    page.goto(f"{site.url}/places/{sites[0][0]}")
    page.locator(".map[data-drawn]").wait_for()
    href = page.get_by_role("link", name="Open in a map app").get_attribute("href")
    context.close()
    assert href.startswith(address)


def test_where_nobody_has_said_it_an_admin_is_asked(visit, site, sites):
    with open_connection(site.database_url, name="test") as conn:
        conn.execute("UPDATE place SET latitude = NULL, longitude = NULL WHERE id = %s", (sites[1][0],))
    page = visit(f"/places/{sites[1][0]}")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".place-map")).to_have_count(0)
    page = visit(f"/places/{sites[1][0]}", role="admin")
    page.get_by_role("link", name="Add its coordinates").click()
    expect(page.get_by_label("Latitude")).to_be_visible()
