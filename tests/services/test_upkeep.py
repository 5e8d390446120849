"""Maintenance is planned, changed, retired, restored, and done: that writes the log book and sets what is next."""

from datetime import UTC, date, datetime

import pytest

import db.audit
import db.log
import db.upkeep
import services.upkeep
from domain.errors import ChangedMeanwhileError, NotFoundError
from domain.fleet_audit import Author
from domain.fleet_fault import Fault, FleetFileError
from domain.fleet_form import NoReasonError, NotRetiredError, RetiredError
from domain.log_form import Form
from domain.upkeep import Clock, PlanDoubledError
from tests.plant import Plant

NOW = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)     # the 30th in Berlin
OIL = {"name": "Oil change", "every": "3", "every_unit": "months", "due_on": "2026-03-01", "every_h": "2000",
       "due_at_h": "1500", "note": "ISO VG 46"}
DONE = {"done_at": "2026-03-29T09:30", "kind": "lubrication", "text": "Oil changed", "done_by": "Timo",
        "running_h": "812"}
USER = """INSERT INTO users (name, full_name, password_hash, role)
          VALUES ('timo', 'Timo Brandt', 'x', 'technician') RETURNING id"""
DAY = """INSERT INTO tally VALUES ('machine', %s, 'day', %s, 0, 0, 0, 0, 0, %s, 0, 0, 0)
         ON CONFLICT (scope, scope_id, period, start) DO UPDATE SET running_s = excluded.running_s"""


@pytest.fixture
def plant(conn):
    return Plant(conn)


@pytest.fixture
def by(conn):
    return Author(int(conn.execute(USER).fetchone()[0]))


def create(conn, plant, by, **values):
    return services.upkeep.create(conn, plant.machine_id, OIL | values, by=by)


def trail(conn, number):
    return [(line.action, line.before, line.after)
            for line in db.audit.history(conn, object="maintenance_plan", object_id=number)]


def run(conn, plant, day, hours):
    conn.execute(DAY, (plant.machine_id, datetime(2026, 3, day, tzinfo=UTC), hours * 3600))


def clock(conn, plant):
    return db.upkeep.clock(conn, plant.machine_id, zone="Europe/Berlin", now=NOW)


def test_it_is_planned_and_changed_with_what_differs_in_the_trail(conn, plant, by):
    number = create(conn, plant, by)
    services.upkeep.change(conn, number, OIL | {"due_on": "2026-05-01"}, version=1, by=by)
    assert trail(conn, number)[0] == ("changed", {"due_on": "2026-03-01"}, {"due_on": "2026-05-01"})
    assert trail(conn, number)[1][0] == "created"
    with pytest.raises(ChangedMeanwhileError):
        services.upkeep.change(conn, number, OIL, version=1, by=by)
    services.upkeep.change(conn, number, OIL | {"due_on": "2026-05-01"}, version=2, by=by)
    assert len(trail(conn, number)) == 2
    found = db.audit.of_thing(conn, "machine", plant.machine_id, before_id=None, most=9)
    assert {(line.object, line.name) for line in found} == {("maintenance_plan", "Oil change, White water pump")}


def test_two_plans_of_a_machine_never_have_one_name(conn, plant, by):
    create(conn, plant, by)
    with pytest.raises(FleetFileError) as refused:
        create(conn, plant, by, name="oil CHANGE")
    assert [(one.field, one.fault) for one in refused.value.problems] == [("name", Fault.STANDS_TWICE)]
    with pytest.raises(NotFoundError):
        services.upkeep.create(conn, 999_999, OIL, by=by)
    conn.execute("UPDATE machine SET retired_at = now()")
    with pytest.raises(RetiredError):
        create(conn, plant, by, name="Filter")


def test_doing_it_writes_the_log_book_and_counts_on_from_what_was_tallied_then(conn, plant, by):
    number = create(conn, plant, by)
    run(conn, plant, 27, 600)
    run(conn, plant, 28, 100)
    run(conn, plant, 29, 5)
    entry = services.upkeep.mark_done(conn, number, Form(DONE), version=1, by=by, now=NOW)
    assert (entry.plan_id, entry.draft.running_h) == (number, 812)
    after = db.upkeep.one(conn, number).upkeep
    assert (after.due_on, after.due_at_h) == (date(2026, 6, 29), 2700)
    assert trail(conn, number)[0] == ("done", {"due_on": "2026-03-01", "due_at_h": 1500},
                                      {"due_on": "2026-06-29", "due_at_h": 2700})
    with pytest.raises(ChangedMeanwhileError):
        services.upkeep.mark_done(conn, number, Form(DONE), version=1, by=by, now=NOW)
    assert len(db.log.of_machine(conn, plant.machine_id, most=9)) == 1


def test_where_nothing_counts_the_hours_that_are_written_down_count(conn, plant, by):
    number = create(conn, plant, by)
    services.upkeep.mark_done(conn, number, Form(DONE), version=1, by=by, now=NOW)
    assert db.upkeep.one(conn, number).upkeep.due_at_h == 2812


def test_what_is_wrong_with_the_entry_leaves_the_plan_alone(conn, plant, by):
    number = create(conn, plant, by)
    with pytest.raises(FleetFileError):
        services.upkeep.mark_done(conn, number, Form(DONE | {"kind": ""}), version=1, by=by, now=NOW)
    assert db.upkeep.one(conn, number).version == 1


def test_what_is_retired_is_planned_no_more_and_comes_back(conn, plant, by):
    number, why = create(conn, plant, by), Author(by.user_id, "another pump does it")
    with pytest.raises(NoReasonError):
        services.upkeep.retire(conn, number, by=by, now=NOW)
    services.upkeep.retire(conn, number, by=why, now=NOW)
    assert db.upkeep.of_machine(conn, plant.machine_id) == []
    assert not db.upkeep.exists(conn, number)
    assert [one.id for one in db.upkeep.of_machine(conn, plant.machine_id, with_retired=True)] == [number]
    assert db.upkeep.retired_by(conn, number) == ("Timo Brandt", "another pump does it")
    with pytest.raises(RetiredError):
        services.upkeep.mark_done(conn, number, Form(DONE), version=2, by=by, now=NOW)
    again = create(conn, plant, by)
    with pytest.raises(PlanDoubledError):
        services.upkeep.restore(conn, number, by=by)
    services.upkeep.retire(conn, again, by=why, now=NOW)
    services.upkeep.restore(conn, number, by=by)
    with pytest.raises(NotRetiredError):
        services.upkeep.restore(conn, number, by=by)


def test_the_running_total_follows_every_tallied_day(conn, plant):
    assert clock(conn, plant) == Clock(date(2026, 3, 30), None)
    run(conn, plant, 27, 10)
    run(conn, plant, 28, 24)
    assert clock(conn, plant).running_h == 34
    run(conn, plant, 28, 20)                    # late data: tallied again
    assert clock(conn, plant).running_h == 30
    conn.execute("DELETE FROM tally WHERE start = '2026-03-27Z'")
    assert clock(conn, plant).running_h == 20
    conn.execute("UPDATE machine SET running_signal_id = NULL")
    assert clock(conn, plant).running_h is None
