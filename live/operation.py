"""How a machine was run: ``/live/operation?id=7``, figures and days for the section of its page."""

from datetime import UTC, datetime

from flask import Blueprint, Response, request

import auth
import db.machine_view
import db.operation
from components import operation_words
from domain.access import Role
from domain.errors import NotFoundError
from domain.operation import operation

from . import answers

door = Blueprint("live_operation", __name__)


@auth.route(door, "/live/operation", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def run() -> Response:
    """Answer how the machine was run, 204 if the browser has seen it so. Raises: NotFoundError."""
    now = datetime.now(UTC)
    with auth.reading() as conn:
        shown = db.machine_view.machine(conn, auth.path_id(request.args.get("id", "")))
        teller = db.operation.teller(conn, shown.id)
        if teller is None:
            raise NotFoundError
        line = db.operation.last_days(conn, shown.id, carry=teller.carry, zone=shown.time_zone, now=now)
    found = operation(line, now=now, zone=shown.time_zone)
    return answers.if_new(operation_words.told(found, teller, zone=shown.time_zone),
                          since=request.args.get("since", ""))
