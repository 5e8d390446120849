"""The life of an alarm: the states of ISA-18.2, who may do what in which, and that facts are never refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import alarm
from domain.alarm import (
    LONGEST_SHELF,
    Alarm,
    Entry,
    Event,
    NothingToAcknowledgeError,
    NotLatchedError,
    NotShelvedError,
    OverError,
    ShelfError,
    State,
    calls,
    fold,
    state,
    step,
)
from domain.errors import DomainError
from domain.limit import Priority

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
FACTS = (Event.RAISED, Event.CLEARED, Event.REVISED, Event.WITHDRAWN, Event.SUPPRESSED, Event.RELEASED)
DEEDS = (Event.ACKNOWLEDGED, Event.RESET, Event.SHELVED, Event.UNSHELVED, Event.COMMENTED)
ANN = 7


def entry(event, *, at=NOW, text="", **details):
    return Entry(event, at, "beyond", ANN if event in DEEDS else None, text, details)


def shelve(hours=1, *, text="waits for a part", **details):
    return entry(Event.SHELVED, text=text, until=(NOW + timedelta(hours=hours)).isoformat(), **details)


RAISED, CLEARED, ACKNOWLEDGED = entry(Event.RAISED), entry(Event.CLEARED), entry(Event.ACKNOWLEDGED)
LATCHED, RESET = entry(Event.CLEARED, latching=True), entry(Event.RESET)
UNSHELVED, SUPPRESSED, RELEASED = entry(Event.UNSHELVED), entry(Event.SUPPRESSED, cause=3), entry(Event.RELEASED)
OVER_ALREADY = entry(Event.RAISED, cleared_at=NOW.isoformat())


def after(*entries, priority=Priority.MEDIUM):
    return fold(priority, entries)


def state_after(*entries, now=NOW, out_of_service=False):
    return state(after(*entries), now=now, out_of_service=out_of_service)


@pytest.mark.parametrize(("entries", "expected"), [
    ([], State.NORMAL),
    ([RAISED], State.ACTIVE_UNACKNOWLEDGED),
    ([RAISED, ACKNOWLEDGED], State.ACTIVE_ACKNOWLEDGED),
    ([RAISED, CLEARED], State.RETURNED_UNACKNOWLEDGED),
    ([RAISED, CLEARED, ACKNOWLEDGED], State.NORMAL),
    ([RAISED, ACKNOWLEDGED, CLEARED], State.NORMAL),
    ([RAISED, CLEARED, RAISED], State.ACTIVE_UNACKNOWLEDGED),
    ([RAISED, ACKNOWLEDGED, CLEARED, RAISED], State.ACTIVE_UNACKNOWLEDGED),
    ([OVER_ALREADY], State.RETURNED_UNACKNOWLEDGED),
    ([RAISED, LATCHED], State.LATCHED_UNACKNOWLEDGED),
    ([RAISED, ACKNOWLEDGED, LATCHED], State.LATCHED_ACKNOWLEDGED),
    ([RAISED, LATCHED, RESET], State.NORMAL),
    ([RAISED, ACKNOWLEDGED, LATCHED, RESET], State.NORMAL),
    ([RAISED, shelve()], State.SHELVED),
    ([RAISED, shelve(), UNSHELVED], State.ACTIVE_UNACKNOWLEDGED),
    ([RAISED, shelve(), SUPPRESSED], State.SUPPRESSED),
    ([RAISED, SUPPRESSED, RELEASED], State.ACTIVE_UNACKNOWLEDGED),
    ([RAISED, entry(Event.WITHDRAWN, episodes=0)], State.NORMAL),
    ([RAISED, entry(Event.WITHDRAWN, episodes=1, active=False)], State.RETURNED_UNACKNOWLEDGED),
    ([RAISED, entry(Event.REVISED, active=False)], State.RETURNED_UNACKNOWLEDGED)])
def test_a_journal_leads_to_its_state(entries, expected):
    assert state_after(*entries) == expected


def test_a_shelf_ends_by_itself():
    assert state_after(RAISED, shelve(2), now=NOW + timedelta(hours=1, minutes=59)) == State.SHELVED
    assert state_after(RAISED, shelve(2), now=NOW + timedelta(hours=2)) == State.ACTIVE_UNACKNOWLEDGED


def test_a_one_shot_shelf_ends_with_the_alarm_and_a_timed_one_does_not():
    assert after(RAISED, shelve(once=True), CLEARED, RAISED).shelved_until is None
    assert state_after(RAISED, shelve(), CLEARED, RAISED) == State.SHELVED


def test_out_of_service_comes_before_everything_but_an_alarm_that_is_over():
    assert state_after(RAISED, SUPPRESSED, out_of_service=True) == State.OUT_OF_SERVICE
    assert state_after(RAISED, CLEARED, ACKNOWLEDGED, out_of_service=True) == State.NORMAL


def test_a_device_that_came_back_by_itself_leaves_nothing_to_do():
    assert state_after(RAISED, entry(Event.CLEARED, settles=True)) == State.NORMAL
    assert state_after(entry(Event.RAISED, cleared_at=NOW.isoformat(), settles=True)) == State.NORMAL


def test_who_acknowledged_is_kept_until_the_next_episode():
    known = after(RAISED, ACKNOWLEDGED)
    assert (known.acknowledged_by, known.acknowledged_at) == (ANN, NOW)
    assert step(known, RAISED).acknowledged_by is None


@pytest.mark.parametrize(("entries", "deed", "error"), [
    ([], ACKNOWLEDGED, NothingToAcknowledgeError), ([RAISED, ACKNOWLEDGED], ACKNOWLEDGED, NothingToAcknowledgeError),
    ([RAISED], RESET, NotLatchedError), ([RAISED, CLEARED], RESET, NotLatchedError),
    ([RAISED, LATCHED, RAISED], RESET, NotLatchedError),
    ([], shelve(), OverError), ([RAISED, ACKNOWLEDGED, CLEARED], shelve(), OverError),
    ([RAISED], shelve(text=" "), ShelfError), ([RAISED], shelve(0), ShelfError), ([RAISED], shelve(-1), ShelfError),
    ([RAISED], UNSHELVED, NotShelvedError), ([RAISED, shelve(), UNSHELVED], UNSHELVED, NotShelvedError)])
def test_what_cannot_be_done_is_refused_with_its_reason(entries, deed, error):
    with pytest.raises(error):
        step(after(*entries), deed)


@pytest.mark.parametrize("priority", Priority)
def test_a_shelf_is_as_long_as_the_priority_allows(priority):
    hours = LONGEST_SHELF[priority].total_seconds() / 3600
    raised = after(RAISED, priority=priority)
    assert step(raised, shelve(hours)).is_shelved(NOW)
    with pytest.raises(ShelfError):
        step(raised, shelve(hours + 1e-3))


def test_nobody_is_called_for_what_is_normal_shelved_suppressed_or_out_of_service():
    assert {one for one in State if calls(one)} == {
        State.ACTIVE_UNACKNOWLEDGED, State.ACTIVE_ACKNOWLEDGED, State.RETURNED_UNACKNOWLEDGED,
        State.LATCHED_UNACKNOWLEDGED, State.LATCHED_ACKNOWLEDGED}


def test_suppressed_released_and_shelved_change_nothing_else():
    assert after(RAISED, SUPPRESSED, RELEASED) == after(RAISED)
    assert after(RAISED, shelve(), UNSHELVED) == after(RAISED)
    assert after(RAISED, entry(Event.COMMENTED, text="looked at it")) == after(RAISED)


DETAILS = st.fixed_dictionaries({}, optional={
    "cleared_at": st.sampled_from([None, NOW.isoformat()]), "latching": st.booleans(), "settles": st.booleans(),
    "active": st.booleans(), "episodes": st.integers(0, 2), "once": st.booleans()})
ENTRIES = st.builds(
    lambda event, minutes, hours, text, details: Entry(
        event, NOW + timedelta(minutes=minutes), "beyond", ANN if event in DEEDS else None, text,
        {**details, "cause": 3, "until": (NOW + timedelta(hours=hours)).isoformat()}),
    st.sampled_from(Event), st.integers(0, 600), st.integers(-1, 400), st.sampled_from(["", "because"]), DETAILS)


def live(priority, entries):
    """Return the states a log goes through, and the entries that were accepted."""
    states, taken = [Alarm(priority)], []
    for one in entries:
        try:
            states.append(step(states[-1], one))
            taken.append(one)
        except DomainError:
            assert one.event in DEEDS
    return states, taken


@given(st.sampled_from(Priority), st.lists(ENTRIES, max_size=20))
def test_facts_are_never_refused_in_any_state(priority, entries):
    known = live(priority, entries)[0][-1]
    for one in entries:
        if one.event in FACTS:
            assert isinstance(step(known, one), Alarm)


@given(st.sampled_from(Priority), st.lists(ENTRIES, max_size=20), st.integers(0, 20))
def test_folding_what_was_accepted_gives_the_live_state_after_any_restart(priority, entries, restart):
    states, taken = live(priority, entries)
    known = fold(priority, taken[:restart])
    for one in taken[restart:]:
        known = step(known, one)
    assert known == states[-1]


@given(st.sampled_from(Priority), st.lists(ENTRIES, max_size=20), st.integers(0, 600), st.booleans())
def test_every_alarm_has_one_state_and_it_is_normal_only_if_it_is_over(priority, entries, minutes, out_of_service):
    known = live(priority, entries)[0][-1]
    found = state(known, now=NOW + timedelta(minutes=minutes), out_of_service=out_of_service)
    assert (found is State.NORMAL) == known.is_over
    assert found is not State.SHELVED or known.shelved_reason


@given(st.sampled_from(Priority), st.lists(ENTRIES, max_size=20))
def test_a_shelf_has_always_a_reason_an_end_and_a_person(priority, entries):
    for known in live(priority, entries)[0]:
        if known.shelved_until is None:
            assert (known.shelved_by, known.shelved_reason, known.shelved_once) == (None, None, False)
        else:
            assert known.shelved_by == ANN
            assert known.shelved_reason


@given(st.sampled_from(Priority), st.lists(ENTRIES, max_size=20))
def test_only_a_person_a_withdrawal_or_what_settles_by_itself_ends_the_need_to_acknowledge(priority, entries):
    known = Alarm(priority)
    for one in live(priority, entries)[1]:
        then = step(known, one)
        if then.acknowledged and not known.acknowledged:
            assert one.event in {Event.ACKNOWLEDGED, Event.RESET, Event.WITHDRAWN} or one.details.get("settles")
        known = then


def test_the_kinds_of_a_limit_are_its_levels():
    assert {kind.value for kind in alarm.OF_A_LIMIT} == {"low_low", "low", "high", "high_high", "rate"}
