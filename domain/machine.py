"""A machine as its page shows it: what it is, what its signals are, how it is judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.state import MachineState

SPARK_HOURS, SPARK_STEP_S = 6, 300      # of the small charts

@dataclass(frozen=True, slots=True)
class Machine:
    """What a machine is. ``places`` lead from the site down to it; ``time_zone`` is that of its plant."""

    id: int
    key: str
    name: str
    type: str
    maker: str | None
    model: str | None
    serial_number: str | None
    rated_power_kw: float | None
    rated_speed_rpm: float | None
    criticality: int
    places: list[str]
    time_zone: str
    address: str | None
    running_signal_id: int | None
    place_id: int
    year: int | None
    mounting: str | None
    tags: list[str]
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Signal:
    """One measured quantity of a machine; range, limits and slope are in ``unit`` (UCUM)."""

    id: int
    name: str
    title: str
    unit: str | None
    interval_s: float
    stuck_after_s: float | None
    minimum: float | None
    maximum: float | None
    low_low: float | None
    low: float | None
    high: float | None
    high_high: float | None
    per_day: float | None
    device: str
    retired_at: datetime | None = None

    @property
    def limits(self) -> tuple[float | None, float | None, float | None, float | None]:
        """Return low-low, low, high and high-high."""
        return self.low_low, self.low, self.high, self.high_high


@dataclass(frozen=True, slots=True)
class Judged:
    """The state of a machine, since when it is in this condition, and when the judge was last at work."""

    state: MachineState
    since: datetime
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Spark:
    """The lowest and highest readings of a signal, step by step; ``at`` is seconds since 1970."""

    at: list[int]
    low: list[float]
    high: list[float]


@dataclass(frozen=True, slots=True)
class RunningTime:
    """For how long a machine ran since it was first watched; ``since`` is None if it never was."""

    seconds: float
    since: datetime | None


def first_choice(signals: Sequence[Signal], *, explaining: int | None, most: int = 3) -> list[Signal]:
    """Return which signals to show at first: that which explains the state, then those with limits."""
    ranked = sorted(signals, key=lambda signal: (signal.id != explaining, signal.limits == (None,) * 4))
    return ranked[:most]
