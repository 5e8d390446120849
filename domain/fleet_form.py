"""Forms of machines, places, devices and signals: what somebody entered becomes the rows of a fleet file, so that one
set of rules holds.

All values are texts, by column of the fleet file; lists (contacts, bearings, nameplate) are given as a whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain import fleet_limit
from domain.errors import DomainError, InvalidError
from domain.fleet import Device, Fleet, Machine, Place, Signal
from domain.fleet_fault import Fault, Problem
from domain.fleet_list import fields as list_fields
from domain.fleet_row import COLUMNS, Cell, Row, Table

FORM, MAIN_LINE, RUNNING_LINE, MOST_ENTRIES = "form", 1, 2, 100


class FormKind(StrEnum):
    """What a form is of."""

    MACHINE = "machine"
    PLACE = "place"
    DEVICE = "device"
    SIGNAL = "signal"


TABLES = {FormKind.MACHINE: Table.MACHINES, FormKind.PLACE: Table.PLACES, FormKind.DEVICE: Table.DEVICES,
          FormKind.SIGNAL: Table.SIGNALS}
# What is not entered: keys are made, and limits have a page of their own.
_FIELDS = {
    FormKind.SIGNAL: ("device", "name", "title", "kind", "unit", "interval_s", "minimum", "maximum", "stuck_after_s",
                      "band_from_hz", "band_to_hz", "runs", "running_above")}
NAMED_BY = {FormKind.DEVICE: "id", FormKind.SIGNAL: "name"}      # on the wire, by which they are known for ever
_OF_MACHINE = ("runs", "running_above")         # what the form of a signal says of its machine
# The lists of a form, each with the lines of its entries, by which their problems are told apart.
_LISTS = {"contacts": (Table.CONTACTS, 1000), "bearings": (Table.BEARINGS, 2000), "nameplate": (Table.NAMEPLATE, 3000)}
LISTS: Mapping[FormKind, tuple[str, ...]] = {
    FormKind.MACHINE: ("contacts", "bearings", "nameplate"), FormKind.PLACE: ("contacts",), FormKind.DEVICE: (),
    FormKind.SIGNAL: ()}


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
    """What is there as its form shows it: which version that is, and since when it is retired."""

    id: int
    key: str
    version: int
    retired_at: datetime | None
    form: Form


@dataclass(frozen=True, slots=True)
class Consequences:
    """What retiring takes along: devices that come off, alarms that are on, places and machines that are in the way;
    ``runs`` is the machine that is known to run by it.
    """

    devices: int = 0
    alarms: int = 0
    inside: int = 0
    runs: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known around a signal: its device, the machine and the other signal by which that runs, if it does.

    ``is_measured``: there are readings, stored in its unit; the device sends ``wire_unit``, None for the same, and says
    that it does so every ``told_interval_s``.
    """

    device: str
    machine: str | None
    runs_by: str | None
    is_measured: bool
    wire_unit: str | None
    told_interval_s: float | None


def fields(kind: FormKind) -> tuple[str, ...]:
    """Return the columns of a form; the key is made, not entered."""
    return _FIELDS.get(kind) or tuple(name for name in COLUMNS[TABLES[kind]] if name != "key")


def entry_fields(name: str) -> tuple[str, ...]:
    """Return the columns of an entry of a list."""
    return list_fields(_LISTS[name][0])


def key(form: Form) -> str:
    """Return by what a new device or signal is known: its name on the wire, after that of its device."""
    named = ("device", "name") if form.kind is FormKind.SIGNAL else ("id",)
    return "/".join(form.values.get(name, "").strip() for name in named)


