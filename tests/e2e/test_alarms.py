"""Alarms in a browser: raised by a device that speaks, acknowledged with a thumb, by two at once, and shelved."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

import services.alarms
from tests.e2e.voices import voices

pytestmark = pytest.mark.e2e
PUMP, FAN, MOTOR = 31, 33, 36


@pytest.fixture
def fleet(site):
    with voices(site.database_url) as found:
        yield found


def lines(page):
    return page.locator("#alarms-list > .alarm-line:not(.alarms-loading)")


def toast(page, text):
    return page.locator("#toasts").get_by_text(text)


@pytest.mark.parametrize("width", [1280, 390, 360])
def test_an_alarm_is_seen_within_two_seconds_and_fits_the_screen(visit, fleet, width):
    page = visit("/alarms", width=width)
    expect(page.get_by_text("No alarms: nothing needs you now.")).to_be_visible()
    fleet.say(PUMP, 8.2)
    expect(lines(page)).to_have_count(2, timeout=2500)      # high and high-high
    first = lines(page).first
    expect(first).to_contain_text("8.2\u00a0mm/s, above its high-high limit 7.1")
    expect(first).to_contain_text("Critical")
    expect(first.get_by_role("button", name="Acknowledge")).to_have_count(0)     # a viewer only looks
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_five_places_fit_under_the_thumb_of_a_small_phone(visit, fleet):
    page = visit("/alarms", width=360, height=640)
    places = page.locator(".nav-bottom .nav-place")
    expect(places).to_have_count(5)
    boxes = [places.nth(number).bounding_box() for number in range(5)]
    assert all(box["width"] >= 60 and box["height"] >= 44 for box in boxes)
    assert all(places.nth(number).evaluate("one => one.scrollWidth <= one.clientWidth") for number in range(5))


def test_an_alarm_is_acknowledged_on_a_phone(visit, fleet):
    fleet.say(PUMP, 5.0)
    page = visit("/alarms", role="technician", width=390, height=844)
    button = lines(page).first.get_by_role("button", name="Acknowledge")
    box = button.bounding_box()
    assert box["height"] >= 44
    button.tap()
    expect(toast(page, "1 alarm acknowledged")).to_be_visible()
    expect(lines(page).first.locator(".alarm-marks")).to_contain_text("Acknowledged")
    expect(lines(page).first).to_contain_text("acknowledged by Timo Brandt")
    expect(button).to_have_count(0)


def test_of_two_who_acknowledge_at_once_the_second_is_told_who(visit, fleet):
    fleet.say(PUMP, 5.0)
    page = visit("/alarms", role="admin")
    button = lines(page).first.get_by_role("button", name="Acknowledge")
    expect(button).to_be_visible()
    page.route("**/live/alarms?*", lambda route: route.abort())     # what the other does is not seen in time
    services.alarms.acknowledge(fleet.conn, [fleet.alarm(PUMP)], user_id=fleet.user("technician"),
                                now=datetime.now(UTC))
    button.click()
    expect(toast(page, re.compile("Timo Brandt was faster: acknowledged .*"))).to_be_visible()
    page.unroute("**/live/alarms?*")


def test_many_are_chosen_and_acknowledged_by_keyboard(visit, fleet):
    fleet.say_all({PUMP: 5.0, FAN: 5.5, MOTOR: 6.0})
    page = visit("/alarms", role="technician")
    expect(lines(page)).to_have_count(3)
    page.get_by_label("Choose all 3").focus()
    page.keyboard.press("Space")
    expect(page.locator("#alarms-chosen")).to_contain_text("3 chosen")
    button = page.locator("#alarms-chosen").get_by_role("button", name="Acknowledge")
    button.focus()
    page.keyboard.press("Enter")
    expect(toast(page, "3 alarms acknowledged")).to_be_visible()
    expect(page.locator("#alarms-chosen")).to_be_hidden()


def test_what_is_chosen_an_open_menu_and_the_scroll_outlive_new_alarms(visit, fleet):
    fleet.say_all(dict.fromkeys(range(22, 30), 5.0))
    page = visit("/alarms", role="technician", width=390, height=600)
    expect(lines(page)).to_have_count(8)
    line = lines(page).filter(has_text="above its high").nth(5)
    number = line.get_attribute("data-id")
    same = page.locator(f'.alarm-line[data-id="{number}"]')
    same.get_by_role("checkbox").check()
    same.locator(".alarm-menu summary").click()
    same.scroll_into_view_if_needed()
    top = same.bounding_box()["y"]
    fleet.say(FAN, 8.0)
    expect(lines(page)).to_have_count(10, timeout=4000)
    expect(same.get_by_role("checkbox")).to_be_checked()
    expect(same.locator(".alarm-menu")).to_have_attribute("open", "")
    expect(page.locator("#alarms-chosen")).to_contain_text("1 chosen")
    assert abs(same.bounding_box()["y"] - top) < 40


def test_an_alarm_is_shelved_with_a_reason_and_taken_back(visit, fleet):
    fleet.say(PUMP, 8.2)
    page = visit("/alarms", role="technician")
    line = lines(page).first
    line.locator(".alarm-menu summary").click()
    line.get_by_role("button", name="Shelve").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("For how long").locator("option").last).to_have_text("4\u00a0h")     # it is critical
    dialog.get_by_role("button", name="Shelve").click()
    expect(dialog.get_by_text("Please fill this in.")).to_be_visible()
    dialog.get_by_label("Why").fill("The pump is being washed")
    dialog.get_by_role("button", name="Shelve").click()
    expect(toast(page, "1 alarm shelved")).to_be_visible()
    expect(lines(page)).to_have_count(1)
    page.locator("#alarms-views").get_by_text("Shelved").click()
    expect(page).to_have_url(re.compile(r"/alarms\?view=shelved$"))
    expect(lines(page).first).to_contain_text("by Timo Brandt: The pump is being washed")
    lines(page).first.locator(".alarm-menu summary").click()
    lines(page).first.get_by_role("button", name="Take off the shelf").click()
    expect(page.get_by_text("Nothing is shelved.")).to_be_visible()


def test_a_dialog_is_left_with_escape_and_nothing_is_sent(visit, fleet):
    fleet.say(PUMP, 5.0)
    page = visit("/alarms", role="technician")
    lines(page).first.locator(".alarm-menu summary").click()
    lines(page).first.get_by_role("button", name="Comment").click()
    page.get_by_role("dialog").get_by_label("What did you see or do?").fill("half a thought")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert fleet.conn.execute("SELECT count(*) FROM alarm_journal WHERE event = 'commented'").fetchone() == (0,)


def test_the_search_stands_in_the_address_and_survives_reload_and_back(visit, fleet):
    fleet.say_all({PUMP: 8.2, FAN: 5.0})
    page = visit("/alarms")
    expect(lines(page)).to_have_count(3)
    page.locator("#alarms-priority").select_option("critical")
    expect(lines(page)).to_have_count(1)
    page.locator("#alarms-q").fill("no such machine")
    expect(page.get_by_text("No alarm fits this search.")).to_be_visible()
    page.reload()
    expect(page.locator("#alarms-q")).to_have_value("no such machine")
    page.get_by_role("button", name="Show everything").click()
    expect(lines(page)).to_have_count(3)
    page.go_back()
    expect(page.locator("#alarms-q")).to_have_value("no such machine")
    page.locator(".nav-top").get_by_role("link", name="Alarms").click()
    expect(page.locator("#alarms-q")).to_have_value("")
    expect(lines(page)).to_have_count(3)


def test_what_came_since_the_last_visit_is_marked_as_new(visit, fleet):
    fleet.say(PUMP, 5.0)
    page = visit("/alarms")
    page.clock.install()
    page.reload()
    expect(lines(page)).to_have_count(1)
    with page.expect_response("**/live/alarms/seen"):
        page.clock.fast_forward(6500)   # it takes some seconds to have seen a list
    page.close()
    fleet.say(FAN, 5.0)
    page = visit("/alarms")
    expect(lines(page)).to_have_count(2)
    expect(page.locator(".alarm-new:visible")).to_have_count(1)
    expect(lines(page).filter(has=page.locator(".alarm-new:visible"))).to_contain_text("Fan 33")


def test_a_flood_is_told_and_grouped_by_machine(visit, fleet):
    page = visit("/alarms", role="technician")
    fleet.say_all(dict.fromkeys(range(21, 29), 8.0))
    expect(page.get_by_text(re.compile("Flood: 16 new alarms in 10 minutes"))).to_be_visible(timeout=4000)
    expect(page.locator(".alarm-group")).to_have_count(8)
    page.locator(".alarm-group").first.get_by_role("button", name="Choose these").click()
    expect(page.locator("#alarms-chosen")).to_contain_text("2 chosen")


def test_who_is_off_line_sees_that_it_is_old(visit, fleet):
    fleet.say(PUMP, 5.0, ago=timedelta(seconds=1))
    page = visit("/alarms", role="technician")
    expect(lines(page)).to_have_count(1)
    page.route("**/live/**", lambda route: route.abort())
    expect(page.locator("#connection")).to_be_visible(timeout=12_000)
    lines(page).first.get_by_role("button", name="Acknowledge").click()
    expect(toast(page, "That did not reach the server. Try again.")).to_be_visible()
    expect(lines(page).first.get_by_role("button", name="Acknowledge")).to_be_enabled()
