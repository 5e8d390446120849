"""Devices are placed, retired and replaced: ``POST /live/devices/<id>/place``, ``/retire``, ``/replace``."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint

import auth
import services.placing
from components import placing_words
from domain.access import Role
from domain.errors import InvalidError
from domain.fleet_fault import FleetFileError
from domain.fleet_row import COLUMNS, Table
from domain.placing import FIRST_SIGNAL_LINE, MACHINE_LINE, PLACE_LINE, Form
from language import _
from services.placing import Replacement

from . import asked

door = Blueprint("live_placing_actions", __name__)

_MOST_SIGNALS = 200
_PARTS = {PLACE_LINE: "place", MACHINE_LINE: "machine"}


@auth.route(door, "/live/devices/<device_id>/place", role=Role.TECHNICIAN, methods=("POST",))
def place(device_id: str) -> dict[str, Any]:
    """Place a device; what is wrong in the form is answered field by field."""
    form = Form(asked.text("device"), asked.text("machine"), _texts("new_machine", Table.MACHINES),
                _texts("new_place", Table.PLACES), _signals())
    try:
        with auth.writing() as conn:
            machine_id = services.placing.place(conn, auth.path_id(device_id), form, user_id=auth.current_user().id)
    except FleetFileError as error:
        return {"problems": [[_part(one.line), one.field, placing_words.problem(one)] for one in error.problems]}
    return _done(_("The device is on its machine."), machine_id=machine_id)


@auth.route(door, "/live/devices/<device_id>/retire", role=Role.TECHNICIAN, methods=("POST",))
def retire(device_id: str) -> dict[str, Any]:
    """Take a device off its machine for good."""
    with auth.writing() as conn:
        services.placing.retire(conn, auth.path_id(device_id), user_id=auth.current_user().id, now=datetime.now(UTC),
                                reason=asked.text("reason"))
    return _done(_("The device is retired."))


@auth.route(door, "/live/devices/<device_id>/replace", role=Role.TECHNICIAN, methods=("POST",))
def replace(device_id: str) -> dict[str, Any]:
    """Let another device, ``new`` by its name, continue the signals of this one."""
    pairs = _map(asked.body().get("pairs"), most=_MOST_SIGNALS)
    wish = Replacement(auth.path_id(device_id), asked.text("new").strip(), pairs, asked.text("reason"))
    with auth.writing() as conn:
        number = services.placing.replace(conn, wish, user_id=auth.current_user().id, now=datetime.now(UTC))
    return _done(_("The new device continues the signals of the old one."), device_id=number)


def _done(message: str, **more: Any) -> dict[str, Any]:
    """Let everybody look at the fleet as it is now, and tell the person."""
    with auth.writing() as conn:
        services.placing.announce(conn)
    return {"notes": [{"message": message, "kind": "done"}]} | more


def _part(line: int) -> str:
    return _PARTS.get(line, "device") if line < FIRST_SIGNAL_LINE else f"signal-{line - FIRST_SIGNAL_LINE}"


def _texts(name: str, table: Table) -> Mapping[str, str]:
    found = asked.body().get(name)
    return {} if found is None else _row(found, table)


def _signals() -> list[Mapping[str, str]]:
    found = asked.body().get("signals")
    if not isinstance(found, list) or len(found) > _MOST_SIGNALS:
        raise InvalidError
    return [_row(one, Table.SIGNALS) for one in found]


def _row(found: Any, table: Table) -> Mapping[str, str]:
    """Return texts by column. Raises: InvalidError for anything that is no column of the table."""
    row = _map(found, most=len(COLUMNS[table]))
    if not row.keys() <= COLUMNS[table].keys():
        raise InvalidError
    return row


def _map(found: Any, *, most: int) -> dict[str, str]:
    if not isinstance(found, dict) or len(found) > most or not all(isinstance(text, str) for text in found.values()):
        raise InvalidError
    return {name: text.replace("\0", "") for name, text in found.items()}
