"""The form of a device's settings: its rows in a sensible order, what is typed into them, and two people at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from domain import twin as twins
from domain.limit import VALUES
from domain.settings_history import Revision
from domain.settings_schema import MEASUREMENT_INTERVAL, REPORT_INTERVAL, Field, Schema, Type
from domain.twin import Reach, Settings, Standing, State, Twin, Value

_FIRST = (MEASUREMENT_INTERVAL, REPORT_INTERVAL)
_LONGEST_TEXT, _MOST_FIELDS = 200, 500
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Row:
    """One setting: how it stands, what may be entered (None: it cannot be set), what a form starts from.

    ``field`` of a setting that the device reports without declaring it is guessed from the value; one that holds text
    is a choice without choices.
    """

    standing: Standing
    field: Field | None
    value: Value


@dataclass(frozen=True, slots=True)
class Clash:
    """One setting of a form that was filled in while somebody else saved: theirs before and now, and ours.

    ``is_mine``: we have changed it too.
    """

    path: str
    before: Value
    theirs: Value
    mine: Value
    is_mine: bool


def rows(twin: Twin, schema: Schema | None, *, reach: Reach, now: datetime) -> list[Row]:
    """Return the settings: intervals first, then as the device declares them, limits by signal, the undeclared last."""
    supported = None if schema is None else frozenset(schema)
    known = fields(twin, schema)
    order = {path: number for number, path in enumerate(_ordered(known))}
    found = twins.standings(twin, supported=supported, reach=reach, now=now)
    found.sort(key=lambda one: (order.get(one.path, len(order)), one.path))
    return [Row(one, known.get(one.path), starting_value(one.path, twin, known)) for one in found]


def fields(twin: Twin, schema: Schema | None) -> dict[str, Field]:
    """Return what may be entered, by path: what the device declares, else what it reports."""
    if schema is not None:
        return dict(schema)
    return {path: _guessed(path, value) for path, value in sorted(twin.reported.items())}


def starting_value(path: str, twin: Twin, known: Schema) -> Value:
    """Return what a form shows before anybody types: what is wanted, else what is reported, else the default."""
    if path in twin.desired:
        return twin.desired[path]
    if path in twin.reported:
        return twin.reported[path]
    return known[path].default if path in known else None


def typed(given: Any, known: Schema) -> dict[str, Value]:
    """Return what a form sent, path to text, as values; a text that is none stays one and is refused later."""
    if not isinstance(given, Mapping):
        return {}
    entered = list(given.items())[:_MOST_FIELDS]
    return {path: _value(text, known.get(path)) for path, text in entered if isinstance(path, str)}


def changed_at_device(found: Sequence[Row]) -> list[Row]:
    """Return the settings that somebody has changed at the device itself."""
    return [row for row in found if row.standing.state is State.CHANGED]


def clashes(base: Settings, theirs: Settings, mine: Settings) -> list[Clash]:
    """Return what two people did over the same revision: all that either of them changed."""
    changed = {path for path in {*base, *theirs} if (path in base) != (path in theirs)
               or not twins.same(base.get(path), theirs.get(path))}
    return [Clash(path, base.get(path), theirs.get(path), mine.get(path), path in mine)
            for path in sorted({*changed, *mine})]


def since(desired: Settings, revisions: Sequence[Revision]) -> dict[str, Revision]:
    """Return the revision with which each setting became what is wanted now.

    ``revisions``: the newest first; a setting that has stood since before the oldest of them gets that one.
    """
    found: dict[str, Revision] = {}
    settled: set[str] = set()
    for one in revisions:
        for path in desired.keys() - settled:
            if path in one.settings and twins.same(one.settings[path], desired[path]):
                found[path] = one
            else:
                settled.add(path)
    return found


def _ordered(known: Schema) -> Iterator[str]:
    """Yield the paths in the order of the form."""
    plain = [path for path, field in known.items() if not field.is_limit]
    yield from (path for path in _FIRST if path in plain)
    yield from (path for path in plain if path not in _FIRST)
    limits = {(field.signal, field.level): path for path, field in known.items() if field.is_limit}
    signals = dict.fromkeys(signal for signal, _level in limits)
    yield from (limits[signal, level] for signal in signals for level in VALUES if (signal, level) in limits)


def _guessed(path: str, value: Value) -> Field:
    if isinstance(value, bool):
        return Field(path, Type.BOOLEAN)
    unit = "s" if path in _FIRST else None
    return Field(path, Type.CHOICE) if isinstance(value, str) else Field(path, Type.NUMBER, unit=unit)


def _value(text: Any, field: Field | None) -> Value:
    given = str(text)[:_LONGEST_TEXT].replace("\0", "").strip()
    if not given:
        return None
    if field is None or field.type is Type.CHOICE:
        return given
    return _BOOLEANS.get(given, given) if field.type is Type.BOOLEAN else _number(given)


def _number(given: str) -> Value:
    """Return a whole number as such: there are devices that read nothing else."""
    try:
        value = float(given)
    except ValueError:
        return given
    if not isfinite(value):
        return given
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
