"""What people do to alarms, on the real database: who is first wins, and the row is the fold of its journal."""

import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import db.alarms
from db.connect import open_connection
from domain import alarm
from domain.alarm import (
    LONGEST_SHELF,
    Event,
    Kind,
    NotLatchedError,
    NotShelvedError,
    OverError,
    ShelfError,
    Subject,
)
from domain.errors import NotFoundError
from domain.limit import Priority
from services import alarms
from tests import alarm_rows as rows
from tests.alarm_rows import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def eva(conn):
    return rows.person(conn, "eva", full_name="Eva Stern")


@pytest.fixture
def pump(conn):
    return rows.machine(conn)


@pytest.fixture
def high(conn, pump):
    return rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump))


def state(conn, alarm_id, now=NOW):
    return alarm.state(db.alarms.locked(conn, [alarm_id])[0].alarm, now=now)


def shelve(conn, alarm_id, eva, *, until=NOW + HOUR, once=False, reason="pump is being washed", now=NOW):
    return alarms.shelve(conn, [alarm_id], alarms.shelving(user_id=eva, now=now, until=until, reason=reason, once=once))


def test_an_alarm_is_acknowledged_with_who_when_and_a_word(conn, high, eva):
    assert alarms.acknowledge(conn, [high], user_id=eva, now=NOW, text=" I go ") == [alarms.Acknowledged(high, True)]
    entry = db.alarms.journal(conn, high)[-1]
    assert (entry.event, entry.at, entry.user_id, entry.text, entry.reason) == (
        Event.ACKNOWLEDGED, NOW, eva, "I go", "by_person")
    assert state(conn, high) is alarm.State.ACTIVE_ACKNOWLEDGED


def test_the_second_is_told_who_was_first_and_when_and_nothing_is_written(conn, high, eva):
    ben = rows.person(conn, "ben")
    alarms.acknowledge(conn, [high], user_id=eva, now=NOW)
    before = len(db.alarms.journal(conn, high))
    assert alarms.acknowledge(conn, [high], user_id=ben, now=NOW + HOUR) == [
        alarms.Acknowledged(high, False, "Eva Stern", NOW)]
    assert len(db.alarms.journal(conn, high)) == before


def test_of_two_at_once_exactly_one_wins(database):
    with open_connection(database, name="test") as conn:
        pump = rows.machine(conn)
        high = rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump))
        people = [rows.person(conn, f"person-{number}") for number in range(6)]
    start, found = threading.Barrier(len(people)), []

    def acknowledge(person):
        with open_connection(database, name="test") as own:
            start.wait()
            found.append((person, alarms.acknowledge(own, [high], user_id=person, now=NOW)[0]))

    threads = [threading.Thread(target=acknowledge, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [person for person, result in found if result.done]
    assert len(winners) == 1
    names = {result.beaten_by for _person, result in found if not result.done}
    assert names == {f"person-{people.index(winners[0])}"}


def test_many_are_acknowledged_in_one_go_whatever_the_order(conn, pump, eva):
    ids = [rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump, device=f"d-{n}")) for n in range(5)]
    alarms.acknowledge(conn, ids[2:3], user_id=eva, now=NOW)
    done = alarms.acknowledge(conn, reversed(ids), user_id=eva, now=NOW)
    assert [one.done for one in done] == [True, True, False, True, True]


@pytest.mark.parametrize("act", [
    lambda conn, eva: alarms.acknowledge(conn, [7_000_000], user_id=eva, now=NOW),
    lambda conn, eva: shelve(conn, 7_000_000, eva),
    lambda conn, eva: alarms.unshelve(conn, [], user_id=eva, now=NOW),
    lambda conn, eva: alarms.reset(conn, [7_000_000], user_id=eva, now=NOW),
    lambda conn, eva: alarms.comment(conn, [7_000_000], user_id=eva, now=NOW, text="x")])
def test_what_is_not_there_is_not_found(conn, eva, act):
    with pytest.raises(NotFoundError):
        act(conn, eva)


@pytest.mark.parametrize(("priority", "hours"), [
    (Priority.CRITICAL, 4), (Priority.HIGH, 12), (Priority.MEDIUM, 72), (Priority.LOW, 336)])
