"""Heartbeats: whether a process of the stack lives, and whether data can come in at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

GONE_AFTER = timedelta(seconds=10)


class Life(StrEnum):
    """How a process is."""

    RUNNING = "running"
    GONE = "gone"
    NEVER = "never"     # it has not run on this database yet


class Intake(StrEnum):
    """Whether what devices say reaches the database."""

    OPEN = "open"
    NO_INGEST = "no_ingest"
    NO_BROKER = "no_broker"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The last sign of life of a process; ``details`` are its own words, as it wrote them."""

    process: str
    at: datetime
    started_at: datetime
    version: str
    details: Mapping[str, Any] = field(default_factory=dict)


def life(beat: Heartbeat | None, *, now: datetime) -> Life:
    """Tell whether a process lives."""
    if beat is None:
        return Life.NEVER
    return Life.RUNNING if now - beat.at < GONE_AFTER else Life.GONE


def intake(ingest: Heartbeat | None, *, now: datetime) -> Intake:
    """Tell whether data comes in; if not, the silence of devices is ours and not theirs."""
    if life(ingest, now=now) is not Life.RUNNING:
        return Intake.NO_INGEST
    connected = ingest is not None and ingest.details.get("broker") == "connected"
    return Intake.OPEN if connected else Intake.NO_BROKER
