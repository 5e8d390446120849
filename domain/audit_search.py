"""What an admin looks for in the audit trail, and what a line of it is made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from domain.audit import Entry

STACK = 0       # in the place of a person: the stack itself, and an operator's command


class Mark(NamedTuple):
    """A line of the trail: older ones come after it."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Search:
    """What a line has to be; None or an empty text: anything. ``start_at`` is inside, ``end_at`` is not."""

    user_id: int | None = None
    object: str | None = None
    action: str | None = None
    start_at: datetime | None = None
    end_at: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One change: of ``object`` number ``object_id``, which was called ``name`` then."""

    mark: Mark
    object: str
    object_id: str
    name: str
    entry: Entry
