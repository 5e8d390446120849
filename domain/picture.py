"""Pictures as they are kept, and as they are listed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import ChangedMeanwhileError, InvalidError

MOST_PICTURES = 60          # of one machine or place


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: WebP, upright, sRGB, small; sizes in pixels are those of ``image``."""

    width: int
    height: int
    image: bytes
    thumbnail: bytes
    small: bytes

    @property
    def digest(self) -> str:
        """Return what stands for its content."""
        return hashlib.sha256(self.image).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture in a gallery; sizes in pixels, ``by`` is the name of who added it."""

    id: int
    digest: str
    caption: str
    width: int
    height: int
    added_at: datetime
    by_id: int | None
    by: str | None
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Face:
    """The picture that stands for a machine."""

    id: int
    digest: str

    def address(self, size: str) -> str:
        """Return where it is, as ``small`` (96 by 96), ``thumbnail`` (320 at most) or ``image`` (1600)."""
        return f"/pictures/{self.id}?size={size}&v={self.digest}"


class TooManyPicturesError(InvalidError):
    """There are 60 pictures here already: remove one first."""


def arranged(known: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """Return the pictures in the order that is wanted.

    Raises: ChangedMeanwhileError if these are not the pictures that are there.
    """
    if sorted(known) != sorted(wanted):
        raise ChangedMeanwhileError
    return list(wanted)
