"""The watch of one limit: delays, deadband, silences and stops, to the microsecond of the readings."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import watch
from domain.limit import Level, Limit
from domain.rollup import NEVER
from domain.watch import REST, Frame, Reason, Turn
from tests.domain.heard import LIMITS, ROWS, cut, heard, in_seconds

PLAIN = Limit(Level.HIGH, 4.5)
DELAYED = Limit(Level.HIGH, 4.5, deadband=0.5, on_delay_s=20, off_delay_s=15)
RUNNING = Limit(Level.LOW, 1.0, only_while_running=True)


def history(limit, *rows):
    return in_seconds(watch.history(limit, heard(rows)))


@pytest.mark.parametrize(("rows", "episodes"), [
    ([(0, 4.5)], []),
    ([(0, 4.6)], [(0, 0, None)]),
    ([(0, 4.6), (10, 4.5)], [(0, 0, 10)]),
    ([(0, 4.6), (10, 9), (20, 2), (30, 9)], [(0, 0, 20), (30, 30, None)])])
def test_without_delays_the_first_reading_turns_an_alarm(rows, episodes):
    assert history(PLAIN, *rows) == episodes


@pytest.mark.parametrize(("rows", "episodes"), [
    ([(0, 5), (19.999999, 5)], []),
    ([(0, 5), (20, 5)], [(0, 20, None)]),
    ([(0, 5), (10, 5), (27, 5)], [(0, 27, None)]),          # the first reading that is late enough confirms it
    ([(0, 5), (10, 4.5), (20, 5), (30, 5)], []),            # the run was broken
    ([(0, 5), (10, 4.2), (20, 5), (40, 5)], [(20, 40, None)])])
def test_the_on_delay_is_kept_by_an_unbroken_run(rows, episodes):
    assert history(DELAYED, *rows) == episodes


@pytest.mark.parametrize(("rows", "cleared"), [
    ([(30, 4.4), (60, 4.4)], None),                         # within the deadband it goes on
    ([(30, 4.0), (44, 4.0)], None),
    ([(30, 4.0), (45, 4.0)], 45),
    ([(30, 4.0), (40, 4.1), (50, 4.0), (60, 4.0), (65, 4.0)], 65)])
def test_the_off_delay_counts_readings_below_the_deadband(rows, cleared):
    assert history(DELAYED, (0, 5), (20, 5), *rows) == [(0, 20, cleared)]


def test_a_run_does_not_go_on_over_a_silence():
    assert history(DELAYED, (0, 5), (300, 5, True, True), (310, 5), (320, 5)) == [(300, 320, None)]


def test_an_alarm_that_is_on_stays_on_over_a_silence():
    assert history(DELAYED, (0, 5), (20, 5), (900, 5, True, True)) == [(0, 20, None)]


def test_a_limit_that_holds_only_while_running_ends_with_the_stop_and_begins_anew_after_it():
    rows = [(0, 0.5), (10, 0.5, False, False), (20, 0.5, False, False), (30, 0.5)]
    assert history(RUNNING, *rows) == [(0, 0, 10), (30, 30, None)]


def test_other_limits_do_not_ask_whether_the_machine_runs():
    assert history(PLAIN, (0, 5, False, False), (10, 5, False, False)) == [(0, 0, None)]


def test_what_turned_says_why_and_with_which_value():
    state, turned = watch.fold(REST, RUNNING, heard([(0, 0.5), (10, 2.0), (20, 0.4), (30, 0.3, False, False)]))
    assert state == REST
    assert [(one.turn, one.value, one.reason) for one in turned] == [
        (Turn.RAISED, 0.5, Reason.BEYOND), (Turn.CLEARED, 2.0, Reason.WITHIN), (Turn.RAISED, 0.4, Reason.BEYOND),
        (Turn.CLEARED, 0.3, Reason.STOPPED)]


def test_readings_out_of_range_are_not_heard_and_only_a_silence_is_marked():
    times = np.array([0, 10, 20, 80], np.int64) * 1_000_000
    found = watch.heard(times, np.array([1.0, 99.0, 2.0, 3.0]), np.ones(4, bool), last_us=NEVER,
                        frame=Frame(0, 50, 30_000_000))
    assert found.value.tolist() == [1, 2, 3]
    assert found.after_gap.tolist() == [False, False, True]


def test_the_silence_before_the_first_reading_of_a_batch_is_known():
    found = watch.heard(np.array([100_000_000]), np.array([1.0]), np.ones(1, bool), last_us=0,
                        frame=Frame(-math.inf, math.inf, 30_000_000))
    assert found.after_gap.tolist() == [True]


def test_no_readings_are_no_history():
    assert history(PLAIN) == []
    assert len(watch.heard(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, bool), last_us=NEVER,
                           frame=Frame(0, 1, 1))) == 0


@given(LIMITS, ROWS, st.data())
def test_readings_in_any_batches_turn_the_same_as_all_at_once(limit, rows, data):
    state, turned = REST, []
    for piece in cut(data, rows):
        state, more = watch.fold(state, limit, heard(piece))
        turned += more
    assert (state, turned) == watch.fold(REST, limit, heard(rows))


@given(LIMITS, ROWS, st.integers(0, 40), st.integers(0, 10))
def test_a_restart_at_any_moment_goes_on_as_if_nothing_had_been(limit, rows, before, earlier_s):
    """What is read back begins as long before the last reading as the longest delay, or earlier."""
    past = rows[:before]
    state, _turned = watch.fold(REST, limit, heard(past))
    reach_s = max(limit.on_delay_s, limit.off_delay_s) + earlier_s
    tail = [row for row in past if row[0] >= past[-1][0] - reach_s]
    resumed = watch.resume(state.active, limit, heard(tail))
    assert resumed == state
    assert watch.fold(resumed, limit, heard(rows[before:])) == watch.fold(state, limit, heard(rows[before:]))


@given(LIMITS, ROWS)
def test_the_rule_of_delay_and_deadband_is_what_a_naive_reader_makes_of_it(limit, rows):
    assert in_seconds(watch.history(limit, heard(rows))) == naive(limit, rows)


@given(LIMITS, ROWS)
def test_episodes_are_apart_and_each_begins_before_it_is_raised_and_is_raised_before_it_ends(limit, rows):
    found = in_seconds(watch.history(limit, heard(rows)))
    ends = [at for began, raised, cleared in found for at in (began, raised, math.inf if cleared is None else cleared)]
    assert ends == sorted(ends)
    assert all(cleared is not None for *_, cleared in found[:-1])
    assert all(raised - began >= limit.on_delay_s for began, raised, _ in found)


def naive(limit, rows):
    """Judge a history the slow way: for every reading look back over all that came before it."""
    sign = 1 if limit.level is Level.HIGH else -1
    edge = sign * limit.value
    found, is_on = [], False
    for number, (at, _value, counts, _gap) in enumerate(rows):
        def holds(row, is_on=is_on):
            value, matters = sign * row[1], row[2] or not limit.only_while_running
            return value <= edge - limit.deadband if is_on else matters and value > edge

        if is_on and limit.only_while_running and not counts:
            found[-1] = (*found[-1][:2], at)
            is_on = False
            continue
        first = number
        while first > 0 and holds(rows[first]) and holds(rows[first - 1]) and not rows[first][3]:
            first -= 1
        if holds(rows[number]) and at - rows[first][0] >= (limit.off_delay_s if is_on else limit.on_delay_s):
            found = [*found[:-1], (*found[-1][:2], at)] if is_on else [*found, (rows[first][0], at, None)]
            is_on = not is_on
    return found
