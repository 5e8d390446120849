"""What people do to alarms: ``POST /live/alarms/acknowledge`` and others, with the numbers of one or many in ``ids``.

An answer says in ``notes`` what the person is told: what was done, and who was faster. A refusal is an error.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint

import auth
import db.system
import language
import services.alarms
from domain.access import Role
from domain.errors import InvalidError
from language import _, ngettext
from services.alarms import Acknowledged, Outcome

from . import asked

door = Blueprint("live_alarm_actions", __name__)


@auth.route(door, "/live/alarms/acknowledge", role=Role.TECHNICIAN, methods=("POST",))
def acknowledge() -> dict[str, Any]:
    """Acknowledge alarms; tell who was faster."""
    with auth.writing() as conn:
        done = services.alarms.acknowledge(conn, asked.numbers("ids"), user_id=auth.current_user().id,
                                           now=datetime.now(UTC), text=asked.text("text"))
        zone = db.system.site_zone(conn)
    count = sum(one.done for one in done)
    notes = [_done(ngettext("{count} alarm acknowledged", "{count} alarms acknowledged", count))] if count else []
    return {"notes": [*notes, *_beaten(done, zone=zone)]}


@auth.route(door, "/live/alarms/shelve", role=Role.TECHNICIAN, methods=("POST",))
def shelve() -> dict[str, Any]:
    """Put alarms aside for a time, with a reason."""
    now, seconds = datetime.now(UTC), asked.number("seconds")
    if not seconds or seconds > timedelta(days=366).total_seconds():
        raise InvalidError
    entry = services.alarms.shelving(user_id=auth.current_user().id, now=now, until=now + timedelta(seconds=seconds),
                                     reason=asked.text("reason"), once=asked.flag("once"))
    with auth.writing() as conn:
        done = services.alarms.shelve(conn, asked.numbers("ids"), entry)
    return _told(done, lambda count: ngettext("{count} alarm shelved", "{count} alarms shelved", count))


@auth.route(door, "/live/alarms/unshelve", role=Role.TECHNICIAN, methods=("POST",))
def unshelve() -> dict[str, Any]:
    """Take alarms off the shelf."""
    with auth.writing() as conn:
        done = services.alarms.unshelve(conn, asked.numbers("ids"), user_id=auth.current_user().id,
                                        now=datetime.now(UTC))
    return _told(done, lambda count: ngettext("{count} alarm calls again", "{count} alarms call again", count))


@auth.route(door, "/live/alarms/reset", role=Role.TECHNICIAN, methods=("POST",))
def reset() -> dict[str, Any]:
    """Let go of latched alarms."""
    with auth.writing() as conn:
        done = services.alarms.reset(conn, asked.numbers("ids"), user_id=auth.current_user().id,
                                     now=datetime.now(UTC))
    return _told(done, lambda count: ngettext("{count} alarm reset", "{count} alarms reset", count))


@auth.route(door, "/live/alarms/comment", role=Role.TECHNICIAN, methods=("POST",))
def comment() -> dict[str, Any]:
    """Write something about alarms."""
    with auth.writing() as conn:
        done = services.alarms.comment(conn, asked.numbers("ids"), user_id=auth.current_user().id,
                                       now=datetime.now(UTC), text=asked.text("text"))
    return _told(done, lambda count: ngettext("Comment on {count} alarm kept", "Comment on {count} alarms kept", count))


@auth.route(door, "/live/alarms/seen", role=Role.VIEWER, methods=("POST",))
def seen() -> dict[str, Any]:
    """Remember until when the person has seen the list."""
    until_ms = asked.number("until_ms")
    if until_ms is None or until_ms > 1e14:
        raise InvalidError
    with auth.writing() as conn:
        services.alarms.see(conn, auth.current_user().id, now=datetime.now(UTC),
                            until=datetime.fromtimestamp(until_ms / 1000, UTC))
    return {"notes": []}


def _beaten(done: Sequence[Acknowledged], *, zone: str) -> list[dict[str, str]]:
    """Return who was faster, each person once."""
    found = {}
    for one in done:
        if not one.done and one.beaten_by and one.beaten_at:
            found[one.beaten_by] = one.beaten_at
    if not found and any(not one.done for one in done):
        return [{"message": _("There was nothing left to acknowledge."), "kind": "calm"}]
    return [{"message": _("{name} was faster: acknowledged {moment}.").format(
        name=name, moment=language.moment(at, zone, seconds=True)), "kind": "calm"} for name, at in found.items()]


def _told(done: Sequence[Outcome], words: Any) -> dict[str, Any]:
    count = sum(one.refused is None for one in done)
    refused = dict.fromkeys(_(str(one.refused)) for one in done if one.refused is not None)
    return {"notes": [*([_done(words(count))] if count else []),
                      *({"message": message, "kind": "calm"} for message in refused)]}


def _done(message: str) -> dict[str, str]:
    return {"message": message, "kind": "done"}
