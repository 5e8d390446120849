"""The history of a signal is read as finely as its span allows, from readings or from rollups."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from db import trend
from domain.trend import Level
from tests.plant import Plant

START = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def plant(conn):
    return Plant(conn)


def _read(plant, seconds, *, start=START, interval_s=10.0):
    return trend.history(plant.conn, plant.vibration, start_at=start, end_at=start + timedelta(seconds=seconds),
                         interval_s=interval_s)


def test_an_hour_is_read_from_readings_from_its_start_to_before_its_end(plant):
    plant.say(plant.vibration, [1, 2, 3, 4], start=START - timedelta(seconds=10))
    level, found = _read(plant, 20)
    assert level is Level.RAW
    assert found.maximum.tolist() == [2, 3]
    assert found.first_at.tolist() == [START.timestamp(), START.timestamp() + 10]


def test_a_reading_that_could_not_be_measured_breaks_the_history(plant):
    plant.say(plant.vibration, [1, None, 3], start=START)
    _level, found = _read(plant, 100)
    assert found.maximum.tolist() == [1, 3]
    assert found.broken.tolist() == [False, True]


def test_a_stale_reading_is_not_drawn(plant):
    plant.say(plant.vibration, [1, 2, 3], start=START)
    plant.conn.execute("UPDATE readings SET quality = 500 WHERE value = 2")
    assert _read(plant, 100)[1].maximum.tolist() == [1, 3]


def test_a_long_span_is_read_from_minutes_and_keeps_the_spike(plant):
    values = np.ones(6 * 60)
    values[100] = 44
    plant.say(plant.vibration, values.tolist(), start=START)
    level, found = _read(plant, 5 * 86_400)
    assert level is Level.MINUTE
    assert len(found) == 60
    assert found.maximum.max() == 44
    assert found.count.sum() == 360
    assert found.total.sum() == pytest.approx(359 + 44)


def test_the_open_minute_is_part_of_the_history(plant):
    plant.say(plant.vibration, [5], start=START)
    _level, found = _read(plant, 5 * 86_400)
    assert (found.first_at.tolist(), found.last.tolist()) == ([START.timestamp()], [5])


@pytest.mark.parametrize(("seconds", "level", "rows"), [
    (20 * 86_400, Level.HOUR, 3), (1500 * 86_400, Level.DAY, 1)])
def test_longer_spans_are_read_from_hours_and_days(plant, seconds, level, rows):
    plant.say(plant.vibration, [1.0] * 720, start=START + timedelta(minutes=30))
    found_level, found = _read(plant, seconds)
    assert (found_level, len(found), found.count.sum()) == (level, rows, 720)


def test_the_bucket_in_which_a_span_begins_belongs_to_it(plant):
    plant.say(plant.vibration, [1.0] * 720, start=START)
    _level, found = _read(plant, 20 * 86_400, start=START + timedelta(minutes=90))
    assert len(found) == 1


def test_a_signal_that_speaks_far_more_often_than_expected_is_read_from_minutes(plant, monkeypatch):
    monkeypatch.setattr(trend, "_MOST_READINGS", 50)
    plant.say(plant.vibration, [1.0] * 60, start=START, every_s=1)
    level, found = _read(plant, 3600, interval_s=60)
    assert (level, len(found)) == (Level.MINUTE, 1)


def test_a_signal_that_never_spoke_has_an_empty_history(plant):
    for seconds in (3600, 5 * 86_400):
        assert len(_read(plant, seconds)[1]) == 0


def test_pages_follow_each_other_without_loss_or_repetition(plant):
    plant.say(plant.vibration, [1, 2, None, 4, 5], start=START)
    after, found = trend.before(START, Level.RAW), []
    while page := trend.page(plant.conn, plant.vibration, level=Level.RAW, after=after,
                             end_at=START + timedelta(hours=1), most=2):
        found += page
        after = page[-1][0]
    assert [value for _at, value in found] == [1, 2, 4, 5]
    assert found[0][0] == START


def test_pages_of_rollups_hold_lowest_mean_highest_and_count(plant):
    plant.say(plant.vibration, [1, 2, 6] * 4, start=START)
    after = trend.before(START + timedelta(seconds=30), Level.MINUTE)
    page = trend.page(plant.conn, plant.vibration, level=Level.MINUTE, after=after, end_at=START + timedelta(hours=1),
                      most=10)
    assert page == [(START, 1, 3, 6, 6), (START + timedelta(minutes=1), 1, 3, 6, 6)]
