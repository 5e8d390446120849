"""Documents of a machine or place: ``/live/documents/machine/7`` lists them, ``/documents/12`` is one, to be saved.

People add (``POST /live/documents/machine/7``, a form with ``file`` and ``text``, its title) and change one
(``POST /live/document/12/title``, ``remove``, ``restore``).
"""

from typing import Any

from flask import Blueprint, Response, request

import auth
import db.documents
import db.owners
import services.documents
from components import documents
from domain import document
from domain.access import Role
from language import lazy

from . import answers, asked, owned, stored

door = Blueprint("live_documents", __name__)
owned.changes(door, services.documents.DOCUMENTS, owned.Told(
    text=lazy("The title is kept."), removed=lazy("The document is removed. It can be brought back for 30 days."),
    restored=lazy("The document is back.")))


@auth.route(door, "/live/documents/<kind>/<owner_id>", role=Role.VIEWER)
def listed(kind: str, owner_id: str) -> Response:
    """Answer the documents, for whom it concerns also those removed; 204 if the browser has seen them so."""
    owner = asked.owner(kind, owner_id)
    with auth.reading() as conn:
        zone = db.owners.zone(conn, owner)
        gone = db.documents.removed(conn, owner) if auth.may(Role.TECHNICIAN) else []
        body = {"rows": documents.rows(db.documents.of_owner(conn, owner), zone=zone),
                "removed": documents.rows(gone, zone=zone)}
    return answers.if_new(body, since=request.args.get("since", ""))


@auth.route(door, "/live/documents/<kind>/<owner_id>", role=Role.TECHNICIAN, methods=("POST",),
            largest_bytes=document.LARGEST_BYTES + asked.FORM_BYTES)
def add(kind: str, owner_id: str) -> dict[str, Any]:
    """Add a document and answer its number."""
    owner, (name, data) = asked.owner(kind, owner_id), asked.file(document.LARGEST_BYTES)
    prepared = services.documents.prepared(data, name=name, title=request.form.get("text", ""))
    with auth.writing() as conn:
        number = services.documents.add(conn, owner, prepared, by=asked.by())
    return {"id": number}


@auth.route(door, "/documents/<document_id>", role=Role.VIEWER)
def show(document_id: str) -> Response:
    """Answer a document, to be saved."""
    with auth.reading() as conn:
        found = db.documents.content(conn, auth.path_id(document_id))
    return stored.download(found)
