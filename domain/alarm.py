"""Alarms: the life of one from being raised until somebody has dealt with it, by ISA-18.2 / IEC 62682.

`step` is the only way from one state to the next: what stands in the table ``alarm`` is the fold of the rows of
``alarm_journal``. The limits themselves are watched in domain/watch.py; people act in services/alarms.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.errors import DomainError
from domain.limit import Priority
from domain.state import Trust


class Subject(StrEnum):
    """Whose trouble it is. Trouble of a sensor is never trouble of its machine."""

    MACHINE = "machine"
    DEVICE = "device"
    GATEWAY = "gateway"
    PLATFORM = "platform"


class Kind(StrEnum):
    """What is wrong: a limit of a machine's signal, or something about a device, a gateway or the platform."""

    LOW_LOW = "low_low"
    LOW = "low"
    HIGH = "high"
    HIGH_HIGH = "high_high"
    RATE = "rate"
    SILENT = "silent"               # a signal, all signals of a device, or all devices of a gateway
    OFFLINE = "offline"             # it says so itself, or the broker in its name
    STUCK = "stuck"
    OUT_OF_RANGE = "out_of_range"
    CLOCK_WRONG = "clock_wrong"
    BROKER_AWAY = "broker_away"
    INGEST_AWAY = "ingest_away"
    STACK_AWAY = "stack_away"       # the database, or the whole stack, was away for a while


class Ne107(StrEnum):
    """The status of a device by NAMUR NE 107."""

    FAILURE = "failure"
    FUNCTION_CHECK = "function_check"
    OUT_OF_SPECIFICATION = "out_of_specification"
    MAINTENANCE_REQUIRED = "maintenance_required"


class Event(StrEnum):
    """What can happen to an alarm."""

    RAISED = "raised"
    CLEARED = "cleared"
    REVISED = "revised"             # late readings have moved an episode
    WITHDRAWN = "withdrawn"         # late readings say that an episode never was
    ACKNOWLEDGED = "acknowledged"
    RESET = "reset"                 # a latched alarm is let go
    SHELVED = "shelved"
    UNSHELVED = "unshelved"
    SUPPRESSED = "suppressed"       # its cause has an alarm of its own
    RELEASED = "released"           # that cause is over
    COMMENTED = "commented"


class State(StrEnum):
    """The states of ISA-18.2."""

    NORMAL = "normal"
    ACTIVE_UNACKNOWLEDGED = "active_unacknowledged"
    ACTIVE_ACKNOWLEDGED = "active_acknowledged"
    RETURNED_UNACKNOWLEDGED = "returned_unacknowledged"
    LATCHED_UNACKNOWLEDGED = "latched_unacknowledged"
    LATCHED_ACKNOWLEDGED = "latched_acknowledged"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


NE107 = {
    Kind.SILENT: Ne107.FAILURE, Kind.OFFLINE: Ne107.FAILURE, Kind.STUCK: Ne107.FAILURE,
    Kind.OUT_OF_RANGE: Ne107.OUT_OF_SPECIFICATION, Kind.CLOCK_WRONG: Ne107.MAINTENANCE_REQUIRED,
}
KIND_OF_TRUST = {
    Trust.SILENT: Kind.SILENT, Trust.STUCK: Kind.STUCK, Trust.OUT_OF_RANGE: Kind.OUT_OF_RANGE,
    Trust.CLOCK_WRONG: Kind.CLOCK_WRONG,
}
OF_A_LIMIT = frozenset({Kind.LOW_LOW, Kind.LOW, Kind.HIGH, Kind.HIGH_HIGH, Kind.RATE})
LONGEST_SHELF = {
    Priority.CRITICAL: timedelta(hours=4), Priority.HIGH: timedelta(hours=12),
    Priority.MEDIUM: timedelta(days=3), Priority.LOW: timedelta(days=14),
}
# An alarm found out this much later than it happened came with data that had waited somewhere.
LATE_AFTER = timedelta(seconds=90)


class NothingToAcknowledgeError(DomainError):
    """This alarm was acknowledged already, or there is nothing left to acknowledge."""


class NotLatchedError(DomainError):
    """Only a latched alarm that has returned can be reset."""


class ShelfError(DomainError):
    """Shelving takes a reason and an end that the priority of the alarm allows."""


class NotShelvedError(DomainError):
    """This alarm is not shelved."""


