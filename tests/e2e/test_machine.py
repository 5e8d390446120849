"""The page of a machine in a browser: live values, honest charts, and hands that are left in peace."""

import csv
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from db.connect import open_connection
from tests.e2e.conftest import Site
from tests.plant import Plant

pytestmark = pytest.mark.e2e

SPIKE, SPIKE_AGO_S, GAP_AGO_S, GAP_S = 44.0, 20 * 3600, 3 * 3600, 1800
CLOCKS_BACK = datetime(2025, 10, 26, 1, 0, tzinfo=UTC)      # 03:00 CEST becomes 02:00 CET
CHART = "document.querySelector('#machine-trend .js-plotly-plot')"
FORGET = """
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
    """Return a pump with 26 hours of vibration: a single reading of 44 mm/s, and half an hour without any."""
    with open_connection(site.database_url, name="test") as conn:
        plant = Plant(conn)
        plant.say(plant.temperature, [20 + n / 60 for n in range(1080)], start=CLOCKS_BACK - timedelta(hours=3),
                  every_s=20)
        start, end = datetime.now(UTC) - timedelta(hours=26), datetime.now(UTC) - timedelta(seconds=5)
        values = np.random.default_rng(1).normal(2, 0.1, round((end - start).total_seconds() / 10))
        values[-SPIKE_AGO_S // 10] = SPIKE
        silent = -GAP_AGO_S // 10
        plant.say(plant.vibration, values[:silent].tolist(), start=start)
        plant.say(plant.vibration, values[silent + GAP_S // 10:].tolist(),
                  start=start + timedelta(seconds=10 * (len(values) + silent) + GAP_S))
        yield plant
        found = conn.execute("SELECT id FROM device WHERE name = 'sim-0001'").fetchone()
        conn.execute(FORGET.format(device=found and found[0], machine=plant.machine_id))


@pytest.fixture
def show(visit, plant):
    def visited(query="", **how) -> Page:
        page: Page = visit(f"/machines/{plant.machine_id}{query}", **how)
        page.locator("article.machine[data-drawn]").wait_for()
        page.locator(".machine-value").first.wait_for()
        expect(page.locator(".alarms-loading")).to_have_count(0)
        return page

    return visited


def _eventually(page, read, *, within_s=10.0):
    """Return the first true answer; Playwright's own waiting would need eval, which the page forbids."""
    until = time.monotonic() + within_s
    while not (found := read()):
        assert time.monotonic() < until
        page.wait_for_timeout(50)
    return found


def _at_rest(page):
    """Return how far the page is scrolled, once it does not move any more."""
    before = None
    while (now := page.evaluate("() => window.scrollY")) != before:
        before = now
        page.wait_for_timeout(150)
    return now


def _range(page):
    return page.evaluate(f"() => {CHART}.layout.xaxis.range")


def _points(page, number):
    """Return x and y of a trace: 0 is the first signal's band, 1 its line, 2 its dots."""
    x, y = (page.evaluate(f"() => Array.from({CHART}._fullData[{number}].{axis})") for axis in "xy")
    return np.array(x, float), np.array([np.nan if value is None else value for value in y], float)


def _part(page, name):
    return page.locator(f'[data-part="{name}"]')


def _plot(page):
    """Bring the uppermost panel of the chart into sight and return where it is."""
    page.locator("#machine-trend").evaluate("node => node.scrollIntoView({ block: 'center', behavior: 'instant' })")
    return page.locator("#machine-trend .nsewdrag").first.bounding_box()


def _zoom(page, share_from, share_to):
    """Draw a box over the chart with the mouse, from one share of its width to another."""
    box = _plot(page)
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * share_from, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * (share_from + share_to) / 2, y, steps=4)
    page.mouse.move(box["x"] + box["width"] * share_to, y, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"from=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z"))


def test_a_reading_is_on_the_screen_within_two_seconds(show, plant):
    page = show()
    value = page.locator(".machine-signal", has_text="=Non-drive-end vibration").locator(".machine-value")
    expect(value).to_have_text("–")
    plant.say_lately(plant.vibration_nde, [3.3])
    expect(value).to_have_text("3.3\u00a0mm/s", timeout=2000)


