"""The trouble of one machine as its page asks for it, and its maintenance windows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.connect import open_connection
from domain.alarm import Kind, Subject
from tests import alarm_rows as rows
from tests.web import Web, token, worker
from tools.database import Databases

HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture
def conn(web):
    with open_connection(web.url, name="test") as conn:
        conn.execute("DELETE FROM alarm; DELETE FROM machine_case; DELETE FROM signal; DELETE FROM device; "
                     "DELETE FROM machine; DELETE FROM audit")
        yield conn


@pytest.fixture
def pump(conn):
    return rows.machine(conn)


def ask(web, machine_id, since=""):
    return web.signed_in("viewer").get(f"/live/machine_case?id={machine_id}&since={since}")


def post(web, path, body, who="technician"):
    client = web.signed_in(who)
    return client.post(path, json=body, headers=token(client))


def window(hours_from=0.0, hours_until=2.0, reason="new bearings"):
    now = datetime.now(BERLIN)
    return {"reason": reason, "from": (now + hours_from * HOUR).strftime("%Y-%m-%dT%H:%M"),
            "until": (now + hours_until * HOUR).strftime("%Y-%m-%dT%H:%M")}


def test_alarms_of_the_machine_and_of_what_measures_it_stand_there_with_the_case(web, conn, pump):
    signal = rows.signal(conn, pump)
    high = rows.raised(conn, machine_id=pump, signal_id=signal)
    stuck = rows.raised(conn, machine_id=pump, signal_id=signal, subject=Subject.DEVICE, kind=Kind.STUCK)
    data = ask(web, pump).json
    assert sorted(row["id"] for row in data["alarms"]) == [high, stuck]
    assert data["case"] == {"href": f"/cases/{rows.open_case(conn, pump, began_at=rows.NOW)}", "owner": None}
    assert ask(web, pump, data["seq"]).status_code == 204


def test_a_machine_without_trouble_says_so(web, conn, pump):
    data = ask(web, pump).json
    assert (data["alarms"], data["case"], data["windows"], data["others"]) == ([], None, [], [])


def test_a_window_begins_on_the_clock_of_the_plant_and_ends_early(web, conn, pump):
    answer = post(web, f"/live/machines/{pump}/maintenance", window())
    assert "is out of service until" in answer.json["notes"][0]["message"]
    banner, = ask(web, pump).json["windows"]
    assert banner["on"]
    assert banner["reason"] == "Timo Brandt: new bearings"
    rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump))
    assert ask(web, pump).json["alarms"][0]["state"][0] == "Out of service"
    answer = post(web, f"/live/maintenance/{banner['id']}/end", {})
    assert answer.json["notes"][0]["message"] == "Back in service; 1 alarm calls people now."
    assert ask(web, pump).json["windows"] == []
    assert conn.execute("SELECT count(*) FROM audit").fetchone() == (2,)


def test_a_window_to_come_is_told_and_called_off(web, conn, pump):
    answer = post(web, f"/live/machines/{pump}/maintenance", window(3, 5))
    assert "will be out of service from" in answer.json["notes"][0]["message"]
    banner, = ask(web, pump).json["windows"]
    assert not banner["on"]
    assert banner["text"].startswith("Will be out of service from")
    assert post(web, f"/live/maintenance/{banner['id']}/end", {}).status_code == 200
    assert ask(web, pump).json["windows"] == []


@pytest.mark.parametrize("body", [
    {}, {"from": "x", "until": "y", "reason": "z"}, {"from": 7, "until": None, "reason": []}, window(reason=" "),
    window(2, 1), window(0, 24 * 31), window(-5, 5)])
def test_what_is_no_window_is_refused_with_a_sentence(web, conn, pump, body):
    answer = post(web, f"/live/machines/{pump}/maintenance", body)
    assert answer.status_code == 400
    assert answer.json["message"]
    assert ask(web, pump).json["windows"] == []


def test_a_viewer_sees_but_does_not_act(web, conn, pump):
    assert post(web, f"/live/machines/{pump}/maintenance", window(), who="viewer").status_code == 403
    assert post(web, "/live/maintenance/1/end", {}, who="viewer").status_code == 403


@pytest.mark.parametrize("path", ["/live/machine_case?id=999999", "/live/machine_case?id=x", "/live/machine_case"])
def test_a_machine_that_is_not_there_is_not_found(web, path):
    assert web.signed_in("viewer").get(path).status_code == 404


def test_windows_of_nothing_are_not_found(web, conn):
    assert post(web, "/live/machines/999999/maintenance", window()).status_code == 404
    assert post(web, "/live/maintenance/999999/end", {}).status_code == 404
