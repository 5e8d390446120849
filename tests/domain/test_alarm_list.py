from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain import alarm_list
from domain.alarm import Alarm, Kind, State, Subject
from domain.alarm_list import Act, Line, Stage, Standing, View
from domain.limit import Priority

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def line(number=1, *, subject=Subject.MACHINE, kind=Kind.HIGH, at=NOW, **alarm):
    given = {"active": True, "acknowledged": False} | alarm
    return Line(number, subject, kind, Alarm(**given), 7, "Feed pump", ["Mill", "Line 1"], "UTC", "mill", "sim-1",
                "Vibration", 3, "mm/s", None, at, at, None, 7.4, 4.5, 1, 0, at, 2, None, None, None)


def test_the_worst_stands_first_then_what_nobody_has_acknowledged_then_the_newest():
    found = [line(1, priority=Priority.LOW), line(2, priority=Priority.CRITICAL, acknowledged=True),
             line(3, priority=Priority.CRITICAL, at=NOW - MINUTE), line(4, priority=Priority.CRITICAL)]
    ordered = sorted((Standing(one, State.ACTIVE_UNACKNOWLEDGED) for one in found), key=alarm_list.urgency)
    assert [one.line.id for one in ordered] == [4, 3, 2, 1]


@pytest.mark.parametrize(("subject", "state", "view"), [
    (Subject.MACHINE, State.ACTIVE_UNACKNOWLEDGED, View.ACTIVE),
    (Subject.MACHINE, State.RETURNED_UNACKNOWLEDGED, View.ACTIVE), (Subject.MACHINE, State.SHELVED, View.SHELVED),
    (Subject.MACHINE, State.OUT_OF_SERVICE, View.OUT_OF_SERVICE),
    (Subject.DEVICE, State.OUT_OF_SERVICE, View.OUT_OF_SERVICE),
    (Subject.DEVICE, State.ACTIVE_ACKNOWLEDGED, View.DEVICES), (Subject.GATEWAY, State.ACTIVE_UNACKNOWLEDGED, None),
    (Subject.PLATFORM, State.ACTIVE_UNACKNOWLEDGED, None), (Subject.GATEWAY, State.SHELVED, View.SHELVED)])
def test_each_alarm_stands_in_one_list(subject, state, view):
    assert alarm_list.view(Standing(line(subject=subject), state)) is view


def test_what_another_alarm_explains_is_folded_under_it_and_stands_for_itself_once_that_is_gone():
    cause = Standing(line(1, subject=Subject.GATEWAY), State.ACTIVE_UNACKNOWLEDGED)
    under = Standing(line(2, cause_id=1), State.SUPPRESSED)
    assert alarm_list.explained([cause, under]) == {1: [under]}
    assert alarm_list.explained([under]) == {}
    assert alarm_list.view(under, folded=frozenset({2})) is None
    assert alarm_list.view(under) is View.ACTIVE


@pytest.mark.parametrize(("state", "more", "acts"), [
    (State.NORMAL, {"active": False, "acknowledged": True}, []),
    (State.ACTIVE_UNACKNOWLEDGED, {}, [Act.ACKNOWLEDGE, Act.SHELVE]),
    (State.ACTIVE_ACKNOWLEDGED, {"acknowledged": True}, [Act.SHELVE]),
    (State.LATCHED_UNACKNOWLEDGED, {"active": False, "latched": True}, [Act.ACKNOWLEDGE, Act.RESET, Act.SHELVE]),
    (State.LATCHED_ACKNOWLEDGED, {"active": False, "latched": True, "acknowledged": True}, [Act.RESET, Act.SHELVE]),
    (State.SHELVED, {"shelved_until": NOW}, [Act.ACKNOWLEDGE, Act.UNSHELVE])])
def test_only_what_is_possible_is_offered(state, more, acts):
    assert alarm_list.acts(state, line(**more).alarm) == acts


def test_a_stage_says_what_is_still_to_be_done():
    assert alarm_list.stage(State.ACTIVE_UNACKNOWLEDGED) is Stage.UNACKNOWLEDGED
    assert alarm_list.stage(State.LATCHED_UNACKNOWLEDGED) is Stage.RETURNED
    assert alarm_list.stage(State.SHELVED) is None


@pytest.mark.parametrize(("words", "fits"), [
    ([], True), (["pump"], True), (["mill", "vib"], True), (["fan"], False), (["pump", "fan"], False)])
def test_all_words_have_to_occur(words, fits):
    assert line().has(words) is fits


def test_an_alarm_came_late_if_its_data_had_waited():
    assert not replace(line(), heard_at=NOW + 90 * timedelta(seconds=1)).came_late
    assert replace(line(), heard_at=NOW + 91 * timedelta(seconds=1)).came_late