def test_each_priority_has_its_longest_shelf(conn, pump, eva, priority, hours):
    one = rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump), priority=priority)
    with pytest.raises(ShelfError):
        shelve(conn, one, eva, until=NOW + hours * HOUR + timedelta(seconds=1))
    assert shelve(conn, one, eva, until=NOW + hours * HOUR)[0].refused is None
    assert state(conn, one) is alarm.State.SHELVED
    assert state(conn, one, NOW + hours * HOUR) is alarm.State.ACTIVE_UNACKNOWLEDGED


@pytest.mark.parametrize(("until", "reason"), [
    (NOW + HOUR, " "), (NOW, "washed"), (NOW - HOUR, "washed"), (NOW + timedelta(days=400), "washed")])
def test_a_shelf_needs_a_reason_and_an_end_that_is_allowed(until, reason):
    with pytest.raises(ShelfError):
        alarms.shelving(user_id=1, now=NOW, until=until, reason=reason)


def test_of_many_all_are_shelved_or_none(conn, pump, eva):
    low, critical = (rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump, device=priority),
                                 priority=priority) for priority in (Priority.LOW, Priority.CRITICAL))
    entry = alarms.shelving(user_id=eva, now=NOW, until=NOW + 5 * HOUR, reason="washed")
    with pytest.raises(ShelfError):
        alarms.shelve(conn, [low, critical], entry)
    assert state(conn, low) is alarm.State.ACTIVE_UNACKNOWLEDGED


def test_an_alarm_that_is_over_meanwhile_is_told_and_does_not_keep_the_others(conn, pump, high, eva):
    other = rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump, device="d-2"))
    rows.acknowledged(conn, other, eva)
    rows.fact(conn, other, Event.CLEARED, at=NOW)
    first, second = alarms.shelve(conn, [high, other], alarms.shelving(
        user_id=eva, now=NOW, until=NOW + HOUR, reason="washed"))
    assert first.refused is None
    assert isinstance(second.refused, OverError)


def test_a_one_shot_shelf_ends_when_the_alarm_returns(conn, high, eva):
    shelve(conn, high, eva, once=True)
    rows.fact(conn, high, Event.CLEARED, at=NOW + timedelta(minutes=5))
    assert state(conn, high, NOW + timedelta(minutes=6)) is alarm.State.RETURNED_UNACKNOWLEDGED


def test_a_shelf_that_has_ended_calls_people_once(conn, high, eva):
    shelve(conn, high, eva)
    assert rows.announced(conn, high) == 1
    assert alarms.expire_shelves(conn, NOW + HOUR - timedelta(seconds=1)) == 0
    assert alarms.expire_shelves(conn, NOW + HOUR) == 1
    assert alarms.expire_shelves(conn, NOW + HOUR) == 0
    assert rows.announced(conn, high) == 2
    entry = db.alarms.journal(conn, high)[-1]
    assert (entry.event, entry.reason, entry.user_id) == (Event.UNSHELVED, "expired", None)


@pytest.mark.parametrize("quiet", ["acknowledged", "returned", "suppressed", "out_of_service"])
def test_a_shelf_that_ends_calls_nobody_if_there_is_nothing_to_call_for(conn, pump, high, eva, quiet):
    shelve(conn, high, eva)
    if quiet == "acknowledged":
        rows.acknowledged(conn, high, eva)
    elif quiet == "returned":
        rows.fact(conn, high, Event.CLEARED, at=NOW)
    elif quiet == "suppressed":
        cause = rows.raised(conn, subject=Subject.GATEWAY, kind=Kind.SILENT, gateway="gw-7")
        rows.fact(conn, high, Event.SUPPRESSED, at=NOW, cause=cause)
    else:
        conn.execute("INSERT INTO maintenance_window (machine_id, starts_at, ends_at, reason) VALUES (%s, %s, %s, 'x')",
                     (pump, NOW, NOW + 9 * HOUR))
    assert alarms.expire_shelves(conn, NOW + HOUR) == 1
    assert rows.announced(conn, high) == 1


