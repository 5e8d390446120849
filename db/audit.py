"""The audit trail: who changed what, when and why."""

from typing import Any

from psycopg.types.json import Jsonb

from db.connect import Connection
from db.sql import Queries
from domain.audit import Entry, Values
from domain.audit_search import Line, Mark, Search

SQL = Queries(__file__)
_FEW = 5000


def history(conn: Connection, *, object: str, object_id: int | str,  # noqa: A002 - the name of the column
            most: int = 100) -> list[Entry]:
    """Return the changes of one object, the newest first."""
    return [Entry(*row) for row in conn.execute(SQL["history"], {"object": object, "object_id": str(object_id),
                                                                  "most": most})]


def lines(conn: Connection, search: Search, *, after: Mark | None, most: int) -> list[Line]:
    """Return the changes that fit, the newest first, from the one after ``after`` on."""
    asked = {"user_id": search.user_id, "object": search.object, "action": search.action, "start_at": search.start_at,
             "end_at": search.end_at, "text": search.text or None, "mark_at": after and after.at,
             "mark_id": after and after.id, "most": most, "ids": _rare(conn, search.text)}
    # Planned anew for what is asked: a plan for anything would read the whole trail.
    return [_line(row) for row in conn.execute(SQL["newest"], asked, prepare=False)]


def of_thing(conn: Connection, object: str, number: int, *, before_id: int | None,  # noqa: A002
             most: int) -> list[Line]:
    """Return the changes of a place, machine, device or signal and of what belongs to it, the newest first."""
    asked = {"object": object, "id": number, "mark_id": before_id, "most": most}
    return [_line(row) for row in conn.execute(SQL["of_thing"], asked)]


def people(conn: Connection) -> list[tuple[int, str]]:
    """Return number and name of all who have changed anything, by name."""
    return [(number, name) for number, name in conn.execute(SQL["people"])]


def objects(conn: Connection) -> list[str]:
    """Return the kinds of things that were changed."""
    return [name for name, in conn.execute(SQL["objects"])]


def actions(conn: Connection) -> list[str]:
    """Return what was done to things."""
    return [name for name, in conn.execute(SQL["actions"])]


def insert_entry(conn: Connection, *, user_id: int | None, object: str, object_id: int | str,  # noqa: A002
                 action: str, before: Values, after: Values, reason: str) -> None:
    """Add one change."""
    conn.execute(SQL["insert_entry"], {
        "user_id": user_id, "object": object, "object_id": str(object_id), "action": action, "reason": reason,
        "before": None if before is None else Jsonb(before), "after": None if after is None else Jsonb(after)})


def _rare(conn: Connection, text: str) -> list[int] | None:
    """Return all changes with these words if they are few; if not, the newest are found soon in their order."""
    if not text:
        return None
    with conn.transaction():
        conn.execute(SQL["by_index"])
        found = conn.execute(SQL["with_words"], {"text": text, "most": _FEW + 1}, prepare=False).fetchall()
    return [number for number, in found] if len(found) <= _FEW else None


def _line(row: tuple[Any, ...]) -> Line:
    at, number, what, object_id, name, who, action, before, after, reason = row
    return Line(Mark(at, number), what, object_id, name, Entry(at, who, action, before, after, reason))
