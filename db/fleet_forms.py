"""What the forms of machines and places are made of, and what retiring them does."""

from datetime import datetime

import db.contacts
import db.fleet
import db.plate
from db.connect import Connection
from db.sql import Queries
from domain import fleet_form
from domain.errors import NotFoundError
from domain.fleet import Fleet, Owner, Signal
from domain.fleet_form import Consequences, Form, FormKind, Opened

SQL = Queries(__file__)


def lock(conn: Connection) -> None:
    """Let nobody else change places or machines until this transaction ends."""
    db.fleet.lock(conn)
    conn.execute(SQL["lock_places"])


def around(conn: Connection, kind: FormKind, number: int | None) -> Fleet:
    """Return of the fleet what a form is checked against: all places, the machine, the signals it may run by."""
    machine_id = number if kind is FormKind.MACHINE else None
    key = _key(conn, kind, number)
    paths = conn.execute(SQL["signals"], {"number": machine_id}).fetchall()
    owner = Owner(kind.value, key or "")
    return Fleet(
        places=db.fleet.places(conn), machines=db.fleet.machines(conn, machine_id) if machine_id else {},
        signals={f"{device}/{name}": Signal(device, name) for device, name in paths},
        contacts={owner: db.contacts.own(conn, owner)} if key else {},
        bearings={owner: db.plate.bearings(conn, machine_id)} if machine_id else {},
        nameplates={owner: db.plate.nameplate(conn, machine_id)} if machine_id else {})


def opened(conn: Connection, kind: FormKind, number: int, *, locked: bool = False) -> Opened:
    """Return a machine or place as its form shows it. Raises: NotFoundError."""
    if locked:
        conn.execute(SQL[f"lock_{kind}"], {"number": number})
    row = conn.execute(SQL[f"opened_{kind}"], {"number": number}).fetchone()
    if row is None:
        raise NotFoundError
    key, version, retired_at = row
    fleet, owner = around(conn, kind, number), Owner(kind.value, key)
    lists = {"contacts": fleet.contacts.get(owner, ()), "bearings": fleet.bearings.get(owner, ()),
             "nameplate": fleet.nameplates.get(owner, ())}
    thing = fleet.machines[key] if kind is FormKind.MACHINE else fleet.places[key]
    form = Form(kind, fleet_form.texts(thing),
                {name: fleet_form.entries(name, lists[name]) for name in fleet_form.LISTS[kind]})
    return Opened(number, key, version, retired_at, form)


def is_in_service(conn: Connection, kind: FormKind, number: int) -> bool:
    """Tell whether there is such a machine or place that is not retired."""
    row = conn.execute(SQL[f"opened_{kind}"], {"number": number}).fetchone()
    return row is not None and row[2] is None


def number(conn: Connection, kind: FormKind, key: str) -> int:
    """Return the number of a machine or place. Raises: NotFoundError."""
    row = conn.execute(SQL[f"number_{kind}"], {"key": key}).fetchone()
    if row is None:
        raise NotFoundError
    return int(row[0])


def signals(conn: Connection, machine_id: int) -> list[tuple[str, str]]:
    """Return the path and the title of each signal by which a machine may run."""
    return [(path, title) for path, title in conn.execute(SQL["choices"], {"machine_id": machine_id})]


def place_choices(conn: Connection, *, outside: int | None = None) -> list[tuple[str, list[str]]]:
    """Return the key of every place with the way to it, without those within a place."""
    return [(key, names) for key, names in conn.execute(SQL["place_choices"], {"outside": outside})]


def consequences(conn: Connection, kind: FormKind, number: int) -> Consequences:
    """Return what retiring would take along."""
    return Consequences(*conn.execute(SQL[f"consequences_{kind}"], {"number": number}).fetchall()[0])


def devices(conn: Connection, machine_id: int) -> list[int]:
    """Return the devices on a machine."""
    return [number for number, in conn.execute(SQL["devices"], {"machine_id": machine_id})]


def set_retired(conn: Connection, kind: FormKind, number: int, at: datetime | None) -> None:
    """Retire a machine or place, or restore it; a retired machine has no state."""
    conn.execute(SQL[f"set_retired_{kind}"], {"number": number, "at": at})
    if kind is FormKind.MACHINE and at is not None:
        conn.execute(SQL["delete_state"], {"number": number})


def restore_devices(conn: Connection, machine_id: int, at: datetime) -> list[int]:
    """Bring the devices back that came off their machine when it was retired, unless they are elsewhere by now."""
    return [number for number, in conn.execute(SQL["restore_devices"], {"machine_id": machine_id, "at": at})]


def open_windows(conn: Connection, machine_id: int, now: datetime) -> list[int]:
    """Return the maintenance windows of a machine that are not over."""
    return [number for number, in conn.execute(SQL["open_windows"], {"machine_id": machine_id, "now": now})]


def retired_by(conn: Connection, kind: FormKind, number: int) -> tuple[str | None, str]:
    """Return who retired a machine or place last, and why."""
    row = conn.execute(SQL["retired_by"], {"object": kind.value, "number": str(number)}).fetchone()
    return (row[0], row[1]) if row else (None, "")


def _key(conn: Connection, kind: FormKind, number: int | None) -> str | None:
    if number is None:
        return None
    row = conn.execute(SQL[f"opened_{kind}"], {"number": number}).fetchone()
    return str(row[0]) if row else None
