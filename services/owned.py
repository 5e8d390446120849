"""What people do alike with the pictures and the documents of machines and places, under the same rules.

Each is one transaction and stands in the audit trail of the machine or place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import db.owners
import services.audit
from db.connect import Connection
from domain import owner as owners
from domain.errors import InvalidError, NotFoundError
from domain.owner import By, DoubledError, GoneError, Kept, Owner


class Table(Protocol):
    """What db/pictures.py and db/documents.py both have."""

    def of_owner(self, conn: Connection, owner: Owner, /) -> Sequence[object]:
        """Return those that are not removed."""

    def one(self, conn: Connection, number: int, /) -> Kept:
        """Return one as it stands. Raises: NotFoundError."""

    def set_text(self, conn: Connection, number: int, text: str, /) -> None:
        """Write another caption or title."""

    def set_removed(self, conn: Connection, number: int, /, *, by: By) -> None:
        """Write that one is removed."""

    def set_restored(self, conn: Connection, number: int, /) -> bool:
        """Bring one back; return False if it was added again meanwhile."""


@dataclass(frozen=True, slots=True)
class Owned:
    """Pictures or documents: what the trail calls one and its text, and how many a machine or place may have."""

    name: str
    text: str
    table: Table
    most: int
    too_many: type[InvalidError]
    no_text: type[InvalidError] | None = None       # raised for an empty text; None if it may be empty

    def set_text(self, conn: Connection, number: int, text: str, *, by: By) -> None:
        """Write another caption or title. Raises: NotFoundError, NotYoursError, LongTextError, ``no_text``."""
        text = owners.one_line(text)
        if not text and self.no_text:
            raise self.no_text
        with conn.transaction():
            kept = self._locked(conn, number, by=by)
            if kept.removed_at is not None:
                raise NotFoundError
            if kept.text != text:
                self.table.set_text(conn, number, text)
                self.record(conn, kept.owner, "changed", by, before=self._told(number, kept.text),
                            after=self._told(number, text))

    def remove(self, conn: Connection, number: int, *, by: By) -> None:
        """Take one away; for 30 days it can be brought back. Raises: NotFoundError, NotYoursError."""
        with conn.transaction():
            kept = self._locked(conn, number, by=by)
            if kept.removed_at is None:
                self.table.set_removed(conn, number, by=by)
                self.record(conn, kept.owner, "removed", by, before=self._told(number, kept.text))

    def restore(self, conn: Connection, number: int, *, by: By) -> None:
        """Bring one back. Raises: NotFoundError, NotYoursError, GoneError, ``too_many``, DoubledError."""
        with conn.transaction():
            kept = self._locked(conn, number, by=by)
            if kept.removed_at is None:
                return
            if not kept.has_bytes:
                raise GoneError
            self.check_room(conn, kept.owner)
            if not self.table.set_restored(conn, number):
                raise DoubledError
            self.record(conn, kept.owner, "restored", by, after=self._told(number, kept.text))

    def check_room(self, conn: Connection, owner: Owner) -> None:
        """Refuse more than there may be; the owner must be locked. Raises: ``too_many``."""
        if len(self.table.of_owner(conn, owner)) >= self.most:
            raise self.too_many

    def record(self, conn: Connection, owner: Owner, what: str, by: By, *, before: dict[str, Any] | None = None,
               after: dict[str, Any] | None = None) -> None:
        """Write into the trail of the machine or place what happened to one: ``added``, ``removed``."""
        services.audit.record(conn, user_id=by.user_id, object=owner.kind.value, object_id=owner.id,
                              action=f"{self.name}_{what}", before=before, after=after)

    def _told(self, number: int, text: str) -> dict[str, Any]:
        return {self.name: number, self.text: text}

    def _locked(self, conn: Connection, number: int, *, by: By) -> Kept:
        """Return what nobody else can change now. Raises: NotFoundError, NotYoursError."""
        db.owners.lock(conn, self.table.one(conn, number).owner)
        kept = self.table.one(conn, number)
        by.check(kept.added_by)
        return kept
