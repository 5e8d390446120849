"""Condition: how bad a value is against its limits. A value on a limit is within it.

All functions are vectorised over signals.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.rollup import NEVER, Bools, Floats, Ints
from domain.state import Reason

Codes = npt.NDArray[np.int8]

# Severity of one signal.
NO_LIMITS, HEALTHY, ADVISORY, WARNING, CRITICAL = 0, 1, 2, 3, 4
# From mild to bad; a code is a position here.
REASONS = (Reason.NO_LIMITS, Reason.WITHIN_LIMITS, Reason.REACHES_LIMIT_SOON, Reason.RETURNED,
           Reason.OUT_OF_SERVICE, Reason.SHELVED, Reason.CHANGES_TOO_FAST, Reason.BELOW_LOW, Reason.ABOVE_HIGH,
           Reason.BELOW_LOW_LOW, Reason.ABOVE_HIGH_HIGH)
CODE = {reason: code for code, reason in enumerate(REASONS)}
OF_AN_ALARM = frozenset(REASONS[CODE[Reason.RETURNED]:])
_SEVERITIES = np.array([NO_LIMITS, HEALTHY, ADVISORY, ADVISORY, ADVISORY, ADVISORY, WARNING, WARNING, WARNING,
                        CRITICAL, CRITICAL], np.int8)

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


@dataclass(frozen=True, slots=True)
class Alarms:
    """The worst alarm of each signal, all of shape (n,): its code (0: none), its limit, and since when it is on."""

    code: Codes
    limit: Floats
    began_us: Ints


def no_alarms(count: int) -> Alarms:
    """Return the alarms of signals that have none."""
    return Alarms(np.zeros(count, np.int8), np.full(count, np.nan), np.full(count, NEVER))


def judge(values: Floats, limits: Limits, *, per_day: Floats, low_counts: Bools,
          alarms: Alarms | None = None) -> Judgement:
    """Judge values against limits; all of shape (n,).

    ``per_day`` is the slope, NaN if unknown: a value that will pass a limit within SOON_DAYS is advisory.
    Low limits are judged only where ``low_counts``: a stopped pump has no pressure, and that is no fault.
    With ``alarms`` these say what is beyond a limit, with their delays and deadbands; without, the values do.
    """
    reason = np.where(limits.given() & ~np.isnan(values), 1, 0).astype(np.int8)
    limit = np.full(len(values), np.nan)
    beyond = _beyond(values, limits, low_counts) if alarms is None else alarms
    ahead = values + SOON_DAYS * np.where(np.isnan(per_day), 0.0, per_day)
    steps = (
        (CODE[Reason.REACHES_LIMIT_SOON], (ahead > limits.high) & (per_day > 0), limits.high),
        (CODE[Reason.REACHES_LIMIT_SOON], low_counts & (ahead < limits.low) & (per_day < 0), limits.low),
        (beyond.code, beyond.code > 0, beyond.limit),
    )
    for code, marked, passed in steps:      # from mild to bad: the worst one stays
        reason = np.where(marked, code, reason).astype(np.int8)
        limit[marked] = passed[marked]
    return Judgement(_SEVERITIES[reason], reason, limit)


def _beyond(values: Floats, limits: Limits, low_counts: Bools) -> Alarms:
    """Return the alarms that values would raise at once."""
    found = no_alarms(len(values))
    steps = (
        (Reason.BELOW_LOW, low_counts & (values < limits.low), limits.low),
        (Reason.ABOVE_HIGH, values > limits.high, limits.high),
        (Reason.BELOW_LOW_LOW, low_counts & (values < limits.low_low), limits.low_low),
        (Reason.ABOVE_HIGH_HIGH, values > limits.high_high, limits.high_high),
    )
    for reason, marked, passed in steps:
        found.code[marked] = CODE[reason]
        found.limit[marked] = passed[marked]
    return found
