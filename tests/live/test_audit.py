"""The audit trail on the screen: who did what to which thing, found by person, kind, action, day and words."""

from datetime import UTC, datetime

import pytest

import services.audit
from db.connect import open_connection
from live import audit
from tests.plant import Plant
from tests.web import worker


@pytest.fixture(scope="module")
def web(databases):
    """One web worker; the pump of the plant with 120 changes by an admin and one by nobody."""
    with worker(databases) as web:
        with open_connection(web.url, name="test") as conn:
            plant = Plant(conn)
            ada = conn.execute("SELECT id FROM users WHERE name = 'admin'").fetchone()[0]
            for number in range(120):
                services.audit.record(conn, user_id=ada, object="machine", object_id=plant.machine_id, action="changed",
                                      before={"criticality": number}, after={"criticality": number + 1})
            services.audit.record(conn, user_id=None, object="signal", object_id=plant.vibration, action="retired",
                                  before={"retired_at": None}, after={"retired_at": "2026-03-01T12:00:00+00:00"},
                                  reason="sensor torn off")
            web.plant, web.ada = plant.machine_id, ada
        yield web


def ask(web, query="", *, name="admin"):
    answer = web.signed_in(name).get(f"/live/audit?{query}")
    assert answer.status_code == 200
    return answer.json


def text(row):
    return "".join(piece for piece, _href in row["said"])


def test_a_line_says_who_did_what_to_which_thing_with_the_fields_before_and_after(web):
    newest, second, *_ = ask(web)["rows"]
    assert text(newest) == "Stethos retired the signal Drive-end vibration, White water pump"
    assert newest["rows"] == [["Retired", "–", "1 Mar 2026, 13:00\xa0CET"]]
    assert newest["why"] == "sensor torn off"
    assert text(second).endswith("changed the machine White water pump")
    assert ["White water pump", f"/machines/{web.plant}"] in second["said"]
    assert second["rows"] == [["Criticality", "119", "120"]]


def test_pages_follow_each_other_without_a_gap_or_a_repeat(web):
    seen, after = [], ""
    while True:
        page = ask(web, f"after={after}")
        seen += [row["id"] for row in page["rows"]]
        after = page["after"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 121
    assert seen == sorted(seen, reverse=True)
    assert len(ask(web)["rows"]) == audit.PAGE


@pytest.mark.parametrize(("query", "count"), [
    ("person=0", 1), ("person=999999", 0), ("object=signal", 1), ("action=retired", 1), ("action=no&object=signal", 0),
    ("q=torn", 1), ("q=torn+o", 1), ("q=vibra+white", 1), ("q=nothing", 0), ("from=2999-01-01", 0),
    ("to=1999-01-01", 0),
    ("q=%27%26+%7C+%21%3A*", 50), ("from=rubbish&to=99999999-1-1&after=x&person=-1", 50), ("q=%00torn", 1)])
def test_changes_are_found_by_who_what_when_and_words(web, query, count):
    assert len(ask(web, query)["rows"]) == count


def test_a_day_is_a_day_of_the_plant(web):
    today = datetime.now(UTC).astimezone().date()
    assert ask(web, f"from={today.replace(day=1).isoformat()}&q=torn")["rows"]


def test_what_can_be_chosen_is_what_is_there(web):
    choices = ask(web)["choices"]
    assert choices["object"] == [["machine", "Machines"], ["signal", "Signals"]]
    assert choices["action"] == [["changed", "changed"], ["retired", "retired"]]
    assert [number for number, _name in choices["person"]] == [str(web.ada), "0"]


def test_only_admins_see_the_whole_trail_and_everybody_that_of_a_thing(web):
    for name in ("viewer", "technician"):
        assert web.signed_in(name).get("/live/audit").status_code == 403
    page = web.signed_in("viewer").get(f"/live/history?object=machine&id={web.plant}").json
    assert text(page["rows"][0]) == "Stethos retired the signal Drive-end vibration, White water pump"
    older = web.signed_in("viewer").get(f"/live/history?object=machine&id={web.plant}&after={page['after']}").json
    assert older["rows"][0]["id"] < page["rows"][-1]["id"]


@pytest.mark.parametrize(("query", "status"), [("object=users&id=1", 400), ("object=machine&id=x", 404), ("", 404)])
def test_the_history_of_nothing_is_refused(web, query, status):
    assert web.signed_in("admin").get(f"/live/history?{query}").status_code == status
