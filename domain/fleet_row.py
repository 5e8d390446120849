"""Rows of a fleet file: which columns there are, and how the text in them becomes a value.

A YAML file and a folder of CSV files both become the same rows, so one set of rules holds for both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from domain import fleet_column as read
from domain import unit
from domain.fleet import (
    DEFAULT_CRITICALITY,
    DEFAULT_INTERVAL_S,
    DEFAULT_STARTING_S,
    Foundation,
    Impeller,
    MachineType,
    Motion,
    PlaceKind,
)
from domain.fleet_column import Column
from domain.fleet_fault import Fault, Problem, Refused
from domain.fleet_limit import SETTING_COLUMNS
from domain.limit import LONGEST_DELAY_S, Priority
from domain.upkeep import SOON_DAYS, SOON_H

# The values of one row by column. Each column has its own type, which its reader vouches for.
Values: TypeAlias = dict[str, Any]


class Cell(NamedTuple):
    """What stands in one field: its text (None: nothing, which clears the field) and its line."""

    text: str | None
    line: int


class Table(StrEnum):
    """The kinds of rows."""

    PLACES = "places"
    MACHINES = "machines"
    DEVICES = "devices"
    SIGNALS = "signals"
    CONTACTS = "contacts"
    BEARINGS = "bearings"
    NAMEPLATE = "nameplate"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class Row:
    """One place, machine, device, signal, contact, bearing, line of a nameplate or plan of a file.

    ``labels`` are the names of columns in that file; an empty one marks a value of the entry around, whose
    own row tells what is wrong with it. ``optional`` may be empty here though their table requires them.
    """

    table: Table
    file: str
    line: int
    cells: Mapping[str, Cell]
    labels: Mapping[str, str] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()

    def problem(self, column: str, fault: Fault, *, given: str = "", wanted: Iterable[str] = ()) -> Problem:
        """Return a problem with one field of this row."""
        cell = self.cells.get(column)
        return Problem(self.file, cell.line if cell else self.line, self.labels.get(column, column), fault,
                       given or (cell.text or "" if cell else ""), tuple(wanted))


@dataclass(frozen=True, slots=True)
class Content:
    """What a file says, and where it is no such file."""

    rows: list[Row]
    problems: list[Problem]


def values(row: Row) -> tuple[Values, list[Problem]]:
    """Read the fields that are given; nothing in a field is its default."""
    columns, found, problems = COLUMNS[row.table], Values(), []
    for name, cell in row.cells.items():
        column = columns[name]
        try:
            found[name] = column.default if cell.text is None else column.read(cell.text)
        except Refused as refused:
            problems.append(row.problem(name, refused.fault, wanted=refused.wanted))
    return found, problems


def required(table: Table) -> frozenset[str]:
    """Return the columns without which there is no row."""
    return _REQUIRED[table]


def missing(row: Row, *, is_new: bool) -> list[Problem]:
    """Return the required fields that a new row lacks, or that a known one would lose."""
    return [row.problem(name, Fault.MISSING) for name in COLUMNS[row.table]
            if name in _REQUIRED[row.table] - row.optional
            and (row.cells[name].text is None if name in row.cells else is_new)]


_positive = read.number_between(1e-3, 1e9)
_delay = read.number_between(0, LONGEST_DELAY_S)
_TEXT, _ANY_TEXT = Column(read.text, required=True), Column(read.text)
_KEY, _ANY_KEY = Column(read.key, required=True), Column(read.key)
_SETTINGS = {"deadband": Column(read.number_between(0, 1e12)), "on_delay_s": Column(_delay),
             "off_delay_s": Column(_delay), "priority": Column(read.choice(Priority)), "latching": Column(read.flag),
             "only_while_running": Column(read.flag)}
UPKEEP_COLUMNS = {
    "name": _TEXT, "every_days": Column(read.whole_between(1, 36_500)),
    "every_months": Column(read.whole_between(1, 1200)), "due_on": Column(read.day),
    "every_h": Column(read.number_between(0.1, 1e6)), "due_at_h": Column(read.number_between(0, 1e7)),
    "soon_days": Column(read.whole_between(0, 36_500), default=SOON_DAYS),
    "soon_h": Column(read.number_between(0, 1e6), default=SOON_H), "note": Column(read.story)}

COLUMNS: dict[Table, dict[str, Column]] = {
    Table.PLACES: {
        "key": _KEY, "name": _TEXT,
        "kind": Column(read.choice(PlaceKind), required=True), "parent": _ANY_KEY, "time_zone": Column(read.zone),
        "address": _ANY_TEXT, "latitude": Column(read.number_between(-90, 90)),
        "longitude": Column(read.number_between(-180, 180)), "directions": Column(read.story)},
    Table.MACHINES: {
        "key": _KEY, "name": _TEXT,
        "place": _KEY, "type": Column(read.choice(MachineType), required=True),
        "maker": _ANY_TEXT, "model": _ANY_TEXT, "serial_number": _ANY_TEXT,
        "rated_power_kw": Column(_positive), "rated_speed_rpm": Column(_positive),
        "criticality": Column(read.whole_between(1, 5), default=DEFAULT_CRITICALITY),
        "running_signal": Column(read.signal_path), "running_above": Column(read.number),
        "starting_s": Column(read.whole_between(0, 86_400), default=DEFAULT_STARTING_S),
        "foundation": Column(read.choice(Foundation)), "shaft_height_mm": Column(_positive),
        "impeller": Column(read.choice(Impeller)), "motion": Column(read.choice(Motion)),
        "year": Column(read.whole_between(1850, 2200)), "mounting": _ANY_TEXT, "tags": Column(read.tags, default=())},
    Table.DEVICES: {
        "id": Column(read.device_name, required=True), "machine": _KEY, "model": _ANY_TEXT,
        "serial_number": _ANY_TEXT},
    Table.SIGNALS: {
        "device": Column(read.device_name, required=True), "name": Column(read.signal_name, required=True),
        "title": _ANY_TEXT, "kind": Column(read.choice(unit.Kind), default=unit.Kind.OTHER.value),
        "unit": Column(read.unit_code), "interval_s": Column(_positive, default=DEFAULT_INTERVAL_S),
        "minimum": Column(read.number), "maximum": Column(read.number), "stuck_after_s": Column(_positive),
        "band_from_hz": Column(_positive), "band_to_hz": Column(_positive),
        "low_low": Column(read.number), "low": Column(read.number), "high": Column(read.number),
        "high_high": Column(read.number), "rate": Column(read.number_between(1e-9, 1e12)),
        **{column: _SETTINGS[name] for column, (_level, name) in SETTING_COLUMNS.items()}},
    Table.CONTACTS: {
        "place": _ANY_KEY, "machine": _ANY_KEY, "role": _TEXT,
        "name": _TEXT, "phone": Column(read.phone), "email": Column(read.email),
        "hours": _ANY_TEXT, "language": Column(read.language_tag)},
    Table.BEARINGS: {
        "machine": _ANY_KEY, "location": _TEXT, "designation": _TEXT,
        "maker": _ANY_TEXT, "rolling_elements": Column(read.whole_between(3, 200))},
    Table.NAMEPLATE: {
        "machine": _ANY_KEY, "name": _TEXT, "value": _TEXT},
    Table.MAINTENANCE: {"machine": _ANY_KEY, **UPKEEP_COLUMNS},
}
_REQUIRED = {table: frozenset(name for name, column in columns.items() if column.required)
             for table, columns in COLUMNS.items()}
