"""A signal as the page of its limits shows it, and what a person typed there."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain import limit
from domain.limit import VALUES, Level, Limit, Priority
from domain.limit_set import NUMBERS, Limits
from domain.zones import Facts

PAST = timedelta(days=30)       # what is drawn behind the limits, and judged by them
_LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Limited:
    """A signal with what is known of its machine; None for what nobody knows, or if it is on no machine yet."""

    id: int
    name: str
    title: str
    kind: str
    unit: str | None
    interval_s: float
    minimum: float | None
    maximum: float | None
    band_from_hz: float | None
    band_to_hz: float | None
    device: str
    machine_id: int | None
    machine: str | None
    machine_type: str | None
    power_kw: float | None
    speed_rpm: float | None
    foundation: str | None
    shaft_height_mm: float | None
    impeller: str | None
    motion: str | None
    knows_running: bool
    time_zone: str
    retired_at: datetime | None

    def facts(self, *, median: float | None) -> Facts:
        """Return what proposals are made from."""
        return Facts(
            machine_type=self.machine_type or "other", kind=self.kind, unit=self.unit, name=f"{self.title} {self.name}",
            power_kw=self.power_kw, speed_rpm=self.speed_rpm, foundation=self.foundation,
            shaft_height_mm=self.shaft_height_mm, impeller=self.impeller, motion=self.motion,
            band_from_hz=self.band_from_hz, band_to_hz=self.band_to_hz, minimum=self.minimum, maximum=self.maximum,
            knows_running=self.knows_running, median=median)


def typed(given: object) -> Limits:
    """Return the limits a page sent: by level, each with its fields; one without a value, or not judged here, is none.

    What is no number becomes NaN, which domain.limit.faults tells of at its field.
    """
    rows = given if isinstance(given, Mapping) else {}
    return {level: _limit(level, rows[level]) for level in Level
            if isinstance(rows.get(level), Mapping) and rows[level].get("value") not in (None, "")
            and rows[level].get("here") is not False}


def typed_for_sensor(given: object) -> dict[Level, float | None]:
    """Return what a page wants of the sensor: by level, None for no limit; what it does not mention is left out."""
    rows = given if isinstance(given, Mapping) else {}
    return {level: _number(row.get("value")) if row["sensor"] and row.get("value") not in (None, "") else None
            for level in VALUES
            if isinstance(row := rows.get(level), Mapping) and isinstance(row.get("sensor"), bool)}


def can_be_judged(found: Limit) -> bool:
    """Tell whether a limit, wherever it lies, says something about readings."""
    numbers = [getattr(found, name) for name in NUMBERS]
    return all(math.isfinite(number) for number in numbers) and min(numbers[1:]) >= 0


def _limit(level: Level, row: Mapping[str, Any]) -> Limit:
    plain = limit.default(level, _number(row.get("value")))
    priority = str(row.get("priority") or "")
    deadband, on_delay_s, off_delay_s = (_number(row.get(name) or 0) for name in NUMBERS[1:])
    return Limit(level, plain.value, deadband, on_delay_s, off_delay_s,
                 priority=Priority(priority) if priority in set(Priority) else plain.priority,
                 latching=row.get("latching") is True, only_while_running=row.get("only_while_running") is True)


def _number(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return math.nan
    try:
        return float(given[:_LONGEST_NUMBER] if isinstance(given, str) else given)
    except (ValueError, OverflowError):
        return math.nan
