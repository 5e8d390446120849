"""Contacts that were removed from a machine or place: what the audit trail still knows of them, to bring them back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

MOST = 20
_WHO = ("role", "name")     # by which a contact is the same one, whatever its number was


@dataclass(frozen=True, slots=True)
class Removal:
    """A change of a list of contacts: which there were before it, when it was made and by whom."""

    at: datetime
    by: str | None
    before: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Former:
    """A contact that is not there any more, as it was last, since when, and who removed it."""

    values: Mapping[str, str]
    at: datetime
    by: str | None


def former(removals: Iterable[Removal], now: Iterable[Mapping[str, str]], *, most: int = MOST) -> list[Former]:
    """Return the contacts that are gone, the last removed first.

    ``removals`` come the newest first, ``now`` are those who are there.
    """
    known = {_who(values) for values in now}
    found: list[Former] = []
    for removal in removals:
        for values in removal.before:
            if _who(values) not in known:
                known.add(_who(values))
                found.append(Former(values, removal.at, removal.by))
    return found[:most]


def _who(values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(values.get(name, "").strip().casefold() for name in _WHO)
