"""Limits: what is beyond, what is back within, and which sets of them cannot be used."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.limit import LONGEST_DELAY_S, VALUES, Fault, Frame, Level, Limit, Priority, default, faults

HIGH, LOW = Limit(Level.HIGH, 4.5, deadband=0.5), Limit(Level.LOW, 1.0, deadband=0.25)
RATE = Limit(Level.RATE, 6.0, deadband=2.0)
NUMBERS = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(("limit", "value", "is_beyond", "is_back"), [
    (HIGH, 4.51, True, False), (HIGH, 4.5, False, False), (HIGH, 4.01, False, False), (HIGH, 4.0, False, True),
    (LOW, 0.99, True, False), (LOW, 1.0, False, False), (LOW, 1.24, False, False), (LOW, 1.25, False, True),
    (RATE, 6.1, True, False), (RATE, -6.1, True, False), (RATE, -6.0, False, False), (RATE, -4.0, False, True)])
def test_a_value_on_a_limit_is_within_it_and_an_alarm_ends_only_beyond_the_deadband(limit, value, is_beyond, is_back):
    assert limit.is_passed_by(value) is is_beyond
    assert limit.is_left_by(value) is is_back


@given(st.sampled_from(Level), NUMBERS, st.floats(0, 1e3), NUMBERS)
def test_no_value_is_beyond_a_limit_and_back_within_it(level, value, deadband, heard):
    limit = Limit(level, value, deadband=deadband)
    assert not (limit.is_passed_by(heard) and limit.is_left_by(heard))


@pytest.mark.parametrize(("level", "priority", "rests"), [
    (Level.LOW_LOW, Priority.CRITICAL, True), (Level.LOW, Priority.MEDIUM, True), (Level.HIGH, Priority.MEDIUM, False),
    (Level.HIGH_HIGH, Priority.CRITICAL, False), (Level.RATE, Priority.LOW, False)])
def test_a_plain_limit_acts_at_once_and_a_low_one_rests_while_the_machine_does(level, priority, rests):
    assert default(level, 3.0) == Limit(level, 3.0, 0.0, 0.0, 0.0, priority, False, rests)


def told(*limits, **frame):
    return faults({limit.level: limit for limit in limits}, Frame(**frame))


@pytest.mark.parametrize(("limit", "field", "fault"), [
    (Limit(Level.HIGH, math.nan), "value", Fault.NOT_A_NUMBER),
    (Limit(Level.HIGH, math.inf), "value", Fault.NOT_A_NUMBER),
    (Limit(Level.HIGH, 1, deadband=-0.1), "deadband", Fault.NEGATIVE),
    (Limit(Level.HIGH, 1, deadband=math.nan), "deadband", Fault.NOT_A_NUMBER),
    (Limit(Level.HIGH, 1, on_delay_s=-1), "on_delay_s", Fault.NEGATIVE),
    (Limit(Level.HIGH, 1, off_delay_s=LONGEST_DELAY_S + 1), "off_delay_s", Fault.TOO_LONG),
    (Limit(Level.RATE, 0.0), "value", Fault.NOT_POSITIVE), (Limit(Level.RATE, -2.0), "value", Fault.NOT_POSITIVE),
    (Limit(Level.RATE, 2.0, deadband=2.0), "deadband", Fault.DEADBAND_TOO_WIDE)])
def test_a_limit_that_cannot_be_is_refused_at_its_field(limit, field, fault):
    assert told(limit) == {(limit.level, field): fault}


def test_a_limit_outside_the_range_of_its_signal_would_never_be_passed():
    assert told(Limit(Level.HIGH, 51), minimum=0, maximum=50) == {(Level.HIGH, "value"): Fault.OUTSIDE_RANGE}
    assert told(Limit(Level.LOW, -1), minimum=0, maximum=50) == {(Level.LOW, "value"): Fault.OUTSIDE_RANGE}
    assert told(Limit(Level.HIGH, 50), Limit(Level.RATE, 900), minimum=0, maximum=50) == {}


def test_only_while_running_needs_a_machine_that_is_known_to_run_but_a_plain_low_limit_asks_for_nothing():
    running = Limit(Level.HIGH, 4, only_while_running=True)
    assert told(running, knows_running=False) == {(Level.HIGH, "only_while_running"): Fault.NOT_KNOWN_WHEN_RUNNING}
    assert told(default(Level.LOW, 1), knows_running=False) == {}


@pytest.mark.parametrize(("limits", "wrong"), [
    ({"low_low": 1, "low": 1, "high": 2, "high_high": 2}, {}),
    ({"low_low": 2, "low": 1}, {("low", "value"): Fault.NOT_BELOW_NEXT}),
    ({"high": 5, "high_high": 4}, {("high_high", "value"): Fault.NOT_BELOW_NEXT}),
    ({"low": 3, "high": 3}, {("high", "value"): Fault.NOT_BELOW_NEXT}),
    ({"low_low": 3, "high_high": 3}, {("high_high", "value"): Fault.NOT_BELOW_NEXT}),
    ({"low_low": 9, "low": 3, "high": 2}, {("low", "value"): Fault.NOT_BELOW_NEXT,
                                           ("high", "value"): Fault.NOT_BELOW_NEXT})])
def test_limits_rise_from_low_low_to_high_high(limits, wrong):
    assert told(*(Limit(Level(name), value) for name, value in limits.items())) == wrong


def test_deadbands_leave_something_between_low_and_high():
    high = Limit(Level.HIGH, 4.0, deadband=1.5)
    assert told(Limit(Level.LOW, 1.0, deadband=1.5), high) == {}
    assert told(Limit(Level.LOW, 1.0, deadband=1.6), high) == {(Level.HIGH, "deadband"): Fault.DEADBAND_TOO_WIDE}


@given(st.dictionaries(st.sampled_from(VALUES), st.tuples(NUMBERS, st.floats(0, 100)), min_size=1))
def test_of_an_accepted_set_no_value_is_beyond_high_and_low_and_some_value_ends_every_alarm(given_limits):
    limits = {level: Limit(level, value, deadband=deadband) for level, (value, deadband) in given_limits.items()}
    if faults(limits, Frame()):
        return
    inner = [limits[level] for level in VALUES if level in limits]
    low = [one for one in inner if one.level in {Level.LOW, Level.LOW_LOW}]
    high = [one for one in inner if one not in low]
    for one, other in itertools.product(low, high):
        assert one.value < other.value
    if low and high:
        between = low[-1].value + low[-1].deadband
        assert low[-1].is_left_by(between)
        assert high[0].is_left_by(between)
