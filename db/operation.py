"""How a machine was run: what is tallied, and the minutes since."""

from datetime import datetime, timedelta

from db.connect import Connection
from db.sql import Queries
from domain.operation import Hour, Line, Minute, Teller, borders, first_hour, first_untallied, line
from domain.tally import INTERVALS_CARRIED

SQL = Queries(__file__)


def teller(conn: Connection, machine_id: int) -> Teller | None:
    """Return what tells whether a machine runs, None if nothing does."""
    row = conn.execute(SQL["teller"], {"machine_id": machine_id, "intervals_carried": INTERVALS_CARRIED}).fetchone()
    return Teller(*row) if row else None


def last_days(conn: Connection, machine_id: int, *, carry: int, zone: str, now: datetime) -> Line:
    """Return minute by minute whether a machine ran in the last days of its plant and in the minute before them."""
    ends = borders(now, zone=zone)
    start_at = first_hour(ends[0])
    tallied = hours(conn, machine_id, start_at=start_at)
    since = first_untallied(tallied, now=now) - timedelta(minutes=carry)
    return line(tallied, minutes(conn, machine_id, start_at=since, end_at=ends[-1]), carry=carry, start_at=start_at,
                end_at=ends[-1])


def hours(conn: Connection, machine_id: int, *, start_at: datetime) -> list[Hour]:
    """Return the tallied hours from ``start_at`` on."""
    return [Hour(*row) for row in conn.execute(SQL["hours"], {"machine_id": machine_id, "start_at": start_at})]


def minutes(conn: Connection, machine_id: int, *, start_at: datetime, end_at: datetime) -> list[Minute]:
    """Return the minutes with readings of what tells whether the machine runs."""
    given = {"machine_id": machine_id, "start_at": start_at, "end_at": end_at}
    return [Minute(*row) for row in conn.execute(SQL["minutes"], given)]
