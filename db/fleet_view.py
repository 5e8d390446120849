"""The fleet page: places with their machines by condition, and what was tallied of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.connect import Connection
from db.sql import Queries
from domain.state import Condition, Running, Trust
from domain.tally import Period, Step, Tally, Window

SQL = Queries(__file__)


class Scope(StrEnum):
    """Of what a tally is."""

    MACHINE = "machine"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Place:
    """One place; ``keys`` and ``names`` lead from the site down to it."""

    id: int
    key: str
    name: str
    kind: str
    zone: str
    ids: list[int]
    keys: list[str]
    names: list[str]


@dataclass(frozen=True, slots=True)
class Counts:
    """Machines by condition; what is missing to ``machines`` is unknown."""

    machines: int
    critical: int
    warning: int
    advisory: int
    healthy: int

    @property
    def unknown(self) -> int:
        """Return how many machines nobody can tell about, or has judged yet."""
        return self.machines - self.critical - self.warning - self.advisory - self.healthy


@dataclass(frozen=True, slots=True)
class Child:
    """A place below the one that is shown, with all its machines."""

    id: int
    key: str
    name: str
    kind: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine that stands right at the place that is shown."""

    id: int
    name: str
    type: str
    condition: Condition
    running: Running
    trust: Trust


def place(conn: Connection, key: str) -> Place | None:
    """Return a place by its key."""
    row = conn.execute(SQL["place"], {"key": key}).fetchone()
    return Place(*row) if row else None


def zone(conn: Connection) -> str:
    """Return the time zone all sites share, UTC if they share none."""
    zones = [row[0] for row in conn.execute(SQL["zones"])]
    return str(zones[0]) if len(zones) == 1 else "UTC"


def children(conn: Connection, parent: Place | None) -> list[Child]:
    """Return the places right below a place, None for the sites."""
    level = len(parent.ids) + 1 if parent else 1
    rows = conn.execute(SQL["children"], {"parent_id": parent.id if parent else None, "level": level})
    return [Child(number, key, name, kind, Counts(*counts)) for number, key, name, kind, *counts in rows]


def machines(conn: Connection, place_id: int, *, most: int) -> list[Machine]:
    """Return the machines right at a place, worst first."""
    rows = conn.execute(SQL["machines"], {"place_id": place_id, "most": most})
    return [Machine(number, name, kind, Condition(condition), Running(running), Trust(trust))
            for number, name, kind, condition, running, trust in rows]


def counts_at(conn: Connection, place_id: int) -> Counts:
    """Return how many machines stand right at a place."""
    row = conn.execute(SQL["counts_at"], {"place_id": place_id}).fetchone()
    return Counts(*row) if row else Counts(0, 0, 0, 0, 0)


def tallies(conn: Connection, scope: Scope, ids: list[int], window: Window) -> dict[int, Tally]:
    """Return the sums of a window; what was never tallied in it is left out."""
    rows = conn.execute(SQL["tallies"], {
        "scope": scope, "ids": ids, "start": window.start, "first_day": window.first_day,
        "last_day": window.last_day, "end": window.end})
    return {row[0]: Tally(*row[1:]) for row in rows}


def trend(conn: Connection, place_id: int | None, period: Period, *, start: datetime,
          end: datetime) -> list[Step]:
    """Return the steps of a place between two times, None for all sites; what was not tallied is missing."""
    rows = conn.execute(SQL["trend"], {"place_id": place_id, "period": period, "start": start, "end": end})
    return [Step(*row) for row in rows]
