"""One place as its page shows it, and what lies right in it."""

from dataclasses import replace

from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.place import Inside, Place

SQL = Queries(__file__)


def place(conn: Connection, place_id: int) -> Place:
    """Return a place. Raises: NotFoundError."""
    row = conn.execute(SQL["place"], {"place_id": place_id}).fetchone()
    if row is None:
        raise NotFoundError
    *found, ids, names = row
    return replace(Place(*found), above=list(zip(ids, names, strict=True))[:-1])


def inside(conn: Connection, place_id: int) -> list[Inside]:
    """Return the places, then the machines right in a place, without what is retired."""
    return [Inside(*row) for row in conn.execute(SQL["inside"], {"place_id": place_id})]
