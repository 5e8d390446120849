"""Cases: the one open folder of a machine's trouble, and what is told about it when it is closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import DomainError, InvalidError
from domain.time_axis import Span

_SHARE = 0.5            # of an alarm's time that is shown before and after it
_LEAST, _MOST = timedelta(minutes=15), timedelta(days=2)
_LONGEST = timedelta(days=90)


class Outcome(StrEnum):
    """What it was, in the end."""

    CONFIRMED_FAULT = "confirmed_fault"
    FALSE_ALARM = "false_alarm"
    SENSOR_FAULT = "sensor_fault"
    PROCESS = "process"
    NOT_FOUND = "not_found"


class ClosedError(DomainError):
    """This case is closed."""


class OutcomeError(InvalidError):
    """Choose what it was, and write a sentence about it."""


class UnacknowledgedError(DomainError):
    """There are alarms in this case that nobody has acknowledged."""


class NobodyError(InvalidError):
    """There is nobody of that name who could take the case."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case; ``version`` counts what people change, so that two who do so at once notice."""

    id: int
    machine_id: int
    opened_at: datetime
    began_at: datetime
    owner_id: int | None
    closed_at: datetime | None
    outcome: Outcome | None
    conclusion: str
    version: int

    @property
    def is_open(self) -> bool:
        """Tell whether people still work on it."""
        return self.closed_at is None


def around(began_at: datetime, cleared_at: datetime | None, *, now: datetime) -> Span:
    """Return what a chart shows of an alarm: from a bit before it to a bit after it, at most 90 days.

    ``now`` is when the case was closed for an alarm that still stood then: the span stays what it was.
    """
    end = cleared_at or now
    margin = min(max((end - began_at) * _SHARE, _LEAST), _MOST)
    end_at = min(end + margin, now) if end < now else now
    start_at = max(began_at - margin, end_at - _LONGEST)
    return Span(start_at, max(end_at, start_at + _LEAST), live=False)
