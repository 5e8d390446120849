"""Limits are judged here, on the sensor, or in both places: saved together or not at all."""

from datetime import UTC, datetime

import pytest

import db.limits
import db.twin
from domain.limit import Fault, Level, default
from domain.limit_set import InvalidLimitsError, LimitsChangedError, NoReasonError
from domain.settings_error import InvalidSettingsError, SettingsChangedError
from domain.settings_history import Author
from services.sensor_limits import set_limits
from tests import twin_rows
from tests.plant import Plant

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
HIGH = default(Level.HIGH, 5.0)


@pytest.fixture
def plant(conn):
    return Plant(conn)


@pytest.fixture
def sensor(plant):
    """Return the device of the vibration, which can judge high and high-high, up to 50 mm/s."""
    row = plant.conn.execute("SELECT device_id FROM signal WHERE id = %s", (plant.vibration,)).fetchone()
    twin_rows.describe(plant.conn, row[0])
    return row[0]


def save(plant, here, there, *, version=None, revision=0, unit="mm/s", reason="overhauled"):
    known = db.limits.limit_set(plant.conn, plant.vibration)
    set_limits(plant.conn, plant.vibration, {one.level: one for one in here}, there,
               version=known.version if version is None else version, revision=revision, unit=unit,
               by=Author(None, NOW, reason))


def here(plant):
    return {level: one.value for level, one in db.limits.limit_set(plant.conn, plant.vibration).limits.items()}


def there(plant, sensor):
    return db.twin.twin(plant.conn, sensor).twin.desired


def test_a_limit_goes_to_both_places_with_one_reason(plant, sensor):
    save(plant, [HIGH], {Level.HIGH: 5.0})
    assert here(plant) == {Level.HIGH: 5.0}
    assert there(plant, sensor) == {"limits/vibration/high": 5.0}
    assert db.twin.revisions(plant.conn, sensor)[0].reason == "overhauled"


def test_a_limit_may_be_on_the_sensor_only_and_is_taken_from_it_again(plant, sensor):
    save(plant, [], {Level.HIGH: 5.0, Level.HIGH_HIGH: None})
    assert (here(plant), there(plant, sensor)) == ({}, {"limits/vibration/high": 5.0})
    save(plant, [HIGH], {Level.HIGH: None}, revision=1)
    assert (here(plant), there(plant, sensor)) == ({Level.HIGH: 5.0}, {"limits/vibration/high": None})


def test_what_the_sensor_has_already_makes_no_revision(plant, sensor):
    save(plant, [HIGH], {Level.HIGH: 5.0})
    save(plant, [default(Level.HIGH, 5.0), default(Level.HIGH_HIGH, 9.0)], {Level.HIGH: 5.0}, revision=1)
    assert len(db.twin.revisions(plant.conn, sensor)) == 1


@pytest.mark.parametrize(("wrong", "error"), [
    ({"there": {Level.HIGH: 51.0}}, InvalidSettingsError),
    ({"there": {Level.HIGH: float("nan")}}, InvalidSettingsError),
    ({"revision": 7}, SettingsChangedError), ({"version": 77}, LimitsChangedError), ({"reason": " "}, NoReasonError)])
def test_what_one_place_refuses_is_saved_in_neither(plant, sensor, wrong, error):
    before = here(plant)
    with pytest.raises(error):
        save(plant, [HIGH], **{"there": {Level.HIGH: 5.0}, **wrong})
    assert (here(plant), there(plant, sensor)) == (before, {})


def test_a_value_meant_in_another_unit_goes_nowhere(plant, sensor):
    with pytest.raises(InvalidLimitsError) as refused:
        save(plant, [], {Level.HIGH: 5.0}, unit="m/s")
    assert refused.value.faults == {(Level.HIGH, "value"): Fault.UNIT_MISMATCH}
