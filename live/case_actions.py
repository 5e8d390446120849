"""What people do on the page of a case: ``POST /live/cases/7/comment`` and others; and its pictures.

An answer says in ``notes`` what the person is told; a refusal is an error with its message.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

import auth
import db.cases
import services.cases
import services.photo
from db.cases import Entry
from domain.access import Role
from domain.errors import InvalidError
from language import _
from services.cases import Act

from . import asked, stored

door = Blueprint("live_case_actions", __name__)


@auth.route(door, "/live/cases/<case_id>/comment", role=Role.TECHNICIAN, methods=("POST",))
def comment(case_id: str) -> dict[str, Any]:
    """Add a comment."""
    with auth.writing() as conn:
        services.cases.comment(conn, auth.path_id(case_id), asked.text("text"), user_id=auth.current_user().id,
                               now=datetime.now(UTC))
    return _told(_("The comment stands in the case."))


@auth.route(door, "/live/cases/<case_id>/owner", role=Role.TECHNICIAN, methods=("POST",))
def owner(case_id: str) -> dict[str, Any]:
    """Take the case, hand it over, or give it back to nobody."""
    new = asked.number("owner")
    with auth.writing() as conn:
        services.cases.set_owner(conn, _act(case_id), new)
    if new == auth.current_user().id:
        return _told(_("The case is yours."))
    return _told(_("The case is handed over.") if new else _("Nobody looks after the case now."))


@auth.route(door, "/live/cases/<case_id>/close", role=Role.TECHNICIAN, methods=("POST",))
def close(case_id: str) -> dict[str, Any]:
    """Close the case with what it was."""
    with auth.writing() as conn:
        services.cases.close(conn, _act(case_id), outcome=asked.text("outcome"), conclusion=asked.text("conclusion"),
                             acknowledge_all=asked.flag("acknowledge"))
    return _told(_("The case is closed."))


@auth.route(door, "/live/cases/<case_id>/picture", role=Role.TECHNICIAN, methods=("POST",),
            largest_bytes=services.photo.LARGEST_BYTES + asked.FORM_BYTES)
def picture(case_id: str) -> dict[str, Any]:
    """Add a picture, sent as a form with ``picture`` and ``text``."""
    sent = request.files.get("picture")
    if sent is None or not sent.filename:
        raise services.photo.NoPictureError
    prepared = services.photo.prepared(sent.read(services.photo.LARGEST_BYTES + 1))
    entry = Entry("picture", datetime.now(UTC), auth.current_user().id, request.form.get("text", "").strip())
    with auth.writing() as conn:
        services.cases.add_picture(conn, auth.path_id(case_id), prepared, entry)
    return _told(_("The picture stands in the case."))


@auth.route(door, "/live/pictures/<picture_id>", role=Role.VIEWER)
def show(picture_id: str) -> Response:
    """Answer a picture, with ``?small`` its small form; it never changes."""
    with auth.reading() as conn:
        image = db.cases.picture(conn, auth.path_id(picture_id), small="small" in request.args)
    return stored.image(image, hashlib.sha256(image).hexdigest()[:32], named=True)


def _act(case_id: str) -> Act:
    """Return who does something to which case. Raises: InvalidError without the version they saw."""
    version = asked.number("version")
    if version is None:
        raise InvalidError
    return Act(auth.path_id(case_id), auth.current_user().id, datetime.now(UTC), version)


def _told(message: str) -> dict[str, Any]:
    return {"notes": [{"message": message, "kind": "done"}]}
