"""The machine or place that has pictures and documents."""

from typing import Any

from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.owner import Kept, Owner, OwnerKind

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


def kept(row: tuple[Any, ...] | None) -> Kept:
    """Return a picture or document of a row that begins with the ids of its machine or place. Raises: NotFoundError."""
    if row is None:
        raise NotFoundError
    machine_id, place_id, *rest = row
    return Kept(Owner(OwnerKind.MACHINE, machine_id) if machine_id else Owner(OwnerKind.PLACE, place_id), *rest)
