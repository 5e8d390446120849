"""Machines, places, devices and signals are created, changed, retired and restored by people; nothing is ever deleted.

Each is one transaction with its lines in the audit trail. Ingest and the judge keep the fleet in memory: call
`announce` after the commit.
"""

from datetime import datetime

import db.fleet
import db.fleet_audit
import db.fleet_forms
import db.maintenance
import db.placing
import services.audit
import services.fleet
import services.placing
from db.connect import Connection
from domain import fleet_audit, fleet_form, fleet_plan, placing
from domain.errors import ChangedMeanwhileError
from domain.fleet_audit import Author
from domain.fleet_fault import FleetFileError, Problem
from domain.fleet_form import (
    Form,
    FormKind,
    NoReasonError,
    NotEmptyError,
    NotRetiredError,
    Opened,
    RetiredError,
    RetiredPlaceError,
)
from domain.fleet_plan import Plan


def check(conn: Connection, form: Form, number: int | None) -> list[Problem]:
    """Return what is wrong with a form, of a new thing if ``number`` is None."""
    key = _new_key(conn, form) if number is None else db.fleet_forms.opened(conn, form.kind, number).key
    return _plan(conn, form, key, number).problems


def create(conn: Connection, form: Form, *, by: Author) -> int:
    """Add a machine or place with a key made from its name, a device or signal by its own; return its number.

    Raises: FleetFileError with all that is wrong.
    """
    with conn.transaction():
        db.fleet_forms.lock(conn)
        key = _new_key(conn, form)
        _carry_out(conn, _plan(conn, form, key, None), by=by)
        return db.fleet_forms.number(conn, form.kind, key)


def change(conn: Connection, form: Form, number: int, *, version: int, by: Author) -> None:
    """Change something from the version that the person saw; its lists are parts of it.

    Raises: NotFoundError, RetiredError, ChangedMeanwhileError, FleetFileError with all that is wrong.
    """
    with conn.transaction():
        db.fleet_forms.lock(conn)
        known = _in_service(conn, form.kind, number)
        if known.version != version:
            raise ChangedMeanwhileError
        _carry_out(conn, _plan(conn, form, known.key, number), by=by)


def retire(conn: Connection, kind: FormKind, number: int, *, by: Author, now: datetime) -> None:
    """Retire a machine with the devices on it, an empty place, a device or a signal; all history stays.

    Maintenance windows end. Alarms end when ingest no longer watches what they are of; people still acknowledge them
    and close the case. No machine is known to run by a signal that is retired.
    Raises: NotFoundError, RetiredError, NotEmptyError, NoReasonError.
    """
    if not by.reason.strip():
        raise NoReasonError
    with conn.transaction():
        db.fleet_forms.lock(conn)
        _in_service(conn, kind, number)
        if db.fleet_forms.consequences(conn, kind, number).inside:
            raise NotEmptyError
        if kind is FormKind.DEVICE:
            services.placing.retire(conn, number, user_id=by.user_id, now=now, reason=by.reason)
            return
        if kind is FormKind.MACHINE:
            _strip(conn, number, by=by, now=now)
        if kind is FormKind.SIGNAL:
            _stop_running(conn, number, by=by)
        db.fleet_forms.set_retired(conn, kind, number, now)
        services.audit.record(conn, user_id=by.user_id, object=kind.value, object_id=number, action="retired",
                              before={"retired_at": None}, after={"retired_at": now.isoformat()}, reason=by.reason)


def restore(conn: Connection, kind: FormKind, number: int, *, by: Author) -> int:
    """Take something into service again; return how many devices came back onto their machine.

    Raises: NotFoundError, NotRetiredError, RetiredPlaceError.
    """
    if kind is FormKind.DEVICE:
        return int(services.placing.restore(conn, number, user_id=by.user_id) is not None)
    with conn.transaction():
        db.fleet_forms.lock(conn)
        known = db.fleet_forms.opened(conn, kind, number, locked=True)
        if known.retired_at is None:
            raise NotRetiredError
        above = known.form.values.get("place" if kind is FormKind.MACHINE else "parent")
        if above and db.fleet.places(conn)[above].retired:
            raise RetiredPlaceError
        db.fleet_forms.set_retired(conn, kind, number, None)
        back = db.fleet_forms.restore_devices(conn, number, known.retired_at) if kind is FormKind.MACHINE else []
        services.audit.record(conn, user_id=by.user_id, object=kind.value, object_id=number, action="restored",
                              before={"retired_at": known.retired_at.isoformat()},
                              after={"retired_at": None, "devices": len(back)}, reason=by.reason)
        return len(back)


def announce(conn: Connection) -> None:
    """Let ingest and the judge look at the fleet again; call it after the commit."""
    db.fleet.tell(conn)


def _in_service(conn: Connection, kind: FormKind, number: int) -> Opened:
    known = db.fleet_forms.opened(conn, kind, number, locked=True)
    if known.retired_at is not None:
        raise RetiredError
    return known


def _strip(conn: Connection, machine_id: int, *, by: Author, now: datetime) -> None:
    """Take the devices off a machine, and end its maintenance windows."""
    for device in db.fleet_forms.devices(conn, machine_id):
        services.placing.retire(conn, device, user_id=by.user_id, now=now, reason=by.reason)
    for window in db.fleet_forms.open_windows(conn, machine_id, now):
        db.maintenance.set_ended(conn, window, user_id=by.user_id, now=now)     # nobody is called any more


def _stop_running(conn: Connection, signal_id: int, *, by: Author) -> None:
    """Let no machine run by a signal any more."""
    for machine_id, before in db.fleet_forms.stop_running(conn, signal_id):
        services.audit.record(conn, user_id=by.user_id, object=FormKind.MACHINE.value, object_id=machine_id,
                              action=fleet_audit.CHANGED, before=before, after=dict.fromkeys(before), reason=by.reason)


def _new_key(conn: Connection, form: Form) -> str:
    if form.kind in fleet_form.NAMED_BY:
        return fleet_form.key(form)
    taken = db.placing.machine_keys(conn) if form.kind is FormKind.MACHINE else db.placing.place_keys(conn)
    return placing.key(form.values.get("name", ""), taken=taken)


def _plan(conn: Connection, form: Form, key: str, number: int | None) -> Plan:
    around = db.fleet_forms.around(conn, form.kind, number, form.values)
    machine = next(iter(around.machines.values()), None)
    plan = fleet_plan.plan(around, fleet_form.rows(form, key, machine))
    plan.problems += fleet_form.problems(form, key, around, is_new=number is None)
    return plan


def _carry_out(conn: Connection, plan: Plan, *, by: Author) -> None:
    if plan.problems:
        raise FleetFileError(plan.problems)
    services.fleet.carry_out(conn, plan, by=by)
    db.fleet_audit.insert_lines(conn, fleet_audit.lines(plan), by=by)
