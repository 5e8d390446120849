"""The fleet as people describe it, read and written as a whole: many rows a statement."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from psycopg.types.json import Json

import db.contacts
import db.plate
import db.upkeep
from db.connect import Connection
from db.sql import Queries
from domain import limit_set
from domain.fleet import Device, Fleet, Machine, Place, Signal
from domain.fleet_audit import Author
from domain.fleet_limit import changed, limits
from domain.limit import VALUES
from domain.limit_set import SETTINGS

SQL = Queries(__file__)


def is_migrated(conn: Connection) -> bool:
    """Tell whether this database holds the tables of a fleet."""
    return bool(conn.execute(SQL["is_migrated"]).fetchall()[0][0])


def lock(conn: Connection) -> None:
    """Let nobody else change the fleet until this transaction ends."""
    conn.execute(SQL["lock"])


def set_snapshot(conn: Connection) -> None:
    """Let all reads of this transaction, whose first statement this is, see one moment."""
    conn.execute(SQL["set_snapshot"])


def fleet(conn: Connection) -> Fleet:
    """Return the whole fleet, each kind in the order in which it came."""
    return Fleet(
        places=places(conn), machines=machines(conn), devices=devices(conn), signals=signals(conn),
        declared_units=declared_units(conn), measured=measured(conn),
        contacts=db.contacts.of_fleet(conn), bearings=db.plate.bearings_of_fleet(conn),
        nameplates=db.plate.nameplates_of_fleet(conn), maintenance=db.upkeep.of_fleet(conn))


def places(conn: Connection) -> dict[str, Place]:
    """Return all places by key."""
    return {row[0]: Place(*row) for row in conn.execute(SQL["places"])}


def machines(conn: Connection, number: int | None = None) -> dict[str, Machine]:
    """Return all machines by key, or one by its number."""
    return {row[0]: _machine(*row) for row in conn.execute(SQL["machines"], {"number": number})}


def devices(conn: Connection, name: str | None = None) -> dict[str, Device]:
    """Return all devices by name, or one."""
    return {row[0]: Device(*row) for row in conn.execute(SQL["devices"], {"name": name})}


def signals(conn: Connection, device: str | None = None) -> dict[str, Signal]:
    """Return all signals by path, or those of one device."""
    found = [_signal(*row) for row in conn.execute(SQL["signals"], {"device": device})]
    return {signal.path: signal for signal in found}


def declared_units(conn: Connection, device: str | None = None) -> dict[str, str]:
    """Return the units devices say they send by path of the signal, or those of one device."""
    return dict(conn.execute(SQL["declared_units"], {"device": device}).fetchall())


def measured(conn: Connection, device: str | None = None) -> frozenset[str]:
    """Return the paths of the signals that have readings, or of those of one device."""
    return frozenset(path for path, in conn.execute(SQL["measured"], {"device": device}))


def set_places(conn: Connection, places: list[Place]) -> None:
    """Create or change places; their parents are among them or there already."""
    _set(conn, places, "set_places")


def set_machines(conn: Connection, machines: list[Machine]) -> None:
    """Create or change machines, all but the signal they run by."""
    _set(conn, machines, "set_machines")


def set_devices(conn: Connection, devices: list[Device]) -> None:
    """Create or change devices."""
    _set(conn, devices, "set_devices")


def set_signals(conn: Connection, signals: list[Signal]) -> None:
    """Create or change signals, all but their limits."""
    _set(conn, signals, "set_signals")


def set_limits(conn: Connection, changes: list[tuple[Signal | None, Signal]], *, by: Author) -> None:
    """Set the limits of signals that are there, from what they were, and put that into the audit trail."""
    rows = Json([{"device": after.device, "name": after.name, "rate": after.rate,
                  **{level.value: getattr(after, level) for level in VALUES},
                  "judged": [limit_set.as_row(one) for one in limits(after).values() if not limit_set.is_plain(one)],
                  "before": before and limit_set.as_values(limits(before), before.unit),
                  "after": limit_set.as_values(limits(after), after.unit)} for before, after in changes])
    for query in ("set_limits", "delete_settings", "insert_settings", "audit_limits") if changes else ():
        conn.execute(SQL[query], {"rows": rows, "reason": by.reason, "user_id": by.user_id})


def set_running(conn: Connection, machines: list[Machine]) -> None:
    """Set the signals that machines run by; the signals are there."""
    _set(conn, machines, "set_running")


def tell(conn: Connection) -> None:
    """Let those who keep the fleet in memory read it again; call it after the commit."""
    conn.execute(SQL["tell"])


def _machine(*row: Any) -> Machine:
    *fields, tags, retired = row
    return replace(Machine(*fields), tags=tuple(tags), retired=retired)


def _signal(*row: Any) -> Signal:
    *fields, judged, retired = row
    found = replace(Signal(*fields), retired=retired)
    given = {f"{level}_{name}": of_level[name] for level, of_level in (judged or {}).items() for name in SETTINGS}
    return changed(found, given) if given else found


def _set(conn: Connection, things: Iterable[Place | Machine | Device | Signal], *queries: str) -> None:
    rows = Json([asdict(thing) | {"number": number} for number, thing in enumerate(things)])
    if rows.obj:
        for query in queries:
            conn.execute(SQL[query], {"rows": rows})
