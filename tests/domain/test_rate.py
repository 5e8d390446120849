"""The rate of change: from the readings of its window alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import rate
from tests.domain.heard import cut

WINDOW_US = rate.window_us(10)
CELL_US = WINDOW_US // rate.CELLS
SERIES = st.lists(st.tuples(st.integers(0, 3000), st.integers(-50, 50)), min_size=1, max_size=60,
                  unique_by=lambda row: row[0]).map(sorted)


def rates(rows, anchors=()):
    times = np.array([round(at * 1e6) for at, _ in rows], np.int64)
    return rate.rates(anchors, times, np.array([value for _, value in rows], float), window_us=WINDOW_US)


@pytest.mark.parametrize(("interval_s", "window_s"), [(1, 600), (10, 600), (100, 600), (600, 3600)])
def test_a_window_is_ten_minutes_and_holds_six_readings(interval_s, window_s):
    assert rate.window_us(interval_s) == window_s * 1_000_000


def test_a_steady_rise_is_told_in_its_unit_an_hour_once_half_a_window_is_known():
    found, _anchors = rates([(at, at / 360) for at in range(0, 1200, 10)])      # 10 an hour
    assert np.isnan(found[:30]).all()
    assert found[30:] == pytest.approx(10.0)


def test_a_step_is_forgotten_with_its_window():
    found, _anchors = rates([(at, 0.0 if at < 600 else 1.0) for at in range(0, 2400, 10)])
    assert found[60] == pytest.approx(1 / 600 * 3600)
    assert (found[130:] == 0).all()


def test_a_fall_is_negative():
    assert rates([(0, 3.0), (360, 2.0)])[0][1] == pytest.approx(-10.0)


def test_after_a_silence_the_rate_is_known_again_after_half_a_window():
    found, _anchors = rates([(0, 0.0), (5000, 9.0), (5290, 9.0), (5300, 9.0)])
    assert np.isnan(found[:3]).all()
    assert found[3] == 0


@given(SERIES, st.data())
def test_any_batches_give_the_same_rates(rows, data):
    anchors, found = (), []
    for piece in cut(data, rows):
        more, anchors = rates(piece, anchors)
        found += more.tolist()
    whole, kept = rates(rows)
    np.testing.assert_array_equal(found, whole)
    assert anchors == kept


@given(SERIES, st.data())
def test_a_rate_does_not_depend_on_where_one_begins_a_window_and_a_sixth_before(rows, data):
    first = data.draw(st.integers(0, len(rows) - 1))
    from_us = rows[first][0] * 1_000_000
    known = [number for number, (at, _) in enumerate(rows) if at * 1_000_000 - WINDOW_US - CELL_US >= from_us]
    whole, later = rates(rows)[0], rates(rows[first:])[0]
    for number in known:
        np.testing.assert_array_equal(whole[number], later[number - first])


@given(SERIES)
def test_anchors_read_back_from_a_window_and_a_sixth_go_on_as_those_that_were_kept(rows):
    newest_us = rows[-1][0] * 1_000_000
    tail = [(at * 1_000_000, value) for at, value in rows if at * 1_000_000 >= newest_us - WINDOW_US - CELL_US]
    read_back, kept = rate.anchors(tail, window_us=WINDOW_US), rates(rows)[1]
    then = [(rows[-1][0] + second, 7) for second in range(1, 900, 7)]
    np.testing.assert_array_equal(rates(then, read_back)[0], rates(then, kept)[0])