def problems(form: Form, key: str, around: Fleet, *, is_new: bool) -> list[Problem]:
    """Return what no file is asked about: a new name that is taken, a unit in which limits are given already."""
    known = around.devices if form.kind is FormKind.DEVICE else around.signals if form.kind is FormKind.SIGNAL else {}
    if key not in known:
        return []
    if is_new:
        return [Problem(FORM, MAIN_LINE, NAMED_BY[form.kind], Fault.STANDS_TWICE, key)]
    signal, unit = around.signals.get(key), form.values.get("unit", "").strip()
    if signal is None or key in around.measured or not fleet_limit.limits(signal) or signal.unit in (None, unit):
        return []
    return [Problem(FORM, MAIN_LINE, "unit", Fault.UNIT_OF_LIMITS, unit, (signal.unit or "",))]


def rows(form: Form, key: str, machine: Machine | None = None) -> list[Row]:
    """Return the form as rows of a fleet file; an entry with nothing in it is none.

    ``machine`` is that of a signal: whether it runs by this one is said of the machine.
    """
    if form.kind is FormKind.SIGNAL:
        return _signal_rows(form, key, machine)
    if form.kind is FormKind.DEVICE:        # without a machine it waits to be placed, which no file asks for
        row = _row(Table.DEVICES, MAIN_LINE, {**form.values, "id": key})
        return [replace(row, optional=frozenset({"machine"}))]
    found = [_row(TABLES[form.kind], MAIN_LINE, {**form.values, "key": key})]
    for name in form.lists:
        table, first = _LISTS[name]
        entries = [_row(table, first + number, {**entry, form.kind.value: key})
                   for number, entry in enumerate(form.lists[name]) if any(text.strip() for text in entry.values())]
        found += entries or [_row(table, first, dict.fromkeys(list_fields(table), "") | {form.kind.value: key})]
    return found


def path(problem: Problem) -> str:
    """Return the field of a problem: ``maker``, ``contacts.2.phone``."""
    if problem.line == RUNNING_LINE and problem.field == "running_signal":
        return "runs"
    if problem.fault is Fault.LIMIT_OUT_OF_RANGE:
        return "minimum" if problem.wanted[0] and float(problem.given) < float(problem.wanted[0]) else "maximum"
    for name, (_table, first) in _LISTS.items():
        if first <= problem.line < first + 1000:
            return f"{name}.{problem.line - first}.{problem.field}"
    return problem.field


def texts(thing: Machine | Place | Device | Signal, machine: Machine | None = None) -> dict[str, str]:
    """Return what is there as the texts of its form; ``machine`` is that of a signal."""
    values = asdict(thing)
    if isinstance(thing, Signal):
        runs = machine is not None and machine.running_signal == thing.path
        values |= {"runs": "true" if runs else "false",
                   "running_above": machine.running_above if machine is not None and runs else None}
    return {name: _text(values[name]) for name in fields(_KINDS[type(thing)])}


def entries(name: str, listed: Iterable[Any]) -> list[dict[str, str]]:
    """Return contacts, bearings or lines of a nameplate as texts."""
    return [{column: _text(getattr(one, column)) for column in entry_fields(name)} for one in listed]


_KINDS = {Machine: FormKind.MACHINE, Place: FormKind.PLACE, Device: FormKind.DEVICE, Signal: FormKind.SIGNAL}


def _signal_rows(form: Form, key: str, machine: Machine | None) -> list[Row]:
    device, _slash, name = key.partition("/")
    cells = {column: text for column, text in form.values.items() if column not in _OF_MACHINE}
    found = [_row(Table.SIGNALS, MAIN_LINE, cells | {"device": device, "name": name})]
    runs = form.values.get("runs") == "true"
    if machine is not None and (runs or machine.running_signal == key):
        by, above = (key, form.values.get("running_above", "")) if runs else ("", "")
        found.append(_row(Table.MACHINES, RUNNING_LINE, {
            "key": machine.key, "running_signal": by, "running_above": above}))
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.12g}"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _row(table: Table, line: int, cells: Mapping[str, str]) -> Row:
    return Row(table, FORM, line, {name: Cell(text.strip() or None, line) for name, text in cells.items()})
