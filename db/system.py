"""What the system page reads: processes, the account of the stream, what could not be used, the database."""

from dataclasses import dataclass
from datetime import datetime

from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.heartbeat import Heartbeat
from domain.ledger import Account, Minute

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A message that could not be used; ``more`` of its device and reason were only counted."""

    id: int
    received_at: datetime
    topic: str
    device: str | None
    reason: str
    detail: str
    size_bytes: int
    more: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A reading that was refused: another value for the same signal and time was there first."""

    id: int
    stored_at: datetime
    time: datetime
    device: str
    signal: str
    unit: str | None
    kept: float | None
    refused: float | None
    machine_id: int | None
    machine: str | None


@dataclass(frozen=True, slots=True)
class Versions:
    """What the database server is; ``timescaledb`` is None without it, ``tables`` the newest migration."""

    postgresql: str
    timescaledb: str | None
    tables: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes on disk, with indexes; readings and rollups are parts of the database."""

    database: int
    readings: int
    rollups: int


def heartbeats(conn: Connection) -> dict[str, Heartbeat]:
    """Return the last sign of life of each process, by name."""
    return {row[0]: Heartbeat(*row) for row in conn.execute(SQL["heartbeats"])}


def ledger_minutes(conn: Connection, *, since: datetime) -> list[Minute]:
    """Return the minutes in which something came, from a minute on."""
    return [Minute(*row) for row in conn.execute(SQL["ledger_minutes"], {"since": since})]


def accounts(conn: Connection, hours: list[int], *, now: datetime) -> dict[int, Account]:
    """Return the account of the last so many hours, for each of the given."""
    rows = conn.execute(SQL["account"], {"hours": hours, "now": now})
    return {span: Account(*sums) for span, *sums in rows}


def rejected_messages(conn: Connection, *, most: int) -> list[Rejected]:
    """Return the newest messages that could not be used."""
    return [Rejected(*row) for row in conn.execute(SQL["rejected_messages"], {"most": most})]


def rejected_by_reason(conn: Connection, *, since: datetime) -> list[tuple[str, int]]:
    """Return how many messages could not be used since then, the most frequent reason first."""
    return [(reason, count) for reason, count in conn.execute(SQL["rejected_by_reason"], {"since": since})]


def rejected_payload(conn: Connection, number: int) -> tuple[bytes, int]:
    """Return the beginning of a rejected message and its full size in bytes.

    Raises: NotFoundError if it is not kept.
    """
    row = conn.execute(SQL["rejected_payload"], {"id": number}).fetchone()
    if row is None:
        raise NotFoundError
    return row[0], row[1]


def conflicts(conn: Connection, *, most: int) -> list[Conflict]:
    """Return the newest refused readings."""
    return [Conflict(*row) for row in conn.execute(SQL["conflicts"], {"most": most})]


def conflicts_since(conn: Connection, *, since: datetime) -> int:
    """Return how many refused readings are kept since then."""
    row = conn.execute(SQL["conflicts_since"], {"since": since}).fetchone()
    return int(row[0]) if row else 0


def versions(conn: Connection) -> Versions:
    """Return what the database server is."""
    return Versions(*conn.execute(SQL["versions"]).fetchall()[0])


def sizes(conn: Connection) -> Sizes:
    """Return the bytes on disk; asks the file system, so not every second."""
    return Sizes(*conn.execute(SQL["sizes"]).fetchall()[0])


def site_zone(conn: Connection) -> str:
    """Return the time zone all sites share, else UTC."""
    zones = [zone for zone, in conn.execute(SQL["site_zones"])]
    return zones[0] if len(zones) == 1 and zones[0] else "UTC"
