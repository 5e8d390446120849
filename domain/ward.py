"""The ward round: from what signals say to the state of their machines. Vectorised over a whole fleet."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from domain import condition, trust
from domain.condition import Alarms, Codes, Judgement, Limits
from domain.rollup import NEVER, Bools, Floats, Ints, Rows
from domain.state import Condition, Reason, Running, Trust
from domain.trust import Expectation

RUNNINGS = (Running.UNKNOWN, Running.STOPPED, Running.STARTING, Running.RUNNING)
UNKNOWN, STOPPED, STARTING, RUNNING = range(4)

# Worst last: a machine nobody can see comes before one that will need attention within days.
RANKED = (Condition.HEALTHY, Condition.UNKNOWN, Condition.ADVISORY, Condition.UNKNOWN, Condition.WARNING,
           Condition.CRITICAL)
_HEALTHY, UNJUDGED, ADVISORY, _BLIND, _WARNING, _CRITICAL = range(6)
_RANK_OF_SEVERITY = np.array([UNJUDGED, _HEALTHY, ADVISORY, _WARNING, _CRITICAL])

REASONS = (*condition.REASONS, Reason.NOT_BELIEVABLE, Reason.NO_SIGNALS, Reason.OVERDUE_DAYS, Reason.OVERDUE_HOURS)
_NOT_BELIEVABLE, _NO_SIGNALS = REASONS.index(Reason.NOT_BELIEVABLE), REASONS.index(Reason.NO_SIGNALS)
_BEYOND = condition.CODE[Reason.CHANGES_TOO_FAST]      # this reason or a worse one: an alarm is on
_CRITICALITY_WEIGHT, _RANK_WEIGHT = 1000, 10_000


@dataclass(frozen=True, slots=True)
class Fleet:
    """What is known of signals, (n,) sorted by machine, and of machines, (m,).

    ``machine`` is the position of each signal's machine; ``running_signal`` the position of the signal that
    tells whether a machine runs, -1 for none.
    """

    machine: Ints
    expected: Expectation
    limits: Limits
    per_day: Floats
    criticality: Ints
    running_signal: Ints
    running_above: Floats
    starting_us: Ints


@dataclass(frozen=True, slots=True)
class States:
    """The states of all machines, each of shape (m,).

    ``signal`` is the position of the signal that explains the state, -1 for none; ``condition`` are positions
    in ``RANKED``, ``running`` in RUNNINGS, ``trust`` in domain.trust.ORDER, ``reason`` in REASONS.
    ``trusts`` are those of the signals, (n,). ``plan`` is the plan of the maintenance that explains the state, -1 for
    none (domain/overdue.py).
    """

    rank: Codes
    running: Codes
    trust: Codes
    reason: Codes
    urgency: Ints
    signal: Ints
    value: Floats
    limit: Floats
    others: Ints
    data_at: Ints
    started_at: Ints
    trusts: Codes
    plan: Ints

    def marks(self, machine: int) -> tuple[Condition, Running, Trust]:
        """Return the three marks of one machine."""
        return RANKED[self.rank[machine]], RUNNINGS[self.running[machine]], trust.ORDER[self.trust[machine]]

    def changed_since(self, before: "States") -> Bools:
        """Tell of which machines the screen would say something else than before.

        Of a healthy machine it says no value; of the others it says three digits.
        """
        names = ("rank", "running", "trust", "reason", "signal", "others", "plan")
        changed = np.any([getattr(self, name) != getattr(before, name) for name in names], axis=0)
        told = self.rank > UNJUDGED
        moved = _three_digits(self.value) != _three_digits(before.value)
        result: Bools = changed | (told & moved & ~np.isnan(self.value))
        return result


def judge(fleet: Fleet, tails: Rows, *, offline_at: Ints, started_at: Ints, now_us: int,
          alarms: Alarms | None = None) -> States:
    """Judge every machine; without ``alarms`` by the values themselves.

    Shape:  tails, offline_at and alarms are (n,); started_at is (m,): since when each machine has been seen
            running, NEVER if it was not; give that of the last States.
    """
    trusts = trust.judge(tails, fleet.expected, offline_at=offline_at, now_us=now_us)
    believed = trust.believed(trusts)
    running, started_at = _running(fleet, tails, believed, started_at=started_at, now_us=now_us)
    judged = condition.judge(tails["usable"], fleet.limits, per_day=fleet.per_day,
                             low_counts=np.isin(running, (UNKNOWN, RUNNING))[fleet.machine], alarms=alarms)
    rank, reason = _ranks(fleet, judged, trusts, believed, by_values=alarms is None)
    return _gather(fleet, tails, judged.limit, rank=rank, reason=reason, trusts=trusts, running=running,
                   started_at=started_at)


def _running(fleet: Fleet, tails: Rows, believed: Bools, *, started_at: Ints,
             now_us: int) -> tuple[Codes, Ints]:
    signal = fleet.running_signal
    known = signal >= 0
    value = _at(tails["usable"], signal, np.nan)
    known &= _at(believed, signal, False).astype(np.bool_) & ~np.isnan(value)
    runs = known & (value > fleet.running_above)
    began = np.where(started_at == NEVER, np.append(tails["usable_at"], NEVER)[signal], started_at)
    started_at = np.where(runs, began, np.where(known, NEVER, started_at))
    starting = runs & (now_us - np.where(runs, started_at, 0) < fleet.starting_us)
    codes = np.select([starting, runs, known], [STARTING, RUNNING, STOPPED], UNKNOWN).astype(np.int8)
    return codes, started_at


def _ranks(fleet: Fleet, judged: Judgement, trusts: Codes, believed: Bools, *,
           by_values: bool) -> tuple[Codes, Codes]:
    """Return rank and reason of each signal.

    Trouble that was seen stays when its sensor falls silent; anything else unseen is unknown, never healthy.
    """
    rank, reason = _RANK_OF_SEVERITY[judged.severity], judged.reason.copy()
    # A value that cannot be is none of the machine's; an alarm never comes from one.
    own = (trusts != trust.CODE[Trust.OUT_OF_RANGE]) | (not by_values)
    unseen = fleet.limits.given() & ~(believed | (own & (judged.severity >= condition.WARNING)))
    rank[unseen], reason[unseen] = _BLIND, _NOT_BELIEVABLE
    return rank.astype(np.int8), reason


def _gather(fleet: Fleet, tails: Rows, limit: Floats, *, rank: Codes, reason: Codes, trusts: Codes,
            running: Codes, started_at: Ints) -> States:
    """Find for each machine the signal that explains it: the worst, and of equals the one farthest gone.

    Of signals that cannot be believed, the farthest gone is the one with the worst trust.
    """
    values, machines = tails["usable"], len(fleet.criticality)
    beyond = np.where(reason >= _BEYOND, _excess(values, limit), 0.0)
    excess = np.where(rank == _BLIND, trusts / 10, beyond)
    signal = _explaining(fleet, rank, excess)
    worst = _at(rank, signal, UNJUDGED)
    in_trouble = np.bincount(fleet.machine[rank >= ADVISORY], minlength=machines)
    return States(
        rank=worst.astype(np.int8), running=running, trust=_worst_of(fleet.machine, trusts, machines),
        reason=_at(reason, signal, _NO_SIGNALS).astype(np.int8),
        urgency=urgency(worst, fleet.criticality, _at(excess, signal, 0.0)), signal=signal,
        value=_at(values, signal, np.nan), limit=_at(limit, signal, np.nan),
        others=np.maximum(0, in_trouble - 1), data_at=_newest(fleet.machine, tails, machines),
        started_at=started_at, trusts=trusts, plan=np.full(machines, -1))


def _explaining(fleet: Fleet, rank: Codes, excess: Floats) -> Ints:
    """Return the position of the signal that explains each machine, -1 for one without signals."""
    order = np.lexsort((-excess, -_weight(rank), fleet.machine))
    machines = np.arange(len(fleet.criticality))
    first = np.searchsorted(fleet.machine[order], machines)
    found: Ints = np.append(order, -1)[np.where(np.isin(machines, fleet.machine), first, len(order))]
    return found


def _at(column: npt.NDArray[Any], positions: Ints, otherwise: float) -> npt.NDArray[Any]:
    """Look positions up in a column; -1 gives ``otherwise``."""
    return np.append(column, otherwise)[positions]


def _weight(rank: Codes) -> Ints:
    """Order the signals of one machine: those without limits say nothing beside those that have some."""
    return np.where(rank == UNJUDGED, -1, rank).astype(np.int64)


def _excess(values: Floats, limit: Floats) -> Floats:
    """Return how far values are beyond their limits, as a share of the limit; 0 without one."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.abs(values - limit) / np.abs(limit)
    return np.nan_to_num(share, nan=0.0, posinf=9.99)


def _three_digits(values: Floats) -> Floats:
    """Round to three significant digits."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 10.0 ** (2 - np.floor(np.log10(np.abs(values))))
        return np.where(values == 0, 0.0, np.round(values * scale) / scale)


def urgency(rank: npt.NDArray[np.integer], criticality: Ints, excess: Floats) -> Ints:
    """Return how far up machines stand: by rank, then by their weight, then by how far they are beyond a border."""
    return (rank.astype(np.int64) * _RANK_WEIGHT + criticality * _CRITICALITY_WEIGHT
            + np.minimum(999, excess * 100).astype(np.int64))


def _worst_of(machine: Ints, codes: Codes, machines: int) -> Codes:
    worst = np.zeros(machines, np.int8)
    np.maximum.at(worst, machine, codes)
    worst[np.bincount(machine, minlength=machines) == 0] = trust.CODE[Trust.SILENT]
    return worst


def _newest(machine: Ints, tails: Rows, machines: int) -> Ints:
    newest = np.full(machines, NEVER)
    np.maximum.at(newest, machine, tails["usable_at"])
    return newest
