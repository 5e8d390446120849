"""The frame in a real browser: navigation, theme, keyboard, phone, signing out."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

@pytest.mark.parametrize("dark", [False, True])
def test_the_frame_fits_every_width_and_follows_the_device(visit, dark):
    page = visit("/", dark=dark)
    page.locator("h1").first.wait_for()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark" if dark else "light")
    for width in (1280, 768, 390, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        bottom = page.locator(".nav-bottom")
        expect(bottom).to_be_visible() if width < 768 else expect(bottom).to_be_hidden()


def test_a_thumb_reaches_all_places_on_a_phone(visit):
    page = visit("/", width=360, height=800)
    places = page.locator(".nav-bottom a")
    expect(places).to_have_count(5)
    for place in places.all():
        box = place.bounding_box()
        assert box is not None
        assert box["width"] >= 44
        assert box["height"] >= 44
        assert box["y"] > 700


def test_the_current_place_is_marked_after_a_click_and_after_going_back(visit):
    page = visit("/")
    top = page.locator(".nav-top")
    expect(top.locator("[aria-current=page]")).to_have_text("Ward round")
    top.get_by_text("Devices").click()
    expect(top.locator("[aria-current=page]")).to_have_text("Devices")
    page.go_back()
    expect(top.locator("[aria-current=page]")).to_have_text("Ward round")


def test_the_chosen_theme_outlives_a_reload_and_is_there_before_the_first_paint(visit):
    page = visit("/", role="admin")
    page.locator("#user-menu summary").click()
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload(wait_until="commit")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.locator("#user-menu summary").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Auto").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_the_keyboard_gets_past_the_navigation_and_into_the_menu(visit):
    page = visit("/")
    page.locator("h1").first.wait_for()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    menu = page.locator("#user-menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_a_message_is_shown_can_be_closed_and_stands_once(visit):
    page = visit("/")
    page.locator("h1").first.wait_for()
    page.evaluate("stethos.toast('<b>Stored</b>', 'done'); stethos.toast('<b>Stored</b>', 'done')")
    note = page.locator(".toast-note")
    expect(note).to_have_count(1)
    expect(note).to_contain_text("<b>Stored</b>")
    note.get_by_role("button", name="Close").click()
    expect(note).to_have_count(0)
    page.evaluate("""dash_clientside.set_props("toast", {data: {message: "Incident 1a2b3c4d.", kind: "error"}})""")
    expect(note).to_have_text("Incident 1a2b3c4d.×")   # the way an error of a callback comes


def test_signing_out_leads_to_the_door_and_the_way_back_needs_the_password(visit, browser, site):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/login?next=/system")
    page.get_by_role("button", name="Vera Holm").click()
    page.wait_for_url("**/system")
    page.locator("#user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")
    page.goto(f"{site.url}/system")
    page.wait_for_url("**/login?next=/system")
    context.close()


def test_a_wrong_password_is_told_at_the_field_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, color_scheme="dark",
                                  viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site.url}/login")
    card = page.locator(".plain-card").first
    assert card.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(26, 33, 39)"
    page.locator("input#name").fill("someone")
    page.locator("input#password").fill("not this one")
    page.locator("input#password").press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    expect(page.locator("input#name")).to_have_value("someone")
    context.close()


def test_a_session_that_ended_elsewhere_leads_to_the_door_on_the_next_callback(visit, site):
    page = visit("/")
    page.locator("h1").first.wait_for()
    visit.allow(401)
    page.context.clear_cookies(name="stethos_session")
    page.locator(".nav-top").get_by_text("Devices").click()
    page.wait_for_url("**/login?next=%2Fdevices")


@pytest.mark.parametrize("width", [768, 900, 1024, 1184, 1280])
def test_no_word_of_the_bar_is_broken_and_nothing_sticks_out_on_any_width(visit, width):
    page = visit("/fleet", role="admin", width=width)
    page.locator(".nav-top .nav-place").first.wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    lines = """() => [...document.querySelectorAll(".nav-top .nav-place > span:not(.icon), .search-open > span")]
               .filter((one) => one.getClientRects().length && one.offsetHeight > 34).map((one) => one.textContent)"""
    assert page.evaluate(lines) == []
    bottoms = "() => [...document.querySelectorAll('.bar > *')].map((one) => one.getBoundingClientRect().bottom)"
    assert max(page.evaluate(bottoms)) <= page.locator(".bar").bounding_box()["height"]
