"""The ledger: the account of all that came, minute by minute. Nothing is lost silently."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Account:
    """What came, and what became of it: ``messages`` and ``rejected`` count messages, the others readings."""

    messages: int
    rejected: int
    readings: int
    stored: int
    repeated: int
    conflicting: int

    @property
    def missing(self) -> int:
        """Return how many readings nobody can account for: always 0, or there is a fault."""
        return self.readings - self.stored - self.repeated - self.conflicting


@dataclass(frozen=True, slots=True)
class Minute:
    """One minute of the stream; ``longest_lag_ms`` is from arrival to commit."""

    at: datetime
    messages: int
    readings: int
    longest_lag_ms: int


def every_minute(minutes: Iterable[Minute], *, now: datetime, count: int) -> list[Minute]:
    """Return the last ``count`` whole minutes before ``now``; those in which nothing came are zero."""
    end = now.replace(second=0, microsecond=0)
    known = {minute.at: minute for minute in minutes}
    every = (end - step * MINUTE for step in range(count, 0, -1))
    return [known.get(at, Minute(at, 0, 0, 0)) for at in every]
