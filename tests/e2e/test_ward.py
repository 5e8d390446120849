"""The ward round in a browser: it follows the machines, and never moves under a hand."""

import re

import pytest
from playwright.sync_api import expect

from db.connect import open_connection

pytestmark = pytest.mark.e2e


@pytest.fixture
def states(site):
    """Lend a connection whose changes of states are undone afterwards."""
    with open_connection(site.database_url, name="test") as conn:
        conn.execute("CREATE TEMP TABLE before AS SELECT * FROM machine_state")
        yield conn
        conn.execute("DELETE FROM machine_state")
        conn.execute("INSERT INTO machine_state SELECT machine_id, condition, running, trust, since, urgency, reason, "
                     "signal_id, limit_value, value, per_day, others, data_at, nextval('state_seq') FROM before")


def turn_critical(conn, machine_id, *, value=9.1, urgency=99_000):
    conn.execute("UPDATE machine_state SET condition = 'critical', reason = 'above_high_high', limit_value = 7.1, "
                 "value = %s, urgency = %s, running = 'running', trust = 'good', since = now(), "
                 "seq = (SELECT max(seq) + 1 FROM machine_state) WHERE machine_id = %s", (value, urgency, machine_id))


def lines(page):
    return page.locator("#ward-list > li:not(.ward-waiting)")


def names(page):
    expect(lines(page).first).to_be_visible()
    return lines(page).locator(".ward-name strong").all_inner_texts()


def healthy_machine(conn):
    return conn.execute("SELECT m.id, m.name FROM machine m JOIN machine_state s ON s.machine_id = m.id "
                        "WHERE s.condition = 'healthy' ORDER BY m.id LIMIT 1").fetchone()


def troubled_machines(conn):
    rows = conn.execute("SELECT m.name FROM machine m JOIN machine_state s ON s.machine_id = m.id "
                        "WHERE s.condition <> 'healthy' ORDER BY s.urgency DESC, m.id")
    return [row[0] for row in rows]


@pytest.fixture
def trouble(states):
    """Make some machines warn, worst first: return their names in order."""
    for machine_id in range(1, 13):
        states.execute("UPDATE machine_state SET condition = 'warning', reason = 'above_high', limit_value = 4.5, "
                       "value = 5.2, urgency = %s, seq = (SELECT max(seq) + 1 FROM machine_state) "
                       "WHERE machine_id = %s", (50_000 - machine_id, machine_id))
    return troubled_machines(states)


@pytest.mark.parametrize("width", [1280, 390, 360])
def test_a_line_shows_why_a_chart_with_its_limit_and_three_marks(visit, trouble, width):
    page = visit("/", width=width)
    assert names(page) == trouble
    line = lines(page).first
    expect(line.locator(".ward-why")).to_contain_text("above its high limit 4.5")
    expect(line.locator(".state-mark")).to_have_count(3)
    expect(line.locator("svg.spark path.spark-line")).to_be_attached()
    expect(line.locator("svg.spark line.spark-limit")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_machine_that_becomes_critical_is_told_at_once_and_tops_the_list(visit, states, trouble):
    number, name = healthy_machine(states)
    page = visit("/")
    assert name not in names(page)
    turn_critical(states, number)
    expect(page.locator("#ward-alert")).to_contain_text(name, timeout=3000)
    expect(lines(page).first).to_contain_text(name)
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#ward-alert")).to_be_empty()


def test_nothing_moves_under_the_mouse_until_the_pill_is_pressed(visit, states, trouble):
    number, name = healthy_machine(states)
    page = visit("/")
    before = names(page)
    lines(page).nth(3).hover()
    turn_critical(states, number)
    pill = page.locator("#ward-pill")
    expect(pill).to_have_text("1 change")
    expect(page.locator("#ward-alert")).to_contain_text(name)
    assert names(page) == before
    pill.click()
    expect(lines(page).first).to_contain_text(name)
    expect(pill).to_be_hidden()


def test_lines_follow_again_when_the_mouse_has_left(visit, states, trouble):
    number, name = healthy_machine(states)
    page = visit("/")
    names(page)
    lines(page).nth(3).hover()
    turn_critical(states, number)
    expect(page.locator("#ward-pill")).to_be_visible()
    page.mouse.move(5, 5)
    expect(lines(page).first).to_contain_text(name)


def test_the_focused_line_keeps_the_focus(visit, states, trouble):
    page = visit("/")
    names(page)
    page.locator("#ward-site").focus()
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert re.fullmatch(r"/machines/\d+", focused)
    turn_critical(states, 12, urgency=98_000)
    expect(page.locator("#ward-pill")).to_be_visible()
    assert page.evaluate("document.activeElement.getAttribute('href')") == focused


def test_the_search_stands_in_the_address_and_survives_reload_and_back(visit, trouble):
    page = visit("/")
    names(page)
    page.get_by_role("searchbox").fill("SN-100003")
    expect(lines(page)).to_have_count(1)
    assert "q=SN-100003" in page.url
    page.reload()
    expect(lines(page)).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_have_value("SN-100003")
    page.get_by_label("Site").select_option("site-2")
    expect(page.locator("#ward-empty")).to_contain_text("No machine fits this search.")
    page.go_back()
    expect(lines(page)).to_have_count(1)
    page.get_by_label("Main", exact=True).get_by_role("link", name="Ward round").click()
    expect(lines(page)).to_have_count(len(trouble))
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_healthy_machines_unfold_by_keyboard(visit, trouble):
    page = visit("/")
    names(page)
    site = page.get_by_role("button", name=re.compile(r"^Plant 1: \d+ machines healthy"))
    expect(site).to_have_attribute("aria-expanded", "false")
    site.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ward-healthy-site-1 li").first).to_be_visible()
    assert "open=site-1" in page.url
    page.keyboard.press("Enter")
    expect(page.locator("#ward-healthy-site-1")).to_be_hidden()


def test_it_says_when_nobody_judges(visit, states):
    page = visit("/")
    expect(page.locator("#ward-counts")).not_to_be_empty()
    states.execute("UPDATE heartbeat SET at = now() - interval '1 minute' WHERE process = 'jobs'")
    expect(page.locator("#ward-notices")).to_contain_text("Not judged since")
    states.execute("UPDATE heartbeat SET at = now() + interval '1 hour' WHERE process = 'jobs'")
    expect(page.locator("#ward-notices")).to_be_empty()


def test_a_line_leads_to_its_machine_and_back_to_the_same_search(visit, trouble):
    page = visit("/?q=SN-100003")
    expect(lines(page)).to_have_count(1)
    lines(page).first.click()
    page.wait_for_url(re.compile(r"/machines/\d+$"))
    page.go_back()
    expect(lines(page)).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_have_value("SN-100003")


def test_what_began_after_the_last_visit_is_marked_as_new(states, visit):
    machine_id, name = healthy_machine(states)
    turn_critical(states, machine_id)
    states.execute("UPDATE users SET alarms_seen_at = now() - interval '1 min' WHERE role = 'viewer'")
    page = visit("/")
    line = lines(page).filter(has_text=name).first
    expect(line.locator(".ward-new")).to_have_text("New")
    with page.expect_response("**/live/alarms/seen"):       # after ten seconds it has been seen
        pass
    expect(lines(visit("/")).filter(has_text=name).first).to_be_visible()
    seen = "SELECT alarms_seen_at > now() - interval '1 min' FROM users WHERE role = 'viewer'"
    assert states.execute(seen).fetchone() == (True,)
