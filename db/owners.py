"""The machine or place that has pictures and documents."""

from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.owner import Owner

SQL = Queries(__file__)


def lock(conn: Connection, owner: Owner) -> None:
    """Let nobody else change its pictures and documents until the transaction ends. Raises: NotFoundError."""
    if conn.execute(SQL[owner.kind.value], {"id": owner.id}).fetchone() is None:
        raise NotFoundError


def zone(conn: Connection, owner: Owner) -> str:
    """Return the time zone of its site. Raises: NotFoundError."""
    row = conn.execute(SQL["zone"], owner.columns).fetchone()
    if row is None:
        raise NotFoundError
    return str(row[0])
