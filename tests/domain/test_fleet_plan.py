from dataclasses import replace

from domain.fleet import Device, Fleet, Machine, Place, Signal
from domain.fleet_fault import Fault, Problem
from domain.fleet_plan import Outcome, Plan, plan
from domain.fleet_row import Cell, Row, Table

SITE = Place("mill", "Mill", "site", time_zone="Europe/Berlin")
FAN = Machine("fan-1", "Fan 1", "mill", "fan")
FLEET = Fleet(places={"mill": SITE}, machines={"fan-1": FAN}, devices={"d1": Device("d1", "fan-1")},
              signals={"d1/speed": Signal("d1", "speed", kind="speed", unit="rpm")})


def row(table: Table, line: int = 1, **fields: str | None) -> Row:
    return Row(table, "fleet.yaml", line, {name: Cell(text, line) for name, text in fields.items()})


def place(line: int = 1, **fields: str | None) -> Row:
    return row(Table.PLACES, line, **fields)


def machine(line: int = 1, **fields: str | None) -> Row:
    return row(Table.MACHINES, line, **fields)


def signal(line: int = 1, **fields: str | None) -> Row:
    return row(Table.SIGNALS, line, **fields)


def told(made: Plan) -> list[tuple[int, str, Fault]]:
    return [(problem.line, problem.field, problem.fault) for problem in made.problems]


def test_a_new_place_needs_only_key_name_kind_and_zone() -> None:
    made = plan(Fleet(), [place(key="mill", name="Mill", kind="site", time_zone="Europe/Berlin")])
    assert made.problems == []
    assert made.places.needed() == [SITE]


def test_what_is_not_in_the_file_stays_as_it_is() -> None:
    made = plan(FLEET, [machine(key="fan-1", maker="Acme")])
    assert made.problems == []
    assert made.machines.needed() == [Machine("fan-1", "Fan 1", "mill", "fan", maker="Acme")]


def test_an_empty_field_clears_what_was_there() -> None:
    before = Fleet(places={"mill": Place("mill", "Mill", "site", time_zone="Europe/Berlin", address="Here")})
    made = plan(before, [place(key="mill", address=None)])
    assert made.places.needed() == [SITE]


def test_an_empty_criticality_is_the_default() -> None:
    fan = Machine("fan-1", "F", "mill", "fan", criticality=5)
    before = Fleet(places={"mill": SITE}, machines={"fan-1": fan})
    assert plan(before, [machine(key="fan-1", criticality=None)]).machines.needed()[0].criticality == 3


def test_the_same_again_is_unchanged() -> None:
    made = plan(FLEET, [machine(key="fan-1", name="Fan 1", place="mill", type="fan", criticality="3")])
    assert made.machines.needed() == []
    assert made.counts()[Table.MACHINES][Outcome.UNCHANGED] == 1


def test_a_device_that_waited_is_placed() -> None:
    before = Fleet(machines={"fan-1": FAN}, devices={"d1": Device("d1", None, model="SN-4")})
    made = plan(before, [row(Table.DEVICES, id="d1", machine="fan-1")])
    assert made.devices.needed() == [Device("d1", "fan-1", model="SN-4")]
    assert made.counts()[Table.DEVICES][Outcome.PLACED] == 1


def test_a_new_machine_without_a_type_is_refused_with_its_line() -> None:
    made = plan(FLEET, [machine(7, key="fan-2", name="Fan 2", place="mill")])
    assert told(made) == [(7, "type", Fault.MISSING)]


def test_a_name_cannot_be_cleared() -> None:
    assert told(plan(FLEET, [machine(4, key="fan-1", name=None)])) == [(4, "name", Fault.MISSING)]


def test_a_key_that_stands_twice_is_told_with_the_first_line() -> None:
    made = plan(FLEET, [machine(3, key="fan-1", maker="A"), machine(9, key="fan-1", maker="B")])
    assert made.problems == [
        Problem("fleet.yaml", 9, "key", Fault.STANDS_TWICE, "fan-1", ("fleet.yaml", "3"))]


def test_a_signal_name_may_stand_once_on_each_device() -> None:
    before = Fleet(devices={"d1": Device("d1", None), "d2": Device("d2", None)})
    assert plan(before, [signal(device="d1", name="x"), signal(device="d2", name="x")]).problems == []


def test_an_unknown_place_is_told_with_what_was_probably_meant() -> None:
    made = plan(FLEET, [machine(5, key="fan-2", name="F", type="fan", place="mil")])
    assert made.problems == [Problem("fleet.yaml", 5, "place", Fault.UNKNOWN_PLACE, "mil", ("mill",))]


def test_a_place_of_the_same_file_is_known_even_if_it_comes_later_or_is_wrong() -> None:
    rows = [machine(key="m", name="M", type="fan", place="new"),
            place(2, key="new", name="New", kind="line", parent="mill", latitude="100")]
    assert told(plan(FLEET, rows)) == [(2, "latitude", Fault.OUT_OF_BOUNDS)]


