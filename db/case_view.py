"""What the page of a case reads: the case, what happened to its alarms, what people added, and other cases."""

from dataclasses import dataclass
from datetime import datetime

from db.connect import Connection
from db.sql import Queries
from domain.alarm import Entry, Event
from domain.case import Case, Outcome
from domain.errors import NotFoundError

SQL = Queries(__file__)

MOST_OTHERS, MOST_JOURNAL = 20, 2000


@dataclass(frozen=True, slots=True)
class Head:
    """A case, its machine, and the names of who looks after it and who closed it; ``zone`` is IANA."""

    case: Case
    machine: str
    places: list[str]
    zone: str
    owner: str | None
    closed_by: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of the journal of an alarm, when it was stored, and who did it."""

    id: int
    alarm_id: int
    entry: Entry
    stored_at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Added:
    """What a person added; ``owner`` is the new one; width and height are those of the picture."""

    id: int
    kind: str
    at: datetime
    text: str
    by: str | None
    picture_id: int | None
    width: int | None
    height: int | None
    owner: str | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Other:
    """Another case of the same machine."""

    id: int
    began_at: datetime
    closed_at: datetime | None
    outcome: Outcome | None
    conclusion: str
    alarms: int


@dataclass(frozen=True, slots=True)
class Episode:
    """One time an alarm was active."""

    began_at: datetime
    raised_at: datetime
    cleared_at: datetime | None
    limit_value: float | None


def head(conn: Connection, case_id: int) -> Head:
    """Return a case. Raises: NotFoundError."""
    row = conn.execute(SQL["head"], {"case_id": case_id}).fetchone()
    if row is None:
        raise NotFoundError
    number, machine_id, opened_at, began_at, owner_id, closed_at, outcome, conclusion, version, *names = row
    return Head(Case(number, machine_id, opened_at, began_at, owner_id, closed_at, _outcome(outcome), conclusion,
                     version), *names)


def exists(conn: Connection, case_id: int) -> bool:
    """Tell whether there is such a case."""
    return conn.execute(SQL["exists"], {"case_id": case_id}).fetchone() is not None


def journal(conn: Connection, case_id: int) -> list[Happening]:
    """Return what happened to the alarms of a case, in the order in which it was stored."""
    rows = conn.execute(SQL["journal"], {"case_id": case_id, "most": MOST_JOURNAL}).fetchall()
    return [Happening(row[0], row[1], Entry(Event(row[2]), *row[3:8]), row[8], row[9]) for row in reversed(rows)]


def entries(conn: Connection, case_id: int) -> list[Added]:
    """Return what people added to a case, in that order."""
    return [Added(number, kind, at, text, by, picture_id, width, height, owner, _outcome(outcome))
            for number, kind, at, text, by, picture_id, width, height, owner, outcome
            in conn.execute(SQL["entries"], {"case_id": case_id})]


def others(conn: Connection, machine_id: int, *, except_id: int) -> list[Other]:
    """Return the other cases of a machine, the newest first."""
    rows = conn.execute(SQL["others"], {"machine_id": machine_id, "except_id": except_id, "most": MOST_OTHERS})
    return [Other(row[0], row[1], row[2], _outcome(row[3]), *row[4:]) for row in rows]


def open_of(conn: Connection, machine_id: int) -> int | None:
    """Return the open case of a machine."""
    row = conn.execute(SQL["open_of"], {"machine_id": machine_id}).fetchone()
    return row[0] if row else None


def people(conn: Connection) -> list[tuple[int, str]]:
    """Return who may look after a case, by name."""
    return [(number, name) for number, name in conn.execute(SQL["people"])]


def episodes(conn: Connection, alarm_id: int) -> list[Episode]:
    """Return each time an alarm was active, in that order."""
    return [Episode(*row) for row in conn.execute(SQL["episodes"], {"alarm_id": alarm_id})]


def _outcome(name: str | None) -> Outcome | None:
    return Outcome(name) if name else None
