"""The log book in the charts of a machine, of a case and of limits: marks with numbers, and the list below them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

import db.log
import services.log
from domain.fleet_audit import Author
from domain.log_form import Form
from tests.e2e.voices import voices

pytestmark = pytest.mark.e2e
PUMP = 32
HOUR = timedelta(hours=1)
DOTTED = """(id) => document.querySelector(`#${id} .js-plotly-plot`).layout.shapes
            .filter((one) => one.line.dash === "dot" && one.xref === "x").length"""


@pytest.fixture
def fleet(site):
    """Let the pump have an alarm and readings, and two entries of its log book two hours ago, one three days ago."""
    with voices(site.database_url) as found:
        found.say(PUMP, 3.0, ago=2 * HOUR)
        found.say(PUMP, 5.0)
        for ago, text in ((72 * HOUR, "Oil changed"), (2 * HOUR, "Seal <b>changed</b>"), (2.05 * HOUR, "Seal ordered")):
            write(found, ago, text)
        yield found
        found.conn.execute("DELETE FROM log_entry")


def write(fleet, ago, text):
    now = datetime.now(UTC)
    at = (now - ago).astimezone(ZoneInfo(db.log.machine(fleet.conn, PUMP).zone))
    services.log.write(fleet.conn, PUMP, Form({"done_at": f"{at:%Y-%m-%dT%H:%M}", "kind": "repair", "text": text,
                                               "done_by": "Timo"}), by=Author(fleet.user("technician")), now=now)


def rows(page):
    return page.locator(".chart-marks li")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_a_machine_marks_them_in_the_chart_and_lists_them_below(visit, fleet, width):
    page = visit(f"/machines/{PUMP}", width=width, height=844)
    expect(rows(page)).to_have_count(2)
    expect(rows(page).first).to_contain_text("Seal ordered")
    expect(rows(page).nth(1)).to_contain_text("Seal <b>changed</b>")
    expect(rows(page).first).to_be_visible()
    assert page.evaluate(DOTTED, "machine-trend") == 1
    expect(page.locator("#machine-trend .annotation-text", has_text="1–2")).to_be_visible()
    page.get_by_role("button", name="7 d").click()
    expect(rows(page)).to_have_count(3)
    expect(rows(page).first).to_contain_text("Oil changed")
    assert page.evaluate(DOTTED, "machine-trend") == 2
    page.get_by_role("button", name="1 h", exact=True).click()
    expect(page.locator(".chart-marks")).to_be_hidden()
    assert page.evaluate(DOTTED, "machine-trend") == 0
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_a_mouse_over_a_number_reads_what_was_done(visit, fleet):
    page = visit(f"/machines/{PUMP}")
    expect(rows(page)).to_have_count(2)
    number = page.locator("#machine-trend .annotation", has_text="1–2")
    number.scroll_into_view_if_needed()
    number.locator(".annotation-text").hover()
    expect(page.locator("#machine-trend .hoverlayer")).to_contain_text("Seal <b>changed</b>")


def test_a_list_that_somebody_has_closed_stays_closed(visit, fleet):
    page = visit(f"/machines/{PUMP}")
    expect(rows(page).first).to_be_visible()
    page.locator(".chart-marks > summary").focus()
    page.keyboard.press("Enter")
    expect(rows(page).first).to_be_hidden()
    page.get_by_role("button", name="7 d").click()
    expect(page.locator(".chart-marks > summary")).to_have_text("3 entries of the log book in this time")
    expect(rows(page).first).to_be_hidden()


def test_many_are_folded_until_somebody_wants_to_see_them(visit, fleet):
    for number in range(6):
        write(fleet, (4 + number) * HOUR, f"Round {number}")
    page = visit(f"/machines/{PUMP}")
    expect(page.locator(".chart-marks > summary")).to_have_text("8 entries of the log book in this time")
    expect(rows(page).first).to_be_hidden()
    page.locator(".chart-marks > summary").click()
    expect(rows(page).first).to_contain_text("Round 5")


def test_a_case_shows_what_was_done_around_the_alarm_and_leads_to_the_log_book(visit, fleet):
    write(fleet, timedelta(), "Bearing greased")
    page = visit(f"/cases/{fleet.case(PUMP)}", role="technician")
    expect(rows(page).last).to_contain_text("Bearing greased")
    assert page.evaluate(DOTTED, "case-trend") >= 1
    page.get_by_role("link", name="To the log book").click()
    expect(page.locator("article.machine")).to_be_visible()


def test_they_stay_behind_limits_while_somebody_types(visit, fleet):
    signal = fleet.conn.execute("SELECT s.id FROM signal s JOIN device d ON d.id = s.device_id WHERE d.machine_id = %s "
                                "AND s.name = 'vibration_de'", (PUMP,)).fetchone()[0]
    page = visit(f"/signals/{signal}/limits", role="admin")
    page.locator("article.limits[data-ready][data-drawn]").wait_for()
    expect(rows(page)).to_have_count(3)
    assert page.evaluate(DOTTED, "limits-past") == 2
    page.locator("#limits-high-value").fill("3.5")
    expect(page.locator("#limits-past .annotation-text", has_text="high 3.5")).to_be_visible()
    assert page.evaluate(DOTTED, "limits-past") == 2
