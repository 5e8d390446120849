"""The limits of a signal in a browser: seen before the past, counted while typing, saved once, remembered."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import db.limits
import services.limits
from db.connect import open_connection
from domain.limit import Level, default
from tests import twin_rows
from tests.e2e.conftest import Site
from tests.plant import Plant

pytestmark = pytest.mark.e2e

DAYS, EVERY_S, PEAKS = 30, 60, (3, 12, 25)
CHART = "document.querySelector('#limits-past .js-plotly-plot')"
KNOWN = """
    UPDATE signal SET interval_s = 60, minimum = 0, maximum = 50, band_from_hz = 10, band_to_hz = 1000;
    UPDATE machine SET rated_power_kw = 90, rated_speed_rpm = 1480, impeller = 'coupled' WHERE key = 'pump-1'"""
FORGET = """
    DELETE FROM limit_setting; DELETE FROM audit;
    DELETE FROM latest WHERE signal_id IN (SELECT id FROM signal WHERE device_id = {device});
    DELETE FROM signal_limit WHERE signal_id IN (SELECT id FROM signal WHERE device_id = {device});
    UPDATE machine SET running_signal_id = NULL WHERE id = {machine};
    DELETE FROM signal WHERE device_id = {device};
    DELETE FROM device WHERE id = {device};
    DELETE FROM machine WHERE id = {machine};
    DELETE FROM place WHERE key = 'pm1';
    DELETE FROM place WHERE key = 'nordwerk'"""


@pytest.fixture(scope="module")
def plant(site: Site) -> Iterator[Plant]:
    """Return a pump with 30 days of vibration at 2 mm/s, an hour of 4.0, of 5.0 and of 6.0 among them."""
    with open_connection(site.database_url, name="test") as conn:
        plant = Plant(conn)
        conn.execute(KNOWN)
        start = datetime.now(UTC) - timedelta(days=DAYS, seconds=-EVERY_S)
        values = np.random.default_rng(1).normal(2, 0.05, DAYS * 1440 - 2)
        for day, high in zip(PEAKS, (4.0, 5.0, 6.0), strict=True):
            values[day * 1440:day * 1440 + 60] = high
        plant.say(plant.vibration, values.tolist(), start=start, every_s=EVERY_S)
        plant.say(plant.speed, [1480.0] * len(values), start=start, every_s=EVERY_S)
        yield plant
        found = conn.execute("SELECT id FROM device WHERE name = 'sim-0001'").fetchone()
        conn.execute(FORGET.format(device=found and found[0], machine=plant.machine_id))


@pytest.fixture
def show(visit, plant):
    plant.conn.execute("DELETE FROM audit")
    plant.conn.execute("DELETE FROM limit_setting")
    plant.conn.execute("UPDATE signal_limit SET high = 4.5, high_high = 7.1, rate_per_h = NULL, low = NULL")

    def visited(role="admin", **how) -> Page:
        page: Page = visit(f"/signals/{plant.vibration}/limits", role=role, **how)
        page.locator("article.limits[data-ready][data-drawn]").wait_for()
        return page

    return visited


def _count(page, level):
    return page.locator(f'[data-level="{level}"] .limits-count')


def _lines(page):
    return page.evaluate(f"() => {CHART}.layout.shapes.filter((one) => one.type === 'line').map((one) => one.y0)")


def test_on_a_phone_limits_are_edited_counted_saved_and_remembered(show, plant, visit):
    visit.allow(422)
    page = show(width=390, height=844)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    expect(_count(page, "high")).to_have_text(re.compile("^would have raised 2 alarms, the longest 60"))
    expect(_count(page, "high_high")).to_have_text("would have raised no alarm")
    page.locator("#limits-high-value").fill("3.5")
    assert _lines(page) == [3.5, 7.1]
    expect(_count(page, "high")).to_have_text(re.compile("^would have raised 3 alarms"))
    page.locator('[data-level="high"] .limits-judging summary').click()
    page.locator("#limits-high-on_delay_s").fill("7200")
    expect(_count(page, "high")).to_have_text("would have raised no alarm")
    page.locator("#limits-high-on_delay_s").fill("600")
    page.locator("#limits-high-latching").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#limits-reason-fault")).to_have_text("Say why the limits change.")
    page.locator("#limits-reason").fill("Bearing changed")
    page.get_by_role("button", name="Save").click()
    newest = page.locator('[data-part="history"] > li').first
    expect(newest).to_contain_text("Ada Lindqvist")
    expect(newest).to_contain_text("Bearing changed")
    expect(newest).to_contain_text("high: 4.5\u00a0mm/s → 3.5\u00a0mm/s")
    expect(newest).to_contain_text("high, on-delay: 0\u00a0s → 10\u00a0min")
    stands = db.limits.limit_set(plant.conn, plant.vibration).limits[Level.HIGH]
    assert (stands.value, stands.on_delay_s, stands.latching) == (3.5, 600, True)
    page.reload()
    expect(page.locator("#limits-high-value")).to_have_value("3.5")


def test_an_invalid_set_shows_its_faults_at_their_fields_and_is_not_saved(show, plant, visit):
    visit.allow(422)
    page = show()
    page.locator("#limits-high_high-value").fill("4")
    page.locator('[data-level="high"] .limits-judging summary').click()
    page.locator("#limits-high-deadband").fill("-1")
    expect(page.locator("#limits-high_high-value-fault")).to_have_text(
        "This must be above high, which is 4.5\u00a0mm/s.")
    expect(page.locator("#limits-high-deadband-fault")).to_have_text("This must not be negative.")
    page.locator("#limits-reason").fill("x")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".limits-hands [role=alert]")).to_have_text("These limits cannot be used; each field says why.")
    assert page.evaluate("() => document.activeElement.id") == "limits-high-deadband"
    assert db.limits.limit_set(plant.conn, plant.vibration).limits[Level.HIGH_HIGH].value == 7.1


def test_the_second_of_two_admins_sees_what_the_first_has_set(show, plant, visit):
    visit.allow(409)
    page = show()
    version = db.limits.limit_set(plant.conn, plant.vibration).version
    ada = plant.conn.execute("SELECT id FROM users WHERE name = 'admin'").fetchone()
    services.limits.set_limits(plant.conn, plant.vibration, {Level.HIGH: default(Level.HIGH, 9)}, version=version,
                               unit="mm/s", user_id=ada[0], reason="Too many calls", now=datetime.now(UTC))
    page.locator("#limits-high-value").fill("5")
    page.locator("#limits-reason").fill("mine")
    page.get_by_role("button", name="Save").click()
    panel = page.locator(".limits-conflict")
    expect(panel).to_contain_text("Somebody else changed these limits in the meantime.")
    expect(panel).to_contain_text("Too many calls")
    expect(panel.locator("tr", has_text="high-high")).to_have_text(re.compile("–.*7.1"))
    panel.get_by_role("button", name="Go on with yours").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator('[data-part="history"] > li').first).to_contain_text("high: 9.0\u00a0mm/s → 5.0\u00a0mm/s")


def test_a_proposal_is_filled_in_with_one_click_and_can_be_discarded(show):
    page = show()
    first = page.locator('[data-part="proposals"] > li', has_text="ISO 10816-7, category I").first
    expect(first).to_contain_text("not checked against the paid standard")
    first.get_by_role("button", name="Fill in").click()
    expect(page.locator("#limits-high-value")).to_have_value("4")
    expect(page.locator("#limits-reason")).to_have_value(re.compile("ISO 10816-7"))
    expect(_count(page, "high")).to_have_text(re.compile("^would have raised 2 alarms"))
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#limits-high-value")).to_have_value("4.5")


def test_whoever_may_not_edit_sees_the_same_and_changes_nothing(show):
    page = show(role="technician", width=390, dark=True)
    expect(page.locator("#limits-high-value")).to_be_disabled()
    expect(page.locator("#limits-high-value")).to_have_value("4.5")
    expect(_count(page, "high")).to_have_text(re.compile("^would have raised 2 alarms"))
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    expect(page.get_by_text("Only an admin changes limits.")).to_be_visible()


def test_the_page_of_the_machine_leads_to_the_limits_and_back(visit, plant, show):
    page = visit(f"/machines/{plant.machine_id}", role="admin")
    page.locator(".machine-signal", has_text="Drive-end vibration").first.get_by_role(
        "link", name="Limits: high 4.5").click()
    page.locator("article.limits[data-ready]").wait_for()
    page.get_by_role("link", name="White water pump").click()
    page.locator("article.machine").wait_for()


@pytest.fixture
def sensor(plant) -> Iterator[int]:
    """Return the device, which can judge high and high-high by itself."""
    row = plant.conn.execute("SELECT device_id FROM signal WHERE id = %s", (plant.vibration,)).fetchone()
    twin_rows.describe(plant.conn, row[0])
    yield row[0]
    plant.conn.execute("UPDATE device SET about = NULL")
    plant.conn.execute("DELETE FROM settings_revision")
    plant.conn.execute("DELETE FROM device_twin")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_limit_is_judged_here_also_on_the_sensor_or_there_alone(sensor, show, plant, width):
    page = show(width=width, height=844)
    card = page.locator('[data-level="high"]')
    expect(page.locator('[data-level="low"]').get_by_label("Also on the sensor")).to_be_hidden()
    expect(card.get_by_label("Judge here")).to_be_checked()
    card.get_by_label("Also on the sensor").check()
    page.get_by_label("Why do the limits change?").fill("trial")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(card.locator(".limits-sensor")).to_contain_text("Sending")
    twin_rows.answer(plant.conn, sensor)
    expect(card.locator(".limits-sensor")).to_contain_text(re.compile("In effect.*4.5"))
    expect(card.get_by_label("Also on the sensor")).to_be_checked()
    assert page.evaluate("() => document.documentElement.scrollWidth") == width

    card.get_by_label("Judge here").uncheck()
    expect(_count(page, "high")).to_have_text("")
    page.get_by_label("Why do the limits change?").fill("the sensor is enough")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator('[data-part="history"] li').first).to_contain_text("the sensor is enough")
    expect(card.get_by_label("Judge here")).not_to_be_checked()
    expect(page.locator("#limits-high-value")).to_have_value("4.5")
    assert Level.HIGH not in db.limits.limit_set(plant.conn, plant.vibration).limits
    page.locator('[data-part="sensor"] a').click()
    expect(page.get_by_role("heading", level=1)).to_have_text("sim-0001")
