"""Alarms that stand when a device goes: they end with a retired device, and go on when another takes its place."""

from datetime import UTC, datetime, timedelta

import pytest

import db.placing
from db.connect import open_connection
from services import placing
from services.arrivals import Memory
from services.placing import Replacement
from tests.plant import Plant

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def conn(database):
    """Lend a connection that commits: what is stored twice here is two batches."""
    with open_connection(database, name="test") as conn:
        yield conn


@pytest.fixture
def plant(conn):
    """Return a pump whose vibration is beyond its limit."""
    found = Plant(conn)
    found.memory = Memory.load(conn)
    found.say(found.vibration, [8.0] * 5, start=NOW)
    assert active(conn) == [(f"signal:{found.vibration}", "high"), (f"signal:{found.vibration}", "high_high")]
    return found


def active(conn):
    return conn.execute("SELECT source, kind FROM alarm WHERE active ORDER BY kind").fetchall()


def look_again(conn, plant, *, restarted):
    placing.announce(conn)
    if restarted:
        plant.memory = Memory.load(conn)
    plant.memory.look_around(conn)


@pytest.mark.parametrize("restarted", [False, True])
def test_the_alarms_of_a_retired_device_end(conn, plant, restarted):
    placing.retire(conn, db.placing.device_id(conn, "sim-0001"), user_id=None, now=NOW)
    look_again(conn, plant, restarted=restarted)
    assert active(conn) == []


@pytest.mark.parametrize("restarted", [False, True])
def test_the_new_device_ends_the_alarm_that_the_old_one_raised(conn, plant, restarted):
    wish = Replacement(db.placing.device_id(conn, "sim-0001"), "new-1", {"vibration": "v", "speed": "n"})
    placing.replace(conn, wish, user_id=None, now=NOW)
    look_again(conn, plant, restarted=restarted)
    assert len(active(conn)) == 2
    plant.say(plant.vibration, [1.0] * 5, start=NOW + timedelta(minutes=10))
    assert active(conn) == []
