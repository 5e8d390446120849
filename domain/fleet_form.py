"""Forms of machines and places: what somebody entered becomes the rows of a fleet file, so that one set of rules holds.

All values are texts, by column of the fleet file; lists (contacts, bearings, nameplate) are given as a whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import DomainError, InvalidError
from domain.fleet import Machine, Place
from domain.fleet_fault import Problem
from domain.fleet_list import fields as list_fields
from domain.fleet_row import COLUMNS, Cell, Row, Table

FORM, MAIN_LINE, MOST_ENTRIES = "form", 1, 100


class FormKind(StrEnum):
    """What a form is of."""

    MACHINE = "machine"
    PLACE = "place"


TABLES = {FormKind.MACHINE: Table.MACHINES, FormKind.PLACE: Table.PLACES}
# The lists of a form, each with the lines of its entries, by which their problems are told apart.
_LISTS = {"contacts": (Table.CONTACTS, 1000), "bearings": (Table.BEARINGS, 2000), "nameplate": (Table.NAMEPLATE, 3000)}
LISTS = {FormKind.MACHINE: ("contacts", "bearings", "nameplate"), FormKind.PLACE: ("contacts",)}


class ChangedMeanwhileError(DomainError):
    """Somebody else has changed this in the meantime."""


class RetiredError(DomainError):
    """This is retired; restore it first."""


class NotRetiredError(DomainError):
    """This is not retired; somebody may have been faster."""


class NotEmptyError(DomainError):
    """There is still something in this place; move it or retire it first."""


class RetiredPlaceError(DomainError):
    """The place it lies in is retired; restore that first."""


class NoReasonError(InvalidError):
    """Say why."""


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody entered: values by column, and entries of each list."""

    kind: FormKind
    values: Mapping[str, str]
    lists: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """A machine or place as its form shows it: which version that is, and since when it is retired."""

    id: int
    key: str
    version: int
    retired_at: datetime | None
    form: Form


@dataclass(frozen=True, slots=True)
class Consequences:
    """What retiring takes along: devices that come off, alarms that are on, places and machines that are in the way."""

    devices: int = 0
    alarms: int = 0
    inside: int = 0


def fields(kind: FormKind) -> tuple[str, ...]:
    """Return the columns of a form; the key is made, not entered."""
    return tuple(name for name in COLUMNS[TABLES[kind]] if name != "key")


def entry_fields(name: str) -> tuple[str, ...]:
    """Return the columns of an entry of a list."""
    return list_fields(_LISTS[name][0])


def rows(form: Form, key: str) -> list[Row]:
    """Return the form as rows of a fleet file; an entry with nothing in it is none."""
    found = [_row(TABLES[form.kind], MAIN_LINE, {**form.values, "key": key})]
    for name in form.lists:
        table, first = _LISTS[name]
        entries = [_row(table, first + number, {**entry, form.kind.value: key})
                   for number, entry in enumerate(form.lists[name]) if any(text.strip() for text in entry.values())]
        found += entries or [_row(table, first, dict.fromkeys(list_fields(table), "") | {form.kind.value: key})]
    return found


def path(problem: Problem) -> str:
    """Return the field of a problem: ``maker``, ``contacts.2.phone``."""
    for name, (_table, first) in _LISTS.items():
        if first <= problem.line < first + 1000:
            return f"{name}.{problem.line - first}.{problem.field}"
    return problem.field


def texts(thing: Machine | Place) -> dict[str, str]:
    """Return a machine or place as the texts of its form."""
    kind = FormKind.MACHINE if isinstance(thing, Machine) else FormKind.PLACE
    values = asdict(thing)
    return {name: _text(values[name]) for name in fields(kind)}


def entries(name: str, listed: Iterable[Any]) -> list[dict[str, str]]:
    """Return contacts, bearings or lines of a nameplate as texts."""
    return [{column: _text(getattr(one, column)) for column in entry_fields(name)} for one in listed]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.12g}"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _row(table: Table, line: int, cells: Mapping[str, str]) -> Row:
    return Row(table, FORM, line, {name: Cell(text.strip() or None, line) for name, text in cells.items()})
