"""The report of a machine: as a page, printed by the browser, and as the file it links to."""

import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from db.connect import open_connection
from tests.e2e.conftest import Site
from tests.e2e.voices import voices

pytestmark = pytest.mark.e2e

ILL, NAME = 11, "Hydraulic 11"
CHARTS = "img.report-chart"


@pytest.fixture
def in_trouble(site: Site) -> Iterator[None]:
    with voices(site.database_url) as fleet:
        fleet.say(ILL, 8.2)
        yield


def paper(page: Page) -> list[str]:
    """Return what the browser would print, page by page."""
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return [" ".join(one.extract_text().split()) for one in printed.pages]


def test_from_the_machine_to_the_printer_by_keyboard(visit, in_trouble):
    page = visit(f"/machines/{ILL}")
    page.get_by_role("link", name="Print or PDF").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/machines/{ILL}/print")
    page.evaluate("() => { window.print = () => { window.printed = (window.printed || 0) + 1; }; }")
    expect(page).to_have_title(f"Report: {NAME} · Stethos")
    page.get_by_role("button", name="Print").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Download PDF")).to_be_focused()
    assert page.evaluate("window.printed") == 1


def test_the_file_is_saved_from_the_page(visit, in_trouble):
    page = visit(f"/machines/{ILL}/print")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download PDF").click()
    assert saved.value.suggested_filename.startswith(f"{NAME} 20")
    told = PdfReader(saved.value.path()).pages[0].extract_text()
    assert NAME in told
    assert "above its high-high" in told


def test_what_is_printed_is_the_report_alone_black_on_white_in_the_dark_too(visit, in_trouble):
    page = visit(f"/machines/{ILL}/print", dark=True)
    expect(page.locator(CHARTS).first).to_be_visible()
    told = paper(page)
    assert len(told) <= 3
    assert "above its high-high limit 7.1" in told[0]
    for text in ("Ward round", "Download PDF", "Back to the machine", "Search"):
        assert text not in " ".join(told), text
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".report h1").evaluate("(one) => getComputedStyle(one).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--text').trim()") == "#1a2126"


def test_every_chart_is_drawn_and_says_in_words_what_it_shows(visit, in_trouble):
    page = visit(f"/machines/{ILL}/print")
    expect(page.locator(CHARTS).first).to_be_visible()
    drawn = page.locator(CHARTS).evaluate_all("(all) => all.map((one) => [one.naturalWidth > 0, one.alt])")
    assert len(drawn) >= 4
    assert all(is_drawn for is_drawn, _words in drawn)
    assert "Drive-end vibration. Last 24\N{NO-BREAK SPACE}h: lowest" in drawn[0][1]


def test_it_can_be_read_on_a_phone(visit, in_trouble):
    page = visit(f"/machines/{ILL}/print", width=390, height=844)
    expect(page.locator(CHARTS).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(CHARTS).first.bounding_box()["width"] > 300
    cell = page.locator(".report-grid td").first
    assert cell.evaluate("(one) => getComputedStyle(one, '::before').content") == '"Priority"'


def test_names_that_look_like_tags_stay_text(visit, site):
    with open_connection(site.database_url, name="test") as conn:
        conn.execute("UPDATE machine SET name = %s, mounting = %s WHERE id = 12",
                     ("<img src=x onerror=alert(1)>", "<script>alert(1)</script>"))
    page = visit("/machines/12/print")
    expect(page.get_by_role("heading", name="<img src=x onerror=alert(1)>")).to_be_visible()
    expect(page.get_by_text("<script>alert(1)</script>")).to_be_visible()


def test_there_is_no_report_of_what_is_not_there(visit):
    visit.allow(404)
    page = visit("/machines/999999/print")
    expect(page.get_by_text("There is nothing at this address.")).to_be_visible()


def test_the_case_leads_to_the_report_of_its_machine(visit, in_trouble, site):
    with open_connection(site.database_url, name="test") as conn:
        case = conn.execute("SELECT max(id) FROM machine_case WHERE machine_id = %s", (ILL,)).fetchone()[0]
    page = visit(f"/cases/{case}")
    page.get_by_role("link", name="Print or PDF").click()
    expect(page.locator(".report h1")).to_have_text(NAME)


@pytest.mark.parametrize(("path", "drawn", "told", "left_out"), [
    (f"/machines/{ILL}", "#machine-trend .js-plotly-plot .trace path", "above its high-high limit 7.1", "Zoom in"),
    ("/", "#ward-list .spark path", "Compressor 38", "All sites"),
])
def test_other_pages_are_printed_without_what_only_a_screen_needs(visit, in_trouble, path, drawn, told, left_out):
    page = visit(path)
    page.locator(drawn).first.wait_for(state="attached")
    printed = " ".join(paper(page))
    assert told in printed
    for text in (left_out, "Devices Alarms", "Edit", "Label to print"):
        assert text not in printed, text
