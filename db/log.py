"""The log books of machines: entries, and what the form of one proposes."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Json

from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.log import Draft, Entry, Kind, Mark, Part, Place

SQL = Queries(__file__)
MOST_MARKS = 500


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as its log book needs it; ``zone`` is the clock of its place."""

    id: int
    name: str
    zone: str
    retired_at: datetime | None


def of_machine(conn: Connection, machine_id: int, *, most: int, after: Place | None = None,
               with_retired: bool = False) -> list[Entry]:
    """Return entries of a machine, the newest first, from the one after ``after`` on."""
    asked = {"machine_id": machine_id, "most": most, "with_retired": with_retired,
             "at": after and after.at, "id": after and after.id}
    return [_entry(row) for row in conn.execute(SQL["newest"], asked)]


def one(conn: Connection, entry_id: int, *, locked: bool = False) -> Entry:
    """Return an entry. Raises: NotFoundError."""
    if locked:
        conn.execute(SQL["lock"], {"id": entry_id})
    row = conn.execute(SQL["one"], {"id": entry_id}).fetchone()
    if row is None:
        raise NotFoundError
    return _entry(row)


def exists(conn: Connection, entry_id: int) -> bool:
    """Tell whether there is such an entry, retired or not."""
    return conn.execute(SQL["exists"], {"id": entry_id}).fetchone() == (True,)


def marks(conn: Connection, machine_id: int, *, start_at: datetime, end_at: datetime) -> list[Mark]:
    """Return the entries of a machine in a span of time as charts show them, the oldest first, without retired ones."""
    rows = conn.execute(SQL["marks"], {"machine_id": machine_id, "start_at": start_at, "end_at": end_at,
                                       "most": MOST_MARKS})
    return [Mark(at, Kind(kind), text, number) for at, kind, text, number in rows]


def machine(conn: Connection, machine_id: int) -> Machine:
    """Return whose log book it is. Raises: NotFoundError."""
    row = conn.execute(SQL["machine"], {"machine_id": machine_id}).fetchone()
    if row is None:
        raise NotFoundError
    return Machine(*row)


def open_case(conn: Connection, machine_id: int) -> tuple[int, datetime] | None:
    """Return the open case of a machine, and since when it is open."""
    row = conn.execute(SQL["open_case"], {"machine_id": machine_id}).fetchone()
    return (row[0], row[1]) if row else None


def running_h_at(conn: Connection, machine_id: int, at: datetime) -> float | None:
    """Return for how many hours a machine had run at a moment, as the stack has counted; None if nothing counts."""
    row = conn.execute(SQL["running_s_at"], {"machine_id": machine_id, "at": at}).fetchone()
    return None if row is None or row[0] is None else float(row[0]) / 3600


def insert_entry(conn: Connection, machine_id: int, draft: Draft, *, written_by: int,
                 plan_id: int | None = None) -> int:
    """Add an entry; return its number."""
    row = conn.execute(SQL["insert_entry"], {"machine_id": machine_id, "written_by": written_by, "plan_id": plan_id,
                                             **_columns(draft)}).fetchall()
    return int(row[0][0])


def set_entry(conn: Connection, entry_id: int, draft: Draft) -> None:
    """Change what an entry says."""
    conn.execute(SQL["set_entry"], {"id": entry_id, **_columns(draft)})


def set_retired(conn: Connection, entry_id: int, at: datetime | None) -> None:
    """Retire an entry, or restore it."""
    conn.execute(SQL["set_retired"], {"id": entry_id, "at": at})


def retired_by(conn: Connection, entry_id: int) -> tuple[str | None, str]:
    """Return who retired an entry last, and why."""
    row = conn.execute(SQL["retired_by"], {"number": str(entry_id)}).fetchone()
    return (row[0], row[1]) if row else (None, "")


def _columns(draft: Draft) -> dict[str, Any]:
    parts = [{name: value for name, value in asdict(part).items() if value is not None} for part in draft.parts]
    return {"done_at": draft.done_at, "kind": draft.kind.value, "text": draft.text, "done_by": draft.done_by,
            "parts": Json(parts), "running_h": draft.running_h, "case_id": draft.case_id}


def _entry(row: tuple[Any, ...]) -> Entry:
    number, machine_id, version, done_at, kind, text, done_by, parts, running_h, case_id, plan_id, *rest = row
    draft = Draft(done_at, Kind(kind), text, done_by, tuple(Part(**part) for part in parts), running_h, case_id)
    return Entry(number, machine_id, version, draft, plan_id, *rest)
