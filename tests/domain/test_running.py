"""Whether a machine runs, from the readings of one signal, however they are cut into batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import running
from domain.rollup import NEVER
from domain.running import ALWAYS, UNHEARD, Rule, Track
from tests.domain.heard import cut

RULE = Rule(above=100, starting_us=30_000_000, hold_us=40_000_000)
START_S = 1_782_900_000
RPM = st.lists(st.tuples(st.integers(0, 300), st.sampled_from([0, 100, 101, 1450])), min_size=1, max_size=40,
               unique_by=lambda row: row[0]).map(sorted)


def steps(rows, track=UNHEARD):
    return running.steps(track, np.array([_us(at) for at, _ in rows], np.int64),
                         np.array([value for _, value in rows], float), RULE)


def _us(at_s):
    return START_S * 1_000_000 + round(at_s * 1e6)


def counts(rows, *seconds, track=UNHEARD):
    return running.counts(steps(rows, track), np.array([_us(at) for at in seconds], np.int64), RULE).tolist()


def test_limits_count_while_the_machine_runs_and_rest_while_it_stands_still_or_starts():
    rows = [(0, 1450), (10, 0), (20, 1450), (30, 1450), (40, 1450), (50, 1450)]
    assert counts(rows, 0, 9, 10, 19, 20, 49.999999, 50, 60) == [True, True, False, False, False, False, True, True]


def test_a_value_on_the_threshold_is_no_running():
    assert counts([(0, 100), (10, 101)], 5) == [False]


def test_a_machine_that_was_first_heard_running_has_always_run():
    assert steps([(10, 1450)]).since_us.tolist() == [ALWAYS]
    assert counts([(10, 1450)], 10, 15) == [True, True]


def test_before_anybody_heard_it_and_after_a_silence_nobody_knows_and_limits_count():
    assert counts([(100, 0)], 99, 100, 140, 140.000001) == [True, False, False, True]


def test_a_start_is_not_forgotten_over_a_silence():
    rows = [(0, 0), (10, 1450), (100, 1450), (110, 1450)]
    assert counts(rows, 20, 60, 100, 110) == [False, True, True, True]


def test_without_readings_nobody_knows():
    assert counts([], 0, 5) == [True, True]
    assert steps([]).last == UNHEARD


@pytest.mark.parametrize(("rows", "track"), [
    ([(0, 0)], Track(_us(0), NEVER, _us(0))),
    ([(0, 0), (10, 1450), (20, 1450)], Track(_us(20), _us(10), _us(10))),
    ([(0, 1450), (10, 1450), (60, 1450)], Track(_us(60), ALWAYS, _us(60)))])
def test_what_was_heard_last_is_kept_with_its_beginning(rows, track):
    assert steps(rows).last == track


@given(RPM, st.data())
def test_any_batches_give_the_same_as_all_at_once(rows, data):
    at_once, track, asked = steps(rows), UNHEARD, data.draw(st.lists(st.integers(0, 400), max_size=20))
    pieces = cut(data, rows)
    ends = [piece[0][0] for piece in pieces[1:]] + [401]
    for piece, end in zip(pieces, ends, strict=True):
        times = [at for at in asked if piece[0][0] <= at < end]
        assert counts(piece, *times, track=track) == counts(rows, *times)
        track = steps(piece, track).last
    assert track == at_once.last


@given(RPM, st.data())
def test_since_the_machine_was_steady_earlier_moments_are_known_without_the_readings_before(rows, data):
    cut_at = data.draw(st.integers(1, len(rows)))
    track = steps(rows[:cut_at]).last
    times = [at for at in range(401) if _us(at) >= track.steady_us]
    assert counts(rows[cut_at:], *times, track=track) == counts(rows, *times)


@given(RPM, st.data())
def test_reading_by_reading_says_the_same_as_all_at_once(rows, data):
    known = data.draw(st.integers(0, len(rows)))
    before, heard = steps(rows[:known]).last, []
    for at, value in rows[known:]:
        heard.append(running.hear(heard[-1] if heard else before, _us(at), value, RULE))
    assert (heard[-1] if heard else before) == steps(rows).last
    for at in range(0, 401, 7):
        found = running.counts_at(before, heard, _us(at), RULE)
        if found is None:
            assert _us(at) < before.steady_us
        else:
            assert [found] == counts(rows, at)
