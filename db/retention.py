"""What is forgotten when its time is over; some rows a statement, so that nobody waits for it."""

from datetime import datetime

from db.connect import Connection
from db.sql import Queries

SQL = Queries(__file__)


def delete_some(conn: Connection, what: str, *, before: datetime, most: int) -> int:
    """Forget up to ``most`` rows older than ``before``, ``what`` is one of SQL.names(); return how many went.

    Raises: KeyError if there is no such query.
    """
    return conn.execute(SQL[what], {"before": before, "most": most}).rowcount
