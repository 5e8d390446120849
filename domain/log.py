"""The log book of a machine: what was done to it, when, by whom, with which parts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_PARTS = 50
EARLIEST_YEAR = 1900


class Kind(StrEnum):
    """What was done, in a word."""

    INSPECTION = "inspection"
    LUBRICATION = "lubrication"
    REPAIR = "repair"
    PART_REPLACED = "part_replaced"
    OVERHAUL = "overhaul"
    ALIGNMENT = "alignment"
    BALANCING = "balancing"
    CLEANING = "cleaning"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was used: its name, the number it is ordered by, how many."""

    name: str
    number: str | None = None
    quantity: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has entered, as it can be kept; ``case_id`` is the case of the machine it belongs to."""

    done_at: datetime
    kind: Kind
    text: str
    done_by: str
    parts: tuple[Part, ...] = ()
    running_h: float | None = None
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is kept; ``written_by`` is who has written it, ``plan_id`` the plan it was the doing of."""

    id: int
    machine_id: int
    version: int
    draft: Draft
    plan_id: int | None
    written_by: str | None
    written_at: datetime
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry as charts show it."""

    at: datetime
    kind: Kind
    text: str
    entry_id: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where one is in the list of entries, the newest first: after this one."""

    at: datetime
    id: int
