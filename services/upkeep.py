"""What people do with planned maintenance: it is planned, changed, retired, restored, and done.

Each is one transaction with its line in the audit trail. Doing it writes the log book and sets the next due.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import db.log
import db.owners
import db.upkeep
import services.audit
import services.log
from db.connect import Connection
from domain import upkeep_form
from domain.errors import ChangedMeanwhileError
from domain.fleet_audit import Author
from domain.fleet_fault import Fault, FleetFileError, Problem
from domain.fleet_form import NoReasonError, NotRetiredError, RetiredError
from domain.log import Entry
from domain.log_form import Form
from domain.owner import Owner, OwnerKind
from domain.upkeep import Clock, Plan, PlanDoubledError, Upkeep, done

OBJECT = "maintenance_plan"


def check(conn: Connection, machine_id: int, values: Mapping[str, str], *, plan_id: int | None = None) -> list[Problem]:
    """Return what is wrong with a form."""
    made, problems = upkeep_form.upkeep(values)
    if made is not None and db.upkeep.is_taken(conn, machine_id, made.name, but=plan_id):
        problems.append(Problem("", 0, "name", Fault.STANDS_TWICE))
    return problems


def create(conn: Connection, machine_id: int, values: Mapping[str, str], *, by: Author) -> int:
    """Plan something for a machine in service; return its number.

    Raises: NotFoundError, RetiredError, FleetFileError with all that is wrong.
    """
    with conn.transaction():
        db.owners.lock(conn, Owner(OwnerKind.MACHINE, machine_id))
        if db.log.machine(conn, machine_id).retired_at is not None:
            raise RetiredError
        made = _checked(conn, machine_id, values)
        number = db.upkeep.insert_plan(conn, machine_id, made)
        _record(conn, number, "created", by, after=told(made))
        return number


def change(conn: Connection, plan_id: int, values: Mapping[str, str], *, version: int, by: Author) -> None:
    """Change what is planned from the version that the person saw.

    Raises: NotFoundError, RetiredError, ChangedMeanwhileError, FleetFileError with all that is wrong.
    """
    with conn.transaction():
        known = _in_use(conn, plan_id, version=version)
        _set(conn, known, _checked(conn, known.machine_id, values, plan_id=plan_id), "changed", by)


def mark_done(conn: Connection, plan_id: int, form: Form, *, version: int, by: Author, now: datetime) -> Entry:
    """Write into the log book that what was planned is done, and set when it is due next.

    Its hours count on from what was tallied until it was done; where nothing is, from what the form says.
    Raises: NotFoundError, RetiredError, ChangedMeanwhileError, FleetFileError with all that is wrong.
    """
    with conn.transaction():
        known = _in_use(conn, plan_id, version=version)
        entry = services.log.write(conn, known.machine_id, form, by=by, now=now, plan_id=plan_id)
        at, zone = entry.draft.done_at, ZoneInfo(db.log.machine(conn, known.machine_id).zone)
        counted = db.log.running_h_at(conn, known.machine_id, at)
        hours = entry.draft.running_h if counted is None else counted
        _set(conn, known, done(known.upkeep, Clock(at.astimezone(zone).date(), hours)), "done", by)
        return entry


def retire(conn: Connection, plan_id: int, *, by: Author, now: datetime) -> Plan:
    """Plan something no more; it can be restored. Raises: NotFoundError, RetiredError, NoReasonError."""
    if not by.reason.strip():
        raise NoReasonError
    with conn.transaction():
        known = _in_use(conn, plan_id)
        db.upkeep.set_retired(conn, plan_id, now)
        _record(conn, plan_id, "retired", by, before=told(known.upkeep), after={"retired_at": now.isoformat()})
        return known


def restore(conn: Connection, plan_id: int, *, by: Author) -> Plan:
    """Plan it again. Raises: NotFoundError, NotRetiredError, PlanDoubledError."""
    with conn.transaction():
        known = _locked(conn, plan_id)
        if known.retired_at is None:
            raise NotRetiredError
        if db.upkeep.is_taken(conn, known.machine_id, known.upkeep.name):
            raise PlanDoubledError
        db.upkeep.set_retired(conn, plan_id, None)
        _record(conn, plan_id, "restored", by, before={"retired_at": known.retired_at.isoformat()},
                after={"retired_at": None})
        return known


def announce(conn: Connection) -> None:
    """Let the judge look at what is due again; call it after the commit."""
    db.upkeep.tell(conn)


def told(upkeep: Upkeep) -> dict[str, Any]:
    """Return what is planned for the audit trail; what is nothing is left out."""
    values = asdict(upkeep) | {"due_on": upkeep.due_on and upkeep.due_on.isoformat()}
    return {name: value for name, value in values.items() if value is not None}


def _checked(conn: Connection, machine_id: int, values: Mapping[str, str], *, plan_id: int | None = None) -> Upkeep:
    problems = check(conn, machine_id, values, plan_id=plan_id)
    made, _problems = upkeep_form.upkeep(values)
    if problems or made is None:
        raise FleetFileError(problems)
    return made


def _set(conn: Connection, known: Plan, made: Upkeep, action: str, by: Author) -> None:
    before, after = told(known.upkeep), told(made)
    differing = [name for name in before | after if before.get(name) != after.get(name)]
    if differing or action != "changed":
        db.upkeep.set_plan(conn, known.id, made)
        _record(conn, known.id, action, by, before={name: before.get(name) for name in differing},
                after={name: after.get(name) for name in differing})


def _in_use(conn: Connection, plan_id: int, *, version: int | None = None) -> Plan:
    known = _locked(conn, plan_id)
    if known.retired_at is not None:
        raise RetiredError
    if version is not None and known.version != version:
        raise ChangedMeanwhileError
    return known


def _locked(conn: Connection, plan_id: int) -> Plan:
    """Return a plan nobody else can change now; first its machine, as whoever adds one does."""
    db.owners.lock(conn, Owner(OwnerKind.MACHINE, db.upkeep.one(conn, plan_id).machine_id))
    return db.upkeep.one(conn, plan_id, locked=True)


def _record(conn: Connection, plan_id: int, action: str, by: Author, *, before: dict[str, Any] | None = None,
            after: dict[str, Any] | None = None) -> None:
    services.audit.record(conn, user_id=by.user_id, object=OBJECT, object_id=plan_id, action=action,
                          before=before, after=after, reason=by.reason)
