"""The plan of an import: what the rows of a file change in a fleet, or what is wrong with them.

A field that is not in the file stays as it is; so does everything that the file does not name. What is retired and is
named comes back.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, TypeVar

from domain import fleet_limit, fleet_list, fleet_rules
from domain.contact import Contact
from domain.fleet import Device, Fleet, Machine, Place, Signal
from domain.fleet_fault import MOST_PROBLEMS, Fault, Problem, nearest
from domain.fleet_list import Lists
from domain.fleet_row import Row, Table, Values, missing, required, values
from domain.fleet_rules import Surroundings
from domain.plate import Bearing, PlateLine
from domain.upkeep import Upkeep

T = TypeVar("T", bound=Place | Machine | Device | Signal)


class Outcome(StrEnum):
    """What becomes of one row. A device is *placed* when it has waited for that.

    Only entries of lists are ever removed: by a list that is shorter than the one before.
    """

    CREATED = "created"
    PLACED = "placed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """One row's effect: how it was (None: it was not there) and how it will be.

    ``wrong`` are the fields that could not be used; ``after`` is without them.
    """

    row: Row
    before: T | None
    after: T
    wrong: frozenset[str] = frozenset()

    @property
    def outcome(self) -> Outcome:
        """Return what becomes of it."""
        if self.before is None:
            return Outcome.CREATED
        if self.before == self.after:
            return Outcome.UNCHANGED
        return Outcome.PLACED if _is_placed(self.before, self.after) else Outcome.UPDATED


def _is_placed(before: object, after: object) -> bool:
    return (isinstance(before, Device) and isinstance(after, Device)
            and before.machine is None and after.machine is not None)


@dataclass(slots=True)
class Changes(Generic[T]):
    """The rows of one table; ``named`` is every identity they name with its first row, usable or not."""

    every: list[Change[T]] = field(default_factory=list)
    named: dict[str, Row] = field(default_factory=dict)

    def needed(self) -> list[T]:
        """Return what has to be written."""
        return [change.after for change in self.every if change.outcome is not Outcome.UNCHANGED]

    def counts(self) -> dict[Outcome, int]:
        """Return how many rows have which outcome."""
        found = dict.fromkeys(Outcome, 0)
        for change in self.every:
            found[change.outcome] += 1
        return found


@dataclass(slots=True)
class Plan:
    """What an import will do; with problems it must not be done."""

    places: Changes[Place] = field(default_factory=Changes)
    machines: Changes[Machine] = field(default_factory=Changes)
    devices: Changes[Device] = field(default_factory=Changes)
    signals: Changes[Signal] = field(default_factory=Changes)
    contacts: Lists[Contact] = field(default_factory=Lists)
    bearings: Lists[Bearing] = field(default_factory=Lists)
    nameplates: Lists[PlateLine] = field(default_factory=Lists)
    maintenance: Lists[Upkeep] = field(default_factory=Lists)
    problems: list[Problem] = field(default_factory=list)

    def counts(self) -> dict[Table, dict[Outcome, int]]:
        """Return how many rows of each table have which outcome."""
        return {Table.PLACES: self.places.counts(), Table.MACHINES: self.machines.counts(),
                Table.DEVICES: self.devices.counts(), Table.SIGNALS: self.signals.counts(),
                Table.CONTACTS: _counted(self.contacts), Table.BEARINGS: _counted(self.bearings),
                Table.NAMEPLATE: _counted(self.nameplates), Table.MAINTENANCE: _counted(self.maintenance)}


def plan(before: Fleet, rows: Iterable[Row]) -> Plan:
    """Lay the rows over the fleet as it is."""
    by_table: dict[Table, list[Row]] = {table: [] for table in Table}
    for row in rows:
        by_table[row.table].append(row)
    made = Plan()
    problems = made.problems
    made.places = _merged(by_table[Table.PLACES], before.places, _made(Place), problems)
    made.machines = _merged(by_table[Table.MACHINES], before.machines, _made(Machine), problems)
    made.devices = _merged(by_table[Table.DEVICES], before.devices, _made(Device), problems)
    made.signals = _merged(by_table[Table.SIGNALS], before.signals, _signal, problems)
    made.signals.every = [_with_wire_unit(change, before) for change in made.signals.every]
    around = _surroundings(made, before)
    problems += _broken_rules(made, before, around)
    made.contacts = fleet_list.plan(Contact, before.contacts, by_table[Table.CONTACTS], around)
    made.bearings = fleet_list.plan(Bearing, before.bearings, by_table[Table.BEARINGS], around)
    made.nameplates = fleet_list.plan(PlateLine, before.nameplates, by_table[Table.NAMEPLATE], around)
    made.maintenance = fleet_list.plan(Upkeep, before.maintenance, by_table[Table.MAINTENANCE], around)
    problems += (made.contacts.problems + made.bearings.problems + made.nameplates.problems
                 + made.maintenance.problems)
    made.problems = _explained(problems, around)
    return made


def _made(kind: type[T]) -> Callable[[T | None, Values], T]:
    """Return what makes a thing of the values of a row; one that is retired comes back."""
    back: Values = {} if kind is Device else {"retired": False}
    return lambda old, found: kind(**found) if old is None else replace(old, **(found | back))


def _signal(old: Signal | None, found: Values) -> Signal:
    return fleet_limit.changed(old, {**found, "retired": False})


def _merged(rows: list[Row], before: Mapping[str, T], build: Callable[[T | None, Values], T],
            problems: list[Problem]) -> Changes[T]:
    merged: Changes[T] = Changes()
    for row in rows:
        found, wrong = values(row)
        identity = _identity(row.table, found)
        first = merged.named.setdefault(identity, row) if identity else row
        old = before.get(identity or "")
        lacking = missing(row, is_new=old is None)
        if first is not row:
            lacking.append(row.problem(_NAMED_BY[row.table], Fault.STANDS_TWICE, given=identity or "",
                                       wanted=[first.file, str(first.line)]))
        problems += [problem for problem in wrong + lacking if problem.field]
        if not lacking and (old is not None or required(row.table) <= found.keys()):
            after = build(old, found)
            merged.every.append(Change(row, old, after, frozenset(problem.field for problem in wrong)))
    return merged


_NAMED_BY = {Table.PLACES: "key", Table.MACHINES: "key", Table.DEVICES: "id", Table.SIGNALS: "name"}


def _identity(table: Table, found: Values) -> str | None:
    if table is Table.SIGNALS:
        return f"{found['device']}/{found['name']}" if found.get("device") and found.get("name") else None
    return found.get(_NAMED_BY[table])


def _counted(lists: Lists[Contact] | Lists[Bearing] | Lists[PlateLine] | Lists[Upkeep]) -> dict[Outcome, int]:
    found = dict.fromkeys(Outcome, 0)
    for before, after in lists.pairs():
        found[_outcome(before, after)] += 1
    return found


def _outcome(before: object | None, after: object | None) -> Outcome:
    if before is None:
        return Outcome.CREATED
    if after is None:
        return Outcome.REMOVED
    return Outcome.UNCHANGED if before == after else Outcome.UPDATED


def _with_wire_unit(change: Change[Signal], before: Fleet) -> Change[Signal]:
    declared = before.declared_units.get(change.after.path)
    return replace(change, after=fleet_rules.with_wire_unit(change.after, declared=declared))


def _surroundings(made: Plan, before: Fleet) -> Surroundings:
    places = before.places | {change.after.key: change.after for change in made.places.every}
    machines = before.machines | {change.after.key: change.after for change in made.machines.every}
    devices = before.devices | {change.after.id: change.after for change in made.devices.every}
    return Surroundings(
        places=places, known_places=_in_service(places) | made.places.named.keys(),
        known_machines=_in_service(machines) | made.machines.named.keys(),
        known_devices=frozenset(before.devices) | frozenset(made.devices.named),
        known_signals=_in_service(before.signals) | made.signals.named.keys(),
        devices_that_run=frozenset(device.id for device in devices.values() if device.machine in machines
                                   and machines[device.machine].running_signal is not None))


def _in_service(things: Mapping[str, Place] | Mapping[str, Machine] | Mapping[str, Signal]) -> frozenset[str]:
    return frozenset(name for name, thing in things.items() if not thing.retired)


def _broken_rules(made: Plan, before: Fleet, around: Surroundings) -> Iterator[Problem]:
    """Check what changes; what is there already and stays as it is needs no check."""
    yield from _broken(made.places, fleet_rules.place_problems, around)
    yield from _broken(made.machines, fleet_rules.machine_problems, around)
    yield from _broken(made.devices, fleet_rules.device_problems, around)
    yield from _broken(made.signals, fleet_rules.signal_problems, around)
    for change in made.signals.every:
        if change.outcome is not Outcome.UNCHANGED:
            path, old = change.after.path, change.before
            yield from fleet_rules.unit_problems(
                change.row, change.after, declared=before.declared_units.get(path),
                stored=old.unit if old and path in before.measured else None)


def _broken(changes: Changes[T], rule: Callable[[Row, T, Surroundings], Iterator[Problem]],
            around: Surroundings) -> Iterator[Problem]:
    for change in changes.every:
        if change.outcome is not Outcome.UNCHANGED:
            for problem in rule(change.row, change.after, around):
                if problem.field not in change.wrong:
                    yield problem


def _explained(problems: list[Problem], around: Surroundings) -> list[Problem]:
    """Add what was probably meant to unknown names; only for the problems that will be shown."""
    options = {Fault.UNKNOWN_PLACE: around.known_places, Fault.UNKNOWN_MACHINE: around.known_machines,
               Fault.UNKNOWN_DEVICE: around.known_devices, Fault.UNKNOWN_SIGNAL: around.known_signals}
    ordered = sorted(problems, key=lambda problem: (problem.file, problem.line))
    shown = [replace(problem, wanted=nearest(problem.given, options[problem.fault]))
             if problem.fault in options else problem for problem in ordered[:MOST_PROBLEMS]]
    return shown + ordered[MOST_PROBLEMS:]
