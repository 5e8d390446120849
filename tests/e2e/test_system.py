"""The system page in a browser."""

import pytest
from playwright.sync_api import expect

from db.connect import open_connection

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def rejected(site):
    """Fill in eight rejected messages; undone after the last test."""
    with open_connection(site.database_url, name="test") as conn:
        conn.execute("INSERT INTO rejected_message (received_at, topic, reason, detail, size_bytes, payload) "
                     "SELECT now() - n * interval '1 s', 'stethos/v1/demo/d' || n, 'bad_json', 'not a number', 9, %s "
                     "FROM generate_series(1, 8) AS n", (b"<b>\x00NaN",))
        yield conn
        conn.execute("DELETE FROM rejected_message")


@pytest.fixture
def stream(rejected):
    """Lend a connection on a stack whose ingest runs; undone afterwards."""
    rejected.execute("INSERT INTO heartbeat VALUES ('ingest', now() + interval '1 hour', now(), '0.1', "
                     "'{\"broker\": \"connected\", \"messages_per_s\": 26, \"backlog\": 4}') "
                     "ON CONFLICT (process) DO UPDATE SET at = excluded.at, details = excluded.details")
    yield rejected
    rejected.execute("DELETE FROM heartbeat WHERE process = 'ingest'")


def fact(page, part, label):
    return page.locator(f"[data-part={part}] .system-fact:has(.system-label:text-is('{label}')) .system-value")


@pytest.mark.parametrize("width", [1280, 390, 360])
def test_the_page_says_what_runs_and_follows_it(visit, stream, width):
    page = visit("/system", width=width)
    expect(fact(page, "processes", "Ingest")).to_have_text("running")
    expect(fact(page, "stream", "Messages a second")).to_have_text("26.0")
    expect(page.get_by_text("It adds up")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(7)
    stream.execute("UPDATE heartbeat SET at = now() - interval '1 minute' WHERE process = 'ingest'")
    expect(fact(page, "processes", "Ingest")).to_have_text("not running", timeout=5000)
    expect(fact(page, "stream", "Messages a second")).to_have_text("–")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_admin_opens_the_bytes_of_a_rejected_message_and_they_stay_open(visit, stream):
    page = visit("/system", role="admin")
    first = page.locator("[data-part=rejected] > li").first
    first.get_by_role("button", name="Show the bytes").click()
    expect(first.locator("pre")).to_have_text("<b>\\x00NaN")
    stream.execute("UPDATE heartbeat SET details = '{\"broker\": \"connected\", \"messages_per_s\": 99}'")
    expect(fact(page, "stream", "Messages a second")).to_have_text("99.0", timeout=5000)
    expect(first.locator("pre")).to_be_visible()


def test_a_viewer_sees_what_was_rejected_but_not_its_bytes(visit, stream):
    page = visit("/system")
    shown = page.locator("[data-part=rejected] > li:visible")
    expect(shown).to_have_count(6)
    expect(page.get_by_role("button", name="Show the bytes")).to_have_count(0)
    page.locator("[data-part=rejected-more]").click()
    expect(shown).to_have_count(8)
