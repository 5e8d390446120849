"""Zones of vibration velocity: which row of which standard applies to a machine, or why none does.

The numbers, their editions and sources stand in domain/data/; none was checked against the paid standards.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from domain import unit
from domain.fleet import Impeller, MachineType, Motion
from domain.unit import Kind

DATA = Path(__file__).parent / "data"


class Refusal(StrEnum):
    """Why something is not proposed."""

    ACCELERATION = "acceleration"           # is not velocity
    UNIT = "unit"
    BAND_UNKNOWN = "band_unknown"
    BAND = "band"
    POWER_UNKNOWN = "power_unknown"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    SPEED_UNKNOWN = "speed_unknown"
    SPEED = "speed"
    FOUNDATION_UNKNOWN = "foundation_unknown"
    MOTION_UNKNOWN = "motion_unknown"
    RECIPROCATING = "reciprocating"         # ISO 20816-8
    IMPELLER_UNKNOWN = "impeller_unknown"
    IMPELLER_DIRECT = "impeller_direct"
    NOT_COVERED = "not_covered"             # no standard here is about such machines
    NO_BASE_LINE = "no_base_line"
    OUTSIDE_RANGE = "outside_range"         # or a set that makes no sense for this signal


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a machine and one of its signals; None: nobody knows.

    ``name`` is what people call the signal, ``median`` its median while the machine ran, in ``unit``.
    """

    machine_type: str
    kind: str
    unit: str | None
    name: str = ""
    power_kw: float | None = None
    speed_rpm: float | None = None
    foundation: str | None = None
    shaft_height_mm: float | None = None
    impeller: str | None = None
    motion: str | None = None
    band_from_hz: float | None = None
    band_to_hz: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    knows_running: bool = False
    median: float | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a standard is about; what is above its alarm or trip at most is not proposed."""

    standard: str
    edition: str
    machine_types: tuple[str, ...]
    power_above_kw: float
    power_to_kw: float
    speed_from_rpm: float
    speed_to_rpm: float
    band_from_hz: float
    band_to_hz: float
    slow_below_rpm: float
    slow_band_from_hz: float
    change_share: float
    alarm_at_most: float
    trip_at_most: float

    @property
    def has_groups(self) -> bool:
        """Tell whether the size of a machine decides its row; otherwise people choose a category."""
        return MachineType.PUMP not in self.machine_types


@dataclass(frozen=True, slots=True)
class Zones:
    """The borders of one group (or category) on one foundation, in mm/s; a value on one is in the better zone."""

    standard: str
    edition: str
    group: str
    foundation: str
    power_above_kw: float
    power_to_kw: float
    shaft_height_from_mm: float
    shaft_height_below_mm: float
    a_b_mm_s: float
    b_c_mm_s: float
    c_d_mm_s: float
    source: str

    def covers(self, facts: Facts) -> bool:
        """Tell whether a machine is of this group by its power or, a motor, by its shaft height."""
        if self.foundation and self.foundation != facts.foundation:
            return False
        by_power = self.power_above_kw < (facts.power_kw or 0) <= self.power_to_kw
        height = facts.shaft_height_mm if facts.machine_type == MachineType.MOTOR else None
        return by_power or (height is not None and self.shaft_height_from_mm <= height < self.shaft_height_below_mm)


def applying(facts: Facts) -> tuple[Scope | None, list[Zones], list[Refusal]]:
    """Return the standard for this machine and its rows that apply, or all reasons why none does.

    Of groups the first that covers the machine; of categories all: which it is depends on what people expect of it.
    """
    scope = next((one for one in _scopes() if facts.machine_type in one.machine_types), None)
    refused = list(_refusals(facts, scope))
    if scope is None or refused:
        return scope, [], refused
    found = [zones for zones in _zones() if zones.standard == scope.standard and zones.covers(facts)]
    return scope, found[:1] if scope.has_groups else found, []


def _refusals(facts: Facts, scope: Scope | None) -> Iterator[Refusal]:
    if facts.kind == Kind.VIBRATION_ACCELERATION_RMS:
        yield Refusal.ACCELERATION
    elif unit.conversion("mm/s", facts.unit or "") is None:
        yield Refusal.UNIT
    if scope is None:
        yield Refusal.NOT_COVERED
        return
    yield from _motion_refusals(facts)
    yield from _power_refusals(facts, scope)
    yield from _speed_refusals(facts, scope)
    if facts.foundation is None and facts.machine_type != MachineType.PUMP:
        yield Refusal.FOUNDATION_UNKNOWN


def _motion_refusals(facts: Facts) -> Iterator[Refusal]:
    if facts.motion == Motion.RECIPROCATING:
        yield Refusal.RECIPROCATING
    elif facts.machine_type == MachineType.COMPRESSOR and facts.motion is None:
        yield Refusal.MOTION_UNKNOWN
    if facts.machine_type == MachineType.PUMP and facts.impeller != Impeller.COUPLED:
        yield Refusal.IMPELLER_UNKNOWN if facts.impeller is None else Refusal.IMPELLER_DIRECT


def _power_refusals(facts: Facts, scope: Scope) -> Iterator[Refusal]:
    if facts.power_kw is None:
        yield Refusal.POWER_UNKNOWN
    elif facts.power_kw <= scope.power_above_kw:
        yield Refusal.TOO_SMALL
    elif facts.power_kw > scope.power_to_kw:
        yield Refusal.TOO_LARGE


def _speed_refusals(facts: Facts, scope: Scope) -> Iterator[Refusal]:
    """The band of the measurement depends on the speed: slow machines are measured from 2 Hz."""
    if facts.speed_rpm is None:
        yield Refusal.SPEED_UNKNOWN
    elif not scope.speed_from_rpm <= facts.speed_rpm <= scope.speed_to_rpm:
        yield Refusal.SPEED
    if facts.band_from_hz is None or facts.band_to_hz is None:
        yield Refusal.BAND_UNKNOWN
    elif facts.speed_rpm is not None:
        is_slow = facts.speed_rpm < scope.slow_below_rpm
        band = (scope.slow_band_from_hz if is_slow else scope.band_from_hz, scope.band_to_hz)
        if (facts.band_from_hz, facts.band_to_hz) != band:
            yield Refusal.BAND


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one file of data."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _scopes() -> tuple[Scope, ...]:
    return tuple(Scope(row["standard"], row["edition"], tuple(row["machine_types"].split()),
                       *(_number(row[name]) for name in Scope.__dataclass_fields__ if name not in _TEXTS))
                 for row in rows("vibration_scope"))


@cache
def _zones() -> tuple[Zones, ...]:
    return tuple(Zones(**_read(row)) for row in rows("vibration_zones"))


def _read(row: dict[str, str]) -> dict[str, Any]:
    return {name: row[name] if name in _TEXTS else _number(row[name]) for name in Zones.__dataclass_fields__}


_TEXTS = {"standard", "edition", "machine_types", "group", "foundation", "source"}


def _number(text: str) -> float:
    """Return a number; an end that is not given is open, and heights that are not given cover nothing."""
    return float(text) if text else float("inf")