class OverError(DomainError):
    """This alarm is over."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal; ``at`` is when it was so."""

    event: Event
    at: datetime
    reason: str
    user_id: int | None = None
    text: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alarm:
    """The state of an alarm; without a journal it is normal."""

    priority: Priority = Priority.MEDIUM
    active: bool = False
    acknowledged: bool = True
    latched: bool = False
    acknowledged_by: int | None = None
    acknowledged_at: datetime | None = None
    shelved_until: datetime | None = None
    shelved_once: bool = False
    shelved_by: int | None = None
    shelved_reason: str | None = None
    cause_id: int | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether nobody has to care any more."""
        return not self.active and self.acknowledged and not self.latched

    def is_shelved(self, now: datetime) -> bool:
        """Tell whether it is shelved now; a shelf ends by itself."""
        return self.shelved_until is not None and now < self.shelved_until


def step(alarm: Alarm, entry: Entry) -> Alarm:
    """Return the alarm after one entry.

    Raises: the errors above if a person does what cannot be done in this state; facts are never refused.
    """
    return _STEPS[entry.event](alarm, entry)


def fold(priority: Priority, entries: Iterable[Entry]) -> Alarm:
    """Return the state after a whole journal."""
    alarm = Alarm(priority)
    for entry in entries:
        alarm = step(alarm, entry)
    return alarm


def state(alarm: Alarm, *, now: datetime, out_of_service: bool = False) -> State:
    """Return the state by its standard name; who is not called at the moment is told first."""
    if alarm.is_over:
        return State.NORMAL
    if out_of_service:
        return State.OUT_OF_SERVICE
    if alarm.cause_id is not None:
        return State.SUPPRESSED
    if alarm.is_shelved(now):
        return State.SHELVED
    if alarm.active:
        return State.ACTIVE_ACKNOWLEDGED if alarm.acknowledged else State.ACTIVE_UNACKNOWLEDGED
    if alarm.latched:
        return State.LATCHED_ACKNOWLEDGED if alarm.acknowledged else State.LATCHED_UNACKNOWLEDGED
    return State.RETURNED_UNACKNOWLEDGED


def calls(state_now: State) -> bool:
    """Tell whether people are called for an alarm in this state."""
    return state_now not in {State.NORMAL, State.SHELVED, State.SUPPRESSED, State.OUT_OF_SERVICE}


def _raised(alarm: Alarm, entry: Entry) -> Alarm:
    """A new episode has to be acknowledged anew; one that is over already is returned at once."""
    is_on = not entry.details.get("cleared_at")
    latched = alarm.latched or (not is_on and bool(entry.details.get("latching")))
    return replace(alarm, active=alarm.active or is_on, acknowledged=not is_on and _settles(entry), latched=latched,
                   acknowledged_by=None, acknowledged_at=None,
                   priority=Priority(entry.details.get("priority", alarm.priority)))


def _cleared(alarm: Alarm, entry: Entry) -> Alarm:
    latched = alarm.latched or bool(entry.details.get("latching"))
    after = replace(alarm, active=False, latched=latched, acknowledged=alarm.acknowledged or _settles(entry))
    return _off_the_shelf(after) if alarm.shelved_once else after


def _settles(entry: Entry) -> bool:
    """Tell whether nobody has to deal with it once it is over: a device that came back by itself."""
    return bool(entry.details.get("settles"))


def _revised(alarm: Alarm, entry: Entry) -> Alarm:
    return replace(alarm, active=bool(entry.details.get("active", alarm.active)))


def _withdrawn(alarm: Alarm, entry: Entry) -> Alarm:
    """With its last episode an alarm has never been; with one of several it goes on as it was."""
    if entry.details.get("episodes"):
        return replace(alarm, active=bool(entry.details.get("active", alarm.active)))
    return replace(_off_the_shelf(alarm), active=False, acknowledged=True, latched=False)


def _acknowledged(alarm: Alarm, entry: Entry) -> Alarm:
    if alarm.acknowledged:
        raise NothingToAcknowledgeError
    return replace(alarm, acknowledged=True, acknowledged_by=entry.user_id, acknowledged_at=entry.at)


def _reset(alarm: Alarm, entry: Entry) -> Alarm:
    if alarm.active or not alarm.latched:
        raise NotLatchedError
    return replace(alarm if alarm.acknowledged else _acknowledged(alarm, entry), latched=False)


def _shelved(alarm: Alarm, entry: Entry) -> Alarm:
    until = datetime.fromisoformat(entry.details["until"])
    if alarm.is_over:
        raise OverError
    if not entry.text.strip() or not entry.at < until <= entry.at + LONGEST_SHELF[alarm.priority]:
        raise ShelfError
    return replace(alarm, shelved_until=until, shelved_once=bool(entry.details.get("once")),
                   shelved_by=entry.user_id, shelved_reason=entry.text.strip())


def _unshelved(alarm: Alarm, _entry: Entry) -> Alarm:
    if alarm.shelved_until is None:
        raise NotShelvedError
    return _off_the_shelf(alarm)


def _suppressed(alarm: Alarm, entry: Entry) -> Alarm:
    return replace(alarm, cause_id=int(entry.details["cause"]))


def _released(alarm: Alarm, _entry: Entry) -> Alarm:
    return replace(alarm, cause_id=None)


def _commented(alarm: Alarm, _entry: Entry) -> Alarm:
    return alarm


def _off_the_shelf(alarm: Alarm) -> Alarm:
    return replace(alarm, shelved_until=None, shelved_once=False, shelved_by=None, shelved_reason=None)


_STEPS = {
    Event.RAISED: _raised, Event.CLEARED: _cleared, Event.REVISED: _revised, Event.WITHDRAWN: _withdrawn,
    Event.ACKNOWLEDGED: _acknowledged, Event.RESET: _reset, Event.SHELVED: _shelved,
    Event.UNSHELVED: _unshelved, Event.SUPPRESSED: _suppressed, Event.RELEASED: _released,
    Event.COMMENTED: _commented,
}
