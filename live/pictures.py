"""Pictures of a machine or place: ``/live/pictures/machine/7`` lists them, ``/pictures/12?size=small`` is one.

People add (``POST /live/pictures/machine/7``, a form with ``file`` and ``text``), arrange (``.../order``), and change
one (``POST /live/picture/12/caption``, ``remove``, ``restore``).
"""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

import auth
import db.owners
import db.pictures
import services.photo
import services.pictures
from components import pictures
from domain.access import Role
from domain.owner import By
from language import _

from . import answers, asked, stored

door = Blueprint("live_pictures", __name__)


@auth.route(door, "/live/pictures/<kind>/<owner_id>", role=Role.VIEWER)
def gallery(kind: str, owner_id: str) -> Response:
    """Answer the pictures, for whom it concerns also those removed; 204 if the browser has seen them so."""
    owner = asked.owner(kind, owner_id)
    with auth.reading() as conn:
        zone = db.owners.zone(conn, owner)
        gone = db.pictures.removed(conn, owner) if auth.may(Role.TECHNICIAN) else []
        body = {"rows": pictures.rows(db.pictures.of_owner(conn, owner), zone=zone),
                "removed": pictures.rows(gone, zone=zone)}
    return answers.if_new(body, since=request.args.get("since", ""))


@auth.route(door, "/live/pictures/<kind>/<owner_id>", role=Role.TECHNICIAN, methods=("POST",),
            largest_bytes=services.photo.LARGEST_BYTES + asked.FORM_BYTES)
def add(kind: str, owner_id: str) -> dict[str, Any]:
    """Add a picture and answer its number."""
    owner, (_name, data) = asked.owner(kind, owner_id), asked.file(services.photo.LARGEST_BYTES)
    prepared = services.photo.prepared(data)
    with auth.writing() as conn:
        number = services.pictures.add(conn, owner, prepared, by=_by(), caption=request.form.get("text", ""))
    return {"id": number}


@auth.route(door, "/live/pictures/<kind>/<owner_id>/order", role=Role.TECHNICIAN, methods=("POST",))
def arrange(kind: str, owner_id: str) -> dict[str, Any]:
    """Put the pictures into another order."""
    with auth.writing() as conn:
        services.pictures.arrange(conn, asked.owner(kind, owner_id), asked.numbers("order"), by=_by())
    return asked.told(_("The order is kept."))


@auth.route(door, "/live/picture/<picture_id>/caption", role=Role.TECHNICIAN, methods=("POST",))
def caption(picture_id: str) -> dict[str, Any]:
    """Say what a picture shows."""
    with auth.writing() as conn:
        services.pictures.set_caption(conn, auth.path_id(picture_id), asked.text("text"), by=_by())
    return asked.told(_("The caption is kept."))


@auth.route(door, "/live/picture/<picture_id>/remove", role=Role.TECHNICIAN, methods=("POST",))
def remove(picture_id: str) -> dict[str, Any]:
    """Take a picture away."""
    with auth.writing() as conn:
        services.pictures.remove(conn, auth.path_id(picture_id), by=_by())
    return asked.told(_("The picture is removed. It can be brought back for 30 days."))


@auth.route(door, "/live/picture/<picture_id>/restore", role=Role.TECHNICIAN, methods=("POST",))
def restore(picture_id: str) -> dict[str, Any]:
    """Bring a picture back."""
    with auth.writing() as conn:
        services.pictures.restore(conn, auth.path_id(picture_id), by=_by())
    return asked.told(_("The picture is back."))


@auth.route(door, "/pictures/<picture_id>", role=Role.VIEWER)
def show(picture_id: str) -> Response:
    """Answer a picture, as ``size`` small, thumbnail or image; with its digest in ``v`` nobody has to ask again."""
    size = request.args.get("size", "image")
    with auth.reading() as conn:
        data, digest = db.pictures.content(conn, auth.path_id(picture_id), size=size,
                                           with_removed=auth.may(Role.TECHNICIAN))
    return stored.image(data, f"{digest}-{size}", named=request.args.get("v") == digest)


def _by() -> By:
    """Return who asks for a change, and when."""
    user = auth.current_user()
    return By(user.id, user.role.allows(Role.ADMIN), datetime.now(UTC))


