"""What the forms of the fleet are made of, and what retiring does."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

import db.contacts
import db.fleet
import db.plate
from db.connect import Connection
from db.sql import Queries
from domain import fleet_form
from domain.errors import NotFoundError
from domain.fleet import Device, Fleet, Machine, Owner, Place, Signal
from domain.fleet_form import Consequences, Form, FormKind, Opened

SQL = Queries(__file__)


Names: TypeAlias = Mapping[str, str]
Thing: TypeAlias = Machine | Place | Device | Signal


def lock(conn: Connection) -> None:
    """Let nobody else change what forms are of until this transaction ends."""
    db.fleet.lock(conn)
    conn.execute(SQL["lock_places"])


def around(conn: Connection, kind: FormKind, number: int | None, values: Names | None = None) -> Fleet:
    """Return of the fleet what a form is checked against: what it names with its ``values``, and what is there.

    That is of a machine or place: all places, the machine, the signals it may run by.
    """
    if kind is FormKind.DEVICE:
        return _around_device(conn, number, values or {})
    if kind is FormKind.SIGNAL:
        return _around_signal(conn, number, values or {})
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
    """Return what is there as its form shows it. Raises: NotFoundError."""
    if locked:
        conn.execute(SQL[f"lock_{kind}"], {"number": number})
    row = conn.execute(SQL[f"opened_{kind}"], {"number": number}).fetchone()
    if row is None:
        raise NotFoundError
    key, version, retired_at = row
    return Opened(number, key, version, retired_at, _form(conn, kind, number, key))


def machine_of(conn: Connection, device: str) -> Machine | None:
    """Return the machine a device is on."""
    row = conn.execute(SQL["machine_of"], {"device": device}).fetchone()
    return next(iter(db.fleet.machines(conn, row[0]).values())) if row else None


def is_in_service(conn: Connection, kind: FormKind, number: int) -> bool:
    """Tell whether there is such a thing that is not retired."""
    row = conn.execute(SQL[f"opened_{kind}"], {"number": number}).fetchone()
    return row is not None and row[2] is None


def number(conn: Connection, kind: FormKind, key: str) -> int:
    """Return the number of something by its key, name or path. Raises: NotFoundError."""
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
    """Retire a machine, place or signal, or restore it; a retired machine has no state."""
    conn.execute(SQL[f"set_retired_{kind}"], {"number": number, "at": at})
    if kind is FormKind.MACHINE and at is not None:
        conn.execute(SQL["delete_state"], {"number": number})


def stop_running(conn: Connection, signal_id: int) -> list[tuple[int, dict[str, object]]]:
    """Let no machine run by a signal any more; return each that did, with its rule."""
    return [(number, {"running_signal": path, "running_above": above})
            for number, path, above in conn.execute(SQL["stop_running"], {"signal_id": signal_id})]


def restore_devices(conn: Connection, machine_id: int, at: datetime) -> list[int]:
    """Bring the devices back that came off their machine when it was retired, unless they are elsewhere by now."""
    return [number for number, in conn.execute(SQL["restore_devices"], {"machine_id": machine_id, "at": at})]


def open_windows(conn: Connection, machine_id: int, now: datetime) -> list[int]:
    """Return the maintenance windows of a machine that are not over."""
    return [number for number, in conn.execute(SQL["open_windows"], {"machine_id": machine_id, "now": now})]


def retired_by(conn: Connection, kind: FormKind, number: int) -> tuple[str | None, str]:
    """Return who retired something last, and why."""
    row = conn.execute(SQL["retired_by"], {"object": kind.value, "number": str(number)}).fetchone()
    return (row[0], row[1]) if row else (None, "")


def _form(conn: Connection, kind: FormKind, number: int, key: str) -> Form:
    fleet, owner = around(conn, kind, number), Owner(kind.value, key)
    lists = {"contacts": fleet.contacts.get(owner, ()), "bearings": fleet.bearings.get(owner, ()),
             "nameplate": fleet.nameplates.get(owner, ())}
    things: Mapping[FormKind, Mapping[str, Thing]] = {
        FormKind.MACHINE: fleet.machines, FormKind.PLACE: fleet.places, FormKind.DEVICE: fleet.devices,
        FormKind.SIGNAL: fleet.signals}
    machine = next(iter(fleet.machines.values()), None) if kind is FormKind.SIGNAL else None
    return Form(kind, fleet_form.texts(things[kind][key], machine),
                {name: fleet_form.entries(name, lists[name]) for name in fleet_form.LISTS[kind]})


def _around_device(conn: Connection, number: int | None, values: Names) -> Fleet:
    name = _key(conn, FormKind.DEVICE, number) or values.get("id", "").strip()
    row = conn.execute(SQL["number_machine"], {"key": values.get("machine", "").strip()}).fetchone()
    return Fleet(machines=db.fleet.machines(conn, row[0]) if row else {}, devices=db.fleet.devices(conn, name))


def _around_signal(conn: Connection, number: int | None, values: Names) -> Fleet:
    """Return a device with its signals, and the machine it is on, which may get another rule by which it runs."""
    device = (_key(conn, FormKind.SIGNAL, number) or values.get("device", "").strip() + "/").partition("/")[0]
    machine = machine_of(conn, device)
    return Fleet(places=db.fleet.places(conn), machines={machine.key: machine} if machine else {},
                 devices=db.fleet.devices(conn, device), signals=db.fleet.signals(conn, device),
                 declared_units=db.fleet.declared_units(conn, device), measured=db.fleet.measured(conn, device))


def _key(conn: Connection, kind: FormKind, number: int | None) -> str | None:
    if number is None:
        return None
    row = conn.execute(SQL[f"opened_{kind}"], {"number": number}).fetchone()
    return str(row[0]) if row else None
