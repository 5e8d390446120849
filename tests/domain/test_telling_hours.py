from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.telling_hours import Hours, Timetable

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT, DAY_SHIFT, NIGHT_SHIFT = Hours(time(22), time(6)), Hours(time(6), time(14)), Hours(time(22), time(6))
times = st.times().map(lambda found: found.replace(second=0, microsecond=0))
hours = st.builds(Hours, times, times).filter(lambda found: found.begin != found.end)
tables = st.builds(Timetable, st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata",
                                               "Australia/Lord_Howe"]),
                   st.frozensets(st.integers(1, 7), min_size=1), st.none() | hours, st.none() | hours)
moments = st.integers(0, 3 * 365 * 1440).map(lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(
    minutes=minutes))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def test_quiet_hours_go_past_midnight_by_the_clock_of_the_person():
    table = Timetable("Europe/Berlin", quiet=NIGHT)
    assert not table.is_open(at("2026-11-24 23:30"))
    assert not table.is_open(at("2026-11-25 05:59"))
    assert table.is_open(at("2026-11-25 06:00"))
    assert Timetable("America/New_York", quiet=NIGHT).is_open(at("2026-11-24 23:30"))


def test_what_comes_in_quiet_hours_waits_until_they_end():
    table = Timetable("Europe/Berlin", quiet=NIGHT)
    assert table.opens_at(at("2026-11-24 23:30")) == at("2026-11-25 06:00")
    assert table.opens_at(at("2026-11-24 12:00")) == at("2026-11-24 12:00")


def test_a_message_on_friday_evening_waits_for_mondays_shift():
    table = Timetable("Europe/Berlin", frozenset(range(1, 6)), DAY_SHIFT)
    assert table.opens_at(at("2026-11-27 17:00")) == at("2026-11-30 06:00")


def test_the_night_shift_of_friday_ends_on_saturday_morning():
    table = Timetable("Europe/Berlin", frozenset({5}), NIGHT_SHIFT)
    assert table.is_open(at("2026-11-28 05:00"))
    assert not table.is_open(at("2026-11-27 05:00"))


def test_a_morning_that_the_clock_skips_begins_when_it_has_skipped_it():
    table = Timetable("Europe/Berlin", quiet=Hours(time(22), time(2, 30)))     # 2026-03-29: 02:00 becomes 03:00
    assert table.opens_at(at("2026-03-28 23:00")) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_hours_that_quiet_hours_cover_never_open():
    assert Timetable("UTC", hours=Hours(time(1), time(2)), quiet=NIGHT).opens_at(at("2026-11-25 12:00")) is None


@given(tables, moments)
def test_it_is_open_when_it_opens_and_was_closed_before(table, now):
    opens_at = table.opens_at(now)
    if opens_at is None:
        return
    assert opens_at >= now
    assert table.is_open(opens_at)
    if opens_at > now:
        assert not table.is_open(now)


@given(tables, moments)
def test_no_opening_of_half_an_hour_or_longer_is_missed(table, now):
    opens_at = table.opens_at(now)
    for halves in range(48):
        moment = now + timedelta(minutes=30 * halves)
        if opens_at is None or moment < opens_at:
            # At a change of the clock an opening may be seen when the clock has jumped over its edge.
            changes = moment.astimezone(ZoneInfo(table.zone)).utcoffset() != (
                moment - timedelta(hours=25)).astimezone(ZoneInfo(table.zone)).utcoffset()
            assert changes or not table.is_open(moment)
