"""Maintenance windows of machines."""

from datetime import datetime

from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.maintenance import Window

SQL = Queries(__file__)


def lock_machine(conn: Connection, machine_id: int) -> None:
    """Wait for others who change the windows of this machine. Raises: NotFoundError."""
    if conn.execute(SQL["lock_machine"], {"machine_id": machine_id}).fetchone() is None:
        raise NotFoundError


def is_taken(conn: Connection, machine_id: int, *, starts_at: datetime, ends_at: datetime) -> bool:
    """Tell whether the machine has a window in that time already."""
    return conn.execute(SQL["overlapping"], {"machine_id": machine_id, "starts_at": starts_at,
                                             "ends_at": ends_at}).fetchone() is not None


def insert_window(conn: Connection, window: Window, *, user_id: int, now: datetime) -> int:
    """Add a window and return its id; that of the given one does not count."""
    row = conn.execute(SQL["insert_window"], {
        "machine_id": window.machine_id, "starts_at": window.starts_at, "ends_at": window.ends_at,
        "reason": window.reason, "user_id": user_id, "now": now}).fetchone()
    assert row is not None  # noqa: S101 - INSERT RETURNING always answers
    return int(row[0])


def locked(conn: Connection, window_id: int) -> Window:
    """Return a window nobody else can change now. Raises: NotFoundError."""
    row = conn.execute(SQL["locked"], {"id": window_id}).fetchone()
    if row is None:
        raise NotFoundError
    return Window(*row)


def standing(conn: Connection, machine_id: int, *, now: datetime) -> list[Window]:
    """Return the windows of a machine that are not over, the next first."""
    return [Window(*row) for row in conn.execute(SQL["standing"], {"machine_id": machine_id, "now": now})]


def set_ended(conn: Connection, window_id: int, *, user_id: int | None, now: datetime) -> None:
    """Write that a window ended before its time."""
    conn.execute(SQL["set_ended"], {"id": window_id, "user_id": user_id, "now": now})


def end_in_time(conn: Connection, *, now: datetime) -> list[Window]:
    """Mark the windows whose time is over as ended and return them; each is returned once."""
    return [Window(*row) for row in conn.execute(SQL["end_in_time"], {"now": now})]
