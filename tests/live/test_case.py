"""The page of a case as browsers ask for it: head, alarms, timeline, other cases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from db.connect import open_connection
from domain.alarm import Event
from services import alarms, cases
from tests import alarm_rows as rows
from tests.web import Web, worker
from tools.database import Databases

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture
def conn(web):
    with open_connection(web.url, name="test") as conn:
        conn.execute("DELETE FROM alarm; DELETE FROM machine_case; DELETE FROM signal; DELETE FROM device; "
                     "DELETE FROM machine")
        yield conn


@pytest.fixture
def me(conn):
    return conn.execute("SELECT id FROM users WHERE name = 'technician'").fetchone()[0]


@pytest.fixture
def pump(conn):
    return rows.machine(conn)


@pytest.fixture
def high(conn, pump):
    now = datetime.now(UTC)
    return rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump), began_at=now - 6 * HOUR,
                       stored_at=now - HOUR)


@pytest.fixture
def case(conn, pump, high):
    return rows.open_case(conn, pump, began_at=datetime.now(UTC))


def ask(web, case):
    answer = web.signed_in("viewer").get(f"/live/case?id={case}")
    assert answer.status_code == 200
    return answer.json


def act(case, me, version=1):
    return cases.Act(case, me, datetime.now(UTC), version)


def test_the_head_says_what_since_when_and_who_looks_after_it(web, conn, case, me):
    cases.set_owner(conn, act(case, me), me)
    head = ask(web, case)["head"]
    assert (head["machine"], head["place"], head["open"], head["owner"], head["owner_id"], head["version"]) == (
        "Feed pump", "Mill", True, "Timo Brandt", me, 2)
    assert head["unacknowledged"] == 1


def test_the_timeline_mixes_alarms_at_their_true_times_with_what_people_did(web, conn, case, high, me):
    now = datetime.now(UTC)
    cases.comment(conn, case, "Hot", user_id=me, now=now - 3 * timedelta(minutes=1))
    alarms.acknowledge(conn, [high], user_id=me, now=now - 2 * timedelta(minutes=1), text="I go")
    rows.fact(conn, high, Event.CLEARED, at=now - 5 * HOUR)
    timeline = ask(web, case)["timeline"]
    assert [item["title"].split(":")[0] for item in timeline] == ["Acknowledged", "Comment", "Returned", "Alarm"]
    assert timeline[0]["by"] == "Timo Brandt"
    assert "data came late" in timeline[3]["late"]
    assert len({item["key"] for item in timeline}) == 4


def test_who_has_seen_it_so_gets_nothing_again(web, conn, case, me):
    client = web.signed_in("viewer")
    seq = client.get(f"/live/case?id={case}").json["seq"]
    assert client.get(f"/live/case?id={case}&since={seq}").status_code == 204
    cases.comment(conn, case, "Hot", user_id=me, now=datetime.now(UTC))
    assert client.get(f"/live/case?id={case}&since={seq}").status_code == 200


def test_a_closed_case_says_what_it_was_and_is_another_case_of_the_next(web, conn, pump, case, high, me):
    cases.close(conn, act(case, me), outcome="process", conclusion="The mix", acknowledge_all=True)
    head = ask(web, case)["head"]
    assert not head["open"]
    assert "by Timo Brandt: The process, not the machine" in head["closed"]
    next_case = rows.open_case(conn, pump, began_at=datetime.now(UTC))
    assert ask(web, next_case)["others"] == [{
        "id": case, "href": f"/cases/{case}", "conclusion": "The mix",
        "words": ["The process, not the machine", *ask(web, next_case)["others"][0]["words"][1:]]}]


def test_only_alarms_about_values_have_a_chart(web, conn, pump, case, high):
    assert ask(web, case)["charts"] == [[high, "Vibration, high limit"]]


@pytest.mark.parametrize("case_id", ["", "0", "x", "999999", "1;2"])
def test_a_case_that_is_not_there_is_not_found(web, conn, case_id):
    assert web.signed_in("viewer").get(f"/live/case?id={case_id}").status_code == 404
