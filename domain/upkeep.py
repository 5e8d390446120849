"""Planned maintenance: what is to be done again and again, and whether it is due. Nothing of that is stored.

By date (a day of the plant's calendar), by running hours as the stack has counted them, or by what comes first.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.errors import InvalidError

SOON_DAYS, SOON_H = 14, 50.0
_HOURS_A_DAY = 24
_LAST = date(2999, 12, 31)


class Standing(StrEnum):
    """How a plan stands."""

    OVERDUE = "overdue"
    SOON = "soon"
    OK = "ok"


STANDINGS_WORST_FIRST = (Standing.OVERDUE, Standing.SOON, Standing.OK)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is to be done, how often, when next, and how long before that it is due soon.

    By date: ``due_on`` with ``every_days`` or ``every_months``; by running hours: ``due_at_h`` with ``every_h``.
    """

    name: str
    every_days: int | None = None
    every_months: int | None = None
    due_on: date | None = None
    every_h: float | None = None
    due_at_h: float | None = None
    soon_days: int = SOON_DAYS
    soon_h: float = SOON_H
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned for a machine, as it is kept."""

    id: int
    machine_id: int
    version: int
    upkeep: Upkeep
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """How a plan stands, and how far it is beyond its due; negative: so much is left; None: not by that, or unknown."""

    standing: Standing
    over_days: int | None = None
    over_h: float | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """What plans are held against: the day at the plant, and for how long the machine ran; None: nobody counts."""

    today: date
    running_h: float | None = None


class PlanDoubledError(InvalidError):
    """This machine has a plan of this name already."""


def due(upkeep: Upkeep, clock: Clock) -> Due:
    """Return how a plan stands: due on a day or at some hours, it is overdue after that; of two, the worse counts."""
    days = None if upkeep.due_on is None else (clock.today - upkeep.due_on).days
    hours = None if upkeep.due_at_h is None or clock.running_h is None else clock.running_h - upkeep.due_at_h
    found = [_standing(over, soon) for over, soon in ((days, upkeep.soon_days), (hours, upkeep.soon_h))
             if over is not None]
    return Due(min(found, key=STANDINGS_WORST_FIRST.index, default=Standing.OK), days, hours)


def done(upkeep: Upkeep, clock: Clock) -> Upkeep:
    """Return the plan after it was done on a day, with so many running hours: both begin anew then."""
    on, at_h = upkeep.due_on, upkeep.due_at_h
    if upkeep.every_months is not None:
        on = months_after(clock.today, upkeep.every_months)
    elif upkeep.every_days is not None:
        on = min(_LAST, clock.today + timedelta(upkeep.every_days))
    if upkeep.every_h is not None:
        at_h = (at_h or 0.0 if clock.running_h is None else clock.running_h) + upkeep.every_h
    return replace(upkeep, due_on=on, due_at_h=at_h)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > _LAST.year:
        return _LAST
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def urgency(found: Due) -> float:
    """Return by how many days something is overdue at most; a day of running is one too."""
    over = [found.over_days, None if found.over_h is None else found.over_h / _HOURS_A_DAY]
    return max((days for days in over if days is not None), default=float("-inf"))


def worst_first(found: Iterable[tuple[Plan, Due]]) -> list[tuple[Plan, Due]]:
    """Return plans, the overdue ones first, of these the longest overdue."""
    return sorted(found, key=lambda one: (STANDINGS_WORST_FIRST.index(one[1].standing), -urgency(one[1]), one[0].id))


def _standing(over: float, soon: float) -> Standing:
    if over > 0:
        return Standing.OVERDUE
    return Standing.SOON if over >= -soon else Standing.OK
