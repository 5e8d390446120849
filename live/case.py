"""One case, live: ``/live/case?id=7&since=``. Its head, its alarms, its timeline, other cases of its machine."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Blueprint, Response, request

import auth
import db.alarms_view
import db.case_view
import language
from components import case_words
from components.case_words import Told
from db.case_view import Added, Happening, Head, Other
from db.connect import Connection
from domain import alarm_list
from domain.access import Role
from domain.alarm import OF_A_LIMIT
from domain.alarm_list import Line
from language import _

from . import alarm_rows, answers
from .alarm_rows import Board

door = Blueprint("live_case", __name__)


@auth.route(door, "/live/case", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def show() -> Response:
    """Answer a case as it is, 204 if the browser has seen it so."""
    now = datetime.now(UTC)
    with auth.reading() as conn:
        body = _body(conn, db.case_view.head(conn, auth.path_id(request.args.get("id", ""))), now=now)
    seq = hashlib.blake2b(orjson.dumps(body), digest_size=8).hexdigest()
    if request.args.get("since", "")[:64] == seq:
        return answers.nothing_new()
    return answers.send(answers.packed({"seq": seq} | body))


def _body(conn: Connection, head: Head, *, now: datetime) -> dict[str, Any]:
    lines = db.alarms_view.of_case(conn, head.case.id)
    out = db.alarms_view.out_of_service(conn, now=now)
    standing = sorted((alarm_rows.standing(line, out=out, now=now) for line in lines), key=alarm_list.urgency)
    board = Board(standing, {}, out, head.zone)
    others = db.case_view.others(conn, head.case.machine_id, except_id=head.case.id)
    return {"head": _head(head, lines), "alarms": [alarm_rows.row(one, board) for one in standing],
            "charts": [[one.line.id, case_words.name(one.line)] for one in standing
                       if one.line.kind in OF_A_LIMIT and one.line.signal_id],
            "timeline": _timeline(conn, head, lines), "others": [other(one, zone=head.zone) for one in others]}


def _head(head: Head, lines: list[Line]) -> dict[str, Any]:
    case = head.case
    return {
        "machine": head.machine, "href": f"/machines/{case.machine_id}", "place": " › ".join(head.places),
        "open": case.is_open, "version": case.version, "owner": head.owner, "owner_id": case.owner_id,
        "state": [_("Open"), "case", "state-call"] if case.is_open else [_("Closed"), "good", "state-plain"],
        "began": language.iso(case.began_at), "began_text": language.moment(case.began_at, head.zone),
        "unacknowledged": sum(not line.alarm.acknowledged for line in lines), "conclusion": case.conclusion,
        "closed": case_words.closed(case.closed_at, head.closed_by, case.outcome, zone=head.zone)
        if case.closed_at and case.outcome else ""}


def other(one: Other, *, zone: str) -> dict[str, Any]:
    """Return another case of a machine as the scripts draw it."""
    return {"id": one.id, "href": f"/cases/{one.id}", "conclusion": one.conclusion,
            "words": case_words.other(one.began_at, one.outcome, one.alarms, zone=zone)}


def _timeline(conn: Connection, head: Head, lines: list[Line]) -> list[dict[str, Any]]:
    """Return all that happened, at its true time, the newest first."""
    known = {line.id: line for line in lines}
    found = [_happening(one, known[one.alarm_id], zone=head.zone) for one in db.case_view.journal(conn, head.case.id)
             if one.alarm_id in known]
    found += [_added(one, zone=head.zone) for one in db.case_view.entries(conn, head.case.id)]
    return [item for _at, item in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _happening(one: Happening, line: Line, *, zone: str) -> tuple[datetime, dict[str, Any]]:
    told = Told(one.entry.at, one.stored_at, one.by, zone)
    return one.entry.at, {"key": f"j{one.id}"} | case_words.happening(one.entry, line, told)


def _added(one: Added, *, zone: str) -> tuple[datetime, dict[str, Any]]:
    item = case_words.added(one.kind, one.text, Told(one.at, one.at, one.by, zone), owner=one.owner,
                            outcome=one.outcome)
    if one.picture_id is not None:
        item["picture"] = [f"/live/pictures/{one.picture_id}", one.width, one.height]
    return one.at, {"key": f"e{one.id}"} | item
