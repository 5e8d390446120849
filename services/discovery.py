"""Discovery: devices and signals that nobody has entered yet, and what devices say of themselves."""

from typing import Any

import db.devices
from db.connect import Connection
from db.devices import SignalRow
from domain import unit
from domain.about import About, SignalAbout
from domain.names import is_signal_name
from domain.rejection import Reason, RejectedError

SIGNALS_OF_A_DEVICE = 200     # more than that is a device that invents names


def meet_device(conn: Connection, name: str, *, most: int) -> list[SignalRow]:
    """Record a device that was not known, and return it with its signals.

    Raises: RejectedError if as many devices as may be wait to be placed.
    """
    with conn.transaction():
        db.devices.insert_discovered(conn, name, most=most)
        found = db.devices.known_signals(conn, name)
    if not found:
        raise RejectedError(Reason.TOO_MANY_DEVICES, f"{most} devices wait to be placed already")
    return found


def meet_signals(conn: Connection, device: str, names: list[str]) -> list[SignalRow]:
    """Record signals of a device that were not known, and return all of the device.

    Raises: RejectedError if a name is impossible or the device has too many signals.
    """
    for name in names:
        if not is_signal_name(name):
            raise RejectedError(Reason.BAD_NAME, f"{name[:64]!r} cannot be the name of a signal")
    with conn.transaction():
        known = db.devices.known_signals(conn, device)
        if len({row.signal for row in known} | set(names)) > SIGNALS_OF_A_DEVICE:
            raise RejectedError(Reason.TOO_MANY_SIGNALS, f"more than {SIGNALS_OF_A_DEVICE} signals")
        db.devices.insert_signals(conn, known[0].device_id, names)
        return db.devices.known_signals(conn, device)


def describe(conn: Connection, device: str, about: About) -> None:
    """Keep what a device says of itself; all of it or nothing.

    Raises: RejectedError if a unit is unknown, or measures something else than the signal's own.
    """
    with conn.transaction():
        known = meet_signals(conn, device, [signal.name for signal in about.signals])
        units = {row.signal: row.unit for row in known}
        db.devices.set_about(conn, known[0].device_id, document=about.document, model=about.model,
                             serial=about.serial)
        for signal in about.signals:
            db.devices.set_signal_about(conn, known[0].device_id, signal.name,
                                        _description(signal, units.get(signal.name)))


def _description(signal: SignalAbout, stored: str | None) -> dict[str, Any]:
    """Return unit, wire_unit, kind and range of a signal, the range in the stored unit."""
    kind = signal.kind if signal.kind in set(unit.Kind) else None
    if signal.unit is None:
        return {"unit": None, "wire_unit": None, "kind": kind, "minimum": signal.minimum,
                "maximum": signal.maximum}
    stored = stored or unit.stored_unit(signal.unit)
    if stored is None:
        raise RejectedError(Reason.UNKNOWN_UNIT, f"signals.{signal.name}.unit {signal.unit[:32]!r}")
    converted = unit.conversion(signal.unit, stored)
    if converted is None:
        known = unit.canonical(signal.unit) is not None
        raise RejectedError(Reason.UNIT_MISMATCH if known else Reason.UNKNOWN_UNIT,
                            f"signals.{signal.name}.unit {signal.unit[:32]!r} is not the signal's {stored!r}")
    wire_unit = None if converted == unit.SAME else unit.canonical(signal.unit)
    ends = [None if end is None else converted(end) for end in (signal.minimum, signal.maximum)]
    return {"unit": stored, "wire_unit": wire_unit, "kind": kind, "minimum": ends[0], "maximum": ends[1]}
