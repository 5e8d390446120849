"""The page of a device: what is wanted, reported and in effect, and what people do to it."""

import json
from collections.abc import Iterator
from itertools import count

import pytest

from db.connect import open_connection
from live import device
from tests import twin_rows
from tests.plant import Plant
from tests.web import Web, token, worker
from tools.database import Databases

SECONDS = count()
INTERVAL, HIGH = "measurement_interval_s", "limits/vibration/high"


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        with open_connection(web.url, name="test") as conn:
            Plant(conn)
        yield web


@pytest.fixture
def conn(web):
    with open_connection(web.url, name="test") as conn:
        yield conn
        conn.execute("DELETE FROM device_twin")
        conn.execute("DELETE FROM settings_revision")
        conn.execute("DELETE FROM settings_request")


@pytest.fixture
def sensor(conn):
    row = conn.execute("SELECT id FROM device WHERE name = 'sim-0001'").fetchone()
    twin_rows.describe(conn, row[0])
    return row[0]


@pytest.fixture(autouse=True)
def every_answer_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_second", lambda: next(SECONDS))


@pytest.fixture
def ask(web, sensor):
    def ask(query="", *, role="viewer"):
        found = web.signed_in(role).get(f"/live/device?id={sensor}{query}")
        assert found.status_code == 200
        return found.get_json()

    return ask


@pytest.fixture
def act(web, sensor):
    def act(what, *, role="admin", status=200, **body):
        client = web.signed_in(role)
        found = client.post(f"/live/device/{sensor}/{what}", json=body, headers=token(client))
        assert found.status_code == status, found.get_json()
        return found.get_json()

    return act


def row(body, path):
    return next(one for one in body["rows"] if one["path"] == path)


def states(body):
    return {one["path"]: one["state"] for one in body["rows"]}


def test_the_form_comes_from_the_description_of_the_device_before_anybody_set_anything(ask):
    body = ask()
    assert [(one["name"], one["group_title"]) for one in body["rows"]] == [
        ("Measuring interval", ""), ("Report interval", ""), ("Status light", ""), ("Mode", ""),
        ("high limit", "Drive-end vibration"), ("high-high limit", "Drive-end vibration")]
    assert set(states(body).values()) == {"unknown"}
    assert row(body, INTERVAL)["field"] == {"type": "number", "unit": "s", "choices": [], "none": False,
                                            "bounds": "1\N{NO-BREAK SPACE}s to 3,600\N{NO-BREAK SPACE}s"}
    assert body["history"] == []


def test_nothing_is_in_effect_before_the_device_says_so(ask, act, conn, sensor):
    act("save", revision=0, changes={INTERVAL: "10"}, reason="finer")
    body = ask()
    shown = row(body, INTERVAL)
    assert (shown["state"], shown["wanted"], shown["reported"]) == ("sending", "10\N{NO-BREAK SPACE}s", "")
    assert (shown["revision"], shown["wanted_why"]) == (1, "finer")
    assert shown["wanted_by"].startswith("Ada Lindqvist, ")
    twin_rows.answer(conn, sensor)
    body = ask()
    assert row(body, INTERVAL)["state"] == "in_effect"
    assert body["summary"] == ["In effect: 1 setting", "good", "state-healthy"]


def test_a_refusal_comes_with_the_reason_of_the_device(ask, act, conn, sensor):
    act("save", revision=0, changes={INTERVAL: "10"})
    twin_rows.report(conn, sensor, 1, {INTERVAL: 30}, refused={INTERVAL: "below 30 s on battery"})
    shown = row(ask(), INTERVAL)
    assert (shown["state"], shown["why"], shown["reported"]) == (
        "refused", "“below 30 s on battery”", "30\N{NO-BREAK SPACE}s")


