"""The time axis: absolute on the axis, on the clock of the plant in the words."""

import contextlib
import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.time_axis import RANGES_S, Grain, InvalidSpanError, Span, fixed_span, live_span, marks, span

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def _local(found, zone=BERLIN):
    return [at.astimezone(ZoneInfo(zone)).strftime("%d %H:%M") for at in found]


@pytest.mark.parametrize(("name", "seconds"), RANGES_S.items())
def test_a_range_ends_now(name, seconds):
    found = live_span(name, now=NOW)
    assert (found.end_at, found.seconds, found.live) == (NOW, seconds, True)


@pytest.mark.parametrize("name", ["", "2h", "'; --", "1H"])
def test_an_unknown_range_is_the_usual_one(name):
    assert live_span(name, now=NOW).seconds == 86_400


def test_without_an_offset_the_clock_of_the_plant_is_meant():
    found = fixed_span("2026-07-01T12:00", "2026-07-01T13:30", zone=BERLIN)
    assert found.start_at == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    assert found.seconds == 5400
    assert not found.live


def test_an_offset_is_believed():
    found = fixed_span("2026-07-01T10:00:00Z", "2026-07-01T13:00+02:00", zone="Asia/Shanghai")
    assert (found.start_at.hour, found.end_at.hour) == (10, 11)


def test_days_alone_are_whole_days():
    found = fixed_span("2026-10-24", "2026-10-25", zone=BERLIN)
    assert found.seconds == 49 * 3600       # the second of them has 25 hours


def test_in_the_hour_that_comes_twice_a_start_is_the_first_and_an_end_the_second():
    found = fixed_span("2026-10-25T02:30", "2026-10-25T02:30", zone=BERLIN)
    assert found.seconds == 3600


@pytest.mark.parametrize(("start", "end"), [
    ("", "2026-07-01"), ("2026-07-01", ""), ("2026-07-02T10:00", "2026-07-01T10:00"), ("yesterday", "today"),
    ("2026-07-01T10:00", "2026-07-01T10:00"), ("0001-01-01", "2026-07-01"), ("1995-01-01", "2026-07-01"),
    ("2026-07-01T10:00", "9999-12-31"), ("2026-13-01", "2026-14-01"), ("\x00", "🙂"),
])
def test_what_is_no_span_is_refused(start, end):
    with pytest.raises(InvalidSpanError):
        fixed_span(start, end, zone=BERLIN)


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_a_span_or_refused(start, end):
    with contextlib.suppress(InvalidSpanError):
        assert span("1h", start, end, zone=BERLIN, now=NOW).seconds > 0


def test_marks_stand_on_the_clock_of_the_plant():
    grain, found = marks(live_span("24h", now=NOW), zone=BERLIN)
    assert grain is Grain.MINUTE
    assert _local(found) == ["21 15:00", "21 18:00", "21 21:00", "22 00:00", "22 03:00", "22 06:00", "22 09:00",
                             "22 12:00"]


def test_marks_of_a_zone_with_a_quarter_hour_are_round_there():
    _grain, found = marks(live_span("24h", now=NOW), zone="Asia/Kathmandu")
    assert all(text.endswith(":00") for text in _local(found, "Asia/Kathmandu"))


def test_when_the_clocks_go_back_the_doubled_hour_has_two_marks():
    night = Span(datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 3, 30, tzinfo=UTC))
    _grain, found = marks(night, zone=BERLIN)
    assert _local(found) == ["25 01:00", "25 02:00", "25 02:00", "25 03:00", "25 04:00"]
    assert {b - a for a, b in itertools.pairwise(found)} == {timedelta(hours=1)}


def test_when_the_clocks_go_forward_no_mark_stands_in_the_missing_hour():
    night = Span(datetime(2026, 3, 28, 23, 0, tzinfo=UTC), datetime(2026, 3, 29, 3, 0, tzinfo=UTC))
    _grain, found = marks(night, zone=BERLIN)
    assert "29 02:00" not in _local(found)
    assert "29 03:00" in _local(found)


def test_midnights_are_those_of_the_plant_over_a_change_of_the_clocks():
    week = Span(datetime(2026, 10, 21, tzinfo=UTC), datetime(2026, 10, 29, tzinfo=UTC))
    grain, found = marks(week, zone=BERLIN)
    assert grain is Grain.DAY
    assert {text[3:] for text in _local(found)} == {"00:00"}


@pytest.mark.parametrize("name", RANGES_S)
@pytest.mark.parametrize("most", [4, 8])
def test_every_range_has_some_marks_but_not_too_many(name, most):
    shown = live_span(name, now=NOW)
    _grain, found = marks(shown, zone=BERLIN, most=most)
    assert 2 <= len(found) <= most + 1
    assert found == sorted(found)
    assert shown.start_at <= found[0]
    assert found[-1] <= shown.end_at


@settings(deadline=None)
@given(st.integers(1, 15 * 366 * 86_400), st.sampled_from([BERLIN, "UTC", "Asia/Kathmandu", "America/St_Johns"]))
def test_no_span_has_too_many_marks(seconds, zone):
    _grain, found = marks(Span(NOW - timedelta(seconds=seconds), NOW), zone=zone)
    assert len(found) <= 9
