"""Rows of a fleet file: which columns there are, and how the text in them becomes a value.

A YAML file and a folder of CSV files both become the same rows, so one set of rules holds for both.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from domain import contact, names, unit
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
from domain.fleet_fault import Fault, Problem, Refused, nearest
from domain.fleet_limit import SETTING_COLUMNS
from domain.limit import LONGEST_DELAY_S, Priority

LONGEST_TEXT, LONGEST_STORY, LONGEST_TAG = 500, 2000, 40
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,12}", re.ASCII)

# The values of one row by column. Each column has its own type, which its reader vouches for.
Values: TypeAlias = dict[str, Any]


class Cell(NamedTuple):
    """What stands in one field: its text (None: nothing, which clears the field) and its line."""

    text: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Column:
    """One field: how its text is read (or Refused), and what stands for nothing."""

    read: Callable[[str], object]
    required: bool = False
    default: object = None


class Table(StrEnum):
    """The kinds of rows."""

    PLACES = "places"
    MACHINES = "machines"
    DEVICES = "devices"
    SIGNALS = "signals"
    CONTACTS = "contacts"
    BEARINGS = "bearings"
    NAMEPLATE = "nameplate"


@dataclass(frozen=True, slots=True)
class Row:
    """One place, machine, device, signal, contact, bearing or line of a nameplate of a file.

    ``labels`` are the names of columns in that file; an empty one marks a value of the entry around, whose
    own row tells what is wrong with it.
    """

    table: Table
    file: str
    line: int
    cells: Mapping[str, Cell]
    labels: Mapping[str, str] = field(default_factory=dict)

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
    return [row.problem(name, Fault.MISSING) for name in COLUMNS[row.table] if name in _REQUIRED[row.table]
            and (row.cells[name].text is None if name in row.cells else is_new)]


def _text(text: str) -> str:
    return _text_up_to(LONGEST_TEXT, text)


def _story(text: str) -> str:
    return _text_up_to(LONGEST_STORY, text)


def _tags(text: str) -> tuple[str, ...]:
    """Return tags that commas part, each of them once, however it is spelled."""
    found = [" ".join(tag.split()) for tag in _text(text).split(",")]
    if any(len(tag) > LONGEST_TAG for tag in found):
        raise Refused(Fault.TOO_LONG, [str(LONGEST_TAG)])
    once: dict[str, str] = {}
    for tag in filter(None, found):
        once.setdefault(tag.lower(), tag)
    return tuple(once.values())


def _text_up_to(longest: int, text: str) -> str:
    if len(text) > longest:
        raise Refused(Fault.TOO_LONG, [str(longest)])
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in text):
        raise Refused(Fault.NOT_A_TEXT)
    return text


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise Refused(Fault.NOT_A_KEY)
    return text


def _device(text: str) -> str:
    if not names.is_topic_name(text):
        raise Refused(Fault.NOT_A_DEVICE)
    return text


def _signal(text: str) -> str:
    if not names.is_signal_name(text):
        raise Refused(Fault.NOT_A_SIGNAL)
    return text


def _signal_path(text: str) -> str:
    device, _, name = text.partition("/")
    if not names.is_topic_name(device) or not names.is_signal_name(name):
        raise Refused(Fault.NOT_A_SIGNAL_PATH)
    return text


def _phone(text: str) -> str:
    if not contact.is_phone(text):
        raise Refused(Fault.NOT_A_PHONE)
    return text


def _email(text: str) -> str:
    if not contact.is_email(text):
        raise Refused(Fault.NOT_AN_EMAIL)
    return text


def _language(text: str) -> str:
    if not contact.is_language(text):
        raise Refused(Fault.NOT_A_LANGUAGE)
    return text


def _number(text: str) -> float:
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise Refused(Fault.NOT_A_NUMBER)
    return value


def _number_between(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = _number(text)
        if not least <= value <= most:
            raise Refused(Fault.OUT_OF_BOUNDS, [f"{least:.12g}", f"{most:.12g}"])
        return value
    return read


def _whole_between(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise Refused(Fault.NOT_WHOLE, [str(least), str(most)])
        return int(text)
    return read


def _choice(options: type[StrEnum]) -> Callable[[str], str]:
    words = [option.value for option in options]

    def read(text: str) -> str:
        if text not in words:
            raise Refused(Fault.NOT_A_CHOICE, nearest(text, words) or words)
        return text
    return read


def _flag(text: str) -> bool:
    if text.lower() not in {"true", "yes", "false", "no"}:
        raise Refused(Fault.NOT_A_FLAG)
    return text.lower() in {"true", "yes"}


@lru_cache(maxsize=512)
def _unit(text: str) -> str:
    code = unit.canonical(text)
    if code is None:
        raise Refused(Fault.UNKNOWN_UNIT)
    return code


@lru_cache(maxsize=512)
def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, LookupError):   # a path, a folder of zones, no such zone
        raise Refused(Fault.UNKNOWN_ZONE, nearest(text, available_timezones())) from None
    return text


_positive = _number_between(1e-3, 1e9)
_delay = _number_between(0, LONGEST_DELAY_S)
_SETTINGS = {"deadband": Column(_number_between(0, 1e12)), "on_delay_s": Column(_delay), "off_delay_s": Column(_delay),
             "priority": Column(_choice(Priority)), "latching": Column(_flag), "only_while_running": Column(_flag)}

COLUMNS: dict[Table, dict[str, Column]] = {
    Table.PLACES: {
        "key": Column(_key, required=True), "name": Column(_text, required=True),
        "kind": Column(_choice(PlaceKind), required=True), "parent": Column(_key), "time_zone": Column(_zone),
        "address": Column(_text), "latitude": Column(_number_between(-90, 90)),
        "longitude": Column(_number_between(-180, 180)), "directions": Column(_story)},
    Table.MACHINES: {
        "key": Column(_key, required=True), "name": Column(_text, required=True),
        "place": Column(_key, required=True), "type": Column(_choice(MachineType), required=True),
        "maker": Column(_text), "model": Column(_text), "serial_number": Column(_text),
        "rated_power_kw": Column(_positive), "rated_speed_rpm": Column(_positive),
        "criticality": Column(_whole_between(1, 5), default=DEFAULT_CRITICALITY),
        "running_signal": Column(_signal_path), "running_above": Column(_number),
        "starting_s": Column(_whole_between(0, 86_400), default=DEFAULT_STARTING_S),
        "foundation": Column(_choice(Foundation)), "shaft_height_mm": Column(_positive),
        "impeller": Column(_choice(Impeller)), "motion": Column(_choice(Motion)),
        "year": Column(_whole_between(1850, 2200)), "mounting": Column(_text), "tags": Column(_tags, default=())},
    Table.DEVICES: {
        "id": Column(_device, required=True), "machine": Column(_key, required=True), "model": Column(_text),
        "serial_number": Column(_text)},
    Table.SIGNALS: {
        "device": Column(_device, required=True), "name": Column(_signal, required=True),
        "title": Column(_text), "kind": Column(_choice(unit.Kind), default=unit.Kind.OTHER.value),
        "unit": Column(_unit), "interval_s": Column(_positive, default=DEFAULT_INTERVAL_S),
        "minimum": Column(_number), "maximum": Column(_number), "stuck_after_s": Column(_positive),
        "band_from_hz": Column(_positive), "band_to_hz": Column(_positive),
        "low_low": Column(_number), "low": Column(_number), "high": Column(_number),
        "high_high": Column(_number), "rate": Column(_number_between(1e-9, 1e12)),
        **{column: _SETTINGS[name] for column, (_level, name) in SETTING_COLUMNS.items()}},
    Table.CONTACTS: {
        "place": Column(_key), "machine": Column(_key), "role": Column(_text, required=True),
        "name": Column(_text, required=True), "phone": Column(_phone), "email": Column(_email),
        "hours": Column(_text), "language": Column(_language)},
    Table.BEARINGS: {
        "machine": Column(_key), "location": Column(_text, required=True), "designation": Column(_text, required=True),
        "maker": Column(_text), "rolling_elements": Column(_whole_between(3, 200))},
    Table.NAMEPLATE: {
        "machine": Column(_key), "name": Column(_text, required=True), "value": Column(_text, required=True)},
}
_REQUIRED = {table: frozenset(name for name, column in columns.items() if column.required)
             for table, columns in COLUMNS.items()}
