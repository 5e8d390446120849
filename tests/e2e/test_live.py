"""assets/live.js in a real browser: the loop, the lists, the words."""

import json
import random
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

import language

pytestmark = pytest.mark.e2e

NUMBERS = [0.0, 0.0123, 0.0996, 0.354, 0.9949, 0.995, 1.0, 7.42, 61.25, 99.94, 99.95, 100.5, 1480.3, 123_456.7, -3.26,
           1e-12, None]
SECONDS = [0.0, 1.0, 59.4, 119.4, 119.6, 3600.0, 7169.0, 7171.0, 129_599.0, 129_600.0, 86_400.0 * 400,
           86_400.0 * 800, None]


@pytest.fixture(scope="module")
def loaded(browser: Browser, site, sessions) -> Iterator[Page]:
    """Return a page of the frame that has no list of its own; all tests here share it."""
    context = browser.new_context(storage_state=sessions["viewer"], locale="en-GB")
    page = context.new_page()
    page.goto(f"{site.url}/nothing-here")
    page.locator("h1").wait_for()
    yield page
    context.close()


@pytest.fixture
def blank(loaded: Page) -> Iterator[Page]:
    """Return that page with an empty element, #trial."""
    faults: list[str] = []
    note = lambda error: faults.append(str(error))  # noqa: E731
    loaded.on("pageerror", note)
    loaded.evaluate("""() => { const trial = document.createElement("div"); trial.id = "trial";
                               document.getElementById("content").append(trial); }""")
    yield loaded
    loaded.evaluate("() => document.getElementById('trial')?.remove()")
    loaded.unroute_all(behavior="ignoreErrors")
    loaded.remove_listener("pageerror", note)
    assert not faults


def until(page: Page, expression: str, *, within_s: float = 10.0) -> None:
    """Wait for a condition; Playwright's own way would need eval, which the page forbids."""
    end = time.monotonic() + within_s
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(20)


@pytest.fixture
def answering(blank: Page) -> Callable[..., list[str]]:
    """Let /live/trial answer from a list of (status, body); the last one repeats. Return what was asked."""
    def start(*answers: tuple[int, object], **options: object) -> list[str]:
        asked: list[str] = []

        def answer(route: Route) -> None:
            asked.append(route.request.url.split("/live/trial")[1])
            status, body = answers[min(len(asked), len(answers)) - 1]
            route.fulfill(status=status, body="" if body is None else json.dumps(body),
                          content_type="application/json")

        blank.route("**/live/trial*", answer)
        blank.evaluate("""options => {
            window.got = [];
            window.loop = stethos.live("/live/trial", Object.assign({
                element: document.getElementById("trial"),
                onData: (data, info) => got.push([data.seq, info.first]) }, options));
        }""", {"interval_ms": 50, **options})
        return asked

    return start


def test_numbers_and_durations_read_the_same_as_on_the_server(blank):
    pairs = [(value, unit) for value in NUMBERS for unit in (None, "mm/s", "Cel", "%", "m3/h")]
    pairs += [(round(random.Random(7).uniform(-2000, 2000), 3), "bar") for _number in range(50)]
    shown = blank.evaluate("pairs => pairs.map(([value, unit]) => stethos.number(value, unit))", pairs)
    assert shown == [language.number(value, unit) for value, unit in pairs]
    assert blank.evaluate("all => all.map(stethos.duration)", SECONDS) == [language.duration(s) for s in SECONDS]
    shares = [0.0, 1.0, 0.5, 0.99999, 0.00001, 0.9876, None]
    assert blank.evaluate("all => all.map(stethos.percent)", shares) == [language.percent(s) for s in shares]


def test_the_loop_asks_for_what_changed_since_the_last_answer(blank, answering):
    asked = answering((200, {"seq": 5}), (204, None), (200, {"seq": 8}), (204, None))
    until(blank, "got.length === 2")
    expect(blank.locator("#trial")).to_have_attribute("data-state", "live")
    blank.wait_for_timeout(200)
    assert asked[:4] == ["", "?since=5", "?since=5", "?since=8"]
    assert blank.evaluate("got") == [[5, True], [8, False]]


