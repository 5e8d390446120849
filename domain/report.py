"""The report of a machine, which a technician takes along: what stands in it, before anybody puts it into words."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from domain.alarm_list import Standing
from domain.contact import Contact
from domain.fleet import Bearings, Nameplate
from domain.log import Entry
from domain.machine import Judged, Machine, Signal
from domain.picture import Shown
from domain.time_axis import Span
from domain.trend import Curve, Summary
from domain.upkeep import Due, Plan
from domain.vitals import Vital

RANGES = ("24h", "30d")
MOST_CHARTED, MOST_REMARKS, MOST_LOGGED = 6, 3, 5
POINTS = 700            # of one trace: on paper a chart is 90 mm wide


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a machine is: each from the nearest place on its way that says it."""

    address: str | None
    directions: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A signal over one span of time."""

    span: Span
    curve: Curve
    summary: Summary | None


@dataclass(frozen=True, slots=True)
class Charted:
    """One signal: how it is now, and its curves over RANGES."""

    signal: Signal
    vital: Vital
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person said about a case."""

    at: datetime
    by: str | None
    text: str


@dataclass(frozen=True, slots=True)
class OpenCase:
    """The open case of a machine; ``remarks`` are the last MOST_REMARKS of ``said``, the newest first."""

    id: int
    began_at: datetime
    owner: str | None
    remarks: Sequence[Remark]
    said: int


@dataclass(frozen=True, slots=True)
class Rest:
    """Until when a machine is out of service, and why."""

    until: datetime
    reason: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """All of it, as it was at ``at``; ``retired_by`` is who and why.

    ``planned`` are the plans of its maintenance, the overdue first; ``log`` the last MOST_LOGGED entries of its book.
    """

    at: datetime
    machine: Machine
    where: Whereabouts
    face: Shown | None
    signals: Sequence[Signal]
    judged: Judged | None
    charted: Sequence[Charted]
    alarms: Sequence[Standing]
    explained: Mapping[int, Sequence[Standing]]
    rest: Rest | None
    case: OpenCase | None
    contacts: Sequence[Contact]
    nameplate: Nameplate
    bearings: Bearings
    planned: Sequence[tuple[Plan, Due]]
    log: Sequence[Entry]
    retired_by: tuple[str | None, str]


def charted(signals: Sequence[Signal], *, explaining: int | None, alarmed: Set[int | None]) -> list[Signal]:
    """Return the signals to chart: what explains the state, what is in alarm, what has limits, then the first."""
    ranked = sorted(signals, key=lambda one: (one.id != explaining, one.id not in alarmed, one.limits == (None,) * 4))
    return ranked[:MOST_CHARTED]
