"""Pictures of a machine or place: ``/live/pictures/machine/7`` lists them, ``/pictures/12?size=small`` is one.

People add (``POST /live/pictures/machine/7``, a form with ``file`` and ``text``), arrange (``.../order``), and change
one (``POST /live/picture/12/caption``, ``remove``, ``restore``).
"""

from typing import Any

from flask import Blueprint, Response, request

import auth
import db.owners
import db.pictures
import services.photo
import services.pictures
from components import pictures
from domain.access import Role
from language import _, lazy

from . import answers, asked, owned, stored

door = Blueprint("live_pictures", __name__)
owned.changes(door, services.pictures.PICTURES, owned.Told(
    text=lazy("The caption is kept."), removed=lazy("The picture is removed. It can be brought back for 30 days."),
    restored=lazy("The picture is back.")))


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
        number = services.pictures.add(conn, owner, prepared, by=asked.by(), caption=request.form.get("text", ""))
    return {"id": number}


@auth.route(door, "/live/pictures/<kind>/<owner_id>/order", role=Role.TECHNICIAN, methods=("POST",))
def arrange(kind: str, owner_id: str) -> dict[str, Any]:
    """Put the pictures into another order."""
    with auth.writing() as conn:
        services.pictures.arrange(conn, asked.owner(kind, owner_id), asked.numbers("order"), by=asked.by())
    return asked.told(_("The order is kept."))


@auth.route(door, "/pictures/<picture_id>", role=Role.VIEWER)
def show(picture_id: str) -> Response:
    """Answer a picture, as ``size`` small, thumbnail or image; with its digest in ``v`` nobody has to ask again."""
    size = request.args.get("size", "image")
    with auth.reading() as conn:
        data, digest = db.pictures.content(conn, auth.path_id(picture_id), size=size,
                                           with_removed=auth.may(Role.TECHNICIAN))
    return stored.image(data, f"{digest}-{size}", named=request.args.get("v") == digest)
