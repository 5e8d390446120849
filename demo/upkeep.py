"""A log book and planned maintenance for some of the demo's machines, as a technician would have kept them; once."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import services.log
import services.upkeep
from db.connect import Connection
from db.sql import Queries
from domain.fleet_audit import Author
from domain.log_form import Form

SQL = Queries(__file__)
MOST_MACHINES, EVERY_OVERDUE = 24, 6        # of so many one has an oil change that is overdue


class Work(NamedTuple):
    """Work that was done so many days ago."""

    days: int
    kind: str
    text: str
    who: str
    parts: tuple[tuple[str, str, str], ...] = ()


WORK = (
    Work(210, "alignment", "Coupling aligned by laser, 0.04 mm offset left", "Torvane service"),
    Work(150, "part_replaced", "Drive-end bearing replaced after a rising envelope", "Torvane service",
         (("Deep groove ball bearing", "6312-2Z/C3", "1"), ("Shaft seal", "4711-A", "2"))),
    Work(61, "lubrication", "Bearings greased", "Timo Brandt", (("Grease cartridge", "", "1"),)),
    Work(9, "inspection", "Listened, felt, looked for leaks: nothing", "Timo Brandt"),
)


def keep(conn: Connection, *, user_id: int, now: datetime) -> int:
    """Write down what was done to machines of which nothing is planned, and plan something; return how many."""
    machines = [number for number, in conn.execute(SQL["unplanned"], {"most": MOST_MACHINES})]
    for at, machine_id in enumerate(machines):
        for work in WORK[at % 2:]:
            _write(conn, machine_id, work, user_id=user_id, now=now)
        _plan(conn, machine_id, user_id=user_id, due_in=-12 if at % EVERY_OVERDUE == 1 else 20 + 7 * (at % 9), now=now)
    if machines:
        services.upkeep.announce(conn)
    return len(machines)


def _write(conn: Connection, machine_id: int, work: Work, *, user_id: int, now: datetime) -> None:
    at = (now - timedelta(work.days)).replace(hour=9, minute=30)
    parts = [{"name": name, "number": number, "quantity": quantity} for name, number, quantity in work.parts]
    values = {"done_at": at.strftime("%Y-%m-%dT%H:%M"), "kind": work.kind, "text": work.text, "done_by": work.who}
    services.log.write(conn, machine_id, Form(values, parts), by=Author(user_id), now=now.astimezone(UTC))


def _plan(conn: Connection, machine_id: int, *, user_id: int, due_in: int, now: datetime) -> None:
    day = (now + timedelta(due_in)).date().isoformat()
    later = (now + timedelta(due_in + 120)).date().isoformat()
    for values in ({"name": "Oil change", "every": "3", "every_unit": "months", "due_on": day, "note": "ISO VG 46"},
                   {"name": "Grease the bearings", "every": "6", "every_unit": "months", "due_on": later,
                    "every_h": "2000", "due_at_h": "2000"}):
        services.upkeep.create(conn, machine_id, values, by=Author(user_id))
