"""Tallies: what is queued, and the writing of one hour for every machine and place."""

from dataclasses import dataclass
from datetime import datetime

from db.connect import Connection
from db.sql import Queries

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class UntalliedHour:
    """An hour to tally; ``revision`` rises when further readings of it come."""

    hour: datetime
    revision: int


def insert_hours_since_last(conn: Connection, *, last_hour: datetime) -> None:
    """Queue the hours after the last tallied one, up to and with ``last_hour``."""
    conn.execute(SQL["insert_hours_since_last"], {"last_hour": last_hour})


def untallied_hours(conn: Connection, *, last_hour: datetime, most: int) -> list[UntalliedHour]:
    """Return at most ``most`` hours that are to be tallied, newest first."""
    rows = conn.execute(SQL["untallied_hours"], {"last_hour": last_hour, "most": most}).fetchall()
    return [UntalliedHour(*row) for row in rows]


def delete_untallied_hour(conn: Connection, done: UntalliedHour) -> bool:
    """Take the hour off the list; False if readings came meanwhile and it has to be done again."""
    taken = conn.execute(SQL["delete_untallied_hour"], {"hour": done.hour, "revision": done.revision})
    return taken.rowcount == 1


def set_hour(conn: Connection, hour: datetime, *, intervals_carried: int) -> None:
    """Write the hour, and the day (UTC) it belongs to, of every machine and every place.

    ``intervals_carried`` is how many of its intervals a reading stands for when none follows.
    """
    day = hour.replace(hour=0)
    conn.execute(SQL["plan_for_one_hour"])
    conn.execute(SQL["set_machine_hour"], {"hour": hour, "intervals_carried": intervals_carried})
    conn.execute(SQL["set_place_period"], {"period": "hour", "start": hour})
    conn.execute(SQL["set_machine_day"], {"day": day})
    conn.execute(SQL["set_place_period"], {"period": "day", "start": day})
