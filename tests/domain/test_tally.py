"""Shares of known time, and the windows they are read in."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.state import Condition
from domain.tally import HOUR, Period, Step, Tally, window

AT = datetime(2026, 7, 10, 6, 30, tzinfo=UTC)


def test_availability_leaves_unknown_time_out():
    tally = Tally(critical_s=60, warning_s=60, healthy_s=480, unknown_s=3000)
    assert tally.availability == pytest.approx(0.9)


def test_nothing_known_gives_no_share_instead_of_a_good_one():
    tally = Tally(unknown_s=3600)
    assert (tally.availability, tally.running_share, tally.completeness) == (None, None, None)


def test_running_share_is_of_the_time_in_which_it_is_known():
    assert Tally(running_s=900, stopped_s=300, unknown_s=2400).running_share == 0.75


def test_tallies_add_up():
    both = Tally(critical_s=1, received=2) + Tally(critical_s=3, expected=4)
    assert both == Tally(critical_s=4, expected=4, received=2)


@pytest.mark.parametrize("hours", [1, 24, 168, 720])
def test_a_window_is_finished_hours_and_its_days_are_whole(hours):
    found = window(AT, hours=hours)
    assert found.end == datetime(2026, 7, 10, 6, tzinfo=UTC)
    assert found.end - found.start == hours * HOUR
    assert found.start <= found.first_day <= found.last_day <= found.end
    assert (found.last_day - found.first_day) % timedelta(days=1) == timedelta()


def test_a_week_is_read_as_six_days_and_two_pieces():
    found = window(AT, hours=168)
    assert (found.first_day, found.last_day) == (datetime(2026, 7, 4, tzinfo=UTC), datetime(2026, 7, 10, tzinfo=UTC))


def test_an_hour_that_just_ended_waits_for_its_last_readings():
    assert window(datetime(2026, 7, 10, 6, 1, tzinfo=UTC), hours=1).end == datetime(2026, 7, 10, 5, tzinfo=UTC)


def test_a_day_that_goes_on_is_averaged_over_what_has_passed():
    start = datetime(2026, 7, 10, tzinfo=UTC)
    step = Step(start, critical_s=6 * 3600.0, warning_s=0, advisory_s=0, healthy_s=12 * 3600.0, unknown_s=0)
    end = start + timedelta(hours=6)
    assert step.machines(Condition.CRITICAL, period=Period.DAY, end=end) == 1
    assert step.machines(Condition.HEALTHY, period=Period.DAY, end=end) == 2
