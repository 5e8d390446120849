"""What people do with the log book of a machine: entries are written, changed, retired and restored, never deleted.

Each is one transaction with its line in the audit trail.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import db.log
import services.audit
from db.connect import Connection
from domain.errors import ChangedMeanwhileError
from domain.fleet_audit import Author
from domain.fleet_fault import FleetFileError, Problem
from domain.fleet_form import NoReasonError, NotRetiredError, RetiredError
from domain.log import Draft, Entry
from domain.log_form import Around, Form, draft

OBJECT = "log_entry"


def around(conn: Connection, machine_id: int, *, now: datetime, entry: Entry | None = None) -> Around:
    """Return what a form of a machine's log book is held against. Raises: NotFoundError."""
    found = db.log.open_case(conn, machine_id)
    cases = {found[0] if found else None, entry.draft.case_id if entry else None} - {None}
    return Around(db.log.machine(conn, machine_id).zone, now, frozenset(case for case in cases if case is not None))


def check(conn: Connection, form: Form, machine_id: int, *, now: datetime,
          entry_id: int | None = None) -> list[Problem]:
    """Return what is wrong with a form."""
    entry = None if entry_id is None else db.log.one(conn, entry_id)
    return draft(form, around(conn, machine_id, now=now, entry=entry))[1]


def write(conn: Connection, machine_id: int, form: Form, *, by: Author, now: datetime,
          plan_id: int | None = None) -> Entry:
    """Add an entry to the log book of a machine in service, in the transaction of whoever calls if there is one.

    Raises: NotFoundError, RetiredError, FleetFileError with all that is wrong.
    """
    with conn.transaction():
        if db.log.machine(conn, machine_id).retired_at is not None:
            raise RetiredError
        made = _draft(form, around(conn, machine_id, now=now))
        number = db.log.insert_entry(conn, machine_id, made, written_by=by.user_id or 0, plan_id=plan_id)
        _record(conn, number, "created", by, after=told(made))
        return db.log.one(conn, number)


def change(conn: Connection, entry_id: int, form: Form, *, version: int, by: Author, now: datetime) -> Entry:
    """Change an entry from the version that the person saw.

    Raises: NotFoundError, RetiredError, ChangedMeanwhileError, FleetFileError with all that is wrong.
    """
    with conn.transaction():
        known = _in_use(conn, entry_id, version=version)
        made = _draft(form, around(conn, known.machine_id, now=now, entry=known))
        if made != known.draft:
            before, after = told(known.draft), told(made)
            differing = [name for name in before | after if before.get(name) != after.get(name)]
            db.log.set_entry(conn, entry_id, made)
            _record(conn, entry_id, "changed", by, before={name: before.get(name) for name in differing},
                    after={name: after.get(name) for name in differing})
        return db.log.one(conn, entry_id)


def retire(conn: Connection, entry_id: int, *, by: Author, now: datetime) -> Entry:
    """Take an entry out of the log book; it can be restored. Raises: NotFoundError, RetiredError, NoReasonError."""
    if not by.reason.strip():
        raise NoReasonError
    with conn.transaction():
        known = _in_use(conn, entry_id)
        db.log.set_retired(conn, entry_id, now)
        _record(conn, entry_id, "retired", by, before=told(known.draft), after={"retired_at": now.isoformat()})
        return known


def restore(conn: Connection, entry_id: int, *, by: Author) -> Entry:
    """Bring an entry back into the log book. Raises: NotFoundError, NotRetiredError."""
    with conn.transaction():
        known = db.log.one(conn, entry_id, locked=True)
        if known.retired_at is None:
            raise NotRetiredError
        db.log.set_retired(conn, entry_id, None)
        _record(conn, entry_id, "restored", by, before={"retired_at": known.retired_at.isoformat()},
                after={"retired_at": None})
        return known


def told(made: Draft) -> dict[str, Any]:
    """Return an entry for the audit trail; what is nothing is left out."""
    values = {"done_at": made.done_at.isoformat(), "kind": made.kind.value, "text": made.text, "done_by": made.done_by,
              "parts": [{name: value for name, value in asdict(part).items() if value is not None}
                        for part in made.parts], "running_h": made.running_h, "case": made.case_id}
    return {name: value for name, value in values.items() if value not in (None, [])}


def _draft(form: Form, held_against: Around) -> Draft:
    made, problems = draft(form, held_against)
    if made is None:
        raise FleetFileError(problems)
    return made


def _in_use(conn: Connection, entry_id: int, *, version: int | None = None) -> Entry:
    known = db.log.one(conn, entry_id, locked=True)
    if known.retired_at is not None:
        raise RetiredError
    if version is not None and known.version != version:
        raise ChangedMeanwhileError
    return known


def _record(conn: Connection, entry_id: int, action: str, by: Author, *, before: dict[str, Any] | None = None,
            after: dict[str, Any] | None = None) -> None:
    services.audit.record(conn, user_id=by.user_id, object=OBJECT, object_id=entry_id, action=action,
                          before=before, after=after, reason=by.reason)
