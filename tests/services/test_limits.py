"""Limits are changed by one person at a time, checked field by field, and nothing of it is forgotten."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import db.audit
import db.devices
import db.limits
import db.users
from db.connect import open_connection
from domain.access import Role
from domain.errors import NotFoundError
from domain.limit import Fault, Level, Limit, Priority, default
from domain.limit_set import InvalidLimitsError, LimitsChangedError, NoReasonError
from services.limits import set_limits
from tests.plant import Plant

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
HIGH = Limit(Level.HIGH, 4.5, deadband=0.3, on_delay_s=60, off_delay_s=120, priority=Priority.HIGH, latching=True,
             only_while_running=True)
RATE = default(Level.RATE, 2.5)


@pytest.fixture
def plant(conn):
    return Plant(conn)


@pytest.fixture
def ada(conn):
    return db.users.insert_user(conn, name="ada", full_name="Ada Lindqvist", role=Role.ADMIN, password_hash="-")


def _set(plant, limits, *, signal_id=None, version=None, unit="mm/s", user_id=None, reason="overhauled", now=NOW):
    signal_id = signal_id or plant.vibration
    if version is None:
        version = db.limits.limit_set(plant.conn, signal_id).version
    return set_limits(plant.conn, signal_id, {one.level: one for one in limits}, version=version, unit=unit,
                      user_id=user_id, reason=reason, now=now)


def test_limits_that_were_never_changed_are_judged_the_plain_way(plant):
    known = db.limits.limit_set(plant.conn, plant.vibration)
    assert known.limits == {Level.HIGH: default(Level.HIGH, 4.5), Level.HIGH_HIGH: default(Level.HIGH_HIGH, 7.1)}
    assert (known.unit, known.version, known.frame.knows_running) == ("mm/s", 1, True)
    nothing = db.limits.limit_set(plant.conn, plant.temperature)
    assert (nothing.limits, nothing.version, nothing.changed_at) == ({}, 0, None)


def test_every_field_of_a_limit_is_kept(plant):
    limits = [default(Level.LOW_LOW, 0.1), Limit(Level.LOW, 0.2, only_while_running=False), HIGH,
              default(Level.HIGH_HIGH, 7.1), replace(RATE, deadband=0.5)]
    _set(plant, limits)
    assert list(db.limits.limit_set(plant.conn, plant.vibration).limits.values()) == limits


def test_limits_that_are_left_out_are_gone_with_their_settings(plant):
    _set(plant, [HIGH, RATE])
    _set(plant, [])
    known = db.limits.limit_set(plant.conn, plant.vibration)
    assert (known.limits, known.version) == ({}, 3)
    _set(plant, [default(Level.HIGH, 4.5)])
    assert db.limits.limit_set(plant.conn, plant.vibration).limits[Level.HIGH].deadband == 0


def test_the_first_limits_of_a_signal_can_be_set(plant):
    assert _set(plant, [default(Level.HIGH, 80.0)], signal_id=plant.temperature, unit="Cel") == 1


def test_a_change_is_in_the_audit_trail_with_before_after_who_when_and_why(plant, ada):
    _set(plant, [HIGH], user_id=ada, reason="bearing changed")
    known = db.limits.limit_set(plant.conn, plant.vibration)
    assert (known.changed_by, known.changed_at, known.reason) == ("Ada Lindqvist", NOW, "bearing changed")
    entry = db.audit.history(plant.conn, object="signal_limit", object_id=plant.vibration)[0]
    assert (entry.who, entry.action, entry.reason) == ("Ada Lindqvist", "changed", "bearing changed")
    assert entry.before["high_high"]["value"] == 7.1
    assert entry.after == {"unit": "mm/s", "high": {
        "value": 4.5, "deadband": 0.3, "on_delay_s": 60, "off_delay_s": 120, "priority": "high", "latching": True,
        "only_while_running": True}}


def test_what_is_the_same_already_is_no_change(plant):
    assert _set(plant, [default(Level.HIGH, 4.5), default(Level.HIGH_HIGH, 7.1)], reason="") == 1
    assert db.audit.history(plant.conn, object="signal_limit", object_id=plant.vibration) == []


def test_a_change_needs_a_reason(plant):
    with pytest.raises(NoReasonError):
        _set(plant, [HIGH], reason="  ")


def test_the_second_of_two_is_told_who_changed_what(plant, ada):
    _set(plant, [HIGH], version=1, user_id=ada)
    with pytest.raises(LimitsChangedError) as told:
        _set(plant, [default(Level.HIGH, 9.0)], version=1)
    theirs = told.value.theirs
    assert (theirs.changed_by, theirs.changed_at, theirs.version) == ("Ada Lindqvist", NOW, 2)
    assert theirs.limits == {Level.HIGH: HIGH}


@pytest.mark.parametrize(("limits", "faults"), [
    ([default(Level.LOW, 5.0), default(Level.HIGH, 4.0)], {(Level.HIGH, "value"): Fault.NOT_BELOW_NEXT}),
    ([default(Level.HIGH, 8.0), default(Level.HIGH_HIGH, 7.0)], {(Level.HIGH_HIGH, "value"): Fault.NOT_BELOW_NEXT}),
    ([replace(HIGH, deadband=-1.0)], {(Level.HIGH, "deadband"): Fault.NEGATIVE}),
    ([replace(HIGH, value=float("nan"))], {(Level.HIGH, "value"): Fault.NOT_A_NUMBER}),
    ([replace(RATE, value=0.0)], {(Level.RATE, "value"): Fault.NOT_POSITIVE}),
    ([replace(HIGH, value=60.0)], {(Level.HIGH, "value"): Fault.OUTSIDE_RANGE})])
def test_a_set_that_cannot_be_used_is_refused_field_by_field(plant, limits, faults):
    plant.conn.execute("UPDATE signal SET minimum = 0, maximum = 50 WHERE id = %s", (plant.vibration,))
    with pytest.raises(InvalidLimitsError) as told:
        _set(plant, limits)
    assert told.value.faults == faults
    assert db.limits.limit_set(plant.conn, plant.vibration).version == 1


def test_limits_in_another_unit_than_the_signal_are_refused(plant):
    with pytest.raises(InvalidLimitsError) as told:
        _set(plant, [HIGH], unit="m/s")
    assert told.value.faults == {(Level.HIGH, "value"): Fault.UNIT_MISMATCH}


def test_only_while_running_needs_a_machine_that_tells_whether_it_runs(plant):
    plant.conn.execute("UPDATE machine SET running_signal_id = NULL")
    with pytest.raises(InvalidLimitsError) as told:
        _set(plant, [HIGH])
    assert told.value.faults == {(Level.HIGH, "only_while_running"): Fault.NOT_KNOWN_WHEN_RUNNING}


def test_a_signal_that_is_not_there_is_not_found(plant):
    with pytest.raises(NotFoundError):
        _set(plant, [HIGH], signal_id=2**31 - 1)


def test_those_who_keep_limits_in_memory_look_again(plant):
    before = db.devices.changes(plant.conn)
    _set(plant, [HIGH])
    assert db.devices.changes(plant.conn) > before


def test_of_two_at_once_one_wins(database):
    with open_connection(database, name="test") as conn:
        plant, results, both = Plant(conn), [], threading.Barrier(2)

        def change(value):
            with open_connection(database, name="other") as own:
                both.wait()
                try:
                    results.append(set_limits(own, plant.vibration, {Level.HIGH: default(Level.HIGH, value)},
                                              version=1, unit="mm/s", user_id=None, reason="x",
                                              now=NOW + timedelta(seconds=value)))
                except LimitsChangedError as error:
                    results.append(error.theirs.limits[Level.HIGH].value)

        threads = [threading.Thread(target=change, args=(value,)) for value in (5.0, 6.0)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stands = db.limits.limit_set(conn, plant.vibration)
        assert sorted(results) == [2, stands.limits[Level.HIGH].value]
        assert len(db.audit.history(conn, object="signal_limit", object_id=plant.vibration)) == 1
