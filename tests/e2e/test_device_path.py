"""The whole way of a setting: a form, the database, ingest, a broker, a device that answers, and the form again."""

import re

import pytest
from playwright.sync_api import expect

from db.connect import open_connection
from tools.browser import Watch, sign_in
from tools.obedient import Obedient
from tools.stack import OwnStack

pytestmark = [pytest.mark.e2e, pytest.mark.broker, pytest.mark.slow]

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
INTERVAL, HIGH = "measurement_interval_s", "limits/vibration/high"
FACTORY = {INTERVAL: 10, "report_interval_s": 60}
BOUNDS = {INTERVAL: (5, "below 5 s on battery")}
NBSP = "\N{NO-BREAK SPACE}"
FLEET = """version: 1
places:
- {key: mill, name: Mill, kind: site, time_zone: Europe/Berlin}
machines:
- key: north
  name: Pump north
  place: mill
  type: pump
  devices:
""" + "".join(f"""
  - id: {name}
    signals:
    - {{name: vibration, title: Drive-end vibration, kind: vibration_velocity_rms, unit: mm/s, interval_s: 60}}
""" for name in ("desktop", "phone", "sleeper", "local"))


@pytest.fixture(scope="module")
def stack(databases, broker):
    url = databases.empty()
    with OwnStack(url, broker.url) as own:
        own.import_fleet(FLEET)
        own.start("ingest", "web")
        yield own
    databases.drop(url)


@pytest.fixture(scope="module")
def cookies(browser, stack):
    return {role: sign_in(browser, stack.url, role=role) for role in ("admin", "technician", "viewer")}


@pytest.fixture
def device(broker, stack):
    """Return a function that lets a device of this name be there."""
    here = []

    def device(name):
        here.append(Obedient(broker.port, stack.tenant, name, settings=FACTORY, bounds=BOUNDS).__enter__())
        here[-1].measure(vibration=2.1)
        return here[-1]

    yield device
    for one in here:
        one.__exit__()


@pytest.fixture
def show(browser, stack, cookies):
    contexts, watch = [], Watch()

    def show(name, size="desktop", *, role="admin"):
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, storage_state=cookies[role],
                                      locale="en-GB", timezone_id="Europe/Berlin", has_touch=size == "phone")
        contexts.append(context)
        watch.follow(context)
        page = context.new_page()
        with open_connection(stack.database_url, name="test") as conn:
            found = conn.execute("SELECT id FROM device WHERE name = %s", (name,)).fetchone()
        page.goto(f"{stack.url}/devices/{found[0]}")
        expect(row(page, INTERVAL).locator(".device-reported")).to_contain_text(f"{NBSP}s", timeout=20_000)
        return page

    yield show
    for context in contexts:
        context.close()
    assert not watch.faults, "\n".join(watch.faults)


def row(page, path):
    return page.locator(f'.device-row[data-path="{path}"]')


def save(page, path, text):
    page.locator(f'[data-setting="{path}"]').fill(text)
    page.get_by_role("button", name="Save and send").click()


@pytest.mark.parametrize("size", SIZES)
def test_a_saved_setting_is_in_effect_by_itself_once_the_device_has_said_so(device, show, size):
    sensor, page = device(size), show(size, size)
    viewer = show(size, role="viewer")
    save(page, INTERVAL, "20")
    for seen in (page, viewer):
        expect(row(seen, INTERVAL)).to_contain_text(f"20{NBSP}s")
        expect(row(seen, INTERVAL)).to_contain_text("revision 1")
        expect(row(seen, INTERVAL).locator(".state-mark")).to_have_text("In effect")
    save(page, HIGH, "4.75")
    expect(row(page, HIGH).locator(".state-mark")).to_have_text("In effect", timeout=10_000)
    assert sensor.settings == {**FACTORY, INTERVAL: 20, "limits": {"vibration": {"high": 4.75}}}
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_refusal_and_a_change_at_the_device_show_by_themselves(device, show):
    sensor, page = device("local"), show("local")
    save(page, INTERVAL, "12")
    expect(row(page, INTERVAL).locator(".device-reported")).to_contain_text(f"12{NBSP}s", timeout=10_000)
    sensor.change_here(measurement_interval_s=30)
    panel = page.locator('[data-part="changed"]')
    expect(panel).to_contain_text(f"30{NBSP}s (ours 12{NBSP}s)", timeout=10_000)
    panel.get_by_role("button", name="Send ours again").click()
    expect(panel).to_be_hidden(timeout=10_000)
    expect(row(page, INTERVAL).locator(".device-reported")).to_contain_text(f"12{NBSP}s", timeout=10_000)
    save(page, INTERVAL, "4")
    expect(row(page, INTERVAL)).to_contain_text("“below 5 s on battery”", timeout=10_000)
    expect(row(page, INTERVAL).locator(".device-reported")).to_contain_text(f"12{NBSP}s")


def test_a_device_that_sleeps_gets_it_when_it_wakes_and_a_technician_may_ask_it(device, show):
    sensor, page = device("sleeper"), show("sleeper")
    sensor.sleep(wakes_in_s=600)
    expect(page.locator('[data-part="reach"]')).to_have_text("Asleep", timeout=10_000)
    save(page, INTERVAL, "20")
    expect(row(page, INTERVAL).locator(".state-mark")).to_have_text("Waiting for the device")
    expect(row(page, INTERVAL)).to_contain_text(re.compile("Asleep since .*, expected "))
    sensor.wake()
    expect(row(page, INTERVAL).locator(".state-mark")).to_have_text("In effect", timeout=10_000)
    technician = show("sleeper", role="technician")
    technician.get_by_role("button", name="Ask it to report again").click()
    expect(technician.locator('[data-part="asked"] > li').first).to_contain_text("answered 2", timeout=10_000)
