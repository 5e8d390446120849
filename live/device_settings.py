"""What people do to the settings of a device: ``POST /live/device/7/save`` and others.

A page sends ``revision``, the one the person saw, and ``changes``, path to text as it was typed. 409 answers with what
somebody else has set meanwhile, 422 with what there is to say against a value.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response

import auth
import services.settings
from components.device import told
from db.connect import Connection
from domain import settings_form
from domain.access import Role
from domain.errors import InvalidError
from domain.settings_check import Finding
from domain.settings_error import InvalidSettingsError, NeedsConsentError, SettingsChangedError
from domain.settings_history import Author
from domain.twin import Settings
from language import _

from . import answers, asked, device_rows
from .device_rows import Seen

door = Blueprint("live_device_settings", __name__)

_CONFLICT, _UNUSABLE = 409, 422
_LONGEST_REASON = 500
_SETTABLE = (bool, int, float, str, type(None))


@auth.route(door, "/live/device/<device_id>/check", role=Role.VIEWER, methods=("POST",))
def check(device_id: str) -> Response:
    """Answer what there is to say against what is being typed, and what others have set meanwhile."""
    with auth.reading() as conn:
        seen = _look(conn, device_id)
        changes = _changes(seen)
        found = services.settings.findings(conn, seen.device.id, changes)
        body = device_rows.findings(found, seen) | {
            "conflict": device_rows.conflict(conn, seen, changes, base=_revision())}
    return answers.send(answers.packed(body))


@auth.route(door, "/live/device/<device_id>/save", role=Role.ADMIN, methods=("POST",))
def save(device_id: str) -> Response:
    """Want some settings to be otherwise."""
    with auth.reading() as conn:
        seen = _look(conn, device_id)
    changes = _changes(seen)
    try:
        with auth.writing() as conn:
            number = services.settings.change(conn, seen.device.id, changes, revision=_revision(), by=_author(),
                                              consent=asked.flag("consent"))
    except SettingsChangedError as error:
        return _conflict(device_id, changes, error)
    except (InvalidSettingsError, NeedsConsentError) as error:
        return _refused(device_id, error.findings, _(str(error)))
    return _done(number, _("Saved; it goes to the device."))


@auth.route(door, "/live/device/<device_id>/adopt", role=Role.ADMIN, methods=("POST",))
def adopt(device_id: str) -> Response:
    """Want what was changed at the device, as the person saw it."""
    seen = asked.body().get("seen")
    if not isinstance(seen, Mapping) or not seen or not all(isinstance(value, _SETTABLE) for value in seen.values()):
        raise InvalidError
    return _write(device_id, lambda conn, number: services.settings.adopt(
        conn, number, seen, revision=_revision(), by=_author()), _("Adopted from the device."))


@auth.route(door, "/live/device/<device_id>/push", role=Role.ADMIN, methods=("POST",))
def push(device_id: str) -> Response:
    """Send ours once more."""
    return _write(device_id, lambda conn, number: services.settings.push_again(
        conn, number, revision=_revision(), by=_author()), _("Sent again."))


@auth.route(door, "/live/device/<device_id>/roll-back", role=Role.ADMIN, methods=("POST",))
def roll_back(device_id: str) -> Response:
    """Want what an earlier revision wanted."""
    to = asked.number("to")
    if to is None:
        raise InvalidError
    return _write(device_id, lambda conn, number: services.settings.roll_back(
        conn, number, to=to, revision=_revision(), by=_author()), _("Rolled back; it goes to the device."))


@auth.route(door, "/live/device/<device_id>/ask", role=Role.TECHNICIAN, methods=("POST",))
def ask(device_id: str) -> Response:
    """Ask the device what it really does."""
    with auth.writing() as conn:
        services.settings.ask_to_report(conn, auth.path_id(device_id), user_id=auth.current_user().id,
                                        now=datetime.now(UTC))
    return answers.send(answers.packed({"notes": [told(_("The device is asked."))]}))



def _look(conn: Connection, device_id: str) -> Seen:
    return device_rows.look(conn, auth.path_id(device_id), now=datetime.now(UTC))


def _changes(seen: Seen) -> Settings:
    return settings_form.typed(asked.body().get("changes"), seen.fields)


def _revision() -> int:
    """Return the revision the person saw; one that cannot be is never the newest."""
    found = asked.number("revision")
    return -1 if found is None else found


def _author() -> Author:
    reason = asked.text("reason").replace("\0", "").strip()[:_LONGEST_REASON]
    return Author(auth.current_user().id, datetime.now(UTC), reason)


def _write(device_id: str, act: Callable[[Connection, int], int], message: str) -> Response:
    try:
        with auth.writing() as conn:
            return _done(act(conn, auth.path_id(device_id)), message)
    except SettingsChangedError as error:
        return _conflict(device_id, {}, error)


def _done(revision: int, message: str) -> Response:
    return answers.send(answers.packed({"revision": revision, "notes": [told(message)]}))


def _refused(device_id: str, found: Sequence[Finding], message: str) -> Response:
    with auth.reading() as conn:
        body = device_rows.findings(found, _look(conn, device_id)) | {"message": message}
    return _status(body, _UNUSABLE)


def _conflict(device_id: str, mine: Settings, error: SettingsChangedError) -> Response:
    with auth.reading() as conn:
        met = device_rows.conflict(conn, _look(conn, device_id), mine, base=_revision())
    return _status({"conflict": met, "message": _(str(error))}, _CONFLICT)


def _status(body: dict[str, Any], status: int) -> Response:
    answer = answers.send(answers.packed(body))
    answer.status_code = status
    return answer
