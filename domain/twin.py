"""The twin of a device: what we want it to do, what it says it does, and what may be shown as in effect.

Settings are flat here: ``limits/vibration/high`` stands for that value of the nested document. Nothing is ever in
effect that the device did not report. Revision numbers order everything; among reports of one revision the number of
the device's start and of the report in it (``boot``, ``seq``) do, where the device sends them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import isclose
from typing import Any, TypeAlias

Value: TypeAlias = float | bool | str | None
Settings: TypeAlias = Mapping[str, Value]

# Devices that count in single precision report 4.7 as 4.699999809.
_ROUNDING = 1e-6


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
    """One device: the desired settings of a revision (0: none yet), and the last report that counts.

    ``sent_at`` is when the broker took this revision for the first time, None if it has not yet.
    """

    revision: int = 0
    desired: Settings = field(default_factory=dict)
    desired_at: datetime | None = None
    sent_at: datetime | None = None
    report: Report | None = None
    reported_at: datetime | None = None

    @property
    def answered(self) -> bool:
        """Tell whether the last report knows the newest revision."""
        return self.report is not None and self.report.revision >= self.revision

    @property
    def reported(self) -> Settings:
        """Return what the device says it does, nothing if it never said."""
        return self.report.settings if self.report else {}


@dataclass(frozen=True, slots=True)
class Reach:
    """How a device can be reached: since when not, and when it is expected back; or since when it is there again."""

    away_since: datetime | None = None
    expected_at: datetime | None = None
    here_since: datetime | None = None
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
    return replace_desired(twin, {**twin.desired, **changes}, now=now)


def replace_desired(twin: Twin, desired: Settings, *, now: datetime) -> Twin:
    """Return the twin with a new revision of these settings and no others.

    Its number is above every one the device knows, even if this stack has forgotten some of its own.
    """
    newest = max(twin.revision, twin.report.revision if twin.report else 0)
    return replace(twin, revision=newest + 1, desired=dict(desired), desired_at=now, sent_at=None)


def hear(twin: Twin, report: Report, *, now: datetime) -> Twin:
    """Return the twin after a report; one that is older than what was heard already changes nothing."""
    return twin if is_older(report, twin.report) else replace(twin, report=report, reported_at=now)


def is_older(report: Report, than: Report | None) -> bool:
    """Tell whether a report comes out of turn.

    A higher revision is always newer: nobody can know it before it was made. Within one start of the device its own
    numbers decide. Revision 0 is a device that has forgotten everything, its count of starts perhaps too: it is
    heard, gets the desired settings again and reports anew.
    """
    if than is None or report.revision > than.revision:
        return False
    if report.boot is not None and report.boot == than.boot and report.seq is not None and than.seq is not None:
        return report.seq <= than.seq
    if report.revision == 0:
        return False
    if report.boot is not None and than.boot is not None and report.boot != than.boot:
        return report.boot < than.boot
    return report.revision < than.revision


def standings(twin: Twin, *, supported: frozenset[str] | None, reach: Reach, now: datetime) -> list[Standing]:
    """Return how each setting stands that is wanted, reported or supported, in the order of their names.

    ``supported``: the settings the device knows by its own description, None if it has not described any.
    """
    paths = {*twin.desired, *twin.reported, *(supported or ())}
    return [standing(path, twin, supported=supported, reach=reach, now=now) for path in sorted(paths)]


def standing(path: str, twin: Twin, *, supported: frozenset[str] | None, reach: Reach, now: datetime) -> Standing:
    """Return how one setting stands."""
    state, reason = _state(path, twin, supported=supported, reach=reach, now=now)
    return Standing(path, state, twin.desired.get(path), twin.reported.get(path), path in twin.desired,
                    path in twin.reported, reason)


def same(one: Value, other: Value) -> bool:
    """Tell whether two values are the same setting: 10 and 10.0 are, and 4.7 and its nearest single precision."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return isclose(one, other, rel_tol=_ROUNDING)
    return one == other


def flat(document: Mapping[str, Any], above: str = "") -> dict[str, Value]:
    """Return a nested document as one level: ``{"limits": {"v": {"high": 4.5}}}`` as ``{"limits/v/high": 4.5}``.

    What is neither number, text, true, false nor null is left out.
    """
    found: dict[str, Value] = {}
    for name, value in document.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{above}{name}/")
        elif value is None or isinstance(value, int | float | str):
            found[f"{above}{name}"] = value
    return found


def nested(settings: Settings) -> dict[str, Any]:
    """Return settings as the nested document that is sent."""
    document: dict[str, Any] = {}
    for path, value in sorted(settings.items()):
        *above, name = path.split("/")
        place = document
        for step in above:
            place = place.setdefault(step, {})
        place[name] = value
    return document


def _state(path: str, twin: Twin, *, supported: frozenset[str] | None, reach: Reach,
           now: datetime) -> tuple[State, str]:
    if path not in twin.desired:
        return (State.IN_EFFECT if path in twin.reported else State.UNKNOWN), ""
    if path in twin.reported and same(twin.reported[path], twin.desired[path]):
        return State.IN_EFFECT, ""
    if twin.report is not None and twin.answered:
        return _answered(path, twin, twin.report, supported)
    if supported is not None and path not in supported:
        return State.UNSUPPORTED, ""
    if reach.away_since is not None:
        return State.WAITING, ""
    return (State.OVERDUE if _is_overdue(twin, reach, now) else State.SENDING), ""


def _is_overdue(twin: Twin, reach: Reach, now: datetime) -> bool:
    """Only what the broker has taken can be answered, and only by a device that is there since then."""
    if twin.sent_at is None:
        return False
    since = max(twin.sent_at, reach.here_since) if reach.here_since else twin.sent_at
    return now - since > reach.patience


def _answered(path: str, twin: Twin, report: Report, supported: frozenset[str] | None) -> tuple[State, str]:
    """Say why a device that knows what we want does something else."""
    if reason := _refusal(path, report.refused):
        return State.REFUSED, reason
    if report.origin is Origin.LOCAL or report.revision > twin.revision:
        return State.CHANGED, ""
    if path not in report.settings or (supported is not None and path not in supported):
        return State.UNSUPPORTED, ""
    return State.REFUSED, ""


def _refusal(path: str, refused: Mapping[str, str]) -> str:
    """Return why a setting, or all of a group that it belongs to, was refused."""
    steps = path.split("/")
    reasons = (refused.get("/".join(steps[:depth])) for depth in range(len(steps), 0, -1))
    return next((reason for reason in reasons if reason), "")
