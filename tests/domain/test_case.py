from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.case import around

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_chart_shows_a_bit_before_and_a_bit_after_an_alarm():
    span = around(NOW - 6 * HOUR, NOW - 4 * HOUR, now=NOW)
    assert (span.start_at, span.end_at) == (NOW - 7 * HOUR, NOW - 3 * HOUR)


def test_of_an_alarm_that_stands_it_shows_all_until_now():
    assert around(NOW - 2 * HOUR, None, now=NOW).end_at == NOW


@given(st.timedeltas(timedelta(), timedelta(days=400)), st.none() | st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_span_is_never_empty_too_long_or_in_the_future(length, ago):
    cleared_at = None if ago is None else NOW - ago
    span = around((cleared_at or NOW) - length, cleared_at, now=NOW)
    assert timedelta(minutes=15) <= span.end_at - span.start_at <= timedelta(days=90)
    assert span.end_at <= max(NOW, span.start_at + timedelta(minutes=15))
