"""Entries of a log book are written, changed, retired and restored, each with its line in the audit trail."""

from datetime import UTC, datetime, timedelta

import pytest

import db.audit
import db.log
import services.log
from domain.errors import ChangedMeanwhileError, NotFoundError
from domain.fleet_audit import Author
from domain.fleet_fault import FleetFileError
from domain.fleet_form import NoReasonError, NotRetiredError, RetiredError
from domain.log import Kind, Mark, Part, Place
from domain.log_form import Form
from tests.plant import Plant

NOW = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
TYPED = {"done_at": "2026-03-28T09:30", "kind": "repair", "text": "Seal changed", "done_by": "Timo", "running_h": "812"}
USER = """INSERT INTO users (name, full_name, password_hash, role)
          VALUES ('timo', 'Timo Brandt', 'x', 'technician') RETURNING id"""
TALLY = """INSERT INTO tally VALUES ('machine', %s, %s, %s::timestamp AT TIME ZONE 'UTC',
           0, 0, 0, 0, 0, %s, 0, 0, 0)"""


@pytest.fixture
def plant(conn):
    return Plant(conn)


@pytest.fixture
def by(conn):
    return Author(int(conn.execute(USER).fetchone()[0]))


def write(conn, plant, by, *, parts=(), **values):
    return services.log.write(conn, plant.machine_id, Form(TYPED | values, list(parts)), by=by, now=NOW)


def marks(conn, plant):
    return db.log.marks(conn, plant.machine_id, start_at=datetime(2026, 1, 1, tzinfo=UTC), end_at=NOW)


def trail(conn, entry):
    return [(line.action, line.before, line.after) for line in
            db.audit.history(conn, object="log_entry", object_id=entry.id)]


def test_an_entry_tells_who_did_it_and_apart_who_wrote_it(conn, plant, by):
    entry = write(conn, plant, by, done_by="Torvane service", parts=[{"name": "Seal", "number": "4", "quantity": "1"}])
    assert (entry.draft.done_by, entry.written_by, entry.version) == ("Torvane service", "Timo Brandt", 1)
    assert (entry.draft.kind, entry.draft.parts, entry.draft.running_h) == (Kind.REPAIR, (Part("Seal", "4", 1.0),), 812)
    assert trail(conn, entry) == [("created", None, {
        "done_at": "2026-03-28T08:30:00+00:00", "kind": "repair", "text": "Seal changed", "done_by": "Torvane service",
        "parts": [{"name": "Seal", "number": "4", "quantity": 1.0}], "running_h": 812})]


def test_a_change_tells_what_differs_and_of_two_the_second_is_refused(conn, plant, by):
    entry = write(conn, plant, by)
    changed = services.log.change(conn, entry.id, Form(TYPED | {"text": "Both seals"}), version=1, by=by, now=NOW)
    assert (changed.draft.text, changed.version) == ("Both seals", 2)
    assert trail(conn, entry)[0] == ("changed", {"text": "Seal changed"}, {"text": "Both seals"})
    with pytest.raises(ChangedMeanwhileError):
        services.log.change(conn, entry.id, Form(TYPED), version=1, by=by, now=NOW)
    services.log.change(conn, entry.id, Form(TYPED | {"text": "Both seals"}), version=2, by=by, now=NOW)
    assert len(trail(conn, entry)) == 2


def test_what_is_retired_leaves_the_book_and_the_charts_and_comes_back(conn, plant, by):
    entry = write(conn, plant, by)
    with pytest.raises(NoReasonError):
        services.log.retire(conn, entry.id, by=by, now=NOW)
    services.log.retire(conn, entry.id, by=Author(by.user_id, "wrong machine"), now=NOW)
    assert db.log.of_machine(conn, plant.machine_id, most=5) == []
    assert marks(conn, plant) == []
    assert [one.id for one in db.log.of_machine(conn, plant.machine_id, most=5, with_retired=True)] == [entry.id]
    assert db.log.retired_by(conn, entry.id) == ("Timo Brandt", "wrong machine")
    with pytest.raises(RetiredError):
        services.log.change(conn, entry.id, Form(TYPED), version=2, by=by, now=NOW)
    services.log.restore(conn, entry.id, by=by)
    with pytest.raises(NotRetiredError):
        services.log.restore(conn, entry.id, by=by)
    assert [one.id for one in db.log.of_machine(conn, plant.machine_id, most=5)] == [entry.id]


