"""Where a place lies, and where the other places of the customer are."""

from db.connect import Connection
from db.sql import Queries
from domain.position import Neighbour, Position, neighbours

SQL = Queries(__file__)

_MOST = 500


def of_place(conn: Connection, place_id: int) -> tuple[Position, list[Neighbour]] | None:
    """Return where a place lies, by its own coordinates or those of the nearest place above it, and what is around.

    None if nobody has said where it lies.
    """
    row = conn.execute(SQL["nearest"], {"place_id": place_id}).fetchone()
    if row is None:
        return None
    here = Position(*row)
    others = conn.execute(SQL["others"], {"place_id": here.id, "most": _MOST})
    return here, neighbours(here, [Position(*other) for other in others])


def directions(conn: Connection, place_id: int) -> str | None:
    """Return how to find a place, in words, from it or the nearest place above it that says so."""
    row = conn.execute(SQL["directions"], {"place_id": place_id}).fetchone()
    return row[0] if row else None
