"""Limits in the fleet file: what is said about them, what stays, and what cannot be."""

import pytest

from domain.fleet import Device, Fleet, Machine, Place, Signal
from domain.fleet_fault import Fault
from domain.fleet_limit import changed, limits
from domain.fleet_plan import plan
from domain.fleet_row import Cell, Row, Table
from domain.limit import Level, Limit, Priority, default

MILL = Place("mill", "Mill", "site", time_zone="Europe/Berlin")
FLEET = Fleet(
    places={"mill": MILL}, devices={"d1": Device("d1", "fan"), "d2": Device("d2", "still")},
    machines={"fan": Machine("fan", "Fan", "mill", "fan", running_signal="d1/x", running_above=100.0),
              "still": Machine("still", "Still", "mill", "fan")},
    signals={"d1/x": Signal("d1", "x", high=4.5, settings={"high_deadband": 0.2}), "d2/x": Signal("d2", "x", high=4.5)})


def _after(device="d1", **fields):
    row = Row(Table.SIGNALS, "f.yaml", 3, {"device": Cell(device, 3), "name": Cell("x", 3),
                                           **{name: Cell(text, 4) for name, text in fields.items()}})
    return plan(FLEET, [row])


def _problems(**fields):
    return [(problem.line, problem.field, problem.fault) for problem in _after(**fields).problems]


def test_limits_are_judged_by_default_unless_the_file_says_something():
    signal = changed(None, {"device": "d", "name": "x", "low": 1.0, "high": 4.5, "rate": 2.0, "high_latching": True,
                            "high_priority": "high", "rate_on_delay_s": 60.0})
    assert limits(signal) == {
        Level.LOW: default(Level.LOW, 1.0), Level.HIGH: Limit(Level.HIGH, 4.5, priority=Priority.HIGH, latching=True),
        Level.RATE: Limit(Level.RATE, 2.0, on_delay_s=60, priority=Priority.LOW)}


def test_what_is_as_by_default_is_not_kept_so_that_saying_it_changes_nothing():
    assert _after(device="d2", high_priority="medium", high_deadband="0").signals.needed() == []


def test_a_setting_that_is_not_in_the_file_stays_and_nothing_clears_it():
    assert _after(high="5").signals.needed()[0].settings == {"high_deadband": 0.2}
    assert _after(high="5", high_deadband=None).signals.needed()[0].settings == {}


def test_the_settings_of_a_limit_go_with_it():
    assert _after(high=None).signals.needed()[0].settings == {}


@pytest.mark.parametrize(("fields", "problems"), [
    ({"high_deadband": "-1"}, [("high_deadband", Fault.OUT_OF_BOUNDS)]),
    ({"high_on_delay_s": "604801"}, [("high_on_delay_s", Fault.OUT_OF_BOUNDS)]),
    ({"high_priority": "urgent"}, [("high_priority", Fault.NOT_A_CHOICE)]),
    ({"high_latching": "1"}, [("high_latching", Fault.NOT_A_FLAG)]),
    ({"rate": "0"}, [("rate", Fault.OUT_OF_BOUNDS)]),
    ({"rate": "2", "rate_deadband": "2"}, [("rate_deadband", Fault.DEADBAND_TOO_WIDE)]),
    ({"low": "4.4", "low_deadband": "0.1"}, [("high_deadband", Fault.DEADBAND_TOO_WIDE)]),
    ({"low_priority": "high"}, [("low_priority", Fault.SETTING_WITHOUT_LIMIT)]),
    ({"low": "5"}, [("high", Fault.LIMIT_NOT_ABOVE)]),
    ({"band_from_hz": "10"}, [("band_to_hz", Fault.HALF_A_BAND)]),
    ({"band_from_hz": "10", "band_to_hz": "10"}, [("band_from_hz", Fault.EMPTY_RANGE)])])
def test_what_cannot_be_is_told_at_its_field(fields, problems):
    assert [(field, fault) for _line, field, fault in _problems(**fields)] == problems


def test_only_while_running_needs_a_rule_that_tells_when():
    assert _problems(device="d1", high_only_while_running="true") == []
    assert _problems(device="d2", high_only_while_running="yes") == [
        (4, "high_only_while_running", Fault.NOT_KNOWN_WHEN_RUNNING)]
