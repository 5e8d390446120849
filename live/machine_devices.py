"""The devices of a machine, live: ``/live/machine_devices?id=7&since=``: are they there, how often do they measure?

The interval is changed as on the page of the device (live/device_settings.py).
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Blueprint, Response, request

import auth
import db.device_view
import db.machine_view
import db.twin
import language
from components import device as device_words
from components import machine_devices
from components import settings_words as words
from db.connect import Connection
from db.twin import Stored
from domain import reach, settings_form, settings_schema
from domain.access import Role
from domain.reach import Contact
from domain.settings_form import Row
from domain.settings_schema import MEASUREMENT_INTERVAL

from . import answers, device_rows

door = Blueprint("live_machine_devices", __name__)


@auth.route(door, "/live/machine_devices", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def show() -> Response:
    """Answer the devices of a machine, 204 if the browser has seen them so."""
    machine_id = auth.path_id(request.args.get("id", ""))
    with auth.reading() as conn:
        body = {"devices": _devices(conn, machine_id, now=datetime.now(UTC))}
    seq = hashlib.blake2b(orjson.dumps(body), digest_size=8).hexdigest()
    if request.args.get("since", "")[:64] == seq:
        return answers.nothing_new()
    return answers.send(answers.packed({"seq": seq} | body))


def _devices(conn: Connection, machine_id: int, *, now: datetime) -> list[dict[str, Any]]:
    zone = db.machine_view.machine(conn, machine_id).time_zone
    ids = [number for number, _name in db.device_view.of_machine(conn, machine_id, most=machine_devices.MOST)]
    known, contacts = db.twin.twins(conn, ids), db.twin.contacts(conn, ids)
    return [_device(known[number], contacts[number], zone=zone, now=now) for number in ids if number in known]


def _device(stored: Stored, contact: Contact, *, zone: str, now: datetime) -> dict[str, Any]:
    reached = reach.reach(contact, now=now)
    rows = settings_form.rows(stored.twin, settings_schema.read(stored.about), reach=reached, now=now)
    row = next((one for one in rows if one.standing.path == MEASUREMENT_INTERVAL), None)
    why = words.standing(row.standing, stored.twin, reach=reached, zone=zone) if row else ""
    return {"id": stored.device_id, "name": stored.device, "href": f"/devices/{stored.device_id}",
            "reach": device_words.reach(reached, heard=contact.last_message_at is not None),
            "summary": device_rows.summary(rows), "revision": stored.twin.revision,
            "interval": _interval(row, why) if row else None}


def _interval(row: Row, why: str) -> dict[str, Any]:
    found, mark = row.standing, words.STATES[row.standing.state]
    return {"path": found.path, "state": found.state.value, "mark": [str(mark.word), mark.icon, mark.tone], "why": why,
            "reported": words.value(found.reported, row.field) if found.is_reported else "",
            "wanted": words.value(found.desired, row.field) if found.is_desired else "", "value": row.value,
            "unit": language.unit(row.field.unit) if row.field and row.field.unit else "",
            "bounds": words.bounds(row.field) if row.field else "", "may_set": row.field is not None}
