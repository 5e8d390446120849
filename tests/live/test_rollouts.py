"""Changes of many devices over HTTP: admins choose, preview, start and go back; everybody sees how it stands."""

from datetime import UTC, datetime, timedelta

import pytest

from db.connect import open_connection
from live import rollouts as live_rollouts
from services import rollouts
from tests.plant import Plant
from tests.rollout_rows import Devices
from tests.web import token, worker

NOW = datetime.now(UTC)


@pytest.fixture
def web(databases):
    with worker(databases) as found:
        yield found


@pytest.fixture
def fleet(web, monkeypatch):
    seconds = iter(range(10**6))
    monkeypatch.setattr(live_rollouts, "_second", lambda: next(seconds))
    with open_connection(web.url, name="test") as conn:
        found = Devices.make(conn, Plant(conn).machine_id, count=12, now=NOW)
        yield found


def post(client, path, body):
    return client.post(f"/live/rollouts/{path}", json=body, headers=token(client))


@pytest.fixture
def admin(web):
    return web.signed_in("admin")


def prepare(admin, fleet, settings=None, **more):
    body = {"ids": fleet.ids, "settings": settings or {"report_interval_s": 60}, "share": 0.1, "reason": "quieter"}
    answer = post(admin, "create", body | more)
    assert answer.status_code == 200, answer.json
    return int(answer.json["href"].split("/")[-1])


def shown(client, number, **asked):
    return client.get("/live/rollout", query_string={"id": number, **asked}).json


def run(fleet, turns, **how):
    for turn in range(turns):
        rollouts.advance(fleet.conn, NOW + timedelta(seconds=turn))
        fleet.obey(datetime.now(UTC), **how)


def test_devices_are_chosen_by_model_place_and_words(web, admin, fleet):
    asked = "/live/rollout_choice"
    found = admin.get(asked, query_string={"model": "TV-1", "q": "node-01 nordwerk"}).json
    assert [row[1] for row in found["rows"]] == ["node-010", "node-011", "node-012"]
    assert found["rows"][0][2:] == ["TV-1", "White water pump", "Nordwerk › Paper machine 1", True]
    assert found["models"] == [["TV-1", 12]]
    assert found["types"] == [["pump", "Pump"]]
    (line,) = [number for number, name in found["places"] if "Paper" in name]
    assert len(admin.get(asked, query_string={"place": line}).json["ids"]) == 13
    assert admin.get(asked, query_string={"place": 10**6}).json["ids"] == []
    assert admin.get(asked, query_string={"type": "fan"}).json["ids"] == []


def test_the_fields_are_those_the_devices_have_in_common(admin, fleet):
    found = post(admin, "fields", {"ids": fleet.ids}).json
    assert [(one["path"], one["type"], one["help"]) for one in found["fields"]] == [
        ("report_interval_s", "number", "1\xa0s to 600\xa0s"), ("led", "boolean", "")]


def test_a_preview_shows_all_differences_and_nothing_is_changed(admin, fleet):
    fleet.conn.execute("UPDATE device SET about = '{\"settings\": {\"led\": {\"type\": \"boolean\"}}}' WHERE id = %s",
                       (fleet.ids[3],))
    found = shown(admin, prepare(admin, fleet))
    assert (found["title"], found["acts"]) == ("Report interval 60\xa0s", ["start", "discard"])
    assert found["groups"] == [
        {"name": "Report interval", "before": "30\xa0s", "after": "60\xa0s", "devices": "11 devices"},
        {"name": "Left out", "before": "", "after": "It has no such setting.", "devices": "1 device"}]
    assert found["rows"][0]["changes"] == [["Report interval", "30\xa0s", "60\xa0s"]]
    assert fleet.twin(fleet.ids[0]).revision == 0


def test_warnings_have_to_be_agreed_to(admin, fleet):
    fleet.conn.execute("UPDATE device SET battery_pct = 80 WHERE id = ANY (%s)", (fleet.ids[:5],))
    number = prepare(admin, fleet, {"report_interval_s": 5})
    (warning,) = shown(admin, number)["warnings"]
    assert warning[1] == "5 devices"
    assert post(admin, f"{number}/start", {}).status_code == 400
    assert post(admin, f"{number}/start", {"consent": True}).status_code == 200


def test_progress_is_counted_and_devices_in_trouble_come_first(admin, fleet):
    number = prepare(admin, fleet, share=0.5)
    assert post(admin, f"{number}/start", {}).status_code == 200
    refusing = fleet.ids[5:7]
    run(fleet, 9, refusing=refusing)
    found = shown(admin, number)
    assert {name: count for name, count, _ in found["counts"]} == {"in_effect": 10, "refused": 2}
    assert [(row["state"], row["reason"]) for row in found["rows"][:3]] == [
        ("refused", "“battery low”")] * 2 + [("in_effect", "")]
    assert [row["id"] for row in shown(admin, number, state="refused")["rows"]] == sorted(refusing)
    assert found["history"][0]["text"] == "Given to all"
    assert admin.get("/live/rollout", query_string={"id": number, "since": "x"}).status_code == 200
    (line,) = admin.get("/live/rollouts").json["rows"]
    assert line["title"] == "Report interval 60\xa0s"
    assert (line["status"][0], line["devices"]) == ("Given to all", "12 devices")


def test_it_is_paused_resumed_and_rolled_back(admin, fleet):
    number = prepare(admin, fleet)
    post(admin, f"{number}/start", {})
    for act, status in (("pause", "Paused"), ("resume", "Running"), ("roll_back", "Going back")):
        assert post(admin, f"{number}/{act}", {}).status_code == 200
        assert shown(admin, number)["status"][0] == status
    answer = post(admin, f"{number}/pause", {})
    assert (answer.status_code, "faster" in answer.json["message"]) == (400, True)


@pytest.mark.parametrize("name", ["viewer", "technician"])
def test_only_admins_change_and_everybody_sees(web, admin, fleet, name):
    number, other = prepare(admin, fleet), web.signed_in(name)
    assert shown(other, number)["status"][0] == "Preview"
    for path in ("fields", "create", f"{number}/start", f"{number}/again", f"{number}/discard", f"{number}/pause",
                 f"{number}/resume", f"{number}/roll_back"):
        assert post(other, path, {}).status_code == 403
    assert other.get("/live/rollout_choice").status_code == 403


@pytest.mark.parametrize("body", [
    {}, {"ids": "all"}, {"ids": [], "settings": {"led": True}, "share": 0.1},
    {"ids": [1], "settings": {}, "share": 0.1},
    {"ids": [1], "settings": {"led": [1]}, "share": 0.1}, {"ids": [1], "settings": {"led": True}, "share": 7},
    {"ids": [1], "settings": {"led": True}, "share": True}])
def test_what_cannot_be_used_is_refused(admin, fleet, body):
    assert post(admin, "create", body).status_code == 400
    assert admin.get("/live/rollout?id=77").status_code == 404
