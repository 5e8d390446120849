from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from domain.log_marks import APART, Spot, spots
from domain.time_axis import Span

START = datetime(2026, 11, 1, tzinfo=UTC)
SPAN = Span(START, START + timedelta(days=100))


def found(*days, first=1, step=1, **more):
    numbered = [(first + step * place, START + timedelta(days=day)) for place, day in enumerate(days)]
    return [(spot.label, (spot.at - START) / timedelta(days=1)) for spot in spots(numbered, SPAN, **more)]


def test_each_entry_has_a_mark_of_its_own_where_there_is_room():
    assert found(0, 3, 100) == [("1", 0), ("2", 3), ("3", 100)]


def test_entries_too_close_to_each_other_share_the_mark_of_the_first():
    assert found(10, 11, 12, 13, 60) == [("1–3", 10), ("4", 13), ("5", 60)]
    assert found(10, 13, 16, 22, apart=0.075) == [("1–3", 10), ("4", 22)]


def test_a_mark_spans_its_numbers_also_where_they_fall_with_time():
    assert found(10, 11, 40, first=3, step=-1) == [("2–3", 10), ("1", 40)]


def test_what_is_outside_of_the_span_is_not_marked():
    assert found(-0.1, 100.1) == []


@pytest.mark.parametrize("count", [1, 50, 500])
def test_marks_stand_apart_and_leave_no_entry_out(count):
    at = [(number, START + timedelta(days=100) * number / count) for number in range(1, count + 1)]
    marks = spots(at, SPAN)
    assert [number for one in marks for number in range(one.low, one.high + 1)] == list(range(1, count + 1))
    gaps = [later.at - earlier.at for earlier, later in pairwise(marks)]
    assert all(gap >= APART * timedelta(days=100) for gap in gaps)
    assert isinstance(marks[0], Spot)
