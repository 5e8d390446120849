from dataclasses import replace

from domain.contact import Contact
from domain.fleet import Fleet, Machine, Owner, Place
from domain.fleet_fault import Fault, Problem
from domain.fleet_plan import Outcome, Plan, plan
from domain.fleet_row import Cell, Row, Table
from domain.plate import Bearing, PlateLine

LEAD, GATE = Contact("Lead", "A", phone="4711"), Contact("Gate", "B", email="b@mill.example")
MILL, FAN = Owner("place", "mill"), Owner("machine", "fan-1")
FLEET = Fleet(places={"mill": Place("mill", "Mill", "site", time_zone="UTC")},
              machines={"fan-1": Machine("fan-1", "Fan", "mill", "fan")}, contacts={MILL: (LEAD, GATE)})
NOBODY = ("role", "name", "phone", "email", "hours", "language")


def row(line: int = 1, **fields: str | None) -> Row:
    return Row(Table.CONTACTS, "contacts.csv", line, {name: Cell(text, line) for name, text in fields.items()})


def lead(line: int = 1, **fields: str | None) -> Row:
    return row(line, **{"place": "mill", "role": "Lead", "name": "A", "phone": "4711"} | fields)


def nobody(line: int = 1) -> Row:
    cells = {"place": Cell("mill", line)} | dict.fromkeys(NOBODY, Cell(None, line))
    return Row(Table.CONTACTS, "contacts.csv", line, cells)


def told(made: Plan) -> list[tuple[int, str, Fault]]:
    return [(problem.line, problem.field, problem.fault) for problem in made.problems]


def counts(made: Plan) -> dict[Outcome, int]:
    return {outcome: count for outcome, count in made.counts()[Table.CONTACTS].items() if count}


def test_contacts_that_are_left_out_stay() -> None:
    made = plan(FLEET, [])
    assert made.contacts.needed() == {}
    assert counts(made) == {}


def test_a_list_takes_the_place_of_the_one_before() -> None:
    made = plan(FLEET, [lead(), lead(2, name="C")])
    assert made.contacts.needed() == {MILL: (LEAD, Contact("Lead", "C", phone="4711"))}
    assert counts(made) == {Outcome.UNCHANGED: 1, Outcome.UPDATED: 1}


def test_a_shorter_list_removes_the_rest() -> None:
    made = plan(FLEET, [lead()])
    assert made.contacts.needed() == {MILL: (LEAD,)}
    assert counts(made) == {Outcome.UNCHANGED: 1, Outcome.REMOVED: 1}


def test_a_line_with_an_owner_alone_removes_all() -> None:
    made = plan(FLEET, [nobody()])
    assert made.problems == []
    assert made.contacts.needed() == {MILL: ()}
    assert counts(made) == {Outcome.REMOVED: 2}


def test_the_same_list_again_changes_nothing() -> None:
    made = plan(FLEET, [lead(), row(2, place="mill", role="Gate", name="B", email="b@mill.example")])
    assert made.contacts.needed() == {}
    assert counts(made) == {Outcome.UNCHANGED: 2}


def test_the_order_of_a_list_is_whom_to_call_first() -> None:
    rows = [row(1, place="mill", role="Gate", name="B", email="b@mill.example"), lead(2)]
    assert plan(FLEET, rows).contacts.needed() == {MILL: (GATE, LEAD)}


def test_a_machine_of_the_same_file_may_have_contacts() -> None:
    new = Row(Table.MACHINES, "machines.csv", 2, {
        name: Cell(text, 2) for name, text in (("key", "fan-2"), ("name", "F"), ("place", "mill"), ("type", "fan"))})
    made = plan(FLEET, [lead(place=None, machine="fan-2"), new])
    assert made.problems == []
    assert made.contacts.needed() == {Owner("machine", "fan-2"): (LEAD,)}


