"""Cases in a browser: looked after, with a picture from a phone, and closed; maintenance on the machine page."""

import re
from datetime import UTC, datetime

import pytest
from PIL import Image
from playwright.sync_api import expect

import services.alarms
from tests.e2e.voices import voices

pytestmark = pytest.mark.e2e
PUMP = 32


@pytest.fixture
def fleet(site):
    with voices(site.database_url) as found:
        found.say(PUMP, 5.0)
        yield found


@pytest.fixture
def worst(fleet):
    """Let the pump top the ward round; it is as it was afterwards."""
    before = fleet.conn.execute("SELECT condition, urgency FROM machine_state WHERE machine_id = %s",
                                (PUMP,)).fetchone()
    change = "UPDATE machine_state SET condition = %s, urgency = %s, seq = nextval('state_seq') WHERE machine_id = %s"
    fleet.conn.execute(change, ("warning", 2_000_000_000, PUMP))
    yield
    fleet.conn.execute(change, (*before, PUMP))


def toast(page, text):
    return page.locator("#toasts").get_by_text(text)


def items(page):
    return page.locator(".case-item-title")


def test_a_case_is_taken_commented_and_handed_over(visit, fleet):
    page = visit(f"/cases/{fleet.case(PUMP)}", role="technician")
    expect(page.get_by_text("5.0\u00a0mm/s, above its high limit 4.5").first).to_be_visible()
    page.get_by_role("button", name="Take the case").click()
    expect(toast(page, "The case is yours.")).to_be_visible()
    expect(page.locator(".case-marks").get_by_text("Owner: Timo Brandt")).to_be_visible()
    page.locator(".case-acts").get_by_role("button", name="Comment").click()
    page.get_by_role("dialog").get_by_label("What did you see or do?").fill("Sounds like a <b>bearing</b>")
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sounds like a <b>bearing</b>")).to_be_visible()
    page.get_by_role("button", name="Hand over").click()
    page.get_by_label("Hand over to").select_option(label="Ada Lindqvist")
    page.get_by_role("dialog").get_by_role("button", name="Hand over").click()
    expect(items(page).first).to_have_text("Ada Lindqvist looks after it")


def test_a_picture_is_sent_from_a_phone_and_a_bad_file_is_refused_with_a_sentence(visit, fleet, tmp_path):
    visit.allow(400)
    page = visit(f"/cases/{fleet.case(PUMP)}", role="technician", width=390, height=844)
    Image.effect_noise((1400, 1000), 40).convert("RGB").save(tmp_path / "seal.jpg")
    (tmp_path / "notes.txt").write_text("no picture")
    page.get_by_role("button", name="Add a picture").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Take a picture")).to_have_attribute("capture", "environment")
    dialog.get_by_label("Or choose one").set_input_files(tmp_path / "notes.txt")
    dialog.get_by_role("button", name="Send").click()
    expect(toast(page, re.compile("send a JPEG, PNG or WebP"))).to_be_visible()
    dialog.get_by_label("Or choose one").set_input_files(tmp_path / "seal.jpg")
    dialog.get_by_label("What does it show?").fill("The seal")
    dialog.get_by_role("button", name="Send").click()
    image = page.locator(".case-picture img")
    expect(image).to_be_visible()
    image.scroll_into_view_if_needed()
    page.wait_for_function("one => one.complete && one.naturalWidth === 320", arg=image.element_handle())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_closing_says_what_is_not_acknowledged_and_the_closed_case_stays_as_it_is(visit, fleet):
    page = visit(f"/cases/{fleet.case(PUMP)}", role="technician")
    page.get_by_role("button", name="Close the case").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("1 alarm of this case is not acknowledged.")).to_be_visible()
    dialog.get_by_label("What was it?").select_option(label="Confirmed fault")
    dialog.get_by_label("What was found and done").fill("Bearing replaced")
    dialog.get_by_role("button", name="Acknowledge all and close").click()
    expect(toast(page, "The case is closed.")).to_be_visible()
    expect(page.get_by_text(re.compile("Closed .* by Timo Brandt: Confirmed fault. Bearing replaced"))).to_be_visible()
    expect(page.locator(".case-acts button")).to_have_count(0)
    expect(page.locator("#case-trend .shapelayer path").first).to_be_attached()
    page = visit(f"/machines/{PUMP}", role="technician")
    page.get_by_text("Earlier cases").click()
    expect(page.locator(".machine-case-others")).to_contain_text("Bearing replaced")


def test_what_somebody_else_does_is_seen_and_their_change_is_not_overwritten(visit, fleet):
    visit.allow(400)
    page = visit(f"/cases/{fleet.case(PUMP)}", role="technician")
    page.get_by_role("button", name="Hand over").click()
    fleet.conn.execute("UPDATE machine_case SET version = version + 1 WHERE id = %s", (fleet.case(PUMP),))
    page.get_by_label("Hand over to").select_option(label="Ada Lindqvist")
    page.get_by_role("dialog").get_by_role("button", name="Hand over").click()
    expect(toast(page, "Somebody else changed this in the meantime.")).to_be_visible()
    services.alarms.acknowledge(fleet.conn, [fleet.alarm(PUMP)], user_id=fleet.user("admin"), now=datetime.now(UTC))
    expect(page.locator(".case-item-when").first).to_contain_text("by Ada Lindqvist", timeout=4000)


def test_a_viewer_reads_a_case_and_can_do_nothing(visit, fleet):
    page = visit(f"/cases/{fleet.case(PUMP)}")
    expect(items(page).first).to_contain_text("Alarm: ")
    expect(page.locator(".case button")).to_have_count(0)


def test_a_machine_goes_out_of_service_and_comes_back(visit, fleet):
    page = visit(f"/machines/{PUMP}", role="technician", width=390, height=844)
    section = page.locator(".machine-case")
    expect(section.locator(".alarm-marks")).to_contain_text("Not acknowledged")
    section.get_by_role("button", name="Take out of service").click()
    page.get_by_role("dialog").get_by_label("Why").fill("New bearings")
    page.get_by_role("dialog").get_by_role("button", name="Take out of service").click()
    banner = page.locator(".out-banner")
    expect(banner).to_contain_text("Out of service until")
    expect(banner).to_contain_text("Timo Brandt: New bearings")
    expect(section.locator(".alarm-marks")).to_contain_text("Out of service")
    banner.get_by_role("button", name="Back in service").click()
    page.get_by_role("dialog").get_by_role("button", name="Back in service").click()
    expect(toast(page, "Back in service; 1 alarm calls people now.")).to_be_visible()
    expect(banner).to_have_count(0)


def test_an_alarm_is_acknowledged_on_the_machine_page_and_a_line_of_the_ward_round_leads_there(visit, fleet, worst):
    page = visit("/", role="technician")
    page.locator("#ward-list a").first.click()
    expect(page).to_have_url(re.compile(rf"/machines/{PUMP}#machine-case$"))
    section = page.locator(".machine-case")
    section.get_by_role("button", name="Acknowledge").click()
    expect(section.locator(".alarm-marks")).to_contain_text("Acknowledged")
    expect(page.locator("#machine-case-title")).to_be_in_viewport()
    section.get_by_text("Open case; nobody looks after it yet").click()
    expect(page).to_have_url(re.compile(rf"/cases/{fleet.case(PUMP)}$"))
