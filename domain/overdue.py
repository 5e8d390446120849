"""Overdue maintenance on the ward round: a machine of which nothing worse is known is advisory, and the plan says why.

It raises no alarm and calls nobody. Vectorised over a whole fleet; what is due is little, and looked at one by one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from domain import ward
from domain.rollup import NEVER, Floats, Ints
from domain.state import Reason
from domain.upkeep import Clock, Due, Plan, Standing, due, urgency
from domain.ward import States

_BY_DAYS, _BY_HOURS = ward.REASONS.index(Reason.OVERDUE_DAYS), ward.REASONS.index(Reason.OVERDUE_HOURS)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HUNDREDTH = 100.0      # a day overdue counts as a hundredth of a limit beyond it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan that may be overdue, the clock of its plant, and for how long its machine ran; None: nobody counts."""

    plan: Plan
    zone: str
    running_h: float | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """The longest overdue plan of each machine, all of shape (m,).

    ``plan`` is its number, -1 for none; ``reason`` a position in domain.ward.REASONS; ``value`` by how many days or
    hours; ``others`` how many more are overdue; ``since_us`` since when, NEVER for what nobody knows.
    """

    plan: Ints
    reason: Ints
    value: Floats
    others: Ints
    since_us: Ints


def found(candidates: Iterable[Candidate], machine_ids: Ints, *, now: datetime) -> Overdue:
    """Return what is overdue now; ``machine_ids`` are sorted, of other machines nothing is told."""
    count = len(machine_ids)
    overdue = Overdue(np.full(count, -1), np.zeros(count, np.int64), np.full(count, np.nan), np.zeros(count, np.int64),
                      np.full(count, NEVER))
    days: dict[str, date] = {}
    for one in candidates:
        today = days.setdefault(one.zone, now.astimezone(ZoneInfo(one.zone)).date())
        at, stands = int(np.searchsorted(machine_ids, one.plan.machine_id)), due(one.plan.upkeep,
                                                                                 Clock(today, one.running_h))
        if at < count and machine_ids[at] == one.plan.machine_id and stands.standing is Standing.OVERDUE:
            _take(overdue, at, one, stands)
    return overdue


def shown(states: States, criticality: Ints, overdue: Overdue) -> States:
    """Return the states with overdue maintenance told of machines of which nothing worse is known."""
    told = (overdue.plan >= 0) & (states.rank <= ward.UNJUDGED)
    if not told.any():
        return states
    value = np.where(told, overdue.value, states.value)
    rank = np.where(told, ward.ADVISORY, states.rank).astype(np.int8)
    excess = np.where(told, overdue.value / _HUNDREDTH, 0.0)
    return replace(
        states, rank=rank, reason=np.where(told, overdue.reason, states.reason).astype(np.int8), value=value,
        urgency=np.where(told, ward.urgency(rank, criticality, excess), states.urgency),
        signal=np.where(told, -1, states.signal), limit=np.where(told, np.nan, states.limit),
        others=np.where(told, overdue.others, states.others), plan=np.where(told, overdue.plan, -1))


def _take(overdue: Overdue, at: int, one: Candidate, stands: Due) -> None:
    """Note a plan that is overdue; the longest overdue one is told, the others are counted."""
    if overdue.plan[at] >= 0:
        overdue.others[at] += 1
        told = overdue.value[at] / (1 if overdue.reason[at] == _BY_DAYS else 24)
        if urgency(stands) <= told:
            return
    by_days = stands.over_days is not None and stands.over_days > 0 and stands.over_days == urgency(stands)
    overdue.plan[at] = one.plan.id
    overdue.reason[at] = _BY_DAYS if by_days else _BY_HOURS
    overdue.value[at] = (stands.over_days if by_days else stands.over_h) or 0
    overdue.since_us[at] = _began_us(one) if by_days else NEVER


def _began_us(one: Candidate) -> int:
    """Return when the day after the due one began at the plant."""
    day = (one.plan.upkeep.due_on or date.min) + timedelta(1)
    return (datetime.combine(day, time(), ZoneInfo(one.zone)) - _EPOCH) // timedelta(microseconds=1)