def test_who_takes_an_alarm_off_the_shelf_calls_people_too(conn, high, eva):
    shelve(conn, high, eva)
    assert alarms.unshelve(conn, [high], user_id=eva, now=NOW)[0].refused is None
    assert rows.announced(conn, high) == 2
    assert isinstance(alarms.unshelve(conn, [high], user_id=eva, now=NOW)[0].refused, NotShelvedError)


def test_a_latched_alarm_is_let_go_after_it_has_returned(conn, high, eva):
    assert isinstance(alarms.reset(conn, [high], user_id=eva, now=NOW)[0].refused, NotLatchedError)
    rows.fact(conn, high, Event.CLEARED, at=NOW, latching=True)
    assert state(conn, high) is alarm.State.LATCHED_UNACKNOWLEDGED
    assert alarms.reset(conn, [high], user_id=eva, now=NOW)[0].refused is None
    assert state(conn, high) is alarm.State.NORMAL


def test_a_comment_changes_nothing_but_the_journal(conn, high, eva):
    before = state(conn, high)
    alarms.comment(conn, [high], user_id=eva, now=NOW, text="Bearing is hot\0")
    assert db.alarms.journal(conn, high)[-1].text == "Bearing is hot"
    assert state(conn, high) is before


@pytest.mark.parametrize(("text", "error"), [("", alarms.EmptyTextError), (" \n", alarms.EmptyTextError),
                                             ("x" * 2001, alarms.TooLongError)])
def test_a_comment_has_some_text_and_not_too_much(conn, high, eva, text, error):
    with pytest.raises(error):
        alarms.comment(conn, [high], user_id=eva, now=NOW, text=text)


# Facts and people's actions in any order, minutes apart: what stands in the row is what the journal tells.
FACTS = st.sampled_from([
    (Event.RAISED, {}), (Event.RAISED, {"latching": True}),
    (Event.RAISED, {"cleared_at": NOW.isoformat(), "latching": True}), (Event.CLEARED, {}),
    (Event.CLEARED, {"latching": True}), (Event.REVISED, {"active": True}), (Event.REVISED, {"active": False}),
    (Event.WITHDRAWN, {"episodes": 0}), (Event.WITHDRAWN, {"episodes": 2, "active": False}),
    (Event.SUPPRESSED, {}), (Event.RELEASED, {})])
ACTS = st.sampled_from(["acknowledge", "shelve", "shelve_once", "shelve_long", "unshelve", "reset", "comment",
                        "expire"])
PRIORITIES = st.sampled_from(list(Priority))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PRIORITIES, st.lists(st.tuples(st.integers(1, 300), FACTS | ACTS), max_size=25))
def test_the_row_is_the_fold_of_its_journal_whatever_happens(conn, priority, happenings):
    with conn.transaction(force_rollback=True):
        eva, pump, now = rows.person(conn, "eva"), rows.machine(conn), NOW
        cause = rows.raised(conn, subject=Subject.GATEWAY, kind=Kind.SILENT, gateway="gw-7")
        one = rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump), priority=priority)
        for minutes, happening in happenings:
            now += timedelta(minutes=minutes)
            happen(conn, one, happening, now=now, eva=eva, cause=cause)
        assert db.alarms.locked(conn, [one])[0].alarm == alarm.fold(priority, db.alarms.journal(conn, one))


def happen(conn, one, happening, *, now, eva, cause):
    if not isinstance(happening, str):
        event, details = happening
        rows.fact(conn, one, event, at=now, **details, **({"cause": cause} if event is Event.SUPPRESSED else {}))
    elif happening.startswith("shelve"):
        days = 14 if happening.endswith("long") else 0
        try:
            shelve(conn, one, eva, now=now, until=now + timedelta(days=days, hours=0 if days else 3),
                   once=happening.endswith("once"))
        except ShelfError:
            assert now + timedelta(days=14) > now + LONGEST_SHELF[db.alarms.locked(conn, [one])[0].alarm.priority]
    elif happening == "expire":
        alarms.expire_shelves(conn, now)
    else:
        act = getattr(alarms, happening)
        act(conn, [one], user_id=eva, now=now, **({"text": "seen"} if happening == "comment" else {}))
