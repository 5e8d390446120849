"""A batch: what a number of messages say, and the account of what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.rejection import Reason
from domain.rollup import Readings
from domain.twin import Report


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The newest status of a device within a batch."""

    at: datetime
    online: bool
    firmware: str | None
    battery_pct: float | None
    rssi_dbm: float | None
    gateway: str | None
    wakes_in_s: float | None = None


@dataclass(frozen=True, slots=True)
class SettingsReport:
    """What a device says it does; ``kept``: the broker had it from before, nobody says it now."""

    device_id: int
    at: datetime
    report: Report
    document: dict[str, Any]
    kept: bool = False


@dataclass(frozen=True, slots=True)
class EventReport:
    """One event a device told."""

    device_id: int
    time: datetime
    received_at: datetime
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """One message that cannot be used; ``payload`` is its beginning."""

    received_at: datetime
    topic: str
    device: str | None
    reason: Reason
    detail: str
    size_bytes: int
    payload: bytes


@dataclass(slots=True)
class Batch:
    """What a number of messages say, in their order. ``heard`` is in microseconds since 1970."""

    readings: Readings
    messages: int = 0
    heard: dict[int, int] = field(default_factory=dict)
    ignored_keys: dict[int, int] = field(default_factory=dict)
    statuses: dict[int, StatusReport] = field(default_factory=dict)
    events: list[EventReport] = field(default_factory=list)
    reports: list[SettingsReport] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    unkept_refusals: dict[tuple[str | None, Reason], int] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """Return the number of messages that cannot be used."""
        return len(self.refusals) + sum(self.unkept_refusals.values())


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the readings of a batch: received = stored + repeated + conflicting."""

    received: int
    stored: int
    repeated: int
    conflicting: int
