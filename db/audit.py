"""The audit trail: who changed what, when and why."""

from psycopg.types.json import Jsonb

from db.connect import Connection
from db.sql import Queries
from domain.audit import Entry, Values

SQL = Queries(__file__)


def history(conn: Connection, *, object: str, object_id: int | str,  # noqa: A002 - the name of the column
            most: int = 100) -> list[Entry]:
    """Return the changes of one object, the newest first."""
    return [Entry(*row) for row in conn.execute(SQL["history"], {"object": object, "object_id": str(object_id),
                                                                  "most": most})]


def insert_entry(conn: Connection, *, user_id: int | None, object: str, object_id: int | str,  # noqa: A002
                 action: str, before: Values, after: Values, reason: str) -> None:
    """Add one change."""
    conn.execute(SQL["insert_entry"], {
        "user_id": user_id, "object": object, "object_id": str(object_id), "action": action, "reason": reason,
        "before": None if before is None else Jsonb(before), "after": None if after is None else Jsonb(after)})