def test_a_device_that_sleeps_says_until_when(ask, act, conn, sensor):
    act("save", revision=0, changes={INTERVAL: "10"})
    conn.execute("UPDATE device SET online = false, status_at = now(), wakes_in_s = 600 WHERE id = %s", (sensor,))
    body = ask()
    conn.execute("UPDATE device SET online = true, wakes_in_s = NULL WHERE id = %s", (sensor,))
    assert row(body, INTERVAL)["state"] == "waiting"
    assert "expected" in row(body, INTERVAL)["why"]
    assert body["head"]["mark"][0] == "Asleep"


def test_what_cannot_be_used_is_told_at_its_field_and_changes_nothing(ask, act):
    told = act("save", status=422, revision=0, changes={INTERVAL: "0", "mode": "turbo", HIGH: "51"})
    assert {path: lines[0][1] for path, lines in told["findings"].items()} == {
        INTERVAL: "At least 1\N{NO-BREAK SPACE}s.", "mode": "The device does not offer this.",
        HIGH: "The signal cannot be there: its range ends at 50\N{NO-BREAK SPACE}mm/s."}
    assert (told["errors"], told["warnings"]) == (3, 0)
    assert ask()["revision"] == 0


def test_a_warning_is_passed_on_purpose_only(ask, act, conn, sensor):
    twin_rows.describe(conn, sensor, {"model": "old"})
    twin_rows.report(conn, sensor, 0, {"gain": 1})
    told = act("save", status=422, revision=0, changes={"gain": "2"})
    assert (told["errors"], told["warnings"]) == (0, 1)
    assert act("save", revision=0, changes={"gain": "2"}, consent=True)["revision"] == 1
    assert row(ask(), "gain")["wanted"] == "2"


def test_of_two_admins_the_second_sees_what_the_first_has_set(act):
    act("save", revision=0, changes={INTERVAL: "20"}, reason="less data")
    told = act("save", status=409, revision=0, changes={INTERVAL: "10", "led": "true"})
    assert told["conflict"]["rows"] == [["Status light", "not set", "on"],
                                        ["Measuring interval", "20\N{NO-BREAK SPACE}s", "10\N{NO-BREAK SPACE}s"]]
    assert (told["conflict"]["revision"], told["conflict"]["why"]) == (1, "less data")
    assert act("check", revision=0, changes={INTERVAL: "10"})["conflict"]["revision"] == 1
    assert act("save", revision=1, changes={INTERVAL: "10"})["revision"] == 2


def test_what_was_changed_at_the_device_is_adopted_or_ours_is_sent_again(ask, act, conn, sensor):
    act("save", revision=0, changes={INTERVAL: "10", "led": "true"})
    twin_rows.report(conn, sensor, 1, {INTERVAL: 60, "led": True}, local=True)
    assert ask()["changed"] == [INTERVAL]
    act("adopt", revision=1, seen={INTERVAL: 30}, status=400)       # it is 60 by now
    act("adopt", revision=1, seen={INTERVAL: 60})
    body = ask()
    assert (states(body)[INTERVAL], row(body, INTERVAL)["wanted"]) == ("in_effect", "60\N{NO-BREAK SPACE}s")
    act("push", revision=2)
    assert [one["title"] for one in ask()["history"]][:2] == ["Revision 3: sent again",
                                                              "Revision 2: adopted from the device"]


def test_the_history_shows_each_difference_and_leads_back(ask, act):
    act("save", revision=0, changes={INTERVAL: "10"})
    act("save", revision=1, changes={INTERVAL: "20", HIGH: ""})
    newest, first, start = ask()["history"]
    assert newest["rows"] == [["Drive-end vibration: high limit", "not set", "no limit"],
                              ["Measuring interval", "10\N{NO-BREAK SPACE}s", "20\N{NO-BREAK SPACE}s"]]
    assert [one["may_return"] for one in (newest, first, start)] == [False, True, True]
    act("roll-back", revision=2, to=1)
    assert row(ask(), INTERVAL)["wanted"] == "10\N{NO-BREAK SPACE}s"
    act("roll-back", revision=2, to=1, status=409)
    act("roll-back", revision=3, to=77, status=404)


