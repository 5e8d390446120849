"""Tallies: how long machines were in which condition, and the three shares a manager asks for.

A minute of a machine has the condition that its worst signal says: critical if a value was beyond its outer
limit, warning if beyond its inner one, otherwise unknown if one of the signals that have limits said
nothing believable, otherwise healthy. A reading stands for INTERVALS_CARRIED of its signal's intervals when
none follows. Low limits count only while the machine runs. Advice that looks ahead (slopes) is not counted:
a tally tells what was. Everything is computed from the stored minutes and the present limits, so it can be
computed again at any time and comes out the same.
"""

from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from domain.state import Condition

INTERVALS_CARRIED = 3
# The last readings of an hour are on their way for a moment; later ones put the hour on the list again.
SETTLED_AFTER = timedelta(minutes=2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Period(StrEnum):
    """How long one row of a tally is."""

    HOUR = "hour"
    DAY = "day"

    @property
    def length(self) -> timedelta:
        """Return how long it is."""
        return HOUR if self is Period.HOUR else DAY


# What a person may look at: its name in the address, hours, and how long one bar of the chart is.
RANGES = {"24h": (24, Period.HOUR), "7d": (7 * 24, Period.HOUR), "30d": (30 * 24, Period.DAY)}


@dataclass(frozen=True, slots=True)
class Tally:
    """Seconds by condition and by running, and readings, of one machine or of all in a place."""

    critical_s: float = 0.0
    warning_s: float = 0.0
    advisory_s: float = 0.0
    healthy_s: float = 0.0
    unknown_s: float = 0.0
    running_s: float = 0.0
    stopped_s: float = 0.0
    expected: float = 0.0
    received: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both as one."""
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    @property
    def known_s(self) -> float:
        """Return for how long believable data said how the machine was."""
        return self.critical_s + self.warning_s + self.advisory_s + self.healthy_s

    @property
    def availability(self) -> float | None:
        """Return the share of the known time in which the machine was not critical; None without any."""
        return _share(self.known_s - self.critical_s, self.known_s)

    @property
    def running_share(self) -> float | None:
        """Return the share of running in the time in which it is known whether the machine ran."""
        return _share(self.running_s, self.running_s + self.stopped_s)

    @property
    def completeness(self) -> float | None:
        """Return readings received per reading expected; no signal counts for more than was expected."""
        return _share(self.received, self.expected)


@dataclass(frozen=True, slots=True)
class Step:
    """One hour or day of a trend: seconds that the machines of a place spent in each condition."""

    start: datetime
    critical_s: float
    warning_s: float
    advisory_s: float
    healthy_s: float
    unknown_s: float

    def machines(self, condition: Condition, *, period: Period, end: datetime) -> float:
        """Return how many machines were so on average; a step that still goes on is counted up to ``end``."""
        lasted_s = min(period.length, end - self.start).total_seconds()
        return float(getattr(self, f"{condition.value}_s")) / lasted_s


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of finished hours; between first_day and last_day lie whole days (UTC), read as days."""

    start: datetime
    first_day: datetime
    last_day: datetime
    end: datetime


def last_settled_hour(now: datetime) -> datetime:
    """Return the beginning of the newest hour that is over and whose readings have arrived."""
    return (now - SETTLED_AFTER).astimezone(UTC).replace(minute=0, second=0, microsecond=0) - HOUR


def window(now: datetime, *, hours: int) -> Window:
    """Return the window of the last ``hours`` finished hours."""
    end = last_settled_hour(now) + HOUR
    start = end - timedelta(hours=hours)
    first_day = start if start.hour == 0 else start.replace(hour=0) + DAY
    last_day = end.replace(hour=0)
    if first_day >= last_day:
        return Window(start, end, end, end)
    return Window(start, first_day, last_day, end)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
