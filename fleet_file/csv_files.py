"""A fleet as CSV files, one a table: places.csv, machines.csv and so on."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

from domain.fleet import Fleet, Owner, Signal
from domain.fleet_fault import Fault, Problem, nearest
from domain.fleet_limit import SETTING_COLUMNS
from domain.fleet_row import COLUMNS, Cell, Content, Row, Table
from fleet_file.text import Unparsable, decoded
from fleet_file.yaml_writer import number, parents_first, scalar

# Spreadsheets take such a text for a formula; an apostrophe before it makes it a text again.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NAMED_BY = {Table.PLACES: ("key",), Table.MACHINES: ("key",), Table.DEVICES: ("id",),
             Table.SIGNALS: ("device", "name"), Table.CONTACTS: ("role", "name"),
             Table.BEARINGS: ("machine", "location", "designation"), Table.NAMEPLATE: ("machine", "name", "value"),
             Table.MAINTENANCE: ("machine", "name")}


NAMES = {table: f"{table.value}.csv" for table in Table}


def content(files: Mapping[str, bytes]) -> Content:
    """Return the rows of the files that are there, and every column and line that does not fit.

    Files with other names say nothing.
    """
    problems: list[Problem] = []
    found = [row for table, name in NAMES.items() if name in files
             for row in _file(table, name, files[name], problems)]
    return Content(found, problems)


def texts(fleet: Fleet) -> Iterator[tuple[str, str]]:
    """Yield name and text of a file a table; devices that wait to be placed are no part of them."""
    placed = {device.id for device in fleet.devices.values() if device.machine is not None}
    things: dict[Table, Iterable[object]] = {
        Table.PLACES: parents_first(fleet.places.values()),
        Table.MACHINES: fleet.machines.values(),
        Table.DEVICES: [device for device in fleet.devices.values() if device.id in placed],
        Table.SIGNALS: [signal for signal in fleet.signals.values() if signal.device in placed],
        Table.CONTACTS: list(_listed(fleet.contacts)), Table.BEARINGS: list(_listed(fleet.bearings)),
        Table.NAMEPLATE: list(_listed(fleet.nameplates)), Table.MAINTENANCE: list(_listed(fleet.maintenance))}
    for table, every in things.items():
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS[table])
        writer.writerows([_written(_value(thing, name)) for name in COLUMNS[table]] for thing in every)
        yield NAMES[table], text.getvalue()


def _listed(lists: Mapping[Owner, Iterable[Any]]) -> Iterator[SimpleNamespace]:
    """Yield every entry with whose it is; of a list that is empty there is nothing to write."""
    for owner, entries in lists.items():
        whose = {"place": None, "machine": None, owner.kind: owner.key}
        yield from (SimpleNamespace(**whose, **asdict(entry)) for entry in entries)


def _file(table: Table, file: str, data: bytes, problems: list[Problem]) -> Iterator[Row]:
    """Yield the rows of one file; what does not fit is added to ``problems``."""
    try:
        records = _records(file, data)
        header = next(records, (1, []))[1]
        wrong = list(_header_problems(table, file, header))
        problems += wrong
        for line, texts in () if wrong else records:
            if len(texts) == len(header):
                cells = {name: Cell(_read(text), line) for name, text in zip(header, texts, strict=True)}
                yield Row(table, file, line, cells)
            elif texts:
                problems.append(Problem(file, line, "", Fault.WRONG_NUMBER_OF_VALUES, str(len(texts)),
                                        (str(len(header)),)))
    except Unparsable as unparsable:
        problems.append(unparsable.problem)


def _records(file: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it begins."""
    text = decoded(file, data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for texts in reader:
            yield line, texts
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unparsable(Problem(file, line, "", Fault.SYNTAX, str(error))) from error


def _header_problems(table: Table, file: str, header: list[str]) -> Iterator[Problem]:
    known = tuple(COLUMNS[table])
    for position, name in enumerate(header):
        if name not in known:
            yield Problem(file, 1, name, Fault.UNKNOWN_KEY, wanted=nearest(name, known) or known)
        elif name in header[:position]:
            yield Problem(file, 1, name, Fault.KEY_TWICE, wanted=("1",))
    for name in _NAMED_BY[table]:
        if name not in header:
            yield Problem(file, 1, name, Fault.MISSING)


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _read(text: str) -> str | None:
    return (text[1:] if text.startswith("'") and _FORMULA.match(text) else text) or None


def _value(thing: object, name: str) -> object:
    return thing.settings.get(name) if isinstance(thing, Signal) and name in SETTING_COLUMNS else getattr(thing, name)


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return scalar(value)
    if isinstance(value, float):
        return number(value)
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return "'" + text if _FORMULA.match(text) else text