def test_a_technician_asks_the_device_to_report_and_sees_when_it_did(ask, act, conn, sensor):
    act("ask", role="technician")
    assert ask()["asked"][0]["answer"] == "not answered yet"
    twin_rows.report(conn, sensor, 0, {INTERVAL: 10})
    assert ask()["asked"][0]["answer"].startswith("answered")


@pytest.mark.parametrize(("what", "role"), [
    ("ask", "viewer"), ("save", "technician"), ("adopt", "technician"), ("push", "technician"),
    ("roll-back", "technician"), ("save", "viewer")])
def test_only_who_may_changes_something(act, what, role):
    act(what, role=role, status=403, revision=0, to=0, changes={INTERVAL: "10"}, seen={INTERVAL: 1})


@pytest.mark.parametrize("body", [
    {}, {"changes": 7}, {"changes": {"x": {"y": 1}}}, {"changes": {INTERVAL: "\0"}}, {"changes": {"\0": "1"}},
    {"changes": {INTERVAL: "9" * 9000}}, {"revision": "x", "changes": {INTERVAL: "1"}}, {"seen": {"x": []}},
    {"seen": "all"}, {"to": -1}])
def test_nonsense_is_refused_and_breaks_nothing(web, sensor, body):
    client = web.signed_in("admin")
    for what in ("check", "save", "adopt", "push", "roll-back"):
        found = client.post(f"/live/device/{sensor}/{what}", json=body, headers=token(client))
        assert found.status_code in (200, 400, 409, 422), (what, found.status_code)


def test_the_documents_stand_as_they_are_on_the_wire(web, act, conn, sensor):
    act("save", revision=0, changes={INTERVAL: "10", HIGH: "4.5"})
    twin_rows.answer(conn, sensor)
    found = web.signed_in().get(f"/live/device/documents?id={sensor}").get_json()
    wanted = {"revision": 1, "settings": {INTERVAL: 10, "limits": {"vibration": {"high": 4.5}}}}
    assert json.loads(found["desired"]) == json.loads(found["reported"]) == wanted
    assert json.loads(found["about"]) == twin_rows.ABOUT


def test_who_knows_the_answer_gets_none(web, ask, sensor):
    known = ask()["seq"]
    assert web.signed_in().get(f"/live/device?id={sensor}&since={known}").status_code == 204


@pytest.mark.parametrize("query", ["", "?id=x", "?id=0", "?id=999999", "?id=99999999999"])
def test_a_device_that_is_not_there_is_not_found(web, query):
    assert web.signed_in().get(f"/live/device{query}").status_code == 404
    assert web.client().get(f"/live/device{query}").status_code == 401


def on_the_machine(web, conn, sensor):
    row = conn.execute("SELECT machine_id FROM device WHERE id = %s", (sensor,)).fetchone()
    return web.signed_in().get(f"/live/machine_devices?id={row[0]}").get_json()["devices"][0]


def test_the_machine_says_how_often_its_devices_measure_and_what_is_wanted(web, conn, act, sensor):
    shown = on_the_machine(web, conn, sensor)
    assert (shown["name"], shown["href"], shown["reach"][0]) == ("sim-0001", f"/devices/{sensor}", "Online")
    assert (shown["interval"]["reported"], shown["interval"]["may_set"]) == ("", True)
    twin_rows.report(conn, sensor, 0, {INTERVAL: 10})
    act("save", revision=0, changes={INTERVAL: "20"})
    shown = on_the_machine(web, conn, sensor)
    assert (shown["interval"]["reported"], shown["interval"]["wanted"], shown["interval"]["state"]) == (
        "10\N{NO-BREAK SPACE}s", "20\N{NO-BREAK SPACE}s", "sending")


def test_a_device_without_an_interval_is_there_all_the_same(web, conn, sensor):
    twin_rows.describe(conn, sensor, {"model": "old"})
    assert on_the_machine(web, conn, sensor)["interval"] is None
