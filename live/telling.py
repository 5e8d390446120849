"""Telling people, live: ``/live/telling?since=`` and ``/live/telling/found?q=`` for the choice of places and machines.

Addresses of channels never leave the server; of their addresses the scheme is shown.
"""

import hashlib
from typing import Any

import orjson
from flask import Blueprint, Response, request

import auth
import db.telling_rules
from components import telling_words as words
from components.alarm_words import mark
from db.connect import Connection
from db.telling_rules import ChannelRow, MessageRow, PersonRow, RuleRow
from domain.access import Role, User
from domain.errors import NotFoundError
from domain.limit import Priority
from domain.telling import MessageKind, MessageState, Reason
from language import _, iso

from . import answers

door = Blueprint("live_telling", __name__)

MOST_MESSAGES, MOST_FOUND = 50, 8
_FEWEST_LETTERS, _LONGEST_TEXT = 2, 60


@auth.route(door, "/live/telling", role=Role.TECHNICIAN)
def show() -> Response:
    """Answer everything the page shows, 204 if the browser knows."""
    with auth.reading() as conn:
        body = _body(conn, auth.current_user())
    seq = hashlib.blake2b(orjson.dumps(body), digest_size=8).hexdigest()
    if request.args.get("since", "")[:64] == seq:
        return answers.nothing_new()
    return answers.send(answers.packed({"seq": seq} | body))


@auth.route(door, "/live/telling/found", role=Role.ADMIN)
def found() -> dict[str, Any]:
    """Answer places and machines by a part of their name."""
    text = request.args.get("q", "")[:_LONGEST_TEXT].strip()
    if len(text) < _FEWEST_LETTERS:
        return {"rows": []}
    with auth.reading() as conn:
        places, machines = db.telling_rules.found(conn, text, most=MOST_FOUND)
    return {"rows": [[kind, number, way[-1], " › ".join(way[:-1])]
                     for kind, rows in (("place", places), ("machine", machines)) for number, way in rows]}


@auth.route(door, "/live/telling/message", role=Role.ADMIN)
def message() -> dict[str, str]:
    """Answer what has become of a test that this person has asked for."""
    with auth.reading() as conn:
        state = db.telling_rules.message(conn, auth.path_id(request.args.get("id", "")),
                                         user_id=auth.current_user().id)
    if state is None:
        raise NotFoundError
    return {"state": state[0], "error": state[1]}


def _body(conn: Connection, user: User) -> dict[str, Any]:
    zone = db.telling_rules.site_zone(conn)
    people, channels = db.telling_rules.people(conn), db.telling_rules.channels(conn)
    names = ({one.id: one.full_name for one in people}, {one.id: one.name for one in channels})
    may_all = user.role.allows(Role.ADMIN)
    return {
        "people": [_person(one, zone, may_change=may_all or one.id == user.id, may_budget=may_all) for one in people],
        "channels": [_channel(one) for one in channels],
        "rules": [_rule(one, *names) for one in db.telling_rules.rules(conn)],
        "messages": [_message(one) for one in db.telling_rules.messages(conn, most=MOST_MESSAGES)],
    }


def _person(one: PersonRow, zone: str, *, may_change: bool, may_budget: bool) -> dict[str, Any]:
    reached = [one.email or "", one.phone or ""]
    return {
        "id": one.id, "name": one.full_name, "reached": " · ".join(part for part in reached if part) or _(
            "No address yet"),
        "note": " · ".join(part for part in (one.zone or zone, words.quiet(one.quiet_from, one.quiet_to)) if part),
        "may_change": may_change, "may_budget": may_budget,
        "form": {"email": one.email or "", "phone": one.phone or "", "zone": one.zone or "",
                 "quiet_from": words.clock(one.quiet_from), "quiet_to": words.clock(one.quiet_to),
                 "budget": one.budget_per_h}}


def _channel(one: ChannelRow) -> dict[str, Any]:
    last = mark(words.STATES[MessageState(one.last)]) if one.last else None
    return {"id": one.id, "name": one.name, "kind": one.kind, "shown": f"{one.scheme}://…", "active": one.active,
            "used": one.used, "version": one.version, "last": last}


def _rule(one: RuleRow, people: dict[int, str], channels: dict[int, str]) -> dict[str, Any]:
    names = [name for _id, name in [*one.places, *one.machines]]
    steps = [words.step(people.get(user, "?"), channels.get(channel, "?"), after) for user, channel, after in one.steps]
    notes = [words.when(one.weekdays, one.from_time, one.to_time), words.reminder(one.remind_min)]
    return {
        "id": one.id, "name": one.name, "active": one.active, "version": one.version, "steps": steps,
        "about": words.about(Priority(one.least_priority), names, everywhere=one.everywhere),
        "note": " · ".join(note for note in notes if note),
        "form": {"name": one.name, "active": one.active, "everywhere": one.everywhere, "places": one.places,
                 "machines": one.machines, "least": one.least_priority, "weekdays": one.weekdays,
                 "from": words.clock(one.from_time), "to": words.clock(one.to_time),
                 "remind": one.remind_min or "", "steps": one.steps}}


def _message(one: MessageRow) -> dict[str, Any]:
    kind, state = MessageKind(one.kind), MessageState(one.state)
    tries = words.attempts(one.attempts) if one.attempts > 1 or one.error else ""
    notes = [words.reason(Reason(one.reason), kind), words.counted(one.counted) if kind is MessageKind.DIGEST else "",
             tries, one.error]
    href = f"/cases/{one.case_id}" if one.case_id else f"/machines/{one.machine_id}" if one.machine_id else None
    return {"id": one.id, "at": iso(one.created_at), "state": mark(words.STATES[state]), "about": one.about or "",
            "kind": str(words.KINDS[kind]), "href": href,
            "whom": words.step(one.person, one.channel or "–", 0), "note": " · ".join(note for note in notes if note)}
