"""How values are spread, and what a value axis spans."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.distribution import distribution, round_step, value_range
from domain.trend import History, of_readings


def _spread(values):
    return distribution(of_readings(np.arange(float(len(values))), np.array(values, float)))


def test_shares_add_up_and_stand_in_round_bins():
    found = _spread([1.0, 1.0, 1.0, 5.0])
    assert found.share.sum() == pytest.approx(1)
    assert found.share[0] == pytest.approx(0.75)
    assert found.edges[1] - found.edges[0] == pytest.approx(0.1)


def test_values_that_are_all_the_same_have_a_bin():
    found = _spread([21.0] * 5)
    assert found.share.max() == 1
    assert found.edges[0] <= 21 <= found.edges[-1]


def test_a_spike_inside_an_hour_counts_as_one_reading():
    hour = History(*(np.array([x], float) for x in (0, 3599, 1.0, 90.0, 3598 * 2 + 91, 3600, 2)),
                   np.zeros(1, bool))
    found = distribution(hour)
    at_spike = np.searchsorted(found.edges, 90.0) - 1
    assert found.share[min(at_spike, len(found.share) - 1)] == pytest.approx(1 / 3600)
    assert found.share.sum() == pytest.approx(1)
    assert found.share.max() == pytest.approx(3598 / 3600, abs=1e-3)


def test_nothing_has_no_distribution():
    assert _spread([]) is None
    assert _spread([float("nan")]) is None


@settings(deadline=None)
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=50))
def test_nothing_is_lost_whatever_the_values(values):
    found = _spread(values)
    assert found.share.sum() == pytest.approx(1)
    assert len(found.share) <= 42
    assert (np.diff(found.edges) > 0).all()


@pytest.mark.parametrize(("least", "step"), [(1, 1), (1.2, 2), (2.2, 2.5), (3, 5), (7, 10), (0.012, 0.02)])
def test_steps_are_round(least, step):
    assert round_step(least) == pytest.approx(step)


def test_the_next_limit_is_in_sight():
    bottom, top = value_range(1.0, 2.0, [4.5, 7.1])
    assert bottom < 1.0
    assert 4.5 < top < 7.1


def test_a_limit_far_away_stays_outside():
    _bottom, top = value_range(1.0, 2.0, [50.0])
    assert top < 3


def test_limits_on_both_sides_are_in_sight():
    bottom, top = value_range(4.0, 5.0, [2.0, 7.0])
    assert bottom < 2.0 < 7.0 < top


def test_a_flat_signal_keeps_a_height():
    bottom, top = value_range(0.0, 0.0, [])
    assert bottom < 0 < top