def test_the_spike_is_seen_in_every_range(show):
    page = show("?range=24h")
    for name, days in (("24 h", 1), ("7 d", 7), ("30 d", 30), ("90 d", 90), ("1 y", 365)):
        page.get_by_role("button", name=name).click()
        _eventually(page, lambda days=days: _range(page)[1] - _range(page)[0] == days * 86_400)
        assert max(np.nanmax(_points(page, trace)[1], initial=0) for trace in range(3)) == pytest.approx(SPIKE)
        expect(_part(page, "rows").locator("tr").first).to_contain_text("44.0\u00a0mm/s")


def test_a_gap_is_open_and_the_line_does_not_cross_it(show):
    page = show("?range=6h")
    at, value = _points(page, 1)
    pens_up = np.flatnonzero(np.isnan(value))
    assert len(pens_up) == 1
    assert at[pens_up[0] + 1] - at[pens_up[0] - 1] == pytest.approx(GAP_S, abs=30)


def test_the_words_are_on_the_clock_of_the_plant_wherever_the_browser_is(show):
    here = show("?range=24h", zone="Europe/Berlin")
    there = show("?range=24h", zone="America/New_York")
    marks = [page.locator("#machine-trend .xtick text").all_text_contents() for page in (here, there)]
    assert marks[0] == marks[1]
    noon = re.compile(r"^12:00")
    assert [text for text in marks[0] if noon.match(text)]
    expect(_part(there, "span")).to_contain_text(re.compile(r"CES?T"))


def test_over_a_change_of_the_clocks_every_hour_is_there_once(show, plant):
    query = f"?signals={plant.temperature}&from=2025-10-26T00:00&to=2025-10-26T04:00"
    page = show(query, zone="America/New_York")
    assert _range(page)[1] - _range(page)[0] == 5 * 3600
    assert page.locator("#machine-trend .xtick text").all_text_contents()[:5] == [
        "00:0026 Oct 2025", "01:00", "02:00", "02:00 CET", "03:00"]
    at, _value = _points(page, 1)
    assert (np.diff(at) == 20).all()
    expect(_part(page, "span")).to_have_text("26 Oct 2025, 00:00:00\u00a0CEST to 26 Oct 2025, 04:00:00\u00a0CET")
    _zoom(page, 0.41, 0.59)      # inside the doubled hour
    expect(_part(page, "span")).to_have_text(
        re.compile(r"02:0\d:\d\d\sCEST to 26 Oct 2025, 02:5\d:\d\d\sCEST"))


def test_the_readout_names_the_time_of_the_plant_and_the_extremes(show):
    page = show("?range=24h", zone="Asia/Shanghai")
    box = _plot(page)
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.move(box["x"] + 104, box["y"] + 60)
    expect(_part(page, "readout")).to_have_text(
        re.compile(r"\d\d:\d\d:\d\d CES?T: Drive-end vibration mean \d\.\d\smm/s, \d\.\d to \d+\.\d\smm/s"))


def test_whoever_zooms_is_left_alone_until_live_is_pressed(show, plant):
    page = show("?range=1h")
    first = _range(page)
    _eventually(page, lambda: _range(page)[0] > first[0] + 3)      # it moves along
    _zoom(page, 0.3, 0.6)
    page.wait_for_timeout(300)
    chosen = _range(page)
    assert chosen[1] - chosen[0] < 3600 * 0.35
    plant.say_lately(plant.vibration, [2.5])
    page.wait_for_timeout(6500)
    assert _range(page) == chosen
    page.get_by_role("button", name="Live").click()
    _eventually(page, lambda: _range(page)[1] - _range(page)[0] == 3600)
    assert "from=" not in page.url


def test_menus_and_scroll_stay_while_values_change(show, plant):
    page = show("?range=1h")
    page.locator("summary", has_text="From").click()
    page.locator("#machine-from").fill("2026-01-01T00:00")
    scrolled = _at_rest(page)
    drawn = page.locator("article.machine").get_attribute("data-drawn")
    plant.say_lately(plant.vibration_nde, [7.7])
    _eventually(page, lambda: page.locator("article.machine").get_attribute("data-drawn") != drawn)
    assert page.locator("#machine-from").input_value() == "2026-01-01T00:00"
    assert page.evaluate("() => window.scrollY") == scrolled
    expect(page.locator("#machine-from")).to_be_visible()


