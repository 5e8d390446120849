"""What the devices page reads: who is there, what their lines say, and who waits to be placed."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from db.connect import Connection
from db.sql import Queries
from domain.presence import Heard
from domain.rollup import Bools, Floats, Ints

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for: a site, and words that all must occur."""

    site: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Device:
    """One device on a machine; ``places`` is the way from the site down to the machine's place."""

    id: int
    name: str
    model: str | None
    serial_number: str | None
    firmware: str | None
    battery_pct: float | None
    rssi_dbm: float | None
    gateway: str | None
    last_message_at: datetime | None
    machine_id: int
    machine: str
    places: list[str]


@dataclass(frozen=True, slots=True)
class Newest:
    """A signal of a device with its newest value, in its unit."""

    name: str
    kind: str
    unit: str | None
    value: float | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A device that nobody has placed."""

    id: int
    name: str
    model: str | None
    serial_number: str | None
    discovered_at: datetime
    last_message_at: datetime | None
    signals: list[Newest]


@dataclass(frozen=True, slots=True)
class Gateway:
    """A device that measures nothing and through which so many others speak; ``status_at`` is its last word."""

    id: int
    name: str
    model: str | None
    serial_number: str | None
    firmware: str | None
    is_offline: bool
    status_at: datetime | None
    devices: int


@dataclass(frozen=True, slots=True)
class Fitting:
    """Devices that fit a search, by name, each of shape (n,); an interval is NaN without signals."""

    ids: Ints
    interval_s: Floats


@dataclass(frozen=True, slots=True)
class Ages:
    """Every device by rising id, shape (m,): how long ago it was heard, NaN: never; whether it says it is gone."""

    ids: Ints
    age_s: Floats
    says_offline: Bools

    def of(self, fitting: Fitting) -> Heard:
        """Return when the devices that fit were heard; one that came meanwhile was never."""
        at = np.minimum(np.searchsorted(self.ids, fitting.ids), max(len(self.ids) - 1, 0))
        known = self.ids[at] == fitting.ids
        return Heard(np.where(known, self.age_s[at], np.nan), fitting.interval_s, known & self.says_offline[at])


def fitting(conn: Connection, search: Search) -> Fitting:
    """Return the devices on machines that fit, by name."""
    rows = conn.execute(SQL["fitting"], {"site": search.site, "words": _patterns(search.words)}).fetchall()
    table = np.array(rows, np.float64).reshape(-1, 2)
    return Fitting(table[:, 0].astype(np.int64), table[:, 1])


def ages(conn: Connection, *, now: datetime) -> Ages:
    """Return when every device was heard."""
    table = np.array(conn.execute(SQL["heard"], {"now": now}).fetchall(), np.float64).reshape(-1, 3)
    ids = table[:, 0].astype(np.int64)
    back = [device_id for device_id, in conn.execute(SQL["back_again"])]
    return Ages(ids, table[:, 1], (table[:, 2] > 0) & ~np.isin(ids, back))


def devices(conn: Connection, ids: list[int]) -> list[Device]:
    """Return these devices, in this order; one that is gone meanwhile is left out."""
    found = {row[0]: Device(*row) for row in conn.execute(SQL["devices"], {"ids": ids})}
    return [found[number] for number in ids if number in found]


def gateways(conn: Connection) -> list[Gateway]:
    """Return the gateways that nobody has placed, those that are gone first, then by name."""
    return [Gateway(*row) for row in conn.execute(SQL["gateways"])]


def waiting(conn: Connection, gateways: list[Gateway], *, most: int) -> tuple[list[Waiting], int]:
    """Return devices besides these gateways that wait to be placed, the newest first, and how many there are in all."""
    rows = conn.execute(SQL["waiting"], {"gateways": [one.id for one in gateways], "most": most}).fetchall()
    newest: dict[int, list[Newest]] = {row[0]: [] for row in rows}
    for device_id, *signal in conn.execute(SQL["newest"], {"ids": list(newest)}):
        newest[device_id].append(Newest(*signal))
    found = [Waiting(number, name, model, serial, discovered_at, heard_at, newest[number])
             for number, name, model, serial, discovered_at, heard_at, _ in rows]
    return found, rows[0][6] if rows else 0


def sites(conn: Connection) -> list[tuple[str, str]]:
    """Return key and name of all sites."""
    return [(key, name) for key, name in conn.execute(SQL["sites"])]


def _patterns(words: tuple[str, ...]) -> list[str] | None:
    escaped = (word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words)
    return [f"%{word}%" for word in escaped] or None
