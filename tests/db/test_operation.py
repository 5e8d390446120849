"""What the tally and the minutes since tell of a machine's running."""

from datetime import UTC, datetime, timedelta

import pytest

import db.operation
from db.connect import open_connection
from domain import operation
from services.tally import tally_hours
from tests.plant import Plant

NOW = datetime(2026, 7, 20, 10, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
EIGHT = datetime(2026, 7, 20, 8, tzinfo=UTC)


@pytest.fixture
def plant(database):
    with open_connection(database, name="test") as conn:
        plant = Plant(conn)
        conn.execute("UPDATE machine SET created_at = %s", (EIGHT - HOUR,))
        yield plant


def told(plant, now=NOW):
    teller = db.operation.teller(plant.conn, plant.machine_id)
    assert teller is not None
    line = db.operation.last_days(plant.conn, plant.machine_id, carry=teller.carry, zone="Europe/Berlin", now=now)
    return operation.operation(line, now=now, zone="Europe/Berlin")


def runs(plant, start, minutes, rpm):
    plant.say(plant.speed, [rpm] * (6 * minutes), start=start)


def test_what_tells_it_and_for_how_long_a_reading_stands(plant):
    teller = db.operation.teller(plant.conn, plant.machine_id)
    assert teller == operation.Teller("Speed", "rpm", 100, 0)
    plant.conn.execute("UPDATE signal SET interval_s = 300 WHERE id = %s", (plant.speed,))
    assert db.operation.teller(plant.conn, plant.machine_id).carry == 15
    plant.conn.execute("UPDATE machine SET running_signal_id = NULL")
    assert db.operation.teller(plant.conn, plant.machine_id) is None


def test_tallied_hours_and_the_minutes_since_are_one_line(plant):
    runs(plant, EIGHT, 30, 0.0)
    runs(plant, EIGHT + HOUR / 2, 75, 1480.0)
    runs(plant, EIGHT + 1.75 * HOUR, 20, 0.0)
    before = told(plant)
    tally_hours(plant.conn, now=NOW, most_s=60)
    after = told(plant)
    assert after == before          # counted or not: the same
    today = after.days[-1]
    assert (today.running_s / 60, today.stopped_s / 60, today.starts) == (75, 50, 1)
    counted = db.operation.hours(plant.conn, plant.machine_id, start_at=EIGHT)
    assert [hour.told.bit_count() for hour in counted] == [60, 60]


def test_late_readings_correct_hours_and_starts(plant):
    runs(plant, EIGHT, 20, 1480.0)
    runs(plant, EIGHT + 2 * HOUR / 3, 20, 1480.0)
    tally_hours(plant.conn, now=NOW, most_s=60)
    assert (told(plant).days[-1].running_s / 60, told(plant).starts(1)) == (40, 0)
    runs(plant, EIGHT + HOUR / 3, 20, 0.0)       # from a device that could not send, and the hour is due again
    plant.conn.execute("INSERT INTO untallied_hour (hour) VALUES (%s)", (EIGHT,))
    tally_hours(plant.conn, now=NOW, most_s=60)
    today = told(plant).days[-1]
    assert (today.running_s / 60, today.stopped_s / 60, today.starts) == (40, 20, 1)


def test_values_that_cannot_be_tell_nothing(plant):
    plant.conn.execute("UPDATE signal SET maximum = 3000 WHERE id = %s", (plant.speed,))
    runs(plant, EIGHT + 2 * HOUR, 2, 0.0)
    runs(plant, EIGHT + 2 * HOUR + HOUR / 30, 2, 65_535.0)
    today = told(plant).days[-1]
    assert (today.running_s, today.stopped_s) == (0, 120)


def test_a_machine_of_which_nothing_tells_it_is_tallied_without(plant):
    plant.conn.execute("UPDATE machine SET running_signal_id = NULL")
    runs(plant, EIGHT, 60, 1480.0)
    tally_hours(plant.conn, now=NOW, most_s=60)
    assert db.operation.hours(plant.conn, plant.machine_id, start_at=EIGHT) == []
