"""Whose pictures and documents they are, and who may change them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import DomainError

LONGEST_TEXT = 200          # of a caption or a title
KEPT_DAYS = 30              # the bytes of what was removed: until then it can be brought back


class OwnerKind(StrEnum):
    """What has pictures and documents."""

    MACHINE = "machine"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Owner:
    """One machine or place, by its number."""

    kind: OwnerKind
    id: int

    @property
    def columns(self) -> dict[str, int | None]:
        """Return the number as machine_id or place_id; the other is None."""
        return {f"{kind}_id": self.id if kind is self.kind else None for kind in OwnerKind}


@dataclass(frozen=True, slots=True)
class Kept:
    """One picture or document as it stands; ``has_bytes`` is False long after it was removed."""

    owner: Owner
    text: str
    added_by: int | None
    removed_at: datetime | None
    has_bytes: bool


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something, and when; an admin may change what others have added."""

    user_id: int
    is_admin: bool
    now: datetime

    def check(self, added_by: int | None) -> None:
        """Refuse what somebody else has added. Raises: NotYoursError."""
        if not self.is_admin and added_by != self.user_id:
            raise NotYoursError


class NotYoursError(DomainError):
    """Only who added this, or an admin, may change or remove it."""


class LongTextError(DomainError):
    """This text is too long: 200 characters at most."""


class GoneError(DomainError):
    """This was removed more than 30 days ago and cannot be brought back."""


class DoubledError(DomainError):
    """This is here already."""


def one_line(text: str) -> str:
    """Return a text a person has written as one line without control characters. Raises: LongTextError."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if len(line) > LONGEST_TEXT:
        raise LongTextError
    return line
