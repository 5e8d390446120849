"""The trouble of one machine, live: ``/live/machine_case?id=7&since=``; and its maintenance windows.

``POST /live/machines/7/maintenance`` takes it out of service, ``POST /live/maintenance/3/end`` brings it back.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from flask import Blueprint, Response, request

import auth
import db.alarms_view
import db.case_view
import db.machine_view
import db.maintenance
import language
import services.maintenance
from components import case_words, machine_case
from db.connect import Connection
from domain import alarm_list
from domain.access import Role
from domain.errors import InvalidError
from domain.maintenance import Window, WindowError
from domain.time_axis import fixed_span
from language import _, ngettext

from . import alarm_rows, answers, asked
from .alarm_rows import Board

door = Blueprint("live_machine_case", __name__)


@auth.route(door, "/live/machine_case", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def show() -> Response:
    """Answer the alarms, cases and windows of a machine, 204 if the browser has seen them so."""
    machine_id = auth.path_id(request.args.get("id", ""))
    with auth.reading() as conn:
        zone = db.machine_view.machine(conn, machine_id).time_zone
        body = _body(conn, machine_id, zone=zone, now=datetime.now(UTC))
    seq = hashlib.blake2b(orjson.dumps(body), digest_size=8).hexdigest()
    if request.args.get("since", "")[:64] == seq:
        return answers.nothing_new()
    return answers.send(answers.packed({"seq": seq} | body))


@auth.route(door, "/live/machines/<machine_id>/maintenance", role=Role.TECHNICIAN, methods=("POST",))
def begin(machine_id: str) -> dict[str, Any]:
    """Take a machine out of service, from and until a time on the clock of the plant."""
    number, now = auth.path_id(machine_id), datetime.now(UTC)
    with auth.writing() as conn:
        zone = db.machine_view.machine(conn, number).time_zone
        start, end = _times(zone)
        services.maintenance.begin(conn, Window(0, number, start, end, asked.text("reason")),
                                   user_id=auth.current_user().id, now=now)
    if start <= now:
        return _told(_("The machine is out of service until {end}.").format(end=language.moment(end, zone)))
    return _told(_("The machine will be out of service from {start}.").format(start=language.moment(start, zone)))


@auth.route(door, "/live/maintenance/<window_id>/end", role=Role.TECHNICIAN, methods=("POST",))
def end(window_id: str) -> dict[str, Any]:
    """Bring a machine back before the time, or call a window off."""
    with auth.writing() as conn:
        count = services.maintenance.end(conn, auth.path_id(window_id), user_id=auth.current_user().id,
                                         now=datetime.now(UTC))
    if count:
        return _told(ngettext("Back in service; {count} alarm calls people now.",
                              "Back in service; {count} alarms call people now.", count))
    return _told(_("The machine is in service."))


def _times(zone: str) -> tuple[datetime, datetime]:
    """Return from when until when. Raises: WindowError for what is no span of time."""
    try:
        span = fixed_span(asked.text("from"), asked.text("until"), zone=zone)
    except InvalidError:
        raise WindowError from None
    return span.start_at, span.end_at


def _body(conn: Connection, machine_id: int, *, zone: str, now: datetime) -> dict[str, Any]:
    out = db.alarms_view.out_of_service(conn, now=now)
    found = (alarm_rows.standing(line, out=out, now=now) for line in db.alarms_view.of_machine(conn, machine_id))
    standing = sorted(found, key=alarm_list.urgency)
    board = Board(standing, alarm_list.explained(standing), out, zone)
    open_id = db.case_view.open_of(conn, machine_id)
    others = db.case_view.others(conn, machine_id, except_id=open_id or 0)
    return {
        "alarms": [alarm_rows.row(one, board) for one in standing if one.line.id not in board.folded],
        "case": _case(conn, open_id), "zone": language.zone_name(zone, now),
        "windows": [machine_case.window(one, now=now, zone=zone)
                    for one in db.maintenance.standing(conn, machine_id, now=now)],
        "others": [{"id": one.id, "href": f"/cases/{one.id}", "conclusion": one.conclusion,
                    "words": case_words.other(one.began_at, one.outcome, one.alarms, zone=zone)} for one in others],
        "form": _form(now, zone=zone)}


def _case(conn: Connection, case_id: int | None) -> dict[str, Any] | None:
    if case_id is None:
        return None
    return {"href": f"/cases/{case_id}", "owner": db.case_view.head(conn, case_id).owner}


def _form(now: datetime, *, zone: str) -> list[str]:
    """Return what a form for a window says at first: from now, for eight hours, to five minutes."""
    start = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0)
    return [language.field_time(at, zone) for at in (start, start + timedelta(hours=8))]


def _told(message: str) -> dict[str, Any]:
    return {"notes": [{"message": message, "kind": "done"}]}
