"""Placing: a device that somebody has mounted becomes part of a machine; what its signals are is proposed.

What a form says becomes the same rows as those of a fleet file, so that one set of rules holds for both.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain import unit
from domain.errors import DomainError, InvalidError
from domain.fleet_row import Cell, Row, Table
from domain.fleet_rules import UNITS_OF_KIND
from domain.settings_schema import MEASUREMENT_INTERVAL, REPORT_INTERVAL
from domain.unit import Kind

FORM = "form"
LONGEST_KEY = 64
# The lines of the form by which problems are told apart; signals follow.
PLACE_LINE, MACHINE_LINE, DEVICE_LINE, FIRST_SIGNAL_LINE = 1, 2, 3, 10
_NICE_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14400, 21600, 43200,
           86400)
_NEAR = 0.15


class NotWaitingError(DomainError):
    """This device is on a machine already; somebody may have been faster."""


class NotPlacedError(DomainError):
    """This device is not on a machine; somebody may have been faster."""


class SameDeviceError(InvalidError):
    """A device cannot take its own place."""


class OtherQuantityError(InvalidError):
    """A signal of the new device measures something else than the one it would continue."""


class TwoForOneError(InvalidError):
    """A signal of the new device can continue one signal only, and it needs a name that can be one."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A signal as it is known so far; ``interval_s`` is how often it came lately, None if that cannot be told."""

    name: str
    title: str | None
    kind: str
    unit: str | None
    interval_s: float | None = None
    has_readings: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a signal probably is; ``is_fixed``: its readings are stored in this unit."""

    name: str
    title: str
    kind: str
    unit: str | None
    interval_s: float
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody entered: a machine there is, or a new one in a place there is, or in a new one; the signals.

    All values are texts, by column of the fleet file.
    """

    device: str
    machine: str = ""                                               # the key of one that is there
    new_machine: Mapping[str, str] = field(default_factory=dict)    # name, type, place
    new_place: Mapping[str, str] = field(default_factory=dict)      # name, kind, parent, time_zone
    signals: Sequence[Mapping[str, str]] = ()                       # name, title, kind, unit, interval_s


def proposals(heard: Sequence[Heard], about: Mapping[str, Any] | None, reported: Mapping[str, Any], *,
              default_s: float) -> list[Proposal]:
    """Return what the signals of a device probably are, by its description and by what came from it."""
    described = (about or {}).get("signals")
    return [_proposal(one, described.get(one.name) if isinstance(described, Mapping) else None, reported,
                      default_s=default_s) for one in heard]


def interval_s(gaps_s: Sequence[float]) -> float | None:
    """Return the usual time between readings, as people would say it; None for too few of them."""
    if len(gaps_s) < 3:
        return None
    middle = sorted(gaps_s)[len(gaps_s) // 2]
    nearest = min(_NICE_S, key=lambda nice: abs(nice - middle))
    return nearest if abs(nearest - middle) <= _NEAR * middle else round(middle, 1) or None


def rows(form: Form, *, machines: Collection[str], places: Collection[str]) -> list[Row]:
    """Return the form as rows of a fleet file; new machines and places get keys that are free."""
    found, machine = [], form.machine
    if form.new_machine:
        machine = key(form.new_machine.get("name", ""), taken=machines)
        cells = {**form.new_machine, "key": machine}
        if form.new_place:
            cells["place"] = key(form.new_place.get("name", ""), taken=places)
            found.append(_row(Table.PLACES, PLACE_LINE, {**form.new_place, "key": cells["place"]}))
        found.append(_row(Table.MACHINES, MACHINE_LINE, cells))
    found.append(_row(Table.DEVICES, DEVICE_LINE, {"id": form.device, "machine": machine}))
    return found + [_row(Table.SIGNALS, FIRST_SIGNAL_LINE + number, {**signal, "device": form.device})
                    for number, signal in enumerate(form.signals)]


def key(name: str, *, taken: Collection[str]) -> str:
    """Return a key made of a name: small letters, digits and hyphens, unlike all that are taken."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    start = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_KEY - 8].strip("-") or "new"
    return next(found for found in _numbered(start) if found not in taken)


def pairs(old: Sequence[Heard], new: Sequence[Heard]) -> dict[str, str]:
    """Return which signal of the new device probably continues which of the old one: by name, else by kind.

    A device that has not said anything yet is taken for one like the old.
    """
    if not new:
        return {one.name: one.name for one in old}
    free = {one.name: one for one in new}
    found = {one.name: one.name for one in old if one.name in free and _fits(one, free[one.name])}
    for name in found:
        del free[name]
    for one in old:
        alike = [other.name for other in free.values() if other.kind == one.kind != Kind.OTHER and _fits(one, other)]
        if one.name not in found and len(alike) == 1:
            found[one.name] = alike[0]
            del free[alike[0]]
    return found


def sent_unit(stored: str | None, sent: str | None) -> str | None:
    """Return the wire's unit of a signal that is stored in one unit and comes in another; None for the same.

    Raises: OtherQuantityError if they measure different things.
    """
    if stored is None or sent is None:
        return None
    converted = unit.conversion(sent, stored)
    if converted is None:
        raise OtherQuantityError
    return None if converted == unit.SAME else unit.canonical(sent)


def _fits(one: Heard, other: Heard) -> bool:
    return one.unit is None or other.unit is None or unit.conversion(other.unit, one.unit) is not None


def _numbered(start: str) -> Iterator[str]:
    yield start
    number = 2
    while True:
        yield f"{start}-{number}"
        number += 1


def _proposal(one: Heard, described: object, reported: Mapping[str, Any], *, default_s: float) -> Proposal:
    said = described.get("title") if isinstance(described, Mapping) else None
    title = one.title or (said if isinstance(said, str) and said.strip() else _spoken(one.name))
    kind = one.kind if one.kind != Kind.OTHER else _kind(one.unit)
    every_s = one.interval_s or _reported_s(reported) or default_s
    return Proposal(one.name, title[:100], kind, one.unit, every_s, one.has_readings and one.unit is not None)


def _spoken(name: str) -> str:
    words = re.sub(r"[_.:-]+", " ", name).strip() or name
    return words[0].upper() + words[1:]


def _kind(sent: str | None) -> str:
    """Return the one kind that is measured in a unit, other if there are several."""
    fitting = [kind for kind, units in UNITS_OF_KIND.items()
               if sent and units and any(unit.conversion(sent, one) for one in units)]
    return fitting[0].value if len(fitting) == 1 else Kind.OTHER.value


def _reported_s(reported: Mapping[str, Any]) -> float | None:
    for path in (MEASUREMENT_INTERVAL, REPORT_INTERVAL):
        given = reported.get(path)
        if isinstance(given, int | float) and not isinstance(given, bool) and given > 0:
            return float(given)
    return None


def _row(table: Table, line: int, cells: Mapping[str, str]) -> Row:
    return Row(table, FORM, line, {name: Cell(text.strip() or None, line) for name, text in cells.items()})
