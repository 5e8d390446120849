"""A place as its page shows it, and what lies right in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A place; ``above`` are the places it lies in, the site first: number and name."""

    id: int
    key: str
    name: str
    kind: str
    time_zone: str
    address: str | None
    directions: str | None
    latitude: float | None
    longitude: float | None
    retired_at: datetime | None
    above: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True, slots=True)
class Inside:
    """What lies right in a place: ``type`` of a machine, or of a place (site, line, area)."""

    id: int
    name: str
    type: str
    is_machine: bool
