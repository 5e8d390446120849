"""The log book of a machine: ``/live/log?machine=7&after=...`` lists older entries.

``POST /live/log/7/check``, ``save``, ``retire`` and ``restore`` take what the form of an entry sends
(components/form.py); ``id`` null for a new one.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, request

import auth
import db.log
import services.log
from components import log, log_form, placing_words
from db.connect import Connection
from domain import log_form as forms
from domain.access import Role
from domain.errors import InvalidError
from domain.fleet_audit import Author
from language import _

from . import asked, form_answer
from .form_answer import Standing

door = Blueprint("live_log", __name__)


@auth.route(door, "/live/log", role=Role.VIEWER)
def older() -> dict[str, Any]:
    """Answer a page of entries; those that are retired only for who may restore them."""
    number, after = auth.path_id(request.args.get("machine", "")), log.place(request.args.get("after", ""))
    if after is None:
        raise InvalidError
    with auth.reading() as conn:
        found = db.log.of_machine(conn, number, most=log.PAGE + 1, after=after, with_retired=auth.may(Role.TECHNICIAN))
        return log.page(found, zone=db.log.machine(conn, number).zone)


@auth.route(door, "/live/log/<machine_id>/check", role=Role.TECHNICIAN, methods=("POST",))
def check(machine_id: str) -> dict[str, Any]:
    """Answer what is wrong with what is being typed, and for a new entry the running hours at its time."""
    number, form, now = auth.path_id(machine_id), asked.log_form(), datetime.now(UTC)
    with auth.reading() as conn:
        problems = services.log.check(conn, form, number, now=now, entry_id=_entry_id(conn, number))
        proposed = {} if asked.number("id") else {"running_h": _hours(conn, number, form, now=now)}
    return {"problems": placing_words.told(problems), "proposed": proposed}


@auth.route(door, "/live/log/<machine_id>/save", role=Role.TECHNICIAN, methods=("POST",))
def save(machine_id: str) -> Any:
    """Write an entry; answer where to go, what is wrong, or 409 with what somebody else has written meanwhile."""
    number, form, by = auth.path_id(machine_id), asked.log_form(), Author(auth.current_user().id)
    now = datetime.now(UTC)

    def write() -> dict[str, Any]:
        with auth.writing() as conn:
            entry_id = _entry_id(conn, number)
            if entry_id is None:
                services.log.write(conn, number, form, by=by, now=now)
            else:
                services.log.change(conn, entry_id, form, version=asked.number("version") or 0, by=by, now=now)
        return _done(_("Saved"), number)

    return form_answer.saved(write, _standing)


@auth.route(door, "/live/log/<machine_id>/retire", role=Role.TECHNICIAN, methods=("POST",))
def retire(machine_id: str) -> dict[str, Any]:
    """Take an entry out of the log book."""
    number, by = auth.path_id(machine_id), Author(auth.current_user().id, asked.text("reason"))
    with auth.writing() as conn:
        services.log.retire(conn, _known(conn, number), by=by, now=datetime.now(UTC))
    return _done(_("The entry is retired."), number)


@auth.route(door, "/live/log/<machine_id>/restore", role=Role.TECHNICIAN, methods=("POST",))
def restore(machine_id: str) -> dict[str, Any]:
    """Bring an entry back."""
    number = auth.path_id(machine_id)
    with auth.writing() as conn:
        services.log.restore(conn, _known(conn, number), by=Author(auth.current_user().id))
    return _done(_("The entry is back in the log book."), number)


def _entry_id(conn: Connection, machine_id: int) -> int | None:
    return form_answer.number_in(machine_id, lambda number: db.log.one(conn, number).machine_id)


def _known(conn: Connection, machine_id: int) -> int:
    return form_answer.known_in(machine_id, lambda number: db.log.one(conn, number).machine_id)


def _hours(conn: Connection, machine_id: int, form: forms.Form, *, now: datetime) -> str:
    at = forms.moment(form, services.log.around(conn, machine_id, now=now))
    return "" if at is None else forms.hours(db.log.running_h_at(conn, machine_id, at))


def _standing(conn: Connection) -> Standing:
    entry = db.log.one(conn, asked.number("id") or 0)
    zone = db.log.machine(conn, entry.machine_id).zone
    state = log_form.state(forms.texts(entry.draft, zone=zone), version=entry.version)
    return Standing(services.log.OBJECT, entry.id, state, zone)


def _done(message: str, machine_id: int) -> dict[str, Any]:
    return asked.told(message) | {"page": f"/machines/{machine_id}"}
