"""The audit trail of an import: thousands of lines a statement."""

from collections import defaultdict
from collections.abc import Iterable

from psycopg.types.json import Json

from db.connect import Connection
from db.sql import Queries
from domain.fleet_audit import Author, Line

SQL = Queries(__file__)


def insert_lines(conn: Connection, lines: Iterable[Line], *, by: Author) -> None:
    """Write down what was changed; the things are there by now."""
    rows = defaultdict(list)
    for number, line in enumerate(lines):
        rows[line.object].append({"number": number, "key": line.key, "action": line.action, "before": line.before,
                                  "after": line.after})
    for name, found in rows.items():
        conn.execute(SQL[f"insert_{name}s"], {"rows": Json(found), "user_id": by.user_id, "reason": by.reason})