def test_the_choice_stands_in_the_address_and_survives_reload_and_back(show, plant):
    page = show()
    page.locator(".machine-signal", has_text="Bearing temperature").get_by_role("button").click()
    page.wait_for_url(re.compile(rf"signals=[\d,]*{plant.temperature}"))
    page.get_by_role("button", name="7 d").click()
    page.wait_for_url(re.compile("range=7d"))
    page.reload()
    page.locator("article.machine[data-drawn]").wait_for()
    expect(page.get_by_role("button", name="7 d")).to_have_attribute("aria-pressed", "true")
    toggle = page.locator(".machine-signal", has_text="Bearing temperature").get_by_role("button")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    page.go_back()
    expect(page.get_by_role("button", name="24 h")).to_have_attribute("aria-pressed", "true")
    page.wait_for_url(re.compile(rf"signals=[\d,]*{plant.temperature}"))


def test_a_span_is_entered_on_the_clock_of_the_plant(show, plant):
    page = show(f"?signals={plant.temperature}", zone="America/New_York")
    page.locator("summary", has_text="From").click()
    page.locator("#machine-from").fill("2025-10-25T23:30")
    page.locator("#machine-to").fill("2025-10-25T23:00")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert").filter(has_text="later end")).to_be_visible()
    page.locator("#machine-to").fill("2025-10-26T01:30")
    page.get_by_role("button", name="Show").click()
    expect(_part(page, "span")).to_have_text("25 Oct 2025, 23:30:00\u00a0CEST to 26 Oct 2025, 01:30:00\u00a0CEST")


def test_time_is_moved_through_by_the_keyboard(show):
    page = show("?range=6h")
    page.get_by_role("button", name="Zoom in").press("Enter")
    _eventually(page, lambda: _range(page)[1] - _range(page)[0] == pytest.approx(3 * 3600, abs=2))
    was = _range(page)
    page.get_by_role("button", name="Earlier").press("Enter")
    _eventually(page, lambda: _range(page)[0] == pytest.approx(was[0] - 1.5 * 3600, abs=2))
    page.locator("summary", has_text="CSV").press("Enter")
    expect(page.get_by_role("link", name="Readings")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Readings")).to_be_hidden()


def test_the_shown_time_is_downloaded(show, plant):
    page = show(f"?signals={plant.temperature}&from=2025-10-26T00:00&to=2025-10-26T00:10")
    page.locator("summary", has_text="CSV").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Readings").click()
    rows = list(csv.reader(waiting.value.path().read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["time_utc", "time_plant (Europe/Berlin)", "Bearing temperature (Cel)"]
    assert rows[1][:2] == ["2025-10-25T22:00:00Z", "2025-10-26T00:00:00+02:00"]
    assert len(rows) == 31


def test_on_a_phone_nothing_is_wider_than_the_screen_and_a_finger_scrolls_over_the_chart(show):
    page = show("?range=6h", width=360, height=740, dark=True)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360
    _eventually(page, lambda: _tap_reads(page, "Drive-end vibration"))
    box, before = _plot(page), page.evaluate("() => window.scrollY")
    _swipe_up(page, box["x"] + 150, box["y"] + 100)
    _eventually(page, lambda: page.evaluate("() => window.scrollY") > before + 50)
    assert "from=" not in page.url


def _tap_reads(page, text):
    """Tap on the chart and tell whether that was read; a live chart that is just drawn anew has to be tapped again."""
    box = _plot(page)
    page.touchscreen.tap(box["x"] + 60, box["y"] + 60)
    page.wait_for_timeout(300)
    return text in _part(page, "readout").text_content()


def _swipe_up(page, x, y):
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 16):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 10 * step}]})
        page.wait_for_timeout(15)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_no_chosen_signal_is_told_calmly(show, plant):
    page = show(f"?signals={plant.vibration}")
    page.locator(".machine-signal", has_text="Drive-end vibration").first.get_by_role("button").click()
    expect(page.locator("#machine-trend")).to_contain_text("Choose a signal to see its history")


def test_an_address_without_a_machine_says_so(visit):
    visit.allow(404)
    expect(visit("/machines/999999?machine_id=1").get_by_role("heading", name="Not found")).to_be_visible()
