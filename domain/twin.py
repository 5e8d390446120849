"""The twin of a device: what we want it to do, what it says it does, and what may be shown as in effect.

Settings are flat here: ``limits.vibration.high`` stands for that value of the nested document. Nothing is ever in
effect that the device did not report. Revision numbers order everything; a report that carries the number of the
device's start and of the report (``boot``, ``seq``) is ordered by them too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

Value: TypeAlias = float | bool | str | None
Settings: TypeAlias = Mapping[str, Value]


class Origin(StrEnum):
    """Who made a device do what it does."""

    STACK = "stack"
    LOCAL = "local"         # somebody at the device itself


class State(StrEnum):
    """How one setting stands."""

    IN_EFFECT = "in_effect"
    SENDING = "sending"
    WAITING = "waiting"             # the device sleeps or is off-line
    REFUSED = "refused"
    OVERDUE = "overdue"             # it is there, and has not answered in time
    CHANGED = "changed"             # at the device, after it had done what we wanted
    UNSUPPORTED = "unsupported"     # it does not know this setting
    UNKNOWN = "unknown"             # nobody asked for it, and it has not said


@dataclass(frozen=True, slots=True)
class Report:
    """What a device says it does; ``revision`` is the newest it knows of ours, 0 for none."""

    revision: int
    settings: Settings
    refused: Mapping[str, str] = field(default_factory=dict)
    origin: Origin = Origin.STACK
    boot: int | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """One device: the desired settings of a revision (0: none yet), and the last report that counts."""

    revision: int = 0
    desired: Settings = field(default_factory=dict)
    desired_at: datetime | None = None
    report: Report | None = None
    reported_at: datetime | None = None

    @property
    def answered(self) -> bool:
        """Tell whether the last report knows the newest revision."""
        return self.report is not None and self.report.revision >= self.revision


@dataclass(frozen=True, slots=True)
class Reach:
    """How a device can be reached: since when not, and when it is expected back if it only sleeps."""

    away_since: datetime | None = None
    expected_at: datetime | None = None
    patience: timedelta = timedelta(seconds=60)     # how long an answer of one that is there may take


@dataclass(frozen=True, slots=True)
class Standing:
    """One setting: what we want, what the device reports, how that stands, and why."""

    path: str
    state: State
    desired: Value = None
    reported: Value = None
    is_desired: bool = False
    is_reported: bool = False
    reason: str = ""


def want(twin: Twin, changes: Settings, *, now: datetime) -> Twin:
    """Return the twin with a new revision in which some settings are changed."""
    return replace(twin, revision=twin.revision + 1, desired={**twin.desired, **changes}, desired_at=now)


def hear(twin: Twin, report: Report, *, now: datetime) -> Twin:
    """Return the twin after a report; one that is older than what was heard already changes nothing."""
    return twin if is_older(report, twin.report) else replace(twin, report=report, reported_at=now)


def is_older(report: Report, than: Report | None) -> bool:
    """Tell whether a report comes out of turn.

    With ``boot`` and ``seq`` the device says so itself. Without, revisions do; 0 is a device that has forgotten
    everything and is always heard: it gets the desired settings again and reports anew.
    """
    if than is None:
        return False
    if None not in (report.boot, report.seq, than.boot, than.seq):
        return (report.boot, report.seq) <= (than.boot, than.seq)
    return 0 < report.revision < than.revision


def standings(twin: Twin, *, supported: frozenset[str] | None, reach: Reach, now: datetime) -> list[Standing]:
    """Return how each setting stands that is wanted, reported or supported, in the order of their names.

    ``supported``: the settings the device knows by its own description, None if it has not described any.
    """
    reported = twin.report.settings if twin.report else {}
    paths = {*twin.desired, *reported, *(supported or ())}
    return [_standing(path, twin, reported, supported=supported, reach=reach, now=now) for path in sorted(paths)]


def is_due(twin: Twin, *, published_at: datetime | None, again_after: timedelta, now: datetime) -> bool:
    """Tell whether the desired settings have to be published: never yet, or without an answer for too long."""
    if not twin.revision:
        return False
    return published_at is None or (not twin.answered and now - published_at >= again_after)


def flat(document: Mapping[str, Any], above: str = "") -> dict[str, Value]:
    """Return a nested document as one level: ``{"limits": {"v": {"high": 4.5}}}`` as ``{"limits.v.high": 4.5}``."""
    found: dict[str, Value] = {}
    for name, value in document.items():
        found |= flat(value, f"{above}{name}.") if isinstance(value, Mapping) else {f"{above}{name}": value}
    return found


def nested(settings: Settings) -> dict[str, Any]:
    """Return settings as the nested document that is sent."""
    document: dict[str, Any] = {}
    for path, value in sorted(settings.items()):
        *above, name = path.split(".")
        place = document
        for step in above:
            place = place.setdefault(step, {})
        place[name] = value
    return document


def _standing(path: str, twin: Twin, reported: Settings, *, supported: frozenset[str] | None, reach: Reach,
              now: datetime) -> Standing:
    state, reason = _state(path, twin, reported, supported=supported, reach=reach, now=now)
    return Standing(path, state, twin.desired.get(path), reported.get(path), path in twin.desired, path in reported,
                    reason)


def _state(path: str, twin: Twin, reported: Settings, *, supported: frozenset[str] | None, reach: Reach,
           now: datetime) -> tuple[State, str]:
    if path not in twin.desired:
        return (State.IN_EFFECT if path in reported else State.UNKNOWN), ""
    if path in reported and same(reported[path], twin.desired[path]):
        return State.IN_EFFECT, ""
    if twin.report is not None and twin.answered:
        return _answered(path, twin.report, supported)
    if supported is not None and path not in supported:
        return State.UNSUPPORTED, ""
    if reach.away_since is not None:
        return State.WAITING, ""
    is_late = twin.desired_at is not None and now - twin.desired_at > reach.patience
    return (State.OVERDUE if is_late else State.SENDING), ""


def _answered(path: str, report: Report, supported: frozenset[str] | None) -> tuple[State, str]:
    """Say why a device that knows what we want does something else."""
    if path in report.refused:
        return State.REFUSED, report.refused[path]
    if report.origin is Origin.LOCAL:
        return State.CHANGED, ""
    if path not in report.settings or (supported is not None and path not in supported):
        return State.UNSUPPORTED, ""
    return State.REFUSED, ""


def same(one: Value, other: Value) -> bool:
    """Tell whether two values are the same setting: 10 and 10.0 are."""
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return one == other
