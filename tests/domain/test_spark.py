"""Small charts keep extremes and gaps."""

from datetime import UTC, datetime, timedelta

from domain.spark import Bucket, points, rounded

START = datetime(2026, 7, 1, 10, tzinfo=UTC)


def bucket(minute, width_min, low, high, *, first=None, last=None):
    return Bucket(START + timedelta(minutes=minute), width_min * 60, low, high, low if first is None else first,
                  high if last is None else last)


def test_a_bucket_gives_both_extremes_in_the_order_in_which_the_value_went():
    assert points([bucket(0, 60, 1, 9)], start=START, interval_s=10) == ([15, 45], [1, 9])
    assert points([bucket(0, 60, 1, 9, first=8, last=2)], start=START, interval_s=10) == ([15, 45], [9, 1])


def test_a_value_that_stands_still_is_one_point():
    assert points([bucket(0, 60, 5, 5)], start=START, interval_s=10) == ([30], [5])


def test_a_missing_bucket_is_a_gap():
    minutes, values = points([bucket(0, 10, 5, 5), bucket(20, 10, 5, 5)], start=START, interval_s=10)
    assert values == [5, None, 5]
    assert minutes == sorted(minutes)


def test_neighbouring_buckets_are_joined_also_where_hours_become_ten_minutes():
    found = points([bucket(0, 60, 5, 5), bucket(60, 10, 5, 5), bucket(70, 10, 5, 5)], start=START, interval_s=10)
    assert None not in found[1]


def test_a_signal_that_speaks_each_hour_has_no_gap_between_two_readings():
    assert None not in points([bucket(0, 10, 5, 5), bucket(60, 10, 6, 6)], start=START, interval_s=3600)[1]


def test_values_carry_no_more_digits_than_the_chart_shows():
    assert rounded(7.123456, span=5.0) == 7.12
    assert rounded(1480.51, span=1500.0) == 1481
    assert rounded(0.00123456, span=0.001) == 0.001235
