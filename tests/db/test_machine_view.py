"""What the page of a machine reads."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from db import machine_view
from domain.errors import NotFoundError
from domain.rollup import NEVER
from domain.state import Condition, Reason
from tests.plant import Plant

START = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def plant(conn):
    return Plant(conn)


def test_a_machine_is_told_with_its_way_its_zone_and_the_nearest_address(plant):
    found = machine_view.machine(plant.conn, plant.machine_id)
    assert (found.name, found.type, found.criticality) == ("White water pump", "pump", 4)
    assert found.places == ["Nordwerk", "Paper machine 1"]
    assert (found.time_zone, found.address) == ("Europe/Berlin", "Kai 7, Bremen")


@pytest.mark.parametrize("machine_id", [0, -1, 2**31 - 1])
def test_a_machine_that_is_not_there_is_not_found(plant, machine_id):
    with pytest.raises(NotFoundError):
        machine_view.machine(plant.conn, machine_id)


def test_signals_come_with_limits_and_device(plant):
    found = machine_view.signals(plant.conn, plant.machine_id)
    assert [signal.id for signal in found] == [plant.speed, plant.vibration, plant.vibration_nde, plant.temperature]
    assert found[1].limits == (None, None, 4.5, 7.1)
    assert (found[1].unit, found[1].device, found[1].interval_s) == ("mm/s", "sim-0001", 10)


def test_newest_changes_with_a_reading_with_a_status_with_a_state_and_with_the_fleet(plant):
    seen = [machine_view.newest(plant.conn, plant.machine_id)]
    plant.say(plant.vibration, [1], start=START)
    seen.append(machine_view.newest(plant.conn, plant.machine_id))
    plant.conn.execute("UPDATE device SET online = false, status_at = now()")
    seen.append(machine_view.newest(plant.conn, plant.machine_id))
    _judge(plant)
    seen.append(machine_view.newest(plant.conn, plant.machine_id))
    plant.conn.execute("UPDATE signal SET retired_at = now() WHERE id = %s", (plant.vibration,))
    seen.append(machine_view.newest(plant.conn, plant.machine_id))
    assert len(set(seen)) == 5


def test_tails_hold_the_newest_reading_of_each_signal_in_the_order_asked_for(plant):
    plant.say(plant.vibration, [1, 2.5, None], start=START)
    ids = [plant.temperature, plant.vibration]
    tails, offline_at = machine_view.tails(plant.conn, plant.machine_id, ids)
    assert tails["usable"][1] == 2.5
    assert np.isnan(tails["usable"][0])
    assert tails["usable_at"][1] == round((START + timedelta(seconds=10)).timestamp() * 1e6)
    assert offline_at.tolist() == [NEVER, NEVER]


def test_tails_say_since_when_a_device_is_off_line(plant):
    plant.say(plant.vibration, [1], start=START)
    plant.conn.execute("UPDATE device SET online = false, status_at = %s", (START,))
    _tails, offline_at = machine_view.tails(plant.conn, plant.machine_id, [plant.vibration])
    assert offline_at.tolist() == [round(START.timestamp() * 1e6)]


def test_the_state_is_none_until_somebody_judged(plant):
    assert machine_view.state(plant.conn, plant.machine_id) is None
    _judge(plant)
    found = machine_view.state(plant.conn, plant.machine_id)
    assert (found.state.condition, found.state.reason) == (Condition.CRITICAL, Reason.ABOVE_HIGH_HIGH)
    assert (found.state.signal_id, found.since, found.judged_at) == (plant.vibration, START, None)


def test_sparks_keep_the_extremes_of_each_step(plant):
    plant.say(plant.vibration, [1] * 30 + [1, 9, 0.5] + [1] * 57, start=START)
    found = machine_view.sparks(plant.conn, plant.machine_id, now=START + timedelta(hours=1))
    assert set(found) == {plant.vibration}
    assert found[plant.vibration].at == [int(START.timestamp()) + step * 300 for step in range(3)]
    assert found[plant.vibration].high == [1, 9, 1]
    assert found[plant.vibration].low == [1, 0.5, 1]


def test_it_ran_in_the_minutes_in_which_its_signal_was_above_the_threshold_on_average(plant):
    plant.say(plant.speed, [1480.0] * 60 + [0.0] * 60, start=START)
    ran = machine_view.running_time(plant.conn, plant.machine_id, now=START + timedelta(hours=1))
    assert (ran.seconds, ran.since) == (600, START)


def test_hours_that_are_tallied_are_not_counted_twice(plant):
    plant.say(plant.speed, [1480.0] * 720, start=START)
    for period, start, running_s in (("day", START.replace(hour=0), 3600), ("hour", START, 3600)):
        plant.conn.execute("INSERT INTO tally VALUES ('machine', %s, %s, %s, 0, 0, 0, 0, 0, %s, 0, 0, 0)",
                           (plant.machine_id, period, start, running_s))
    ran = machine_view.running_time(plant.conn, plant.machine_id, now=START + timedelta(hours=2))
    assert (ran.seconds, ran.since) == (7200, START.replace(hour=0))


def test_a_machine_without_a_running_signal_has_no_running_hours(plant):
    plant.conn.execute("UPDATE machine SET running_signal_id = NULL")
    assert machine_view.running_time(plant.conn, plant.machine_id, now=START) is None


def _judge(plant):
    plant.conn.execute(
        "INSERT INTO machine_state (machine_id, condition, running, trust, since, urgency, reason, signal_id, seq) "
        "VALUES (%s, 'critical', 'running', 'good', %s, 54000, 'above_high_high', %s, 1)",
        (plant.machine_id, START, plant.vibration))
