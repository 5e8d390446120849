"""From what signals say to the state of their machines."""

import numpy as np
import pytest

from domain import rollup, trust, ward
from domain.condition import Limits
from domain.rollup import NEVER
from domain.state import Condition, Reason, Running, Trust
from domain.trust import Expectation
from domain.ward import Fleet

S = 1_000_000
NOW = 1_782_907_200 * S
NAN = float("nan")


def _fleet(signals, *, criticality=(3,), running=None):
    """Signals are (machine, high, high_high) or (machine, high, high_high, per_day); interval 10 s, range 0 to 100."""
    rows = [(*signal, NAN)[:4] for signal in signals]
    count, machines = len(rows), len(criticality)
    full = np.full(count, NAN)
    at, above = running or (-1, NAN)
    return Fleet(
        machine=np.array([row[0] for row in rows], np.int64),
        expected=Expectation(np.full(count, 10.0), np.full(count, 600.0), np.zeros(count), np.full(count, 100.0)),
        limits=Limits(full.copy(), full.copy(), np.array([row[1] for row in rows], float),
                      np.array([row[2] for row in rows], float)),
        per_day=np.array([row[3] for row in rows], float), criticality=np.array(criticality, np.int64),
        running_signal=np.full(machines, at), running_above=np.full(machines, above),
        starting_us=np.full(machines, 30 * S))


def _tails(values, *, age_s=1.0, **changes):
    tails = rollup.no_tails(len(values))
    for position, value in enumerate(values):
        if value is not None:
            for name in ("time", "received_at", "usable_at", "changed_at"):
                tails[name][position] = NOW - round(age_s * S)
            tails["value"][position] = tails["usable"][position] = value
            tails["quality"][position], tails["live"][position] = rollup.GOOD, True
    for name, value in changes.items():
        tails[name] = value
    return tails


def _judge(fleet, tails, *, offline_at=None, started_at=None):
    return ward.judge(fleet, tails, now_us=NOW,
                      offline_at=np.full(len(tails), NEVER) if offline_at is None else np.array(offline_at),
                      started_at=np.zeros(len(fleet.criticality), np.int64) if started_at is None else started_at)


@pytest.mark.parametrize(("value", "condition", "reason"), [
    (4.5, Condition.HEALTHY, Reason.WITHIN_LIMITS), (4.6, Condition.WARNING, Reason.ABOVE_HIGH),
    (7.1, Condition.WARNING, Reason.ABOVE_HIGH), (7.2, Condition.CRITICAL, Reason.ABOVE_HIGH_HIGH)])
def test_a_value_on_a_limit_is_within_it_and_one_beyond_is_not(value, condition, reason):
    states = _judge(_fleet([(0, 4.5, 7.1)]), _tails([value]))
    assert states.marks(0)[0] == condition
    assert ward.REASONS[states.reason[0]] == reason


def test_the_worst_signal_explains_the_machine_and_the_others_are_counted():
    states = _judge(_fleet([(0, 10, 20), (0, 10, 20), (0, 10, 20)]), _tails([11, 25, 12]))
    assert (states.signal[0], states.value[0], states.limit[0], states.others[0]) == (1, 25, 20, 2)


def test_of_two_equally_bad_signals_the_one_farthest_beyond_its_limit_explains():
    assert _judge(_fleet([(0, 10, NAN), (0, 100, NAN)]), _tails([19, 100.5])).signal[0] == 0


def test_a_slope_that_reaches_the_limit_within_a_week_is_advisory():
    fleet = _fleet([(0, 10, 20, 0.5), (1, 10, 20, 0.1), (2, 10, 20, -5.0)], criticality=(3, 3, 3))
    states = _judge(fleet, _tails([7, 7, 7]))
    assert [states.marks(m)[0] for m in range(3)] == [Condition.ADVISORY, Condition.HEALTHY, Condition.HEALTHY]


def test_no_machine_without_believable_data_is_ever_healthy():
    fleet = _fleet([(0, 10, 20)])
    for tails in (_tails([None]), _tails([5], age_s=3600), _tails([-3]), _tails([5], time=NOW + 500 * S),
                  _tails([5], changed_at=NOW - 700 * S)):
        assert _judge(fleet, tails).marks(0)[0] == Condition.UNKNOWN
    assert _judge(fleet, _tails([5]), offline_at=[NOW]).marks(0) == (Condition.UNKNOWN, Running.UNKNOWN, Trust.SILENT)


def test_one_blind_signal_among_healthy_ones_makes_the_machine_unknown():
    states = _judge(_fleet([(0, 10, 20), (0, 10, 20)]), _tails([5, None]))
    assert states.marks(0)[0] == Condition.UNKNOWN
    assert ward.REASONS[states.reason[0]] == Reason.NOT_BELIEVABLE
    assert states.signal[0] == 1


def test_of_blind_signals_the_one_with_the_worst_trust_explains():
    tails = _tails([5, 5, 5])
    tails["changed_at"][0], tails["received_at"][1] = NOW - 700 * S, NOW - 700 * S
    states = _judge(_fleet([(0, 10, 20)] * 3), tails)
    assert (states.signal[0], states.marks(0)[2]) == (1, Trust.SILENT)


