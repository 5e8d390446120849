"""The state of a machine: three marks that are never mixed, and the reason for the first."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Condition(StrEnum):
    """How bad it is. A machine is healthy only if believable data says so."""

    CRITICAL = "critical"
    WARNING = "warning"
    ADVISORY = "advisory"
    HEALTHY = "healthy"
    UNKNOWN = "unknown"


class Running(StrEnum):
    """Whether it runs."""

    RUNNING = "running"
    STOPPED = "stopped"
    STARTING = "starting"
    UNKNOWN = "unknown"


class Trust(StrEnum):
    """Whether its data can be believed."""

    GOOD = "good"
    LATE = "late"
    STUCK = "stuck"
    OUT_OF_RANGE = "out_of_range"
    CLOCK_WRONG = "clock_wrong"
    SILENT = "silent"


class Reason(StrEnum):
    """Why a machine is in its condition; the screen makes a sentence of it and of the numbers beside it."""

    ABOVE_HIGH_HIGH = "above_high_high"
    BELOW_LOW_LOW = "below_low_low"
    ABOVE_HIGH = "above_high"
    BELOW_LOW = "below_low"
    CHANGES_TOO_FAST = "changes_too_fast"
    SHELVED = "shelved"                     # its alarm is on, and somebody has shelved it
    OUT_OF_SERVICE = "out_of_service"       # its alarm is on, and the machine is out of service
    RETURNED = "returned"                   # it was beyond a limit, and nobody has dealt with that yet
    REACHES_LIMIT_SOON = "reaches_limit_soon"
    WITHIN_LIMITS = "within_limits"
    NOT_BELIEVABLE = "not_believable"
    NO_SIGNALS = "no_signals"
    NO_LIMITS = "no_limits"
    OVERDUE_DAYS = "overdue_days"           # nothing is wrong with it but maintenance that was due days ago
    OVERDUE_HOURS = "overdue_hours"         # the same, by running hours


# Worst first: a machine nobody can see comes before one that will need attention within days.
CONDITIONS_WORST_FIRST = (Condition.CRITICAL, Condition.WARNING, Condition.UNKNOWN, Condition.ADVISORY,
                          Condition.HEALTHY)
# A value is believed while its trust is one of these; late data is still the machine's own.
BELIEVED = frozenset({Trust.GOOD, Trust.LATE})


@dataclass(frozen=True, slots=True)
class MachineState:
    """One machine as it is now, with what a sentence about it needs.

    ``value``, ``limit_value`` and ``per_day`` are in the unit of the signal ``signal_id``; of overdue maintenance, the
    plan of that name, ``value`` is by how many days or hours.
    """

    machine_id: int
    condition: Condition
    running: Running
    trust: Trust
    reason: Reason
    urgency: int
    signal_id: int | None = None
    value: float | None = None
    limit_value: float | None = None
    per_day: float | None = None
    others: int = 0
    data_at: datetime | None = None
    plan: str | None = None
