"""The list of alarms as browsers ask for it, and what people do from there."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from db.connect import open_connection
from domain.alarm import Event, Kind, Subject
from domain.limit import Priority
from live import alarms
from tests import alarm_rows as rows
from tests.web import Web, token, worker
from tools.database import Databases

MINUTE = timedelta(minutes=1)
SECONDS = count()


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture(autouse=True)
def _looks_again(monkeypatch):
    """Look into the database at each question."""
    monkeypatch.setattr(alarms, "_stamp", lambda: next(SECONDS))
    monkeypatch.setattr(alarms.answers.Answers, "fresh", lambda _self, _key, read: read())


@pytest.fixture
def conn(web):
    with open_connection(web.url, name="test") as conn:
        conn.execute("DELETE FROM alarm; DELETE FROM machine_case; DELETE FROM signal; DELETE FROM device; "
                     "DELETE FROM maintenance_window; DELETE FROM machine; UPDATE users SET alarms_seen_at = NULL")
        yield conn


@pytest.fixture
def pump(conn):
    return rows.machine(conn)


def raised(conn, pump, device="sim-1", *, ago=60 * MINUTE, **more):
    at = datetime.now(UTC) - ago
    return rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump, device=device), began_at=at, **more)


def ask(web, query="", who="viewer"):
    answer = web.signed_in(who).get(f"/live/alarms?{query}")
    assert answer.status_code == 200
    return answer.json


def ids(data):
    return [row["id"] for row in data["rows"]]


def act(web, what, body, who="technician"):
    client = web.signed_in(who)
    return client.post(f"/live/alarms/{what}", json=body, headers=token(client))


def views(data):
    return {name: text for name, text in data["views"] if text not in ("", "0")}


def test_a_line_says_what_why_since_when_and_where_to_go(web, conn, pump):
    high = raised(conn, pump)
    row = ask(web)["rows"][0]
    assert (row["id"], row["title"], row["place"], row["href"]) == (high, "Feed pump", "Mill", f"/machines/{pump}")
    assert row["why"] == "Vibration 7.4\u00a0mm/s, above its high limit 4.5"
    assert row["mark"][0] == "Medium"
    assert row["state"][0] == "Not acknowledged"
    assert row["acts"] == ["acknowledge", "shelve"]
    assert re.fullmatch(r"/cases/\d+", row["case"])


def test_who_has_seen_it_so_gets_nothing_again_until_something_happens(web, conn, pump):
    high, client = raised(conn, pump), web.signed_in("viewer")
    seq = client.get("/live/alarms").json["seq"]
    assert client.get(f"/live/alarms?since={seq}").status_code == 204
    rows.fact(conn, high, Event.CLEARED, at=datetime.now(UTC))
    assert client.get(f"/live/alarms?since={seq}").json["rows"][0]["state"][0] == "Returned, not acknowledged"


def test_the_filters_are_priority_stage_site_and_words(web, conn, pump):
    critical = raised(conn, pump, "a", priority=Priority.CRITICAL, kind=Kind.HIGH_HIGH)
    medium, low = raised(conn, pump, "b"), raised(conn, pump, "c", priority=Priority.LOW)
    me = conn.execute("SELECT id FROM users WHERE name = 'technician'").fetchone()[0]
    rows.acknowledged(conn, medium, me)
    assert ids(ask(web)) == [critical, medium, low]
    assert ids(ask(web, "priority=critical")) == [critical]
    assert ids(ask(web, "stage=acknowledged")) == [medium]
    assert ids(ask(web, "site=mill&q=FEED+vib")) == [critical, medium, low]
    assert ids(ask(web, "site=other")) == ids(ask(web, "q=fan")) == []
    assert [row[1] for row in ask(web)["stages"]] == [2, 1, 0]


@pytest.mark.parametrize("query", [
    "view=x&priority=y&stage=z&limit=-7&from=yesterday&to=9", "q=%00", "limit=" + "9" * 30,
    "view=history&from=2026-13-45", "view=history&q=%25_%5C"])
def test_what_is_made_up_is_as_good_as_nothing(web, conn, pump, query):
    raised(conn, pump)
    ask(web, query)


def test_each_list_holds_its_own_and_all_are_counted(web, conn, pump):
    fan = rows.machine(conn, "fan", name="Fan")
    me = rows.person(conn, f"eva-{next(SECONDS)}")
    active, shelved = raised(conn, pump, "a"), raised(conn, pump, "b")
    out = raised(conn, fan, "c")
    device = raised(conn, pump, "d", subject=Subject.DEVICE, kind=Kind.STUCK)
    now = datetime.now(UTC)
    rows.services.alarms.shelve(conn, [shelved], rows.services.alarms.shelving(
        user_id=me, now=now, until=now + 60 * MINUTE, reason="washed"))
    conn.execute("INSERT INTO maintenance_window (machine_id, starts_at, ends_at, reason) "
                 "VALUES (%s, now() - interval '1 hour', now() + interval '1 hour', 'new belt')", (fan,))
    assert ids(ask(web)) == [active]
    assert ids(ask(web, "view=shelved")) == [shelved]
    assert "new belt" in ask(web, "view=out_of_service")["rows"][0]["notes"][0]
    assert ids(ask(web, "view=out_of_service")) == [out]
    assert ask(web, "view=devices")["rows"][0]["ne107"][0] == "Failure"
    assert ids(ask(web, "view=devices")) == [device]
    assert views(ask(web)) == {"active": "1", "shelved": "1", "out_of_service": "1", "devices": "1"}
    assert len(ids(ask(web, "view=history"))) == 4


def test_the_platform_and_gateways_stand_first_and_hold_what_they_explain(web, conn, pump):
    gateway = rows.raised(conn, subject=Subject.GATEWAY, kind=Kind.SILENT, gateway="gw-7", blind=40)
    under = raised(conn, pump, subject=Subject.DEVICE, kind=Kind.SILENT, cause_id=gateway)
    platform = rows.raised(conn, subject=Subject.PLATFORM, kind=Kind.BROKER_AWAY)
    data = ask(web)
    assert [row["id"] for row in data["banners"]] == [platform, gateway]
    assert data["banners"][1]["why"] == "gw-7 is silent: 40 machines cannot be seen"
    assert data["banners"][1]["explains"] == "explains 1 more alarm"
    assert [row[0] for row in data["banners"][1]["explained"]] == [under]
    assert views(data) == {}


def test_a_flood_is_told_and_grouped_by_machine_and_site(web, conn, pump):
    fan = rows.machine(conn, "fan", name="Fan")
    for number in range(9):
        raised(conn, pump, f"p-{number}", ago=MINUTE)
    raised(conn, fan, "f-1", ago=MINUTE)
    assert ask(web)["flood"] == ""
    worst = raised(conn, fan, "f-2", ago=MINUTE, priority=Priority.CRITICAL)
    data = ask(web)
    assert data["flood"] == "Flood: 11 new alarms in 10 minutes. They are grouped by machine and site."
    groups = [row for row in data["rows"] if "group" in row]
    assert [(row["group"], row["mark"][0], len(row["members"])) for row in groups] == [
        ("Fan", "Critical", 2), ("Feed pump", "Medium", 9)]
    assert ids(data)[1] == worst
    for key in ("a", "b"):
        raised(conn, rows.machine(conn, key), key, ago=MINUTE, priority=Priority.LOW)
    head = [row for row in ask(web)["rows"] if "group" in row][-1]
    assert (head["group"], head["place"], len(head["members"])) == ("Mill", "machines with one alarm each", 2)


def test_the_history_keeps_what_is_over_and_is_searched_by_day(web, conn, pump):
    old = raised(conn, pump, "a", ago=timedelta(days=40))
    me = rows.person(conn, f"eva-{next(SECONDS)}")
    rows.acknowledged(conn, old, me)
    rows.fact(conn, old, Event.CLEARED, at=datetime.now(UTC) - timedelta(days=39))
    new, day = raised(conn, pump, "b"), datetime.now(UTC).date()
    assert ids(ask(web, "view=history")) == [new, old]
    assert ask(web, "view=history")["rows"][1]["state"][0] == "Over"
    assert ids(ask(web, f"view=history&from={day - timedelta(days=2)}")) == [new]
    assert ids(ask(web, f"view=history&to={day - timedelta(days=2)}")) == [old]
    assert ids(ask(web, "view=history&q=pump&priority=low")) == []


def test_who_acknowledges_is_told_how_many_and_who_was_faster(web, conn, pump):
    one, two = raised(conn, pump, "a"), raised(conn, pump, "b")
    assert act(web, "acknowledge", {"ids": [one]}).json["notes"] == [
        {"message": "1 alarm acknowledged", "kind": "done"}]
    done, beaten = act(web, "acknowledge", {"ids": [one, two]}, who="admin").json["notes"]
    assert done["message"] == "1 alarm acknowledged"
    assert beaten["message"].startswith("Timo Brandt was faster: acknowledged")


def test_alarms_are_shelved_taken_back_reset_and_commented(web, conn, pump):
    one = raised(conn, pump)
    for what, more, message in (
            ("shelve", {"seconds": 3600, "reason": "washed", "once": True}, "1 alarm shelved"),
            ("unshelve", {}, "1 alarm calls again"), ("comment", {"text": "Hot"}, "Comment on 1 alarm kept"),
            ("reset", {}, "Only a latched alarm that has returned can be reset.")):
        answer = act(web, what, {"ids": [one], **more})
        assert (answer.status_code, answer.json["notes"][0]["message"]) == (200, message)


@pytest.mark.parametrize(("what", "body"), [
    ("acknowledge", {}), ("acknowledge", {"ids": []}), ("acknowledge", {"ids": ["1"]}),
    ("acknowledge", {"ids": [True]}),
    ("acknowledge", {"ids": [1.5]}), ("acknowledge", {"ids": [-1]}), ("acknowledge", {"ids": list(range(1, 1500))}),
    ("shelve", {"ids": [1], "reason": "x"}), ("shelve", {"ids": [1], "reason": "x", "seconds": 2**50}),
    ("shelve", {"ids": [1], "reason": " ", "seconds": 60}), ("comment", {"ids": [1], "text": ""}), ("seen", {}),
    ("seen", {"until_ms": 2**52}), ("seen", {"until_ms": "x"})])
def test_what_is_made_up_is_refused_with_a_sentence(web, conn, what, body):
    answer = act(web, what, body)
    assert answer.status_code == 400
    assert answer.json["message"]


@pytest.mark.parametrize("what", ["acknowledge", "shelve", "unshelve", "reset", "comment"])
def test_a_viewer_sees_but_does_not_act(web, conn, pump, what):
    assert act(web, what, {"ids": [raised(conn, pump)]}, who="viewer").status_code == 403


def test_what_somebody_has_seen_is_kept_and_never_in_the_future(web, conn):
    def seen():
        return conn.execute("SELECT alarms_seen_at FROM users WHERE name = 'viewer'").fetchone()[0]

    now_ms = round(datetime.now(UTC).timestamp() * 1000)
    assert act(web, "seen", {"until_ms": now_ms - 60_000}, who="viewer").status_code == 200
    assert seen() == datetime.fromtimestamp((now_ms - 60_000) / 1000, UTC)
    act(web, "seen", {"until_ms": now_ms - 120_000}, who="viewer")
    assert seen() == datetime.fromtimestamp((now_ms - 60_000) / 1000, UTC)
    act(web, "seen", {"until_ms": now_ms + 9_000_000}, who="viewer")
    assert seen() <= datetime.now(UTC)
