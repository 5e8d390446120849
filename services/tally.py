"""Tallying: finished hours are counted once, and again when readings of them came late."""

import time
from datetime import datetime

import db.tally
from db.connect import Connection
from domain.tally import INTERVALS_CARRIED, last_settled_hour

MOST_HOURS = 24      # a call; the rest stays on the list


def tally_hours(conn: Connection, *, now: datetime, most_s: float = 2.0) -> int:
    """Tally the finished hours that are due, newest first, each in a transaction; return how many.

    It ends after MOST_HOURS hours or ``most_s`` seconds, whatever is first, but tallies at least one: call it
    again soon while it returns more than 0. Doing an hour again changes nothing unless its readings changed.
    """
    last_hour, until_s = last_settled_hour(now), time.monotonic() + most_s
    db.tally.insert_hours_since_last(conn, last_hour=last_hour)
    done = 0
    for due in db.tally.untallied_hours(conn, last_hour=last_hour, most=MOST_HOURS):
        with conn.transaction():
            db.tally.set_hour(conn, due.hour, intervals_carried=INTERVALS_CARRIED)
            db.tally.delete_untallied_hour(conn, due)
        done += 1
        if time.monotonic() > until_s:
            break
    return done
