"""Labels to print: ``/devices/7/label.pdf`` and ``/machines/7/label.pdf``, with a code that opens the page."""

import re

from flask import Blueprint, Response

import auth
import db.machine_view
import db.placing
from components import label
from components.label import Label
from domain.access import Role

door = Blueprint("live_labels", __name__)


@auth.route(door, "/devices/<device_id>/label.pdf", role=Role.VIEWER)
def device(device_id: str) -> Response:
    """Answer the label of a device."""
    with auth.reading() as conn:
        found = db.placing.device(conn, auth.path_id(device_id))
    made = " ".join(part for part in (found.model, found.serial_number) if part)
    return _answer(Label(auth.address(f"/devices/{found.id}"), found.name,
                         [line for line in (made, found.machine or "", " › ".join(found.places)) if line]))


@auth.route(door, "/machines/<machine_id>/label.pdf", role=Role.VIEWER)
def machine(machine_id: str) -> Response:
    """Answer the label of a machine."""
    with auth.reading() as conn:
        found = db.machine_view.machine(conn, auth.path_id(machine_id))
    return _answer(Label(auth.address(f"/machines/{found.id}"), found.name, [" › ".join(found.places)]))


def _answer(made: Label) -> Response:
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", made.title).strip("-") or "label"
    return Response(label.pdf(made), mimetype="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"})
