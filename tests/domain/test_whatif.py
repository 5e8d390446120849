"""What would have been is what the engine says, reading by reading; only faster."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import rate, trust, watch, whatif
from domain.limit import Level, Limit, default
from domain.rollup import NEVER
from domain.running import Rule
from domain.watch import Episode, Heard
from domain.whatif import Drive, past

S = 1_000_000
DELAY = st.sampled_from([0.0, 1.0, 10.0, 25.0, 1000.0])
LIMITS = st.builds(
    Limit, st.sampled_from(Level), st.sampled_from([1.0, 2.0, 3.0]), deadband=st.sampled_from([0.0, 0.5, 2.0]),
    on_delay_s=DELAY, off_delay_s=DELAY, only_while_running=st.booleans())
VALUES = st.sampled_from([-3.5, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0])
READINGS = st.lists(st.tuples(st.integers(1, 60), VALUES, st.booleans(), st.booleans()), max_size=60)


@settings(deadline=None, max_examples=400)
@given(LIMITS, READINGS)
def test_skipping_what_changes_nothing_changes_nothing(limit, readings):
    steps, values, counts, after_gap = zip(*readings, strict=True) if readings else ((), (), (), ())
    heard = Heard(np.cumsum(np.array(steps, np.int64)) * S, np.array(values, float), np.array(counts, bool),
                  np.array(after_gap, bool))
    assert whatif.history(limit, heard) == watch.history(limit, heard)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.integers(1, 900), VALUES), max_size=60), st.sampled_from([10.0, 60.0, 200.0]))
def test_the_rates_of_a_history_are_those_of_its_readings_one_after_the_other(readings, interval_s):
    window_us = rate.window_us(interval_s)
    times = np.cumsum(np.array([step for step, _ in readings], np.int64)) * S
    values = np.array([value for _, value in readings], float)
    one_by_one, _anchors = rate.rates((), times, values, window_us=window_us)
    np.testing.assert_array_equal(whatif.rates(times, values, window_us=window_us), one_by_one)


def _past(values, *, every_s=10, drive=None):
    times = np.arange(len(values), dtype=np.int64) * every_s * S
    return past(times, np.array(values, float), interval_s=10, drive=drive)


def test_an_alarm_has_its_times_and_the_value_that_raised_it():
    high = Limit(Level.HIGH, 4.5, on_delay_s=20, off_delay_s=10)
    found = whatif.alarms({Level.HIGH: high}, _past([4, 5, 6, 7, 4, 4, 4]))
    assert found == {Level.HIGH: [Episode(10 * S, 30 * S, 50 * S, 7.0)]}


def test_one_that_is_still_on_has_no_end():
    assert whatif.alarms({Level.HIGH: default(Level.HIGH, 4.5)}, _past([4, 5]))[Level.HIGH][0].cleared_us == NEVER


def test_a_delay_does_not_run_over_a_silence_of_three_intervals_and_ten_seconds():
    high = Limit(Level.HIGH, 4.5, on_delay_s=50)
    times = np.array([0, 40, 80], np.int64) * S
    assert trust.silence_us(10) == 40 * S
    assert len(whatif.history(high, past(times, np.full(3, 5.0), interval_s=10, drive=None).values)) == 1
    times[1] = 39 * S
    assert whatif.history(high, past(times, np.full(3, 5.0), interval_s=10, drive=None).values) == []


def test_what_is_out_of_range_raises_nothing_and_breaks_no_silence():
    times = np.array([0, 30, 60], np.int64) * S
    heard = past(times, np.array([5.0, 99.0, 5.0]), interval_s=10, drive=None, between=(0, 50)).values
    assert (heard.value.tolist(), heard.after_gap.tolist()) == ([5, 5], [False, True])


def test_only_while_running_begins_when_the_machine_has_started():
    high = Limit(Level.HIGH, 4.5, only_while_running=True)
    rule = Rule(above=100, starting_us=30 * S, hold_us=40 * S)
    speed = np.array([0, 0, 1480, 1480, 1480, 1480, 1480, 1480.0])
    drive = Drive(np.arange(8, dtype=np.int64) * 10 * S, speed, rule)
    found = whatif.alarms({Level.HIGH: high}, _past([5] * 8, drive=drive))
    assert [episode.raised_us for episode in found[Level.HIGH]] == [50 * S]


def test_a_rate_is_judged_by_the_hour_and_both_ways():
    falling = _past([100 - n / 36 for n in range(200)])      # 10 an hour
    assert len(whatif.alarms({Level.RATE: default(Level.RATE, 9.9)}, falling)[Level.RATE]) == 1
    assert whatif.alarms({Level.RATE: default(Level.RATE, 10.1)}, falling)[Level.RATE] == []


def test_the_base_line_is_the_median_while_the_machine_runs():
    drive = Drive(np.arange(6, dtype=np.int64) * 10 * S, np.array([0, 0, 0, 1480, 1480, 1480.0]), Rule(100, 0, 40 * S))
    assert _past([0.1, 0.1, 0.1, 2, 3, 9], drive=drive).median_running() == 3
    assert _past([], drive=drive).median_running() is None


def test_no_readings_are_no_alarms():
    assert whatif.alarms({Level.HIGH: default(Level.HIGH, 1), Level.RATE: default(Level.RATE, 1)}, _past([])) == {
        Level.HIGH: [], Level.RATE: []}


def test_of_a_month_of_readings_only_those_that_matter_are_judged(monkeypatch):
    values = np.random.default_rng(1).normal(1.0, 0.3, 259_200)      # 30 days, every 10 s
    judged = []
    monkeypatch.setattr(whatif, "hear", lambda *given, **more: judged.append(1) or watch.hear(*given, **more))
    found = whatif.history(default(Level.HIGH, 2.0), _past(values).values)
    assert len(found) > 50
    assert len(judged) == 2 * len(found)
