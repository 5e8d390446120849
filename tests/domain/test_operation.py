"""Running hours and starts by the day of the plant, from the minutes of its hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import operation
from domain.operation import DAYS, Day, Hour, Line, Minute, Stretch

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 7, 20, 10, 30, 40, tzinfo=UTC)
ALL = (1 << 60) - 1
HOUR = timedelta(hours=1)


def bits(*minutes):
    return sum(1 << minute for minute in minutes)


def told(hours, minutes=(), *, zone=BERLIN, now=NOW, carry=0):
    """Return the operation that hours and minutes come to."""
    ends = operation.borders(now, zone=zone)
    line = operation.line(hours, minutes, carry=carry, start_at=operation.first_hour(ends[0]), end_at=ends[-1])
    return operation.operation(line, now=now, zone=zone)


def all_hours(ran, *, zone=BERLIN, now=NOW, known=lambda _at: ALL):
    """Return every hour of the days, its minutes from ``ran(hour)``."""
    at, found = operation.first_hour(operation.borders(now, zone=zone)[0]), []
    while at < now:
        found.append(Hour(at, ran(at), known(at)))
        at += HOUR
    return found


def test_a_machine_that_runs_by_day_has_its_hours_and_one_start_a_day():
    found = told(all_hours(lambda at: ALL if 6 <= at.astimezone(ZoneInfo(BERLIN)).hour < 14 else 0))
    assert len(found.days) == DAYS
    assert found.days[0].date == date(2026, 6, 21)
    assert all((day.running_s, day.stopped_s, day.starts) == (8 * 3600, 16 * 3600, 1) for day in found.days[:-1])
    today = found.days[-1]     # 12:30 at the plant
    assert today == Day(date(2026, 7, 20), running_s=23_400, stopped_s=21_600, unknown_s=0, starts=1)
    assert (found.running_s(7) / 3600, found.starts(7)) == (6 * 8 + 6.5, 7)
    assert found.starts_a_day == pytest.approx(30 / (29 + 12.5 / 24))


def test_a_start_is_running_right_after_standing_still_also_across_the_hour_and_the_day():
    midnight = datetime(2026, 7, 9, 22, tzinfo=UTC)
    at_midnight = told(all_hours(lambda at: ALL if at == midnight else 0))
    assert [day.starts for day in at_midnight.days if day.starts] == [1]
    assert next(day.date for day in at_midnight.days if day.starts) == date(2026, 7, 10)
    twice = told(all_hours(lambda at: bits(3, 4, 9) if at == midnight else 0))
    assert (twice.starts(DAYS), twice.running_s(DAYS)) == (2, 180)


def test_the_first_minute_of_the_first_day_is_a_start_if_the_machine_stood_still_before():
    first = operation.borders(NOW, zone=BERLIN)[0]
    assert told(all_hours(lambda at: ALL if at >= first else 0)).days[0].starts == 1
    assert told(all_hours(lambda at: ALL)).days[0].starts == 0


def test_what_follows_a_gap_is_no_start_and_the_gap_is_unknown():
    gone = datetime(2026, 7, 9, 8, tzinfo=UTC)
    found = told(all_hours(lambda at: ALL if at > gone else 0, known=lambda at: 0 if at == gone else ALL))
    day = next(day for day in found.days if day.date == date(2026, 7, 9))
    assert (day.starts, day.unknown_s, day.running_s, day.stopped_s) == (0, 3600, 13 * 3600, 10 * 3600)
    assert found.starts(DAYS) == 0


def test_hours_that_nobody_counted_are_unknown():
    found = told([])
    assert found.known_s == 0
    assert found.days[0].unknown_s == 86_400
    assert (found.starts_a_day, found.longest_run, found.longest_stop) == (None, None, None)


@pytest.mark.parametrize(("zone", "now", "day", "hours"), [
    (BERLIN, datetime(2026, 4, 10, 12, tzinfo=UTC), date(2026, 3, 29), 23),
    (BERLIN, datetime(2026, 11, 10, 12, tzinfo=UTC), date(2026, 10, 25), 25),
    ("Australia/Lord_Howe", datetime(2026, 4, 20, 12, tzinfo=UTC), date(2026, 4, 5), 24.5),
    ("America/Havana", datetime(2026, 3, 20, 12, tzinfo=UTC), date(2026, 3, 8), 23),      # begins at one o'clock
    ("Asia/Kolkata", NOW, date(2026, 7, 10), 24)])
def test_days_are_those_of_the_plants_clock(zone, now, day, hours):
    found = told(all_hours(lambda at: ALL, zone=zone, now=now), zone=zone, now=now)
    by_date = {one.date: one.running_s / 3600 for one in found.days}
    assert by_date.pop(day) == hours
    assert sum(1 for length in by_date.values() if length != 24) == 1      # today
    assert len(by_date) == DAYS - 1


def test_a_day_may_begin_in_the_middle_of_an_hour_of_the_tally():
    half = datetime(2026, 7, 9, 18, tzinfo=UTC)       # midnight in India is 18:30
    found = told(all_hours(lambda at: bits(29, 30, 31) if at == half else 0, zone="Asia/Kolkata"), zone="Asia/Kolkata")
    by_date = {day.date: (day.running_s, day.starts) for day in found.days if day.running_s}
    assert by_date == {date(2026, 7, 9): (60, 1), date(2026, 7, 10): (120, 0)}


def test_minutes_since_the_last_tallied_hour_count_and_hold_until_the_next():
    hours = all_hours(lambda at: 0, now=NOW - 2 * HOUR)
    at = datetime(2026, 7, 20, 9, tzinfo=UTC)
    said = [Minute(at - timedelta(minutes=2), True),      # of a tallied hour: the hour says it, not the minute
            Minute(at, False), Minute(at + timedelta(minutes=1), True), Minute(at + timedelta(minutes=10), False)]
    today = told(hours, said, carry=5).days[-1]
    assert (today.running_s, today.starts) == (6 * 60, 1)
    assert today.unknown_s == (90 - (1 + 6 + 6)) * 60


def test_the_first_hour_that_is_not_tallied_is_where_minutes_begin():
    hours = all_hours(lambda at: 0, now=NOW - HOUR)
    assert operation.first_untallied(hours, now=NOW) == datetime(2026, 7, 20, 10, tzinfo=UTC)
    missing = datetime(2026, 7, 19, 3, tzinfo=UTC)
    assert operation.first_untallied([hour for hour in hours if hour.start != missing], now=NOW) == missing
    assert operation.first_untallied([], now=NOW) == datetime(2026, 7, 18, 10, tzinfo=UTC)


def test_the_longest_stretches_say_when_they_began():
    start = datetime(2026, 7, 9, 8, tzinfo=UTC)
    found = told(all_hours(lambda at: ALL if start <= at < start + 5 * HOUR else 0))
    assert found.longest_run == Stretch(start, 5 * 3600)
    assert found.longest_stop == Stretch(operation.borders(NOW, zone=BERLIN)[0], round(
        (start - operation.borders(NOW, zone=BERLIN)[0]).total_seconds()))


words = st.integers(0, ALL)


@given(st.dictionaries(st.integers(0, 29 * 24), st.tuples(words, words), max_size=40))
def test_every_minute_is_counted_once(found):
    """However hours come, running, standing still and unknown make up the time that has passed."""
    first = operation.first_hour(operation.borders(NOW, zone=BERLIN)[0])
    hours = [Hour(first + at * HOUR, ran, known) for at, (ran, known) in found.items()]
    whole = told(hours)
    passed_s = (NOW.replace(second=0) - operation.borders(NOW, zone=BERLIN)[0]).total_seconds()
    assert sum(day.known_s + day.unknown_s for day in whole.days) == passed_s
    shown = [hour for hour in hours if hour.start >= operation.borders(NOW, zone=BERLIN)[0]]
    assert whole.running_s(DAYS) == 60 * sum((hour.ran & hour.told).bit_count() for hour in shown)


def test_a_line_without_anything_is_no_error():
    empty = operation.operation(Line(NOW, operation.line([], [], carry=0, start_at=NOW, end_at=NOW).minutes), now=NOW,
                                zone=BERLIN)
    assert empty.known_s == 0
