"""Cases as people change them, with what they add: comments, pictures, owners, outcomes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from db.connect import Connection
from db.sql import Queries
from domain.case import Case, Outcome
from domain.errors import NotFoundError
from domain.picture import Picture

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person adds; ``kind`` is comment, picture, owner or closed."""

    kind: str
    at: datetime
    user_id: int
    text: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def locked(conn: Connection, case_id: int) -> Case:
    """Return a case nobody else can change now. Raises: NotFoundError.

    Whoever changes alarms too locks those first.
    """
    row = conn.execute(SQL["locked"], {"id": case_id}).fetchone()
    if row is None:
        raise NotFoundError
    number, machine_id, opened_at, began_at, owner_id, closed_at, outcome, *rest = row
    return Case(number, machine_id, opened_at, began_at, owner_id, closed_at, Outcome(outcome) if outcome else None,
                *rest)


def alarms(conn: Connection, case_id: int) -> list[int]:
    """Return the alarms of a case."""
    return [row[0] for row in conn.execute(SQL["alarms"], {"id": case_id})]


def unacknowledged(conn: Connection, case_id: int) -> list[int]:
    """Return the alarms of a case that nobody has acknowledged."""
    return [row[0] for row in conn.execute(SQL["unacknowledged"], {"id": case_id})]


def set_owner(conn: Connection, case_id: int, owner_id: int | None) -> None:
    """Write who looks after a case."""
    conn.execute(SQL["set_owner"], {"id": case_id, "owner_id": owner_id})


def set_closed(conn: Connection, case_id: int, entry: Entry, outcome: Outcome) -> None:
    """Write that a case is closed, by whom, and what it was."""
    conn.execute(SQL["set_closed"], {"id": case_id, "now": entry.at, "user_id": entry.user_id, "outcome": outcome,
                                     "conclusion": entry.text})


def insert_entry(conn: Connection, case_id: int, entry: Entry) -> int:
    """Add to a case and return the id of the entry."""
    return _number(conn, "insert_entry", {
        "case_id": case_id, "at": entry.at, "kind": entry.kind, "user_id": entry.user_id, "text": entry.text,
        "details": Jsonb(entry.details)})


def insert_picture(conn: Connection, entry_id: int, picture: Picture) -> int:
    """Keep the picture of an entry and return its id."""
    return _number(conn, "insert_picture", {
        "entry_id": entry_id, "width": picture.width, "height": picture.height, "image": picture.image,
        "thumbnail": picture.thumbnail})


def pictures(conn: Connection, case_id: int) -> int:
    """Return how many pictures a case has."""
    return _number(conn, "count_pictures", {"id": case_id})


def picture(conn: Connection, picture_id: int, *, small: bool) -> bytes:
    """Return a picture, or its small form, as WebP. Raises: NotFoundError."""
    row = conn.execute(SQL["thumbnail" if small else "image"], {"id": picture_id}).fetchone()
    if row is None:
        raise NotFoundError
    return bytes(row[0])


def may_own(conn: Connection, user_id: int) -> bool:
    """Tell whether somebody may look after a case."""
    row = conn.execute(SQL["may_own"], {"id": user_id}).fetchone()
    return bool(row and row[0])


def _number(conn: Connection, query: str, values: dict[str, Any]) -> int:
    row = conn.execute(SQL[query], values).fetchone()
    assert row is not None  # noqa: S101 - each of these always answers
    return int(row[0])
