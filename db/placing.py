"""Devices that are placed on machines, retired and replaced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.placing import Heard, interval_s

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Mounted:
    """A device and where it is, or was before it was retired; ``replaced_by`` has taken its place."""

    id: int
    name: str
    model: str | None
    serial_number: str | None
    about: dict[str, Any] | None
    reported: dict[str, Any]
    machine_id: int | None
    machine: str | None
    places: list[str]
    retired_at: datetime | None
    retired_from: int | None
    former_machine: str | None
    replaced_by: int | None
    replaced_by_name: str | None


@dataclass(frozen=True, slots=True)
class SignalRow:
    """A signal as replacing needs it: ``unit`` is stored, ``wire_unit`` is sent, None for the same."""

    id: int
    name: str
    unit: str | None
    wire_unit: str | None

    @property
    def sent(self) -> str | None:
        """Return the unit that the device sends."""
        return self.wire_unit or self.unit


@dataclass(frozen=True, slots=True)
class Found:
    """A machine or device that fits a search, with the way to it; ``key`` of a device is its machine's name."""

    id: int
    key: str
    name: str
    places: list[str]


def device(conn: Connection, device_id: int) -> Mounted:
    """Return a device. Raises: NotFoundError."""
    row = conn.execute(SQL["device"], {"device_id": device_id}).fetchone()
    if row is None:
        raise NotFoundError
    return Mounted(*row)


def locked(conn: Connection, device_id: int) -> Mounted:
    """Return a device that nobody else can place or retire until the transaction ends. Raises: NotFoundError."""
    conn.execute(SQL["lock_device"], {"device_id": device_id})
    return device(conn, device_id)


def device_id(conn: Connection, name: str) -> int | None:
    """Return the number of a device by its name on the wire, None if nobody knows it."""
    row = conn.execute(SQL["device_id"], {"name": name}).fetchone()
    return int(row[0]) if row else None


def insert_device(conn: Connection, name: str) -> int:
    """Add a device that has not said anything yet, and return its number."""
    row = conn.execute(SQL["insert_device"], {"name": name}).fetchone()
    assert row is not None  # noqa: S101 - INSERT RETURNING always answers
    return int(row[0])


def heard(conn: Connection, device_id: int) -> list[Heard]:
    """Return the signals of a device as they are known so far, with how often they came lately."""
    return [Heard(name, title, kind, unit, interval_s(gaps or []), has_readings)
            for name, title, kind, unit, gaps, has_readings in conn.execute(SQL["heard"], {"device_id": device_id})]


def signals(conn: Connection, device_id: int) -> dict[str, SignalRow]:
    """Return the signals of a device by name."""
    return {row[1]: SignalRow(*row) for row in conn.execute(SQL["signals"], {"device_id": device_id})}


def machine_keys(conn: Connection) -> frozenset[str]:
    """Return the keys of all machines."""
    return frozenset(key for key, in conn.execute(SQL["machine_keys"]))


def place_keys(conn: Connection) -> frozenset[str]:
    """Return the keys of all places, of retired ones too."""
    return frozenset(key for key, in conn.execute(SQL["place_keys"]))


def machine_name(conn: Connection, key: str) -> str:
    """Return what the machine of a key is called, with the way to it; empty if there is none."""
    row = conn.execute(SQL["machine_name"], {"key": key}).fetchone()
    return str(row[0]) if row else ""


def places(conn: Connection) -> list[tuple[str, list[str]]]:
    """Return the key of every place with the way to it."""
    return [(key, names) for key, names in conn.execute(SQL["places"])]


def machines(conn: Connection, words: tuple[str, ...], *, most: int) -> list[Found]:
    """Return machines that fit all words, by name."""
    return [Found(*row) for row in conn.execute(SQL["machines"], {"words": _patterns(words), "most": most})]


def devices(conn: Connection, words: tuple[str, ...], *, most: int) -> list[Found]:
    """Return devices on machines, and retired ones that nothing has replaced, that fit all words."""
    return [Found(*row) for row in conn.execute(SQL["devices"], {"words": _patterns(words), "most": most})]


def waiting(conn: Connection, *, most: int) -> list[str]:
    """Return the names of devices that wait to be placed, the newest first."""
    return [name for name, in conn.execute(SQL["waiting"], {"most": most})]


def retired(conn: Connection, *, most: int) -> list[tuple[int, str, datetime, str | None]]:
    """Return retired devices with when and from which machine, the last first."""
    return [(number, name, at, machine) for number, name, at, machine in conn.execute(SQL["retired"], {"most": most})]


def set_retired(conn: Connection, device_id: int, *, at: datetime, replaced_by: int | None = None) -> None:
    """Take a device off its machine for good."""
    conn.execute(SQL["set_retired"], {"device_id": device_id, "at": at, "replaced_by": replaced_by})


def restore(conn: Connection, device_id: int) -> None:
    """Take a retired device back onto its machine, or let it wait to be placed."""
    conn.execute(SQL["restore"], {"device_id": device_id})


def set_machine(conn: Connection, device_id: int, machine_id: int) -> None:
    """Put a device on a machine."""
    conn.execute(SQL["set_machine"], {"device_id": device_id, "machine_id": machine_id})


def set_signal_place(conn: Connection, signal_id: int, device_id: int, name: str, *, wire_unit: str | None) -> None:
    """Let a signal come from a device under a name, in a unit."""
    conn.execute(SQL["set_signal_place"], {"signal_id": signal_id, "device_id": device_id, "name": name,
                                           "wire_unit": wire_unit})


def set_aside(conn: Connection, signal_ids: Mapping[int, int]) -> None:
    """Give signals, for a moment, another device and names that nobody has; by signal, its new device."""
    conn.execute(SQL["set_aside"], {"ids": list(signal_ids), "devices": list(signal_ids.values())})


def _patterns(words: tuple[str, ...]) -> list[str] | None:
    escaped = (word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words)
    return [f"%{word}%" for word in escaped] or None
