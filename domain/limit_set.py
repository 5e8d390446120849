"""The whole set of limits of one signal: what is known of it, what is wrong with it, and how it is written down."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from domain import limit
from domain.errors import ChangedMeanwhileError, InvalidError
from domain.limit import Fault, Frame, Level, Limit, Priority

Limits: TypeAlias = dict[Level, Limit]
Faults: TypeAlias = dict[tuple[Level, str], Fault]

NUMBERS = ("value", "deadband", "on_delay_s", "off_delay_s")
SETTINGS = ("deadband", "on_delay_s", "off_delay_s", "priority", "latching", "only_while_running")


class InvalidLimitsError(InvalidError):
    """These limits cannot be used; each field says why."""

    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self.faults = faults


class NoReasonError(InvalidError):
    """Say why the limits change."""


@dataclass(frozen=True, slots=True)
class LimitSet:
    """The limits of a signal in its ``unit``, and who changed them last; ``version`` is 0 if nobody ever did."""

    signal_id: int
    unit: str | None
    frame: Frame
    limits: Limits
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None
    reason: str = ""


class LimitsChangedError(ChangedMeanwhileError):
    """Somebody else changed these limits in the meantime."""

    def __init__(self, theirs: LimitSet) -> None:
        super().__init__()
        self.theirs = theirs


def faults(limits: Mapping[Level, Limit], known: LimitSet, *, unit: str | None) -> Faults:
    """Return what is wrong with limits that are meant in ``unit``, by level and field; empty if they can be set."""
    if unit != known.unit:
        return {(level, "value"): Fault.UNIT_MISMATCH for level in limits}
    return limit.faults(limits, known.frame)


def as_values(limits: Mapping[Level, Limit], unit: str | None) -> dict[str, Any]:
    """Return limits as JSON, for the audit trail and for the screen."""
    rows = {level.value: {name: value for name, value in asdict(limits[level]).items() if name != "level"}
            for level in Level if level in limits}
    return {"unit": unit, **rows}


def as_row(found: Limit) -> dict[str, Any]:
    """Return how one limit is judged, as a row of the table limit_setting."""
    return {"level": found.level.value, **{name: getattr(found, name) for name in SETTINGS}}


def with_settings(plain: Limit, given: Mapping[str, Any]) -> Limit:
    """Return a limit with the settings that are given; what is None stays as it is by default."""
    known = {name: given[name] for name in SETTINGS if given.get(name) is not None}
    if "priority" in known:
        known["priority"] = Priority(known["priority"])
    return replace(plain, **known)


def is_plain(found: Limit) -> bool:
    """Tell whether a limit is judged as it would be by default."""
    return found == limit.default(found.level, found.value)
