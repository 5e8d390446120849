"""The limits of a signal as its page asks for them: what stands, what would have been, and who may change it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

import db.devices
import db.limits
from db.connect import open_connection
from domain.limit import Level, default
from live import limits
from tests.plant import Plant
from tests.web import Web, token, worker
from tools.database import Databases


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture(scope="module")
def plant(web: Web) -> Iterator[Plant]:
    """Return a pump whose drive end shook three times in the last two hours: 5, 6 and 8 mm/s for ten minutes each."""
    with open_connection(web.url, name="test") as conn:
        plant = Plant(conn)
        conn.execute("UPDATE signal SET minimum = 0, maximum = 50 WHERE id = %s", (plant.vibration,))
        values = [2.0] * 720
        for at, high in ((100, 5.0), (300, 6.0), (500, 8.0)):
            values[at:at + 60] = [high] * 60
        plant.say_lately(plant.vibration, values)
        plant.say_lately(plant.speed, [1480.0] * 720)
        yield plant


@pytest.fixture
def admin(web, plant):
    plant.conn.execute("DELETE FROM limit_setting")
    plant.conn.execute("UPDATE signal_limit SET high = 4.5, high_high = 7.1, rate_per_h = NULL, version = version + 1")
    return web.signed_in("admin")


def _state(client, plant, signal_id=None):
    return client.get("/live/limits", query_string={"id": signal_id or plant.vibration})


def _send(client, plant, what, limits, **more):
    body = {"id": plant.vibration, "unit": "mm/s", "limits": limits} | more
    return client.post(f"/live/limits/{what}", json=body, headers=token(client))


def _save(client, plant, given, **more):
    version = db.limits.limit_set(plant.conn, plant.vibration).version
    return _send(client, plant, "save", given, **{"version": version, "reason": "overhauled"} | more)


HIGH = {"value": "5.5", "deadband": "0.2", "on_delay_s": "60", "off_delay_s": "", "priority": "high", "latching": True,
        "only_while_running": True}


def test_the_state_holds_all_the_page_needs(admin, plant):
    state = _state(admin, plant).get_json()
    assert state["limits"]["high"] == {"value": 4.5, "deadband": 0, "on_delay_s": 0, "off_delay_s": 0,
                                       "priority": "medium", "latching": False, "only_while_running": False}
    assert (state["unit"], list(state["limits"])) == ("mm/s", ["high", "high_high"])
    assert state["counts"]["high"]["text"] == "would have raised 3 alarms, the longest 10\u00a0min"
    assert state["counts"]["high_high"]["count"] == 1
    assert state["judged"].startswith("Judged by the same rules as live: 720 readings since")
    assert [one["title"] for one in state["refused"]][:1] == ["ISO 10816-7"]


def test_limits_that_are_typed_are_counted(admin, plant):
    answer = _send(admin, plant, "preview", {"high": HIGH, "low": {"value": ""}}).get_json()
    assert answer["faults"] == {}
    assert answer["counts"]["high"]["count"] == 2
    assert len(answer["counts"]["high"]["newest"]) == 2
    assert "for 9" in answer["counts"]["high"]["newest"][0]      # raised after the on-delay of a minute
    spans = answer["counts"]["high"]["spans"]
    assert [round(end - start) for start, end in spans] == [540, 540]


def test_an_alarm_that_is_on_has_no_end_yet(admin, plant):
    answer = _send(admin, plant, "preview", {"low": {"value": 3}}).get_json()
    assert answer["counts"]["low"]["newest"][0].endswith("still on")


@pytest.mark.parametrize(("given", "faults"), [
    ({"high": {"value": "?"}}, {"high.value": "This must be a number."}),
    ({"high": {"value": "1e999"}}, {"high.value": "This must be a number."}),
    ({"high": {"value": True}}, {"high.value": "This must be a number."}),
    ({"high": {"value": [5]}}, {"high.value": "This must be a number."}),
    ({"high": HIGH | {"on_delay_s": "-1"}}, {"high.on_delay_s": "This must not be negative."}),
    ({"high": HIGH | {"off_delay_s": "604801"}}, {"high.off_delay_s": "At most seven days."}),
    ({"high": HIGH | {"value": "51"}}, {
        "high.value": "Outside the range of the signal, 0 to 50.0\u00a0mm/s: it would never raise an alarm."}),
    ({"low": {"value": "6"}, "high": HIGH}, {"high.value": "This must be above low, which is 6.0\u00a0mm/s."}),
    ({"low": {"value": "5.4", "deadband": "0.1"}, "high": HIGH}, {
        "high.deadband": "Too wide: together with that of low nothing is left between them."}),
    ({"rate": {"value": "0"}}, {"rate.value": "This must be above 0."}),
    ({"rate": {"value": "1", "deadband": "1"}}, {"rate.deadband": "Too wide: the alarm could never end."})])
def test_what_is_wrong_is_told_at_its_field(admin, plant, given, faults):
    assert _send(admin, plant, "preview", given).get_json()["faults"] == faults
    refused = _save(admin, plant, given)
    assert (refused.status_code, refused.get_json()["faults"]) == (422, faults)


def test_a_limit_that_cannot_be_judged_is_not_counted_and_the_others_are(admin, plant):
    counts = _send(admin, plant, "preview", {"high": {"value": "?"}, "high_high": {"value": 7.1}}).get_json()["counts"]
    assert (list(counts), counts["high_high"]["count"]) == (["high_high"], 1)


def test_an_admin_saves_and_the_answer_is_the_new_state(admin, plant):
    changes = db.devices.changes(plant.conn)
    state = _save(admin, plant, {"high": HIGH, "rate": {"value": "3"}}).get_json()
    assert (state["limits"]["high"]["value"], state["limits"]["high"]["priority"]) == (5.5, "high")
    newest = state["history"][0]
    assert (newest["who"], newest["why"]) == ("Ada Lindqvist", "overhauled")
    assert newest["rows"] == [
        ["high", "4.5\u00a0mm/s", "5.5\u00a0mm/s"], ["high, deadband", "0\u00a0mm/s", "0.20\u00a0mm/s"],
        ["high, on-delay", "0\u00a0s", "60\u00a0s"], ["high, priority", "medium", "high"],
        ["high, latching", "no", "yes"], ["high, only while running", "no", "yes"],
        ["high-high", "7.1\u00a0mm/s", "–"], ["rate of change", "–", "3.0\u00a0mm/s/h"]]
    assert db.devices.changes(plant.conn) > changes


def test_those_who_keep_limits_in_memory_are_told_once_more_when_they_can_be_seen(admin, plant, monkeypatch):
    seen = []
    real = limits.services.limits.tell
    monkeypatch.setattr(limits.services.limits, "tell", lambda conn: seen.append(
        db.limits.limit_set(plant.conn, plant.vibration).limits[Level.HIGH].value) or real(conn))
    _save(admin, plant, {"high": HIGH})
    assert seen == [5.5]


def test_the_second_of_two_is_told_what_the_first_has_set(admin, plant):
    version = db.limits.limit_set(plant.conn, plant.vibration).version
    _save(admin, plant, {"high": {"value": 9}}, reason="too many calls")
    answer = _save(admin, plant, {"high": HIGH}, version=version)
    told = answer.get_json()
    assert (answer.status_code, told["who"], told["why"]) == (409, "Ada Lindqvist", "too many calls")
    assert told["message"] == "Somebody else changed these limits in the meantime."
    assert ["high", "9.0\u00a0mm/s", "5.5\u00a0mm/s"] in told["rows"]
    assert told["state"]["limits"]["high"]["value"] == 9


def test_a_change_without_a_reason_is_refused_at_its_field(admin, plant):
    answer = _save(admin, plant, {"high": HIGH}, reason=" ")
    assert (answer.status_code, answer.get_json()["faults"]) == (422, {"reason": "Say why the limits change."})


def test_limits_meant_in_another_unit_are_refused(admin, plant):
    assert "another unit" in _save(admin, plant, {"high": HIGH}, unit="m/s").get_json()["faults"]["high.value"]


@pytest.mark.parametrize("role", ["viewer", "technician"])
def test_only_an_admin_saves_and_everybody_sees(web, plant, role):
    client = web.signed_in(role)
    assert _state(client, plant).status_code == 200
    assert _send(client, plant, "preview", {"high": HIGH}).status_code == 200
    assert _save(client, plant, {"high": HIGH}).status_code == 403


def test_nothing_is_changed_without_the_token_of_the_session(admin, plant):
    body = {"id": plant.vibration, "unit": "mm/s", "version": 1, "reason": "x", "limits": {}}
    assert admin.post("/live/limits/save", json=body).status_code == 400
    assert web_without_session(admin, body) == 401


def web_without_session(client, body):
    return client.application.test_client().get("/live/limits", query_string={"id": body["id"]}).status_code


@pytest.mark.parametrize("body", [None, [], "x", {"id": "x"}, {"id": 0}, {"id": "1 OR 1=1"}])
def test_a_signal_that_is_not_there_is_not_found(admin, plant, body):
    assert _state(admin, plant, signal_id="999999").status_code == 404
    assert admin.post("/live/limits/preview", json=body, headers=token(admin)).status_code == 404


@pytest.mark.parametrize("given", [None, [], 7, {"high": 5}, {"higher": {"value": 5}}, {"high": {}}])
def test_what_is_no_set_of_limits_is_none(admin, plant, given):
    assert _send(admin, plant, "preview", given).get_json() == {"faults": {}, "counts": {}}


def test_a_signal_of_a_device_that_waits_has_limits_too(admin, plant):
    row = plant.conn.execute("WITH d AS (INSERT INTO device (name) VALUES ('waits') RETURNING id) "
                             "INSERT INTO signal (device_id, name) SELECT id, 'x' FROM d RETURNING id").fetchone()
    state = _state(admin, plant, signal_id=row[0]).get_json()
    assert (state["limits"], state["counts"], state["version"]) == ({}, {}, 0)
    assert state["judged"].startswith("There are no readings")


def test_the_past_is_read_once_a_minute_for_all_and_forgotten_when_it_is_much(admin, plant, monkeypatch):
    admin.application.extensions.pop("stethos.pasts", None)
    read = []
    real = limits.db.whatif.past
    monkeypatch.setattr(limits.db.whatif, "past", lambda conn, signal_id, **span: read.append(signal_id) or real(
        conn, signal_id, **span))
    for signal_id in (plant.vibration, plant.vibration, plant.speed, plant.vibration):
        _state(admin, plant, signal_id=signal_id)
    assert read == [plant.vibration, plant.speed]
    monkeypatch.setattr(limits, "_MOST_READINGS_KEPT", 1000)
    for signal_id in (plant.temperature, plant.vibration, plant.speed):
        _state(admin, plant, signal_id=signal_id)
    assert read[2:] == [plant.temperature, plant.speed]
    monkeypatch.setattr(limits, "_READ_AGAIN_S", -1)
    _state(admin, plant)
    assert read[-1] == plant.vibration


def test_proposals_come_with_what_they_would_fill_in(admin, plant):
    plant.conn.execute("UPDATE machine SET rated_power_kw = 90, rated_speed_rpm = 1480, impeller = 'coupled'")
    plant.conn.execute("UPDATE signal SET band_from_hz = 10, band_to_hz = 1000 WHERE id = %s", (plant.vibration,))
    state = _state(admin, plant).get_json()
    assert [(one["title"], one["limits"]["high"]["value"]) for one in state["proposals"]] == [
        ("ISO 10816-7, category I", 4.0), ("ISO 10816-7, category I, from the base line", 3.0),
        ("ISO 10816-7, category II", 5.1), ("ISO 10816-7, category II, from the base line", 3.27)]
    assert "not checked" in state["proposals"][0]["why"]
    assert state["proposals"][1]["why"].startswith("Base line: 2.0\u00a0mm/s, the median")
    assert state["refused"] == []
    assert _save(admin, plant, state["proposals"][0]["limits"]).status_code == 200


def test_default_limits_look_the_same_as_typed_ones(admin, plant):
    _save(admin, plant, {"high": {"value": 4.5, "priority": "medium"}})
    assert db.limits.limit_set(plant.conn, plant.vibration).limits == {Level.HIGH: default(Level.HIGH, 4.5)}


def test_a_moment_is_told_on_the_clock_of_the_plant(admin, plant):
    began = datetime.now(UTC) - timedelta(hours=3)
    assert began.strftime("%Y") in _state(admin, plant).get_json()["counts"]["high"]["newest"][0]
    assert "CE" in _state(admin, plant).get_json()["counts"]["high"]["newest"][0]