def test_a_place_inside_itself_is_refused() -> None:
    before = Fleet(places={"mill": SITE, "a": Place("a", "A", "area", "mill"),
                           "b": Place("b", "B", "area", "a")})
    assert told(plan(before, [place(3, key="a", parent="b")])) == [(3, "parent", Fault.INSIDE_ITSELF)]


def test_the_other_fields_of_a_row_are_checked_although_one_is_wrong() -> None:
    made = plan(FLEET, [machine(key="fan-1", criticality="9", running_signal="d1/sped", running_above="1")])
    assert told(made) == [(1, "criticality", Fault.NOT_WHOLE), (1, "running_signal", Fault.UNKNOWN_SIGNAL)]


def test_a_field_is_told_once() -> None:
    made = plan(FLEET, [signal(device="d1", name="t", kind="temperature", unit="Celsius")])
    assert told(made) == [(1, "unit", Fault.UNKNOWN_UNIT)]


def test_what_is_there_already_and_stays_is_not_checked_again() -> None:
    before = Fleet(signals={"d1/t": Signal("d1", "t", kind="temperature", unit=None)})
    assert plan(before, [signal(device="d1", name="t", kind="temperature")]).problems == []


def test_an_inherited_value_is_told_where_it_stands_and_not_again() -> None:
    inner = Row(Table.DEVICES, "fleet.yaml", 8, {"id": Cell("d9", 8), "machine": Cell("No Key", 8)},
                {"machine": ""})
    made = plan(FLEET, [machine(7, key="No Key", name="M", type="fan", place="mill"), inner])
    assert told(made) == [(7, "key", Fault.NOT_A_KEY)]


def test_the_unit_of_readings_that_are_there_stays() -> None:
    before = Fleet(devices=FLEET.devices, signals=FLEET.signals, measured=frozenset({"d1/speed"}))
    made = plan(before, [signal(device="d1", name="speed", unit="Hz")])
    assert made.problems == [Problem("fleet.yaml", 1, "unit", Fault.UNIT_OF_HISTORY, "Hz", ("rpm",))]


def test_readings_in_no_unit_take_the_unit_of_the_file() -> None:
    before = Fleet(devices=FLEET.devices, signals={"d1/p": Signal("d1", "p")}, measured=frozenset({"d1/p"}))
    made = plan(before, [signal(device="d1", name="p", kind="pressure", unit="bar")])
    assert made.problems == []


def test_what_the_device_declares_is_converted_to_the_unit_of_the_file() -> None:
    before = Fleet(devices=FLEET.devices, declared_units={"d1/p": "kPa"})
    made = plan(before, [signal(device="d1", name="p", kind="pressure", unit="bar")])
    assert made.signals.needed() == [Signal("d1", "p", kind="pressure", unit="bar", wire_unit="kPa")]


def test_a_device_that_declares_the_same_unit_needs_no_conversion() -> None:
    before = Fleet(devices=FLEET.devices, signals={"d1/p": Signal("d1", "p", unit="Pa", wire_unit="bar")},
                   declared_units={"d1/p": "bar"})
    made = plan(before, [signal(device="d1", name="p", unit="bar")])
    assert made.signals.needed() == [Signal("d1", "p", unit="bar", wire_unit=None)]


def test_a_wire_unit_known_from_before_is_kept() -> None:
    before = Fleet(devices=FLEET.devices, signals={"d1/t": Signal("d1", "t", unit="Cel", wire_unit="[degF]")})
    made = plan(before, [signal(device="d1", name="t", title="Bearing", kind="temperature")])
    assert made.signals.needed()[0].wire_unit == "[degF]"


def test_a_unit_that_is_not_what_the_device_declares_is_refused() -> None:
    before = Fleet(devices=FLEET.devices, declared_units={"d1/p": "Cel"})
    made = plan(before, [signal(device="d1", name="p", kind="pressure", unit="bar")])
    assert made.problems == [Problem("fleet.yaml", 1, "unit", Fault.UNIT_NOT_AS_SENT, "bar", ("Cel",))]


def test_unknown_names_are_explained_for_the_first_fifty_problems_only() -> None:
    rows = [machine(line, key=f"m-{line}", name="M", type="fan", place="mil") for line in range(1, 71)]
    made = plan(FLEET, rows)
    assert [problem.wanted for problem in made.problems] == [("mill",)] * 50 + [()] * 20


def test_what_is_retired_and_named_comes_back() -> None:
    gone = replace(FAN, retired=True)
    made = plan(Fleet(places={"mill": SITE}, machines={"fan-1": gone}), [machine(key="fan-1")])
    assert made.machines.needed() == [FAN]
    assert made.machines.counts()[Outcome.UPDATED] == 1


def test_nothing_lies_in_a_retired_place_that_stays_so() -> None:
    before = Fleet(places={"mill": replace(SITE, retired=True)})
    fan = machine(2, key="fan-1", name="Fan", place="mill", type="fan")
    assert [(problem.field, problem.fault) for problem in plan(before, [fan]).problems] == [
        ("place", Fault.UNKNOWN_PLACE)]
    assert plan(before, [place(key="mill"), fan]).problems == []
