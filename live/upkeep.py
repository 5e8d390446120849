"""Planned maintenance, as its forms send it.

``POST /live/plans/7/check``, ``save``, ``retire`` and ``restore`` take what the form of a plan of machine 7 sends;
``POST /live/plan-done/3/check`` and ``save`` an entry of the log book that says that plan 3 is done.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint

import auth
import db.log
import db.upkeep
import services.log
import services.upkeep
from components import log_form, placing_words
from db.connect import Connection
from domain import log_form as log_forms
from domain import upkeep_form as forms
from domain.access import Role
from domain.errors import InvalidError
from domain.fleet_audit import Author
from language import _

from . import asked, form_answer
from .form_answer import Standing

door = Blueprint("live_upkeep", __name__)


@auth.route(door, "/live/plans/<machine_id>/check", role=Role.TECHNICIAN, methods=("POST",))
def check(machine_id: str) -> dict[str, Any]:
    """Answer what is wrong with what is being typed."""
    number, values = auth.path_id(machine_id), _values()
    with auth.reading() as conn:
        return {"problems": placing_words.told(services.upkeep.check(conn, number, values, plan_id=_id(conn, number)))}


@auth.route(door, "/live/plans/<machine_id>/save", role=Role.TECHNICIAN, methods=("POST",))
def save(machine_id: str) -> Any:
    """Write a plan; answer where to go, what is wrong, or 409 with what somebody else has written meanwhile."""
    number, values, by = auth.path_id(machine_id), _values(), Author(auth.current_user().id)

    def write() -> dict[str, Any]:
        with auth.writing() as conn:
            plan_id = _id(conn, number)
            if plan_id is None:
                services.upkeep.create(conn, number, values, by=by)
            else:
                services.upkeep.change(conn, plan_id, values, version=asked.number("version") or 0, by=by)
        return _done(_("Saved"), number)

    return form_answer.saved(write, lambda conn: _standing(conn, asked.number("id") or 0))


@auth.route(door, "/live/plans/<machine_id>/retire", role=Role.TECHNICIAN, methods=("POST",))
def retire(machine_id: str) -> dict[str, Any]:
    """Plan something no more."""
    number, by = auth.path_id(machine_id), Author(auth.current_user().id, asked.text("reason"))
    with auth.writing() as conn:
        services.upkeep.retire(conn, _known(conn, number), by=by, now=datetime.now(UTC))
    return _done(_("It is not planned any more."), number)


@auth.route(door, "/live/plans/<machine_id>/restore", role=Role.TECHNICIAN, methods=("POST",))
def restore(machine_id: str) -> dict[str, Any]:
    """Plan it again."""
    number = auth.path_id(machine_id)
    with auth.writing() as conn:
        services.upkeep.restore(conn, _known(conn, number), by=Author(auth.current_user().id))
    return _done(_("It is planned again."), number)


@auth.route(door, "/live/plan-done/<plan_id>/check", role=Role.TECHNICIAN, methods=("POST",))
def check_done(plan_id: str) -> dict[str, Any]:
    """Answer what is wrong with what is being typed, and the running hours at the time that stands there."""
    form, now = asked.log_form(), datetime.now(UTC)
    with auth.reading() as conn:
        machine = db.upkeep.one(conn, auth.path_id(plan_id)).machine_id
        around = services.log.around(conn, machine, now=now)
        at = log_forms.moment(form, around)
        hours = None if at is None else db.log.running_h_at(conn, machine, at)
        return {"problems": placing_words.told(services.log.check(conn, form, machine, now=now)),
                "proposed": {"running_h": log_forms.hours(hours)}}


@auth.route(door, "/live/plan-done/<plan_id>/save", role=Role.TECHNICIAN, methods=("POST",))
def mark_done(plan_id: str) -> Any:
    """Write that a plan is done; answer where to go, what is wrong, or 409 if somebody else was faster."""
    number, form, by = auth.path_id(plan_id), asked.log_form(), Author(auth.current_user().id)

    def write() -> dict[str, Any]:
        with auth.writing() as conn:
            entry = services.upkeep.mark_done(conn, number, form, version=asked.number("version") or 0, by=by,
                                              now=datetime.now(UTC))
        return _done(_("It is in the log book, and due again later."), entry.machine_id)

    return form_answer.saved(write, lambda conn: _standing(conn, number, form))


def _values() -> Mapping[str, str]:
    if asked.body().get("lists") != {}:
        raise InvalidError
    return asked.texts(asked.body().get("values"), forms.FIELDS)


def _id(conn: Connection, machine_id: int) -> int | None:
    return form_answer.number_in(machine_id, lambda number: db.upkeep.one(conn, number).machine_id)


def _known(conn: Connection, machine_id: int) -> int:
    return form_answer.known_in(machine_id, lambda number: db.upkeep.one(conn, number).machine_id)


def _standing(conn: Connection, plan_id: int, form: log_forms.Form | None = None) -> Standing:
    """Return what stands there now; of one that is done, what was typed stays: it can be done once more."""
    plan = db.upkeep.one(conn, plan_id)
    state = {"version": plan.version, "values": forms.texts(plan.upkeep), "lists": {}} if form is None else (
        log_form.state(form, version=plan.version))
    return Standing(services.upkeep.OBJECT, plan_id, state, db.log.machine(conn, plan.machine_id).zone)


def _done(message: str, machine_id: int) -> dict[str, Any]:
    with auth.writing() as conn:
        services.upkeep.announce(conn)
    return asked.told(message) | {"page": f"/machines/{machine_id}"}
