"""How a machine was run, in a browser: figures, bars, a table that says the same, and words where nothing is known."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from db.connect import open_connection
from tests.e2e.conftest import Site

pytestmark = pytest.mark.e2e

RUN, SILENT = 11, 12
# Eight hours a day from six o'clock (UTC) on, with a gap of three hours on the tenth day back.
HOURS = """
    INSERT INTO tally (scope, scope_id, period, start, critical_s, warning_s, advisory_s, healthy_s, unknown_s,
                       running_s, stopped_s, expected, received, ran_minutes, told_minutes)
    SELECT 'machine', %(machine)s, 'hour', at, 0, 0, 0, 3600, 0, 0, 0, 1, 1,
           CASE WHEN extract(hour FROM at AT TIME ZONE 'UTC') BETWEEN 6 AND 13 THEN %(all)s ELSE 0 END,
           CASE WHEN at >= %(gap)s AND at < %(gap)s + interval '3 hours' THEN 0 ELSE %(all)s END
    FROM generate_series(%(now)s - interval '40 days', %(now)s - interval '1 hour', interval '1 hour') AS at
    ON CONFLICT (scope, scope_id, period, start) DO UPDATE SET ran_minutes = excluded.ran_minutes,
        told_minutes = excluded.told_minutes"""


@pytest.fixture(scope="module", autouse=True)
def filled(site: Site) -> Iterator[None]:
    with open_connection(site.database_url, name="test") as conn:
        now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        conn.execute(HOURS, {"machine": RUN, "now": now, "gap": now - timedelta(days=10), "all": (1 << 60) - 1})
        conn.execute("UPDATE machine SET running_signal_id = NULL WHERE id = %s", (SILENT,))
        yield


def _opened(visit, **how):
    page = visit(f"/machines/{RUN}", **how)
    page.locator(".operation[data-drawn]").wait_for()
    return page, page.locator(".operation")


@pytest.mark.parametrize("how", [{}, {"width": 390, "height": 844}, {"dark": True}], ids=["desktop", "phone", "dark"])
def test_figures_bars_and_table_say_the_same(visit, how):
    page, section = _opened(visit, **how)
    section.scroll_into_view_if_needed()
    expect(section.locator(".operation-figure dt")).to_contain_text(["Running today", "Last 7 days", "Last 30 days",
                                                                     "Starts today", "Longest run", "Longest stop"])
    assert section.locator(".operation-run").count() >= 29
    assert section.locator(".operation-unknown").count() in {1, 2}      # over midnight it is on two days
    # Three hours, and the minutes since the fleet of these tests has said something.
    expect(section.locator(".operation-key-unknown")).to_have_text(re.compile(r"not known: 3\.\d\u00a0h"))
    section.get_by_text("Day by day, in numbers").click()
    rows = section.locator("tbody tr")
    expect(rows).to_have_count(30)
    assert rows.nth(3).locator("td").all_text_contents() == ["8.0\u00a0h", "1", "16.0\u00a0h", "0\u00a0h"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_day_is_read_under_the_finger_and_its_table_by_the_keyboard(visit):
    page, section = _opened(visit, width=390, height=844)
    chart = section.locator(".operation-hours svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 25.5 / 30, box["y"] + 40)
    expect(section.locator("[data-part=said]")).to_contain_text(": running 8.0\u00a0h, 1 start")
    section.locator(".operation-table summary").focus()
    page.keyboard.press("Enter")
    expect(section.locator("tbody tr").first).to_be_visible()


def test_where_nothing_tells_it_the_page_says_what_to_do(visit):
    page = visit(f"/machines/{SILENT}")
    expect(page.locator(".operation")).to_contain_text("no signal of it tells so. An admin can choose one")
    page = visit(f"/machines/{SILENT}", role="admin")
    page.locator(".operation").get_by_role("link", name="Edit the machine").click()
    expect(page).to_have_url(f"{page.url.split('/machines')[0]}/machines/{SILENT}/edit")
    expect(page.get_by_text("When it runs")).to_be_visible()
