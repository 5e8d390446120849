"""The forms of machines, places, devices and signals: ``GET /live/forms/machine?id=7`` answers what stands there;
``POST .../check`` what is wrong with what is being typed, ``.../save`` writes it, ``.../retire`` and ``.../restore`` do
that.

What a form sends: ``{id, version, values: {name: ...}, lists: {contacts: [{role: ...}]}}``; ``id`` null for a new one.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, request

import auth
import db.fleet_forms
import services.fleet_forms
from components import placing_words
from db.connect import Connection
from domain import fleet_form
from domain.access import Role
from domain.errors import InvalidError
from domain.fleet_audit import Author
from domain.fleet_fault import Problem
from domain.fleet_form import Form, FormKind
from language import _, ngettext

from . import asked, form_answer
from .form_answer import Standing

door = Blueprint("live_fleet_forms", __name__)

_PAGES = {FormKind.MACHINE: "/machines/{}", FormKind.PLACE: "/places/{}", FormKind.DEVICE: "/devices/{}",
          FormKind.SIGNAL: "/signals/{}/limits"}


@auth.route(door, "/live/forms/<kind>", role=Role.ADMIN)
def show(kind: str) -> dict[str, Any]:
    """Answer what stands there."""
    with auth.reading() as conn:
        return _state(conn, _kind(kind), auth.path_id(request.args.get("id", "")))


@auth.route(door, "/live/forms/<kind>/check", role=Role.ADMIN, methods=("POST",))
def check(kind: str) -> dict[str, Any]:
    """Answer what is wrong with what is being typed."""
    form = _form(_kind(kind))
    with auth.reading() as conn:
        return {"problems": _told(services.fleet_forms.check(conn, form, asked.number("id")))}


@auth.route(door, "/live/forms/<kind>/save", role=Role.ADMIN, methods=("POST",))
def save(kind: str) -> Any:
    """Write a form; answer where to go, what is wrong with it, or 409 with what somebody else has written meanwhile."""
    form, number, by = _form(_kind(kind)), asked.number("id"), Author(auth.current_user().id)

    def write() -> dict[str, Any]:
        with auth.writing() as conn:
            made = number
            if made is None:
                made = services.fleet_forms.create(conn, form, by=by)
            else:
                services.fleet_forms.change(conn, form, made, version=asked.number("version") or 0, by=by)
        return _done(_("Saved"), form.kind, made)

    return form_answer.saved(write, lambda conn: Standing(kind, number or 0, _state(conn, form.kind, number or 0)),
                             told=_told)


@auth.route(door, "/live/forms/<kind>/retire", role=Role.ADMIN, methods=("POST",))
def retire(kind: str) -> dict[str, Any]:
    """Retire something."""
    number = asked.number("id") or 0
    with auth.writing() as conn:
        services.fleet_forms.retire(conn, _kind(kind), number, now=datetime.now(UTC),
                                    by=Author(auth.current_user().id, asked.text("reason")))
    return _done(_("It is retired; its history stays."), _kind(kind), number)


@auth.route(door, "/live/forms/<kind>/restore", role=Role.ADMIN, methods=("POST",))
def restore(kind: str) -> dict[str, Any]:
    """Take something into service again."""
    number = asked.number("id") or 0
    with auth.writing() as conn:
        back = services.fleet_forms.restore(conn, _kind(kind), number, by=Author(auth.current_user().id))
    return _done(_restored(_kind(kind), back), _kind(kind), number)


def _state(conn: Connection, kind: FormKind, number: int) -> dict[str, Any]:
    found = db.fleet_forms.opened(conn, kind, number)
    return {"id": number, "version": found.version, "values": found.form.values, "lists": found.form.lists}


def _done(message: str, kind: FormKind, number: int) -> dict[str, Any]:
    with auth.writing() as conn:
        services.fleet_forms.announce(conn)
    return {"notes": [{"message": message, "kind": "done"}], "id": number, "page": _PAGES[kind].format(number)}


def _restored(kind: FormKind, devices: int) -> str:
    if kind is FormKind.DEVICE:
        return _("It is on its machine again.") if devices else _("It is in service again, and waits to be placed.")
    if devices == 0:
        return _("It is in service again.")
    return ngettext("It is in service again, with {count} device.", "It is in service again, with {count} devices.",
                    devices)


def _told(problems: Sequence[Problem]) -> list[list[str]]:
    return [[fleet_form.path(one), placing_words.problem(one)] for one in problems]


def _kind(name: str) -> FormKind:
    if name not in {kind.value for kind in FormKind}:
        raise InvalidError
    return FormKind(name)


def _form(kind: FormKind) -> Form:
    """Return what was sent. Raises: InvalidError for anything that is no form."""
    lists = asked.body().get("lists")
    if not isinstance(lists, dict) or set(lists) != set(fleet_form.LISTS[kind]):
        raise InvalidError
    return Form(kind, asked.texts(asked.body().get("values"), fleet_form.fields(kind)),
                {name: _entries(name, found) for name, found in lists.items()})


def _entries(name: str, found: Any) -> list[dict[str, str]]:
    if not isinstance(found, list) or len(found) > fleet_form.MOST_ENTRIES:
        raise InvalidError
    return [asked.texts(one, fleet_form.entry_fields(name)) for one in found]
