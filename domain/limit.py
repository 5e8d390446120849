"""Limits: how far a signal may go, and how its going beyond is judged.

Words by ISA-18.2 / IEC 62682: deadband, on-delay, off-delay, priority, latching.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Level(StrEnum):
    """The five limits a signal may have."""

    LOW_LOW = "low_low"
    LOW = "low"
    HIGH = "high"
    HIGH_HIGH = "high_high"
    RATE = "rate"           # how fast the value changes, up or down, in its unit an hour


class Priority(StrEnum):
    """How quickly somebody has to act."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Fault(StrEnum):
    """Why a field of a set of limits cannot be accepted."""

    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    NOT_POSITIVE = "not_positive"
    TOO_LONG = "too_long"
    NOT_BELOW_NEXT = "not_below_next"
    OUTSIDE_RANGE = "outside_range"
    DEADBAND_TOO_WIDE = "deadband_too_wide"
    UNIT_MISMATCH = "unit_mismatch"
    NOT_KNOWN_WHEN_RUNNING = "not_known_when_running"


PRIORITIES_WORST_FIRST = (Priority.CRITICAL, Priority.HIGH, Priority.MEDIUM, Priority.LOW)
VALUES = (Level.LOW_LOW, Level.LOW, Level.HIGH, Level.HIGH_HIGH)    # from low to high
LONGEST_DELAY_S = 7 * 86_400.0

_LOW = frozenset({Level.LOW_LOW, Level.LOW})
_PRIORITY = {
    Level.LOW_LOW: Priority.CRITICAL, Level.LOW: Priority.MEDIUM, Level.HIGH: Priority.MEDIUM,
    Level.HIGH_HIGH: Priority.CRITICAL, Level.RATE: Priority.LOW,
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit with the way it is judged; ``value`` and ``deadband`` in the unit of the signal.

    For a rate both are in that unit an hour. A value on the limit is within it.
    """

    level: Level
    value: float
    deadband: float = 0.0
    on_delay_s: float = 0.0
    off_delay_s: float = 0.0
    priority: Priority = Priority.MEDIUM
    latching: bool = False
    only_while_running: bool = False

    def is_passed_by(self, value: float) -> bool:
        """Tell whether a value is beyond the limit."""
        if self.level in _LOW:
            return value < self.value
        return (abs(value) if self.level is Level.RATE else value) > self.value

    def is_left_by(self, value: float) -> bool:
        """Tell whether a value is so far within the limit that an alarm may end: beyond its deadband."""
        if self.level in _LOW:
            return value >= self.value + self.deadband
        return (abs(value) if self.level is Level.RATE else value) <= self.value - self.deadband


def default(level: Level, value: float) -> Limit:
    """Return a limit judged the plain way: at once, and low ones only while the machine runs."""
    return Limit(level, value, priority=_PRIORITY[level], only_while_running=level in _LOW)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a set of limits has to fit into: range of the signal, and whether its machine is known to run."""

    minimum: float | None = None
    maximum: float | None = None
    knows_running: bool = True


def faults(limits: Mapping[Level, Limit], frame: Frame) -> dict[tuple[Level, str], Fault]:
    """Return what is wrong with a set of limits, by level and field; empty if it can be used."""
    found = [*_order_faults(limits)]
    for limit in limits.values():
        found += ((limit.level, field, fault) for field, fault in _own_faults(limit, frame))
    return {(level, field): fault for level, field, fault in reversed(found)}


def _own_faults(limit: Limit, frame: Frame) -> Iterator[tuple[str, Fault]]:
    for field in ("value", "deadband", "on_delay_s", "off_delay_s"):
        number = getattr(limit, field)
        if number != number or abs(number) == float("inf"):
            yield field, Fault.NOT_A_NUMBER
        elif field != "value" and number < 0:
            yield field, Fault.NEGATIVE
        elif field.endswith("delay_s") and number > LONGEST_DELAY_S:
            yield field, Fault.TOO_LONG
    if limit.level is Level.RATE:
        if limit.value <= 0:
            yield "value", Fault.NOT_POSITIVE
        if 0 < limit.value <= limit.deadband:
            yield "deadband", Fault.DEADBAND_TOO_WIDE
    elif _is_outside(limit.value, frame):
        yield "value", Fault.OUTSIDE_RANGE
    if limit.only_while_running and not frame.knows_running and limit.level not in _LOW:
        yield "only_while_running", Fault.NOT_KNOWN_WHEN_RUNNING


def _is_outside(value: float, frame: Frame) -> bool:
    """A value that no believable reading can pass would never raise an alarm."""
    below = frame.minimum is not None and value < frame.minimum
    return below or (frame.maximum is not None and value > frame.maximum)


def _order_faults(limits: Mapping[Level, Limit]) -> Iterator[tuple[Level, str, Fault]]:
    """Low-low, low, high and high-high rise; the deadbands of low and high leave something between them."""
    given = [limits[level] for level in VALUES if level in limits]
    for lower, upper in pairwise(given):
        if (lower.level is Level.LOW_LOW and upper.level is Level.LOW) or lower.level is Level.HIGH:
            if lower.value > upper.value:
                yield upper.level, "value", Fault.NOT_BELOW_NEXT
        elif lower.value >= upper.value:
            yield upper.level, "value", Fault.NOT_BELOW_NEXT
        elif lower.value + lower.deadband > upper.value - upper.deadband:
            yield upper.level, "deadband", Fault.DEADBAND_TOO_WIDE
