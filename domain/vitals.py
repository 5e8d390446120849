"""Vital signs: what each signal of one machine says now, whether it is believed, and how bad it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain import condition, trust
from domain.condition import Limits
from domain.machine import Signal
from domain.rollup import Floats, Ints, Rows
from domain.state import BELIEVED, Condition, Running, Trust
from domain.trust import Expectation

_CONDITIONS = {condition.HEALTHY: Condition.HEALTHY, condition.ADVISORY: Condition.ADVISORY,
               condition.WARNING: Condition.WARNING, condition.CRITICAL: Condition.CRITICAL}


@dataclass(frozen=True, slots=True)
class Vital:
    """One signal as it is now. ``value`` is its newest usable reading, at ``at_us`` since 1970 (UTC).

    ``condition`` is None for a signal without limits: nobody said what would be bad.
    """

    value: float | None
    at_us: int | None
    trust: Trust
    condition: Condition | None


def vitals(signals: Sequence[Signal], tails: Rows, *, offline_at: Ints, running: Running,
           now_us: int) -> list[Vital]:
    """Return the vital signs of signals of one machine.

    Shape: tails and offline_at are (n,), one to a signal. As for the whole machine: trouble that was seen
    stays when its sensor falls silent, anything else that is not believed is unknown.
    """
    expected = Expectation(_column(signals, "interval_s"), _column(signals, "stuck_after_s"),
                           _column(signals, "minimum"), _column(signals, "maximum"))
    limits = Limits(*(_column(signals, name) for name in ("low_low", "low", "high", "high_high")))
    trusts = trust.judge(tails, expected, offline_at=offline_at, now_us=now_us)
    low_counts = np.full(len(tails), running in (Running.UNKNOWN, Running.RUNNING))
    judged = condition.judge(tails["usable"], limits, per_day=_column(signals, "per_day"),
                             low_counts=low_counts)
    rows = zip(tails, trusts, judged.severity, limits.given(), strict=True)
    return [_vital(tail, trust.ORDER[code], severity=int(severity), has_limits=bool(given))
            for tail, code, severity, given in rows]


def _column(signals: Sequence[Signal], name: str) -> Floats:
    return np.array([np.nan if (value := getattr(signal, name)) is None else value for signal in signals],
                    np.float64)


def _vital(tail: np.void, believed: Trust, *, severity: int, has_limits: bool) -> Vital:
    value = None if np.isnan(tail["usable"]) else float(tail["usable"])
    at_us = None if value is None else int(tail["usable_at"])
    return Vital(value, at_us, believed, _condition(believed, severity) if has_limits else None)


def _condition(believed: Trust, severity: int) -> Condition:
    stays = severity >= condition.WARNING and believed is not Trust.OUT_OF_RANGE
    if not stays and believed not in BELIEVED:
        return Condition.UNKNOWN
    return _CONDITIONS.get(severity, Condition.UNKNOWN)
