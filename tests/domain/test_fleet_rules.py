import pytest

from domain.fleet import Machine, Place, Signal
from domain.fleet_fault import Fault
from domain.fleet_row import Cell, Row, Table
from domain.fleet_rules import UNITS_OF_KIND, Surroundings, machine_problems, place_problems, signal_problems
from domain.unit import Kind, canonical

KNOWN = Surroundings(places={}, known_places=frozenset({"mill"}), known_machines=frozenset({"fan-1"}),
                     known_devices=frozenset({"d1"}), known_signals=frozenset({"d1/speed"}))


def faults_of_place(place: Place) -> list[tuple[str, Fault]]:
    row = Row(Table.PLACES, "f", 1, {})
    return [(problem.field, problem.fault) for problem in place_problems(row, place, KNOWN)]


def faults_of_machine(machine: Machine) -> list[tuple[str, Fault]]:
    row = Row(Table.MACHINES, "f", 1, {})
    return [(problem.field, problem.fault) for problem in machine_problems(row, machine, KNOWN)]


def faults_of_signal(**fields: object) -> list[tuple[str, Fault]]:
    row = Row(Table.SIGNALS, "f", 1, {name: Cell(str(value), 1) for name, value in fields.items()})
    signal = Signal("d1", "s", **fields)  # type: ignore[arg-type]
    return [(problem.field, problem.fault) for problem in signal_problems(row, signal, KNOWN)]


def test_a_site_stands_at_the_top_and_has_a_zone() -> None:
    assert faults_of_place(Place("a", "A", "site", parent="mill")) == [
        ("parent", Fault.SITE_HAS_PARENT), ("time_zone", Fault.MISSING)]


def test_a_line_lies_in_a_place() -> None:
    assert faults_of_place(Place("a", "A", "line")) == [("parent", Fault.MISSING)]
    assert faults_of_place(Place("a", "A", "line", parent="mine")) == [("parent", Fault.UNKNOWN_PLACE)]
    assert faults_of_place(Place("a", "A", "line", parent="mill")) == []


def test_a_position_has_two_numbers() -> None:
    assert faults_of_place(Place("a", "A", "line", parent="mill", latitude=53.0)) == [
        ("longitude", Fault.HALF_A_POSITION)]


def test_a_machine_runs_while_a_signal_is_above_a_value() -> None:
    fan = Machine("f", "F", "mill", "fan", running_signal="d1/speed", running_above=100.0)
    assert faults_of_machine(fan) == []
    assert faults_of_machine(Machine("f", "F", "mill", "fan", running_signal="d1/speed")) == [
        ("running_above", Fault.HALF_A_RUNNING_RULE)]
    assert faults_of_machine(Machine("f", "F", "mill", "fan", running_signal="d1/x", running_above=1.0)) == [
        ("running_signal", Fault.UNKNOWN_SIGNAL)]


@pytest.mark.parametrize("limits", [
    {"high": 4.5, "high_high": 7.1}, {"high": 4.5, "high_high": 4.5}, {"low_low": 1.0, "low": 1.0},
    {"low_low": 1.0, "low": 2.0, "high": 3.0, "high_high": 4.0}, {"low": 1.0}, {}])
def test_limits_in_order_are_fine(limits: dict[str, float]) -> None:
    assert faults_of_signal(**limits) == []


@pytest.mark.parametrize(("limits", "field", "fault"), [
    ({"high": 7.1, "high_high": 4.5}, "high_high", Fault.LIMIT_BELOW),
    ({"low_low": 2.0, "low": 1.0}, "low", Fault.LIMIT_BELOW),
    ({"low": 5.0, "high": 5.0}, "high", Fault.LIMIT_NOT_ABOVE),
    ({"low_low": 5.0, "high_high": 5.0}, "high_high", Fault.LIMIT_NOT_ABOVE),
    ({"low_low": 6.0, "high": 5.0}, "high", Fault.LIMIT_NOT_ABOVE)])
def test_limits_out_of_order_are_refused(limits: dict[str, float], field: str, fault: Fault) -> None:
    assert faults_of_signal(**limits) == [(field, fault)]


def test_limits_lie_inside_the_range() -> None:
    assert faults_of_signal(minimum=0.0, maximum=5.0, high=4.5, high_high=7.1) == [
        ("high_high", Fault.LIMIT_OUT_OF_RANGE)]
    assert faults_of_signal(minimum=0.0, maximum=5.0, low=0.0, high_high=5.0) == []


def test_a_range_is_not_empty() -> None:
    assert faults_of_signal(minimum=5.0, maximum=5.0) == [("minimum", Fault.EMPTY_RANGE)]


def test_a_value_may_stay_unchanged_longer_than_one_interval() -> None:
    assert faults_of_signal(interval_s=60.0, stuck_after_s=60.0) == [("stuck_after_s", Fault.STUCK_TOO_SOON)]


@pytest.mark.parametrize(("kind", "unit", "fault"), [
    ("temperature", "bar", Fault.UNIT_DOES_NOT_FIT), ("temperature", None, Fault.MISSING),
    ("speed", "mm/s", Fault.UNIT_DOES_NOT_FIT)])
def test_a_unit_fits_its_kind(kind: str, unit: str | None, fault: Fault) -> None:
    assert faults_of_signal(kind=kind, unit=unit) == [("unit", fault)]


@pytest.mark.parametrize(("kind", "unit"), [
    ("temperature", "K"), ("speed", "Hz"), ("flow", "l/min"), ("level", "mm"), ("other", None),
    ("other", "N")])
def test_every_unit_of_the_dimension_fits(kind: str, unit: str | None) -> None:
    assert faults_of_signal(kind=kind, unit=unit) == []


def test_every_kind_has_known_units() -> None:
    assert set(UNITS_OF_KIND) == set(Kind)
    assert all(canonical(unit) == unit for units in UNITS_OF_KIND.values() for unit in units or ())
