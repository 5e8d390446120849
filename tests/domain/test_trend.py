"""Few points that keep every spike and every gap, whatever the history looks like."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.trend import (
    MOST_POINTS,
    WIDTH_S,
    History,
    Level,
    curve,
    level_for,
    of_readings,
    summary,
    with_gaps,
)

HOUR, DAY, YEAR = 3600, 86_400, 365 * 86_400
START = 1_790_000_000.0


def _readings(values, interval_s=10.0, start=START):
    values = np.array(values, float)
    return with_gaps(of_readings(start + interval_s * np.arange(len(values)), values), interval_s=interval_s)


def _hours(minimum, maximum, at=None):
    at = START // HOUR * HOUR + HOUR * (np.arange(len(minimum)) if at is None else np.array(at, float))
    minimum, maximum, count = np.array(minimum, float), np.array(maximum, float), np.full(len(minimum), 360.0)
    return History(at, at + 3590, minimum, maximum, (minimum + maximum) / 2 * count, count, maximum,
                   np.zeros(len(minimum), bool))


@pytest.mark.parametrize(("span_s", "interval_s", "level"), [
    (HOUR, 1, Level.RAW), (2 * HOUR, 1, Level.RAW), (6 * HOUR, 1, Level.MINUTE),
    (11.9 * HOUR, 10, Level.RAW), (12 * HOUR, 10, Level.MINUTE), (DAY, 20, Level.MINUTE), (DAY, 21, Level.RAW),
    (7 * DAY, 10, Level.MINUTE), (30 * DAY, 10, Level.HOUR), (YEAR, 1, Level.HOUR), (YEAR, 3600, Level.HOUR),
    (10 * YEAR, 1, Level.DAY), (14 * DAY, 3600, Level.RAW), (0.5 * HOUR, 0.1, Level.MINUTE),
])
def test_the_level_is_the_finest_that_is_read_in_time_and_shows_more(span_s, interval_s, level):
    assert level_for(span_s, interval_s=interval_s) is level


def test_few_readings_are_drawn_as_they_are():
    drawn = curve(_readings([1, 2, 9, 2]), span_s=40, level=Level.RAW)
    assert drawn.line.value.tolist() == [1, 2, 9, 2]
    assert drawn.line.at.tolist() == [START, START + 10, START + 20, START + 30]
    assert len(drawn.band) == len(drawn.dots) == len(drawn.lowest) == 0


def test_a_pause_of_three_intervals_is_bridged_and_a_longer_one_is_not():
    at = START + np.array([0, 10, 40, 70.5])
    drawn = curve(with_gaps(of_readings(at, np.ones(4)), interval_s=10), span_s=100, level=Level.RAW)
    assert np.isnan(drawn.line.value).tolist() == [False, False, False, True, False]


def test_a_reading_that_cannot_be_used_breaks_the_line():
    drawn = curve(_readings([1, np.nan, 3, 4]), span_s=40, level=Level.RAW)
    assert np.isnan(drawn.line.value).tolist() == [False, True, False, False]


def test_a_reading_between_two_gaps_is_a_dot():
    at = START + np.array([0, 10, 100, 200, 210])
    drawn = curve(with_gaps(of_readings(at, np.arange(5.0)), interval_s=10), span_s=300, level=Level.RAW)
    assert drawn.dots.at.tolist() == [START + 100]
    assert drawn.dots.value.tolist() == [2.0]


def test_the_only_reading_is_a_dot():
    drawn = curve(_readings([7]), span_s=40, level=Level.RAW)
    assert drawn.dots.value.tolist() == [7.0]


def test_many_readings_become_a_band_that_holds_the_single_spike():
    values = np.full(5000, 2.0)
    values[3217] = 88.0
    drawn = curve(_readings(values, interval_s=1), span_s=5000, level=Level.RAW)
    assert drawn.band.value.max() == 88.0
    spike_at = drawn.band.at[drawn.band.value.argmax()]
    assert abs(spike_at - (START + 3217)) <= 5000 / 600
    assert drawn.highest.max() == 88.0


def test_the_line_through_a_rollup_is_its_mean_and_carries_its_extremes():
    drawn = curve(_hours([1, 1, 1], [3, 3, 9]), span_s=3 * HOUR, level=Level.HOUR)
    assert drawn.line.value.tolist() == [2, 2, 5]
    assert (drawn.lowest.tolist(), drawn.highest.tolist()) == ([1, 1, 1], [3, 3, 9])
    assert drawn.band.value.tolist() == [3, 3, 9, 1, 1, 1]


def test_an_hour_without_readings_opens_line_and_band():
    gone = with_gaps(_hours([1] * 4, [2] * 4, at=[0, 1, 3, 4]), interval_s=10)
    drawn = curve(gone, span_s=5 * HOUR, level=Level.HOUR)
    assert np.isnan(drawn.line.value).tolist() == [False, False, True, False, False]
    assert np.isnan(drawn.band.value).sum() == 1


def test_an_hour_alone_shows_its_lowest_and_its_highest():
    gone = with_gaps(_hours([1, 5, 1], [2, 8, 2], at=[0, 5, 9]), interval_s=10)
    drawn = curve(gone, span_s=10 * HOUR, level=Level.HOUR)
    assert sorted(drawn.dots.value.tolist()) == [1, 1, 2, 2, 5, 8]


def test_bins_stay_where_they_are_while_a_live_chart_moves_on():
    values = np.random.default_rng(1).normal(size=6000)
    first = curve(_readings(values[:5000], 1), span_s=5000, level=Level.RAW)
    later = curve(_readings(values[40:5040], 1, start=START + 40), span_s=5000, level=Level.RAW)
    assert np.isin(first.line.at[20:-20], later.line.at).all()


def test_more_gaps_than_points_still_fit():
    values = np.random.default_rng(2).normal(size=9000)
    values[1::2] = np.nan
    drawn = curve(_readings(values, 10), span_s=90_000, level=Level.RAW)
    assert max(len(drawn.line), len(drawn.band), len(drawn.dots)) <= MOST_POINTS
    assert max(drawn.band.value.max(initial=-9), drawn.dots.value.max(initial=-9)) == np.nanmax(values)


def test_nothing_is_drawn_of_nothing():
    drawn = curve(_readings([]), span_s=3600, level=Level.RAW)
    assert len(drawn.line) == len(drawn.band) == len(drawn.dots) == 0
    assert summary(_readings([np.nan, np.nan])) is None


def test_the_summary_counts_gaps_and_the_time_inside_them():
    at = START + np.array([0, 10, 110, 120, 1120])
    told = summary(with_gaps(of_readings(at, np.array([1.0, 2, 3, 4, 10])), interval_s=10))
    assert (told.count, told.minimum, told.mean, told.maximum, told.last) == (5, 1, 4, 10, 10)
    assert (told.gaps, told.missing_s, told.last_at) == (2, 1100, START + 1120)


HISTORIES = st.tuples(
    st.lists(st.tuples(st.sampled_from([1, 1, 1, 5, 40, 900]), st.floats(-1e6, 1e6) | st.just(float("nan"))),
             max_size=300),
    st.integers(1, 30))


@settings(deadline=None)
@given(HISTORIES)
def test_every_minimum_and_maximum_of_every_bin_is_drawn(given_history):
    """Whatever comes: no trace is too long, nothing usable is lost, nothing is invented, no gap is bridged."""
    steps, repeat = given_history
    pauses = np.tile([pause for pause, _value in steps], repeat)
    values = np.tile([value for _pause, value in steps], repeat).astype(float)
    at, span_s = START + np.cumsum(pauses, dtype=float), 1.0 + pauses.sum()
    history = with_gaps(of_readings(at, values), interval_s=1)
    drawn = curve(history, span_s=span_s, level=Level.RAW)
    shown = np.concatenate([trace.value for trace in (drawn.band, drawn.dots, drawn.line)])
    shown = shown[~np.isnan(shown)]
    usable = values[~np.isnan(values)]
    assert max(len(drawn.line), len(drawn.band), len(drawn.dots)) <= MOST_POINTS
    if not len(usable):
        assert not len(shown)
        return
    assert shown.max() == pytest.approx(usable.max())
    assert shown.min() == pytest.approx(usable.min())
    _assert_gaps_are_open(drawn.line, history, bin_s=span_s / 600)


def _assert_gaps_are_open(line, history, *, bin_s):
    """Between two readings around a gap that is wider than a bin the pen is lifted."""
    gaps = np.flatnonzero(history.broken & (np.diff(history.first_at, prepend=START - 1e9) > 2 * bin_s))
    for gap in gaps:
        after = np.searchsorted(line.at, history.first_at[gap] - 1e-6)
        assert np.isnan(line.value[max(0, after - 1):after + 2]).any()


def test_widths_are_those_of_the_rollups():
    assert list(WIDTH_S.values()) == [0, 60, 3600, 86_400]
