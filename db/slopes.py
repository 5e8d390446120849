"""Slopes: how much a signal rises or falls a day."""

from datetime import datetime

from db.connect import Connection
from db.sql import Queries

SQL = Queries(__file__)


def set_slopes(conn: Connection, *, now: datetime, days: int, fewest_hours: int, least_r2: float) -> int:
    """Compute the slope of each signal over the last days and forget the others; return how many there are.

    A slope is kept only if there are enough hours and a straight line explains at least ``least_r2`` of the
    variance of their means.
    """
    found = conn.execute(SQL["set_slopes"], {"now": now, "days": days, "fewest_hours": fewest_hours,
                                             "least_r2": least_r2}).rowcount
    conn.execute(SQL["delete_old_slopes"], {"now": now})
    return found
