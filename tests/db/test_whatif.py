"""The past of a signal, as its limits would judge it."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from db import whatif
from domain.limit import Level, Limit, default
from domain.whatif import alarms
from tests.plant import Plant

START = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def plant(conn):
    return Plant(conn)


def _past(plant, signal_id, *, hours=1):
    return whatif.past(plant.conn, signal_id, start_at=START, end_at=START + timedelta(hours=hours))


def test_readings_come_in_the_order_of_time_in_microseconds(plant):
    for second, value in ((30, 3.0), (40, 4.0), (0, 1.0), (10, 2.0)):
        plant.conn.execute("INSERT INTO readings VALUES (%s, now(), now(), %s, %s, 192)",
                           (START + timedelta(seconds=second), value, plant.vibration))
    heard = _past(plant, plant.vibration).values
    assert heard.value.tolist() == [1, 2, 3, 4]
    assert (heard.time_us - round(START.timestamp() * 1e6)).tolist() == [0, 10_000_000, 30_000_000, 40_000_000]


def test_what_cannot_be_believed_is_no_part_of_it(plant):
    plant.conn.execute("UPDATE signal SET minimum = 0, maximum = 50 WHERE id = %s", (plant.vibration,))
    plant.say(plant.vibration, [1, None, 51, -1, 50, 0], start=START)
    assert _past(plant, plant.vibration).values.value.tolist() == [1, 50, 0]


def test_only_the_time_asked_for_is_read(plant):
    plant.say(plant.vibration, [1.0] * 360 + [2.0] * 360 + [3.0] * 360, start=START - timedelta(hours=1))
    assert _past(plant, plant.vibration).values.value.tolist() == [2.0] * 360


def test_of_too_many_readings_the_newest_are_read(plant, monkeypatch):
    monkeypatch.setattr(whatif, "MOST_READINGS", 2)
    plant.say(plant.vibration, [1, 2, 3], start=START)
    assert _past(plant, plant.vibration).values.value.tolist() == [2, 3]


def test_limits_that_count_only_while_running_rest_while_the_machine_stands_and_starts(plant):
    plant.say(plant.speed, [0.0] * 6 + [1480.0] * 12, start=START)
    plant.say(plant.vibration, [9.0] * 18, start=START)
    high = Limit(Level.HIGH, 4.5, only_while_running=True)
    found = alarms({Level.HIGH: high}, _past(plant, plant.vibration))[Level.HIGH]
    assert [episode.raised_us - round(START.timestamp() * 1e6) for episode in found] == [90_000_000]


def test_without_a_rule_the_machine_counts_as_running(plant):
    plant.conn.execute("UPDATE machine SET running_signal_id = NULL")
    plant.say(plant.vibration, [9.0], start=START)
    assert _past(plant, plant.vibration).values.counts.all()


def test_a_limit_that_was_crossed_twice_raises_two_alarms(plant):
    plant.say(plant.temperature, [70, 90, 70, 90, 90, 70], start=START)
    found = alarms({Level.HIGH: default(Level.HIGH, 80)}, _past(plant, plant.temperature))[Level.HIGH]
    assert np.diff([[one.raised_us, one.cleared_us] for one in found]).ravel().tolist() == [10_000_000, 20_000_000]


def test_a_signal_without_readings_has_no_past(plant):
    assert len(_past(plant, plant.temperature).values) == 0
