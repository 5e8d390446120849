"""Slopes: what "rising 0.3 a day" is computed from."""

from datetime import datetime

import db.slopes
from db.connect import Connection

DAYS = 7
FEWEST_HOURS = 12
LEAST_R2 = 0.6      # below that the line explains less than the day and the load do


def compute(conn: Connection, *, now: datetime) -> int:
    """Compute the slopes of all signals of placed machines; return how many have one."""
    with conn.transaction():
        return db.slopes.set_slopes(conn, now=now, days=DAYS, fewest_hours=FEWEST_HOURS, least_r2=LEAST_R2)