def test_trouble_stays_when_its_sensor_falls_silent():
    assert _judge(_fleet([(0, 10, 20)]), _tails([25], age_s=7200)).marks(0)[::2] == (Condition.CRITICAL, Trust.SILENT)


def test_a_value_outside_the_physical_range_is_the_sensors_trouble_and_not_the_machines():
    assert _judge(_fleet([(0, 10, 20)]), _tails([500])).marks(0)[::2] == (Condition.UNKNOWN, Trust.OUT_OF_RANGE)


def test_late_data_is_still_believed():
    assert _judge(_fleet([(0, 10, 20)]), _tails([5], age_s=25)).marks(0)[::2] == (Condition.HEALTHY, Trust.LATE)


def test_machines_without_limits_or_signals_are_unknown_and_never_urgent():
    fleet = _fleet([(0, NAN, NAN), (2, 10, 20)], criticality=(5, 5, 1))
    states = _judge(fleet, _tails([5, None]))
    assert [ward.REASONS[code] for code in states.reason] == [
        Reason.NO_LIMITS, Reason.NO_SIGNALS, Reason.NOT_BELIEVABLE]
    assert {states.marks(m)[0] for m in range(3)} == {Condition.UNKNOWN}
    assert states.urgency[2] > states.urgency[0]


def test_a_fleet_without_any_signal_can_be_judged():
    assert _judge(_fleet([], criticality=(3,)), _tails([])).marks(0) == (
        Condition.UNKNOWN, Running.UNKNOWN, Trust.SILENT)


def test_worse_comes_first_then_the_more_important_machine():
    fleet = _fleet([(m, 10, 20) for m in range(4)], criticality=(1, 5, 1, 5))
    urgency = _judge(fleet, _tails([25, 15, None, 5])).urgency
    assert list(np.argsort(-urgency)) == [0, 1, 2, 3]


def test_a_machine_runs_while_its_signal_is_above_the_rule():
    fleet = _fleet([(0, NAN, NAN), (0, 10, 20)], running=(0, 50.0))
    assert _judge(fleet, _tails([60, 5])).marks(0)[1] == Running.RUNNING
    assert _judge(fleet, _tails([40, 5])).marks(0)[1] == Running.STOPPED
    assert _judge(fleet, _tails([None, 5])).marks(0)[1] == Running.UNKNOWN


def test_a_machine_that_was_seen_standing_still_starts_first():
    fleet = _fleet([(0, NAN, NAN)], running=(0, 50.0))
    stopped = _judge(fleet, _tails([0]))
    assert stopped.started_at[0] == NEVER
    started = _judge(fleet, _tails([60]), started_at=stopped.started_at)
    assert started.marks(0)[1] == Running.STARTING
    assert _judge(fleet, _tails([60]), started_at=started.started_at - 60 * S).marks(0)[1] == Running.RUNNING


def test_low_limits_rest_while_the_machine_does_not_run():
    fleet = _fleet([(0, NAN, NAN), (0, NAN, NAN)], running=(0, 50.0))
    fleet.limits.low[1] = 3.0
    assert _judge(fleet, _tails([60, 1])).marks(0)[0] == Condition.WARNING
    assert _judge(fleet, _tails([0, 1])).marks(0)[0] == Condition.HEALTHY


def test_the_screen_is_told_of_a_third_digit_in_trouble_and_of_none_in_health():
    fleet = _fleet([(0, 10, 20)])
    calm, trouble = _judge(fleet, _tails([5.00])), _judge(fleet, _tails([25.00]))
    assert not _judge(fleet, _tails([5.9])).changed_since(calm)[0]
    assert not _judge(fleet, _tails([25.01])).changed_since(trouble)[0]
    assert _judge(fleet, _tails([25.1])).changed_since(trouble)[0]
    assert trouble.changed_since(calm)[0]


@pytest.mark.parametrize(("changes", "expected"), [
    ({}, Trust.GOOD), ({"received_at": NOW - 21 * S}, Trust.LATE), ({"received_at": NOW - 41 * S}, Trust.SILENT),
    ({"changed_at": NOW - 602 * S}, Trust.STUCK),
    ({"time": NOW + 90 * S, "usable_at": NOW + 90 * S}, Trust.CLOCK_WRONG),
    ({"time": NOW - 400 * S, "usable_at": NOW - 400 * S}, Trust.CLOCK_WRONG),
    ({"time": NOW - 400 * S, "usable_at": NOW - 400 * S, "live": False}, Trust.LATE),
    ({"usable": 101.0}, Trust.OUT_OF_RANGE), ({"usable_at": NOW - 60 * S}, Trust.SILENT),
])
def test_trust_tells_what_is_wrong_with_the_data(changes, expected):
    tails = _tails([5.0], **changes)
    expectation = _fleet([(0, 10, 20)]).expected
    codes = trust.judge(tails, expectation, offline_at=np.array([NEVER]), now_us=NOW)
    assert trust.ORDER[codes[0]] == expected


def test_a_device_that_went_off_line_and_speaks_again_is_believed_again():
    tails = _tails([5.0], age_s=1)
    expectation = _fleet([(0, 10, 20)]).expected
    for offline_at, expected in ((NOW - 30 * S, Trust.GOOD), (NOW, Trust.SILENT)):
        codes = trust.judge(tails, expectation, offline_at=np.array([offline_at]), now_us=NOW)
        assert trust.ORDER[codes[0]] == expected
