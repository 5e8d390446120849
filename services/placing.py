"""Devices are placed on machines, retired, and replaced: the history stays with the machine's signal.

Ingest knows devices by name and signals by number: after each of these changes `announce` makes it look again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import db.fleet
import db.placing
import services.audit
import services.fleet
from db.connect import Connection
from db.placing import Mounted, SignalRow
from domain import placing
from domain.fleet_audit import Author
from domain.fleet_form import NotRetiredError
from domain.fleet_row import Content
from domain.names import is_signal_name, is_topic_name
from domain.placing import (
    Form,
    NotPlacedError,
    NotWaitingError,
    OtherQuantityError,
    SameDeviceError,
    TwoForOneError,
)

OBJECT = "device"       # in the audit trail


@dataclass(frozen=True, slots=True)
class Replacement:
    """A device takes the place of another; ``pairs``: by signal of the old one, that of the new which continues it.

    A signal that is not in it ends: it stays with the retired device.
    """

    old_id: int
    new: str
    pairs: Mapping[str, str]
    reason: str = ""


def place(conn: Connection, device_id: int, form: Form, *, user_id: int | None) -> int:
    """Place a device that waits, or was retired, on a machine; return the machine.

    Raises: NotFoundError, NotWaitingError, FleetFileError with all that is wrong in the form.
    """
    with conn.transaction():
        db.fleet.lock(conn)
        known = db.placing.locked(conn, device_id)
        if known.machine_id is not None:
            raise NotWaitingError
        rows = placing.rows(form, machines=db.placing.machine_keys(conn),
                            places=db.placing.place_keys(conn))
        services.fleet.import_content(conn, Content(rows, []), by=Author(user_id))
        placed = db.placing.device(conn, device_id)
        assert placed.machine_id is not None  # noqa: S101 - the import has placed it, and written that down
    return placed.machine_id


def retire(conn: Connection, device_id: int, *, user_id: int | None, now: datetime, reason: str = "") -> None:
    """Take a device off its machine for good, or one that waits off the list; its signals and history stay with it.

    Raises: NotFoundError, NotPlacedError.
    """
    with conn.transaction():
        known = db.placing.locked(conn, device_id)
        if known.retired_at is not None:
            raise NotPlacedError
        db.placing.set_retired(conn, device_id, at=now)
        _note(conn, "retired", known, db.placing.device(conn, device_id), user_id=user_id, reason=reason)


def restore(conn: Connection, device_id: int, *, user_id: int | None) -> int | None:
    """Take a retired device into service again; return the machine it is back on, None if it waits to be placed.

    It waits if it was on none, if that is retired, and if another device has taken its place.
    Raises: NotFoundError, NotRetiredError.
    """
    with conn.transaction():
        known = db.placing.locked(conn, device_id)
        if known.retired_at is None:
            raise NotRetiredError
        db.placing.restore(conn, device_id)
        back = db.placing.device(conn, device_id)
        _note(conn, "restored", known, back, user_id=user_id)
    return back.machine_id


def replace(conn: Connection, wish: Replacement, *, user_id: int | None, now: datetime) -> int:
    """Let a device continue the signals of another, which is retired; return the number of the new one.

    The signals keep their numbers, and with them readings, limits and alarms; they get another device and the names
    under which that one sends. What the new device has sent so far under these names stays with the old one.
    Raises: NotFoundError, NotPlacedError, NotWaitingError, SameDeviceError, OtherQuantityError, TwoForOneError.
    """
    _check(wish)
    with conn.transaction():
        db.fleet.lock(conn)
        old = db.placing.locked(conn, wish.old_id)
        machine_id = old.machine_id or old.retired_from
        if machine_id is None or old.replaced_by is not None:
            raise NotPlacedError
        new = _new(conn, wish, old)
        _move_signals(conn, old, new, wish.pairs)
        db.placing.set_retired(conn, old.id, at=now, replaced_by=new.id)
        db.placing.set_machine(conn, new.id, machine_id)
        _note(conn, "replaced", old, db.placing.device(conn, old.id), user_id=user_id, reason=wish.reason)
        _note(conn, "placed", new, db.placing.device(conn, new.id), user_id=user_id, reason=wish.reason)
    return new.id


def announce(conn: Connection) -> None:
    """Let ingest and the judge look at the fleet again; call it after the commit."""
    db.fleet.tell(conn)


def _check(wish: Replacement) -> None:
    names = list(wish.pairs.values())
    if not is_topic_name(wish.new) or len(set(names)) < len(names) or not all(map(is_signal_name, names)):
        raise TwoForOneError


def _new(conn: Connection, wish: Replacement, old: Mounted) -> Mounted:
    """Return the device that takes over, as it is now; one that nobody knows yet is added."""
    if wish.new == old.name:
        raise SameDeviceError
    number = db.placing.device_id(conn, wish.new) or db.placing.insert_device(conn, wish.new)
    new = db.placing.locked(conn, number)
    if new.machine_id is not None:
        raise NotWaitingError
    return new


def _move_signals(conn: Connection, old: Mounted, new: Mounted, pairs: Mapping[str, str]) -> None:
    olds, news = db.placing.signals(conn, old.id), db.placing.signals(conn, new.id)
    moves = [(signal, pairs[name], news.get(pairs[name])) for name, signal in olds.items() if name in pairs]
    _refuse_other_quantities(moves)
    db.placing.set_aside(conn, {signal.id: new.id for signal, _, _ in moves})
    db.placing.set_aside(conn, {tried.id: old.id for _, _, tried in moves if tried})
    for signal, name, tried in moves:
        db.placing.set_signal_place(conn, signal.id, new.id, name,
                                    wire_unit=placing.sent_unit(signal.unit, tried.sent if tried else signal.sent))
        if tried:
            db.placing.set_signal_place(conn, tried.id, old.id, signal.name, wire_unit=_sent(tried, signal))


def _refuse_other_quantities(moves: list[tuple[SignalRow, str, SignalRow | None]]) -> None:
    for signal, _, tried in moves:
        if tried is not None:
            placing.sent_unit(signal.unit, tried.sent)


def _sent(tried: SignalRow, signal: SignalRow) -> str | None:
    """Return the wire's unit in case the old device speaks once more; as it is stored if that does not fit."""
    try:
        return placing.sent_unit(tried.unit, signal.sent)
    except OtherQuantityError:
        return None


def _note(conn: Connection, action: str, before: Mounted, after: Mounted, *, user_id: int | None,
          reason: str = "") -> None:
    services.audit.record(conn, user_id=user_id, object=OBJECT, object_id=before.id, action=action,
                          before=_told(before), after=_told(after), reason=reason)


def _told(device: Mounted) -> dict[str, str | None]:
    return {"device": device.name, "machine": device.machine, "replaced_by": device.replaced_by_name,
            "retired_at": device.retired_at.isoformat() if device.retired_at else None}