def test_each_mistake_is_told_with_its_line() -> None:
    made = plan(FLEET, [
        lead(2, phone="call me"), lead(3, name=None), lead(4, phone=None), lead(5, email="a@b"),
        lead(6, language="German"), lead(7, machine="fan-1"), lead(8, place=None), lead(9, role="x" * 501)])
    assert told(made) == [
        (2, "phone", Fault.NOT_A_PHONE), (3, "name", Fault.MISSING), (4, "phone", Fault.NO_WAY_TO_REACH),
        (5, "email", Fault.NOT_AN_EMAIL), (6, "language", Fault.NOT_A_LANGUAGE), (7, "machine", Fault.TWO_OWNERS),
        (8, "machine", Fault.MISSING), (9, "role", Fault.TOO_LONG)]


def test_nobody_beside_somebody_is_a_mistake() -> None:
    made = plan(FLEET, [lead(2), nobody(3)])
    assert told(made) == [(3, "role", Fault.MISSING), (3, "name", Fault.MISSING), (3, "phone", Fault.NO_WAY_TO_REACH)]


def test_an_entry_that_says_nothing_is_not_nobody() -> None:
    assert told(plan(FLEET, [row(3, place="mill")])) == [
        (3, "role", Fault.MISSING), (3, "name", Fault.MISSING), (3, "phone", Fault.NO_WAY_TO_REACH)]


def test_an_unknown_owner_is_told_with_what_was_probably_meant() -> None:
    assert plan(FLEET, [lead(place="mil"), lead(2, place=None, machine="fan-2")]).problems == [
        Problem("contacts.csv", 1, "place", Fault.UNKNOWN_PLACE, "mil", ("mill",)),
        Problem("contacts.csv", 2, "machine", Fault.UNKNOWN_MACHINE, "fan-2", ("fan-1",))]


def test_the_owner_of_an_inner_entry_is_told_where_it_stands_itself() -> None:
    inner = Row(Table.CONTACTS, "fleet.yaml", 4, {
        name: Cell(text, 4) for name, text in (("place", None), ("role", "R"), ("name", "N"), ("phone", "4711"))},
        {"machine": "", "place": ""})
    assert plan(FLEET, [inner]).problems == []


def test_bearings_and_nameplate_are_lists_of_their_machine() -> None:
    seat = Row(Table.BEARINGS, "bearings.csv", 2, {
        "machine": Cell("fan-1", 2), "location": Cell("drive end", 2), "designation": Cell("6312-2Z/C3", 2),
        "rolling_elements": Cell("8", 2)})
    line = Row(Table.NAMEPLATE, "nameplate.csv", 2, {
        "machine": Cell("fan-1", 2), "name": Cell("IP code", 2), "value": Cell("IP55", 2)})
    made = plan(FLEET, [seat, line])
    assert made.problems == []
    assert made.bearings.needed() == {FAN: (Bearing("drive end", "6312-2Z/C3", rolling_elements=8),)}
    assert made.nameplates.needed() == {FAN: (PlateLine("IP code", "IP55"),)}


def test_an_empty_list_of_bearings_removes_them_all() -> None:
    before = replace(FLEET, bearings={FAN: (Bearing("drive end", "6312"),)})
    cells = {"machine": Cell("fan-1", 2), "location": Cell(None, 2), "designation": Cell(None, 2)}
    made = plan(before, [Row(Table.BEARINGS, "bearings.csv", 2, cells)])
    assert (made.problems, made.bearings.needed()) == ([], {FAN: ()})


def test_a_bearing_without_a_machine_is_refused() -> None:
    cells = {"location": Cell("drive end", 2), "designation": Cell("6312", 2), "rolling_elements": Cell("2", 2)}
    assert told(plan(FLEET, [Row(Table.BEARINGS, "bearings.csv", 2, cells)])) == [
        (2, "machine", Fault.MISSING), (2, "rolling_elements", Fault.NOT_WHOLE)]
