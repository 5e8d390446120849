"""The list of alarms: what a line knows, in which list it stands, and in which order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from domain.alarm import LATE_AFTER, Alarm, Kind, State, Subject
from domain.limit import PRIORITIES_WORST_FIRST, Priority


class View(StrEnum):
    """The lists a person can look at."""

    ACTIVE = "active"
    SHELVED = "shelved"
    OUT_OF_SERVICE = "out_of_service"
    DEVICES = "devices"
    HISTORY = "history"


class Stage(StrEnum):
    """What still has to be done with an alarm, as somebody may ask for it."""

    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"


class Act(StrEnum):
    """What a person can do to an alarm."""

    ACKNOWLEDGE = "acknowledge"
    RESET = "reset"
    SHELVE = "shelve"
    UNSHELVE = "unshelve"


@dataclass(frozen=True, slots=True)
class Line:
    """One alarm with what its line says; ``places`` from the site down, values in ``unit``, ``zone`` is IANA.

    ``heard_at`` is when its newest episode was stored.
    """

    id: int
    subject: Subject
    kind: Kind
    alarm: Alarm
    machine_id: int | None
    machine: str | None
    places: list[str] | None
    zone: str | None
    site: str | None
    device: str | None
    signal: str | None
    signal_id: int | None
    unit: str | None
    gateway: str | None
    began_at: datetime
    raised_at: datetime
    cleared_at: datetime | None
    value: float | None
    limit_value: float | None
    episodes: int
    blind: int
    heard_at: datetime
    case_id: int | None
    owner: str | None
    acknowledged_by: str | None
    shelved_by: str | None

    @property
    def came_late(self) -> bool:
        """Tell whether it was found out long after it was raised."""
        return self.heard_at - self.raised_at > LATE_AFTER

    def has(self, words: Sequence[str]) -> bool:
        """Tell whether all words (in lower case) occur in its names."""
        names = (self.machine, self.device, self.signal, self.gateway, self.owner, *(self.places or ()))
        text = " ".join(name for name in names if name).lower()
        return all(word in text for word in words)


class Standing(NamedTuple):
    """An alarm that is not over, with its state now."""

    line: Line
    state: State


_STAGES = {
    State.ACTIVE_UNACKNOWLEDGED: Stage.UNACKNOWLEDGED, State.ACTIVE_ACKNOWLEDGED: Stage.ACKNOWLEDGED,
    State.RETURNED_UNACKNOWLEDGED: Stage.RETURNED, State.LATCHED_UNACKNOWLEDGED: Stage.RETURNED,
    State.LATCHED_ACKNOWLEDGED: Stage.RETURNED,
}
_RANK = {priority: rank for rank, priority in enumerate(PRIORITIES_WORST_FIRST)}


def stage(state: State) -> Stage | None:
    """Return what still has to be done, None while nobody is called for it."""
    return _STAGES.get(state)


def view(one: Standing, *, folded: frozenset[int] = frozenset()) -> View | None:
    """Return in which list an alarm stands.

    None: above all lists (gateways, the platform), or ``folded`` under the alarm that explains it.
    """
    if one.state is State.OUT_OF_SERVICE:
        return View.OUT_OF_SERVICE
    if one.line.id in folded:
        return None
    if one.state is State.SHELVED:
        return View.SHELVED
    if one.line.subject in (Subject.GATEWAY, Subject.PLATFORM):
        return None
    return View.DEVICES if one.line.subject is Subject.DEVICE else View.ACTIVE


def explained(standing: Iterable[Standing]) -> dict[int, list[Standing]]:
    """Return, for each alarm that explains others, those; one whose cause is gone stands for itself."""
    known = list(standing)
    ids = {one.line.id for one in known}
    found: dict[int, list[Standing]] = {}
    for one in known:
        cause = one.line.alarm.cause_id
        if one.state is State.SUPPRESSED and cause is not None and cause in ids:
            found.setdefault(cause, []).append(one)
    return found


def urgency(one: Standing) -> tuple[int, bool, float, int]:
    """Return a key that sorts the worst first: priority, then what nobody has acknowledged, then the newest."""
    return _RANK[one.line.alarm.priority], one.line.alarm.acknowledged, -one.line.raised_at.timestamp(), one.line.id


def worst(lines: Iterable[Line]) -> Priority:
    """Return the worst priority of some alarms. Raises: ValueError without any."""
    return min((line.alarm.priority for line in lines), key=_RANK.__getitem__)


def acts(state: State, alarm: Alarm) -> list[Act]:
    """Return what a person can do to an alarm in this state, the next thing first."""
    if state is State.NORMAL:
        return []
    found = [] if alarm.acknowledged else [Act.ACKNOWLEDGE]
    if alarm.latched and not alarm.active:
        found.append(Act.RESET)
    return [*found, Act.UNSHELVE if alarm.shelved_until is not None else Act.SHELVE]
