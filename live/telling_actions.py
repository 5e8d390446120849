"""What people change about telling: ``POST /live/telling/person`` and others.

An answer holds ``faults``, a sentence for each field that cannot be used, and then nothing was changed; or ``notes``,
what the person is told.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint

import auth
import services.telling_rules
from components import telling_words as words
from domain.access import Role
from domain.errors import NotFoundError
from domain.telling_form import FaultsError
from language import _

from . import asked

door = Blueprint("live_telling_actions", __name__)


@auth.route(door, "/live/telling/person", role=Role.TECHNICIAN, methods=("POST",))
def person() -> dict[str, Any]:
    """Change how somebody is reached: oneself, or anybody as an admin."""
    with auth.writing() as conn:
        return _answered(lambda raw, by, _now: services.telling_rules.set_person(conn, _id(), raw, by=by))


@auth.route(door, "/live/telling/channel", role=Role.ADMIN, methods=("POST",))
def channel() -> dict[str, Any]:
    """Add or change a channel; a secret that was made for it is answered this one time."""
    with auth.writing() as conn:
        made: list[str | None] = []

        def change(raw: Mapping[str, object], by: Any, _now: datetime) -> None:
            made.append(services.telling_rules.set_channel(conn, _id_if_known(), raw, by=by)[1])

        answer = _answered(change)
    return {**answer, "secret": made[0]} if made and made[0] else answer


@auth.route(door, "/live/telling/channel/remove", role=Role.ADMIN, methods=("POST",))
def remove_channel() -> dict[str, Any]:
    """Remove a channel that no rule uses."""
    with auth.writing() as conn:
        services.telling_rules.remove_channel(conn, _id(), by=auth.current_user())
    return _done(_("Removed"))


@auth.route(door, "/live/telling/rule", role=Role.ADMIN, methods=("POST",))
def rule() -> dict[str, Any]:
    """Add or change a rule."""
    with auth.writing() as conn:
        return _answered(lambda raw, by, now: services.telling_rules.set_rule(conn, _id_if_known(), raw, by=by,
                                                                              now=now))


@auth.route(door, "/live/telling/rule/remove", role=Role.ADMIN, methods=("POST",))
def remove_rule() -> dict[str, Any]:
    """Remove a rule."""
    with auth.writing() as conn:
        services.telling_rules.remove_rule(conn, _id(), by=auth.current_user())
    return _done(_("Removed"))


@auth.route(door, "/live/telling/test", role=Role.ADMIN, methods=("POST",))
def test() -> dict[str, Any]:
    """Send a test by a channel to the person who asks; the answer names the message."""
    with auth.writing() as conn:
        number = services.telling_rules.send_test(conn, _id(), by=auth.current_user(), now=datetime.now(UTC))
    return {"message_id": number}


def _answered(change: Callable[[Mapping[str, object], Any, datetime], object]) -> dict[str, Any]:
    """Return what a change came to; fields that cannot be used are named."""
    try:
        change(asked.body(), auth.current_user(), datetime.now(UTC))
    except FaultsError as error:
        return {"faults": {name: words.fault(found, name.rpartition(".")[2]) for name, found in error.faults.items()}}
    return _done(_("Saved"))


def _id() -> int:
    """Return the number of what is to be changed. Raises: NotFoundError without one."""
    found = asked.number("id")
    if not found or found >= 2**31:
        raise NotFoundError
    return found


def _id_if_known() -> int | None:
    """Return the number of what is to be changed, None if it is to be added. Raises: NotFoundError."""
    return None if asked.number("id") is None else _id()


def _done(message: str) -> dict[str, Any]:
    return {"notes": [{"message": message, "kind": "done"}]}