def test_a_restart_forgets_what_was_seen(blank, answering):
    asked = answering((200, {"seq": 5}), (204, None))
    until(blank, "got.length === 1")
    blank.evaluate("loop.restart()")
    blank.wait_for_timeout(150)
    assert asked[0] == ""
    assert "" in asked[1:]


def test_one_request_at_a_time(blank):
    blank.evaluate("""() => {
        window.open = 0; window.most = 0; window.calls = 0;
        const real = window.fetch;
        window.fetch = async () => {
            calls += 1; open += 1; most = Math.max(most, open);
            await new Promise(done => setTimeout(done, 60));
            open -= 1;
            return new Response(null, {status: 204});
        };
        const loop = stethos.live("/live/trial", {interval_ms: 10, onData: () => {}});
        window.finish = () => { loop.stop(); window.fetch = real; };
    }""")
    until(blank, "calls > 5")
    blank.evaluate("finish()")
    assert blank.evaluate("most") == 1


def test_what_fails_is_told_once_and_gone_when_it_works_again(blank, answering):
    answering((200, {"seq": 1}), (500, {}), (500, {}), (500, {}), (200, {"seq": 2}), (204, None))
    banner = blank.locator("#connection")
    expect(banner).to_be_visible()
    expect(banner).to_contain_text("showing data from")
    expect(blank.locator("#trial")).to_have_attribute("data-state", "stale")
    until(blank, "got.length === 2")
    expect(banner).to_be_hidden()
    expect(blank.locator("#trial")).to_have_attribute("data-state", "live")


def test_the_longer_it_fails_the_rarer_it_is_tried(blank, answering):
    asked = answering((500, {}))
    blank.wait_for_timeout(1500)
    assert 3 <= len(asked) <= 9   # without patience it would be 30


def test_the_loop_ends_with_its_element(blank, answering):
    asked = answering((204, None))
    blank.wait_for_timeout(150)
    blank.evaluate("document.getElementById('trial').remove()")
    blank.wait_for_timeout(100)
    before = len(asked)
    blank.wait_for_timeout(300)
    assert len(asked) == before


def test_a_hidden_page_does_not_ask(blank, answering):
    asked = answering((204, None))
    blank.wait_for_timeout(150)
    hide = """hidden => { Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
                          document.dispatchEvent(new Event("visibilitychange")); }"""
    blank.evaluate(hide, True)
    blank.wait_for_timeout(150)
    before = len(asked)
    blank.wait_for_timeout(300)
    assert len(asked) == before
    blank.evaluate(hide, False)
    blank.wait_for_timeout(150)
    assert len(asked) > before


def test_a_page_script_starts_whenever_its_frame_appears(blank):
    blank.evaluate("""() => {
        window.begun = [];
        stethos.page("trial", element => begun.push(element.id));
        const frame = document.createElement("section");
        frame.append(Object.assign(document.createElement("div"), {id: "one"}));
        frame.firstChild.dataset.live = "trial";
        document.getElementById("trial").append(frame);
    }""")
    until(blank, "begun.length === 1")
    blank.evaluate("() => { const again = document.getElementById('one').cloneNode(); again.id = 'two'; "
                   "document.getElementById('one').replaceWith(again); }")
    until(blank, "begun.length === 2")
    assert blank.evaluate("begun") == ["one", "two"]


def test_a_list_follows_its_rows_and_leaves_the_focus_and_open_menus_alone(blank):
    seen = blank.evaluate("""() => {
        const list = document.getElementById("trial");
        let made = 0;
        const how = {key: row => row.id,
                     create: () => { made += 1; const node = document.createElement("details");
                                     node.append(stethos.make("summary")); return node; },
                     update: (node, row) => stethos.text(node.firstChild, row.text)};
        const rows = ids => ids.map(id => ({id, text: "row " + id}));
        stethos.keyed(list, rows([1, 2, 3, 4]), how);
        list.children[1].open = true;
        list.children[1].firstChild.focus();
        const kept = list.children[1];
        let moved = 0;
        new MutationObserver(all => moved += all.length).observe(list, {childList: true});
        stethos.keyed(list, rows([4, 1, 5, 2]), how);
        return {order: [...list.children].map(node => node.textContent), made, open: kept.open,
                same: list.children[3] === kept, focus: document.activeElement === kept.firstChild};
    }""")
    assert seen == {"order": ["row 4", "row 1", "row 5", "row 2"], "made": 5, "open": True, "same": True, "focus": True}


