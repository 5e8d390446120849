"""What the page of a device reads, besides its twin (db/twin.py)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.connect import Connection
from db.sql import Queries
from domain.device_signal import DeviceSignal
from domain.errors import NotFoundError

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Device:
    """One device; machine, places and time zone are None while it waits to be placed, and when it is retired."""

    id: int
    name: str
    model: str | None
    serial_number: str | None
    firmware: str | None
    about: dict[str, Any] | None
    battery_pct: float | None
    rssi_dbm: float | None
    gateway: str | None
    last_message_at: datetime | None
    discovered_at: datetime
    retired_at: datetime | None
    machine_id: int | None
    machine: str | None
    places: list[str] | None
    time_zone: str | None


@dataclass(frozen=True, slots=True)
class Measured:
    """Which device measures a signal, under which name on the wire, and in which unit it is stored."""

    device_id: int
    name: str
    unit: str | None


def device(conn: Connection, device_id: int) -> Device:
    """Return one device. Raises: NotFoundError."""
    row = conn.execute(SQL["device"], {"device_id": device_id}).fetchone()
    if row is None:
        raise NotFoundError
    return Device(*row)


def signals(conn: Connection, device_id: int) -> list[DeviceSignal]:
    """Return the signals of a device."""
    return [DeviceSignal(*row) for row in conn.execute(SQL["signals"], {"device_id": device_id})]


def version(conn: Connection, device_id: int) -> tuple[Any, ...] | None:
    """Return what changes with every change of its twin and of its connection; None if there is no such device."""
    return conn.execute(SQL["version"], {"device_id": device_id}).fetchone()


def measured(conn: Connection, signal_id: int) -> Measured:
    """Return which device measures a signal. Raises: NotFoundError."""
    row = conn.execute(SQL["measured"], {"signal_id": signal_id}).fetchone()
    if row is None:
        raise NotFoundError
    return Measured(*row)


def of_machine(conn: Connection, machine_id: int, *, most: int) -> list[tuple[int, str]]:
    """Return number and name of the devices on a machine."""
    return [(row[0], row[1]) for row in conn.execute(SQL["of_machine"], {"machine_id": machine_id, "most": most})]
