"""Planned maintenance: what is planned for machines, and what it is held against."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from psycopg.types.json import Json

from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.fleet import Maintenance, Owner
from domain.upkeep import Clock, Plan, Upkeep

SQL = Queries(__file__)


def of_machine(conn: Connection, machine_id: int, *, with_retired: bool = False) -> list[Plan]:
    """Return what is planned for a machine, in the order of its list."""
    return [plan(row) for row in conn.execute(SQL["of_machine"], {"machine_id": machine_id,
                                                                  "with_retired": with_retired})]


def one(conn: Connection, plan_id: int, *, locked: bool = False) -> Plan:
    """Return a plan. Raises: NotFoundError."""
    if locked:
        conn.execute(SQL["lock"], {"id": plan_id})
    row = conn.execute(SQL["one"], {"id": plan_id}).fetchone()
    if row is None:
        raise NotFoundError
    return plan(row)


def exists(conn: Connection, plan_id: int) -> bool:
    """Tell whether there is such a plan that is not retired."""
    return conn.execute(SQL["exists"], {"id": plan_id}).fetchone() == (True,)


def clock(conn: Connection, machine_id: int, *, zone: str, now: datetime) -> Clock:
    """Return what the plans of a machine are held against: the day at its plant, and its tallied running hours."""
    row = conn.execute(SQL["running_total"], {"machine_id": machine_id}).fetchone()
    return Clock(now.astimezone(ZoneInfo(zone)).date(), float(row[0]) / 3600 if row else None)


def is_taken(conn: Connection, machine_id: int, name: str, *, but: int | None = None) -> bool:
    """Tell whether a machine has another plan of this name."""
    asked = {"machine_id": machine_id, "name": name, "but": but}
    return conn.execute(SQL["is_taken"], asked).fetchone() == (True,)


def insert_plan(conn: Connection, machine_id: int, upkeep: Upkeep) -> int:
    """Add a plan; return its number."""
    row = conn.execute(SQL["insert_plan"], {"machine_id": machine_id, **asdict(upkeep)}).fetchall()
    return int(row[0][0])


def set_plan(conn: Connection, plan_id: int, upkeep: Upkeep) -> None:
    """Change what is planned."""
    conn.execute(SQL["set_plan"], {"id": plan_id, **asdict(upkeep)})


def set_retired(conn: Connection, plan_id: int, at: datetime | None) -> None:
    """Retire a plan, or restore it."""
    conn.execute(SQL["set_retired"], {"id": plan_id, "at": at})


def of_fleet(conn: Connection) -> dict[Owner, Maintenance]:
    """Return what is planned for every machine for which anything is."""
    found: dict[Owner, list[Upkeep]] = defaultdict(list)
    for key, *fields in conn.execute(SQL["of_fleet"]):
        found[Owner("machine", key)].append(Upkeep(*fields))
    return {owner: tuple(listed) for owner, listed in found.items()}


def replace(conn: Connection, lists: Mapping[Owner, Maintenance]) -> None:
    """Give machines these plans; one of the same name is changed, what is not in its list any more is retired."""
    if lists:
        rows = Json([asdict(upkeep) | {"key": owner.key, "position": position,
                                       "due_on": upkeep.due_on and upkeep.due_on.isoformat()}
                     for owner, listed in lists.items() for position, upkeep in enumerate(listed)])
        asked = {"keys": [owner.key for owner in lists], "rows": rows}
        for name in ("retire_others", "set_plans", "insert_plans"):
            conn.execute(SQL[name], asked)


def retired_by(conn: Connection, plan_id: int) -> tuple[str | None, str]:
    """Return who retired a plan last, and why."""
    row = conn.execute(SQL["retired_by"], {"number": str(plan_id)}).fetchone()
    return (row[0], row[1]) if row else (None, "")


def tell(conn: Connection) -> None:
    """Let the judge read what is due again; call it after the commit."""
    conn.execute(SQL["tell"])


def plan(row: tuple[Any, ...]) -> Plan:
    """Return a plan from its columns."""
    number, machine_id, version, *fields, retired_at = row
    return Plan(number, machine_id, version, Upkeep(*fields), retired_at)