def test_only_what_has_to_move_moves(blank):
    moved = blank.evaluate("""async () => {
        const list = document.getElementById("trial");
        const how = {key: row => row, create: () => document.createElement("p"),
                     update: (node, row) => stethos.text(node, row)};
        stethos.keyed(list, [...Array(50).keys()], how);
        const nodes = new Set();
        new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(node => nodes.add(node))))
            .observe(list, {childList: true});
        stethos.keyed(list, [49, ...Array(49).keys()], how);
        await new Promise(done => setTimeout(done, 20));
        return nodes.size;
    }""")
    assert moved == 1


def test_under_a_finger_the_order_stays(blank):
    blank.evaluate("""() => {
        window.list = document.getElementById("trial");
        window.how = {key: row => row, create: () => document.createElement("button"),
                      update: (node, row) => stethos.text(node, row)};
        stethos.keyed(list, ["a", "b"], how);
    }""")
    blank.locator("#trial button").first.hover()
    blank.mouse.down()
    blank.evaluate("stethos.keyed(list, ['b', 'a'], how)")
    assert blank.locator("#trial button").all_inner_texts() == ["a", "b"]
    blank.mouse.up()
    blank.evaluate("stethos.keyed(list, ['b', 'a'], how)")
    assert blank.locator("#trial button").all_inner_texts() == ["b", "a"]


def test_texts_from_devices_stay_texts(blank):
    blank.evaluate("""() => {
        const list = document.getElementById("trial");
        stethos.keyed(list, ["<img src=x onerror=window.hacked=1>"], {key: row => row,
            create: () => document.createElement("p"), update: (node, row) => stethos.text(node, row)});
    }""")
    expect(blank.locator("#trial p")).to_have_text("<img src=x onerror=window.hacked=1>")
    assert blank.evaluate("window.hacked") is None


def test_a_sparkline_shows_gaps_as_gaps_and_the_limit(blank):
    drawn = blank.evaluate("""() => {
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        document.getElementById("trial").append(svg);
        const series = {t: [0, 60, 120, 600, 660, 720], v: [1, 2, 3, 4, null, 5], gap_s: 90, limits: [4.5, null]};
        stethos.sparkline(svg, series);
        stethos.sparkline(svg, series);
        return {path: svg.querySelector(".spark-line").getAttribute("d"),
                limits: svg.querySelectorAll(".spark-limit").length,
                lines: svg.querySelectorAll(".spark-line").length};
    }""")
    assert drawn["path"].count("M") == 3   # 0-120, 600 alone, 720 alone
    assert (drawn["limits"], drawn["lines"]) == (1, 1)


def test_an_empty_sparkline_is_empty(blank):
    path = blank.evaluate("""() => {
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        stethos.sparkline(svg, {t: [], v: [], limits: []});
        stethos.sparkline(svg, {t: [1, 2], v: [null, null], limits: [3]});
        return svg.querySelector(".spark-line").getAttribute("d");
    }""")
    assert path == ""


def test_relative_times_are_written_and_kept(blank):
    blank.evaluate("""() => {
        const node = document.createElement("time");
        document.getElementById("trial").append(node);
        stethos.time(node, new Date(Date.now() - 180000).toISOString());
    }""")
    expect(blank.locator("#trial time")).to_have_text("3 min ago")


def test_who_is_signed_out_goes_to_the_door_and_comes_back(blank, answering):
    blank.context.clear_cookies(name="stethos_session")
    answering((401, {"error": "login"}))
    blank.wait_for_url("**/login?next=%2Fnothing-here")
    blank.go_back()
