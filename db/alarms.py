"""Alarms as people change them: locked, written back, with a row in the journal for all that happened."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from db.connect import Connection
from db.sql import Queries
from domain.alarm import Alarm, Entry, Event
from domain.limit import Priority

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Locked:
    """An alarm nobody else can change until the transaction ends."""

    id: int
    machine_id: int | None
    alarm: Alarm


def locked(conn: Connection, ids: Iterable[int]) -> list[Locked]:
    """Return these alarms in the order of their numbers, after those who change them now are done.

    Whoever locks several does it in this order, and before a case: nobody waits in a circle.
    """
    rows = conn.execute(SQL["locked"], {"ids": sorted(set(ids))})
    return [Locked(number, machine_id, Alarm(Priority(priority), *rest))
            for number, machine_id, priority, *rest in rows]


def set_state(conn: Connection, alarm_id: int, alarm: Alarm, entry: Entry) -> None:
    """Write what an alarm is after an entry of its journal, and that entry."""
    conn.execute(SQL["set_state"], {"id": alarm_id, **asdict(alarm)})
    conn.execute(SQL["insert_entry"], {"alarm_id": alarm_id, **asdict(entry), "event": entry.event.value,
                                       "details": Jsonb(entry.details)})


def journal(conn: Connection, alarm_id: int) -> list[Entry]:
    """Return all that happened to an alarm, in that order."""
    rows = conn.execute(SQL["journal"], {"alarm_id": alarm_id})
    return [Entry(Event(event), *rest) for event, *rest in rows]


def insert_announcement(conn: Connection, alarm_id: int, *, at: datetime) -> None:
    """Say that people may have to be told of an alarm that calls."""
    conn.execute(SQL["insert_announcement"], {"alarm_id": alarm_id, "at": at})


def expired_shelves(conn: Connection, *, now: datetime) -> list[int]:
    """Return the alarms whose time on the shelf is over."""
    return [row[0] for row in conn.execute(SQL["expired_shelves"], {"now": now})]


def of_machine(conn: Connection, machine_id: int) -> list[int]:
    """Return the alarms of a machine that are not over."""
    return [row[0] for row in conn.execute(SQL["of_machine"], {"machine_id": machine_id})]


def out_of_service(conn: Connection, machine_ids: Iterable[int | None], *, now: datetime) -> frozenset[int]:
    """Return which of these machines are out of service."""
    known = sorted({number for number in machine_ids if number is not None})
    rows = conn.execute(SQL["out_of_service"], {"machine_ids": known, "now": now}) if known else ()
    return frozenset(row[0] for row in rows)


def user_names(conn: Connection, ids: Sequence[int | None]) -> dict[int, str]:
    """Return how these people are called."""
    known = [number for number in ids if number is not None]
    return dict(conn.execute(SQL["user_names"], {"ids": known}).fetchall()) if known else {}