def test_what_is_wrong_is_refused_as_a_whole(conn, plant, by):
    with pytest.raises(FleetFileError) as refused:
        write(conn, plant, by, kind="", done_by="")
    assert [one.field for one in refused.value.problems] == ["kind", "done_by"]
    with pytest.raises(NotFoundError):
        services.log.write(conn, 999_999, Form(TYPED), by=by, now=NOW)
    conn.execute("UPDATE machine SET retired_at = now()")
    with pytest.raises(RetiredError):
        write(conn, plant, by)


def test_only_the_open_case_of_the_machine_may_be_named(conn, plant, by):
    opened = conn.execute("INSERT INTO machine_case (machine_id, opened_at, began_at) VALUES (%s, %s, %s) RETURNING id",
                          (plant.machine_id, NOW, NOW)).fetchone()[0]
    entry = write(conn, plant, by, case=str(opened))
    assert entry.draft.case_id == opened
    conn.execute("UPDATE machine_case SET closed_at = now(), outcome = 'process'")
    with pytest.raises(FleetFileError):
        write(conn, plant, by, case=str(opened))
    services.log.change(conn, entry.id, Form(TYPED | {"case": str(opened), "text": "x"}), version=1, by=by, now=NOW)


def test_the_newest_come_first_and_older_ones_by_pages(conn, plant, by):
    days = [28, 3, 14, 14]
    numbers = [write(conn, plant, by, done_at=f"2026-03-{day:02}T09:30").id for day in days]
    first = db.log.of_machine(conn, plant.machine_id, most=2)
    assert [one.id for one in first] == [numbers[0], numbers[3]]
    after = Place(first[-1].draft.done_at, first[-1].id)
    older = db.log.of_machine(conn, plant.machine_id, most=9, after=after)
    assert [one.id for one in older] == [numbers[2], numbers[1]]
    assert [mark.entry_id for mark in marks(conn, plant)] == [numbers[1], numbers[2], numbers[3], numbers[0]]


def test_a_mark_is_an_entry_in_a_span(conn, plant, by):
    entry = write(conn, plant, by)
    assert marks(conn, plant) == [Mark(entry.draft.done_at, Kind.REPAIR, "Seal changed", entry.id)]
    assert db.log.marks(conn, plant.machine_id, start_at=NOW, end_at=NOW + timedelta(days=1)) == []


def test_running_hours_are_proposed_as_tallied_until_the_time(conn, plant):
    assert db.log.running_h_at(conn, plant.machine_id, NOW) is None
    for period, start, seconds in (("day", "2026-03-27", 36_000), ("day", "2026-03-28", 7200),
                                   ("hour", "2026-03-28 08:00", 3600), ("hour", "2026-03-28 09:00", 3600)):
        conn.execute(TALLY, (plant.machine_id, period, start, seconds))
    at = datetime(2026, 3, 28, 9, 30, tzinfo=UTC)
    assert db.log.running_h_at(conn, plant.machine_id, at) == 11
    assert db.log.running_h_at(conn, plant.machine_id, NOW) == 12
    conn.execute("UPDATE machine SET running_signal_id = NULL")
    assert db.log.running_h_at(conn, plant.machine_id, NOW) is None


def test_the_history_of_a_machine_has_its_log_book(conn, plant, by):
    write(conn, plant, by)
    found = db.audit.of_thing(conn, "machine", plant.machine_id, before_id=None, most=9)
    assert [(line.object, line.name, line.entry.action) for line in found] == [
        ("log_entry", "White water pump", "created")]
