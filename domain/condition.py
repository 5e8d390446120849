"""Condition: how bad a value is against its limits. A value on a limit is within it.

All functions are vectorised over signals.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.rollup import Bools, Floats
from domain.state import Reason

Codes = npt.NDArray[np.int8]

# Severity of one signal.
NO_LIMITS, HEALTHY, ADVISORY, WARNING, CRITICAL = 0, 1, 2, 3, 4
REASONS = (Reason.NO_LIMITS, Reason.WITHIN_LIMITS, Reason.REACHES_LIMIT_SOON, Reason.BELOW_LOW,
           Reason.ABOVE_HIGH, Reason.BELOW_LOW_LOW, Reason.ABOVE_HIGH_HIGH)
_SEVERITIES = np.array([NO_LIMITS, HEALTHY, ADVISORY, WARNING, WARNING, CRITICAL, CRITICAL], np.int8)

SOON_DAYS = 7.0


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of signals, each of shape (n,); NaN where there is none."""

    low_low: Floats
    low: Floats
    high: Floats
    high_high: Floats

    def given(self) -> Bools:
        """Tell which signals have any limit."""
        missing = np.isnan(np.array([self.low_low, self.low, self.high, self.high_high]))
        given: Bools = ~missing.all(axis=0)
        return given


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the limits say: severity, position of the reason in REASONS, and the limit that says it."""

    severity: Codes
    reason: Codes
    limit: Floats


def judge(values: Floats, limits: Limits, *, per_day: Floats, low_counts: Bools) -> Judgement:
    """Judge values against limits; all of shape (n,).

    ``per_day`` is the slope, NaN if unknown: a value that will pass a limit within SOON_DAYS is advisory.
    Low limits are judged only where ``low_counts``: a stopped pump has no pressure, and that is no fault.
    """
    reason = np.where(limits.given() & ~np.isnan(values), 1, 0).astype(np.int8)
    limit = np.full(len(values), np.nan)
    ahead = values + SOON_DAYS * np.where(np.isnan(per_day), 0.0, per_day)
    steps = (
        (2, (ahead > limits.high) & (per_day > 0), limits.high),
        (2, low_counts & (ahead < limits.low) & (per_day < 0), limits.low),
        (3, low_counts & (values < limits.low), limits.low),
        (4, values > limits.high, limits.high),
        (5, low_counts & (values < limits.low_low), limits.low_low),
        (6, values > limits.high_high, limits.high_high),
    )
    for code, marked, passed in steps:      # from mild to bad: the worst one stays
        reason[marked] = code
        limit[marked] = passed[marked]
    return Judgement(_SEVERITIES[reason], reason, limit)
