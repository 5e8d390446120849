"""Telling people of alarms: the words and the values. Nothing of telling in this folder knows the time or a server.

Who is told what is decided in domain/telling_plan.py; whether a message goes out alone, later or within a digest in
domain/telling_flow.py; the hours of people are in domain/telling_hours.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.alarm import State
from domain.limit import PRIORITIES_WORST_FIRST, Priority
from domain.telling_hours import WHOLE_WEEK, Hours


class Event(StrEnum):
    """What an announcement says about an alarm."""

    RAISED = "raised"
    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"     # late readings say that it never was


class MessageKind(StrEnum):
    """What a message is."""

    RAISED = "raised"
    ESCALATION = "escalation"
    REMINDER = "reminder"
    CLEARED = "cleared"
    FLAPPING = "flapping"
    DIGEST = "digest"
    TEST = "test"


class MessageState(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    HELD_BACK = "held_back"


class Reason(StrEnum):
    """Why a message was made, waits, or was held back."""

    RULE = "rule"                           # a rule says so
    NOT_ACKNOWLEDGED = "not_acknowledged"   # for too long
    STILL_BAD = "still_bad"
    PREVIOUS_FAILED = "previous_failed"     # the message of the step before could not be delivered
    FLAPPING = "flapping"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    HOURS = "hours"                         # quiet hours, or outside the hours and weekdays of the rule
    FLOOD = "flood"
    BUDGET = "budget"
    OVER = "over"                           # held back: it was over, or somebody had acknowledged it, before its time
    NEVER_TOLD = "never_told"               # held back: what it resolves did not arrive
    ASKED = "asked"                         # a test


class Lateness(StrEnum):
    """What becomes of an announcement that may have come late."""

    IN_TIME = "in_time"
    NOT_YET = "not_yet"             # it waits: the rest of the backlog may end it
    OVER_ALREADY = "over_already"   # only the case notes it


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be told; ``zone`` is IANA."""

    id: int
    zone: str = "UTC"
    quiet: Hours | None = None
    budget_per_h: int = 20


@dataclass(frozen=True, slots=True)
class Step:
    """Whom a rule tells, by which channel, after how many minutes without acknowledgement since the first call."""

    user_id: int
    channel_id: int
    after_min: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """Who is told of which alarms, and when."""

    id: int
    steps: Sequence[Step]
    everywhere: bool = True
    place_ids: frozenset[int] = frozenset()
    machine_ids: frozenset[int] = frozenset()
    least_priority: Priority = Priority.LOW
    weekdays: frozenset[int] = WHOLE_WEEK
    hours: Hours | None = None
    remind_min: int | None = None

    def covers(self, alarm: "Alarm") -> bool:
        """Tell whether it is about this alarm; an alarm of no machine is a matter of rules for everything."""
        if PRIORITIES_WORST_FIRST.index(alarm.priority) > PRIORITIES_WORST_FIRST.index(self.least_priority):
            return False
        return self.everywhere or bool(self.place_ids & alarm.place_ids or self.machine_ids & alarm.machine_ids)


@dataclass(frozen=True, slots=True)
class Book:
    """Rules in force, the people in them who may be told, and the channels that are switched on."""

    rules: Sequence[Rule]
    persons: Mapping[int, Person]
    channel_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What telling needs of an alarm: whose it is (all places above included) and how it stands now."""

    id: int
    source: str
    kind: str
    priority: Priority
    state: State
    active: bool
    acknowledged: bool
    machine_ids: frozenset[int] = frozenset()
    place_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Call:
    """An alarm that calls for people. ``number`` is that of its announcement; ``is_new``: of this very moment."""

    number: int
    since: datetime | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A message that was made before, of one alarm; ``in_digest``: a digest counts it."""

    id: int
    about: str
    kind: MessageKind
    state: MessageState
    reason: Reason
    user_id: int
    channel_id: int
    call: int | None = None
    admitted: bool = False
    in_digest: bool = False

    @property
    def pair(self) -> tuple[int, int]:
        """Return who was told by which channel."""
        return self.user_id, self.channel_id

    @property
    def counts(self) -> bool:
        """Tell whether the person knows, or will: not what failed, and not what still waits for its hours."""
        if self.state is MessageState.WAITING:
            return self.admitted or self.reason is not Reason.HOURS
        return self.state is MessageState.SENT or self.in_digest


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be sent from ``at`` on; ``about`` says what it tells whom: it is never made twice."""

    about: str
    kind: MessageKind
    reason: Reason
    user_id: int
    channel_id: int
    priority: Priority
    at: datetime
    alarm_id: int | None = None
    call: int | None = None
    rule_id: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a look at a calling alarm gives; without ``look_at`` it calls no longer."""

    messages: Sequence[Message] = ()
    since: datetime | None = None
    look_at: datetime | None = None


CALLING = frozenset({MessageKind.RAISED, MessageKind.ESCALATION, MessageKind.FLAPPING})
