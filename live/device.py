"""One device, live: ``/live/device?id=7&since=...`` answers what it is, how it is reached, and how its settings stand.

``/live/device/documents?id=7`` answers the documents as they are on the wire. A page that is open asks twice a
second: what a device makes of a change is to be seen as soon as it is known.
"""

import hashlib
import time
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Blueprint, Response, request

import auth
import db.device_view
import db.twin
import language
from components import device as words
from components import devices, settings_words
from domain import settings_form
from domain.access import Role
from domain.errors import NotFoundError
from language import number

from . import answers, device_rows
from .device_rows import Seen

door = Blueprint("live_device", __name__)

MOST_REQUESTS = 5


@auth.route(door, "/live/device", role=Role.VIEWER)
def show() -> Response:
    """Answer how the device is now, 204 if the browser knows."""
    device_id = auth.path_id(request.args.get("id", ""))
    with auth.reading() as conn:
        version = db.device_view.version(conn, device_id)
    if version is None:
        raise NotFoundError
    key = ("device", device_id, version, _second(), language.current())
    seq, body = answers.answers().kept(key, lambda: _answer(device_id))
    if request.args.get("since", "")[:64] == seq:
        return answers.nothing_new()
    return answers.send(body)


@auth.route(door, "/live/device/documents", role=Role.VIEWER)
def documents() -> Response:
    """Answer the documents of a device as they are on the wire."""
    with auth.reading() as conn:
        seen = device_rows.look(conn, auth.path_id(request.args.get("id", "")), now=datetime.now(UTC))
    return answers.send(answers.packed({name: _pretty(document)
                                        for name, document in device_rows.documents(seen).items()}))


def _second() -> int:
    """Return the number of the second in which an answer stays as it is, if nothing happens."""
    return int(time.time())


def _answer(device_id: int) -> tuple[str, tuple[bytes, bytes]]:
    with auth.reading() as conn:
        seen = device_rows.look(conn, device_id, now=datetime.now(UTC))
        asked = db.twin.requests(conn, device_id, most=MOST_REQUESTS)
    body = {"head": _head(seen), "revision": seen.stored.twin.revision, "version": seen.stored.version,
            "summary": device_rows.summary(seen.rows), "rows": device_rows.rows(seen),
            "reported": words.reported(seen.stored.twin, zone=seen.zone),
            "nothing": words.nothing(seen.schema, seen.rows),
            "changed": [row.standing.path for row in settings_form.changed_at_device(seen.rows)],
            "history": device_rows.history(seen),
            "asked": [words.asked(one.at, one.who, one.answered_at, zone=seen.zone) for one in asked]}
    seq = hashlib.blake2b(orjson.dumps(body), digest_size=8).hexdigest()
    return seq, answers.packed({"seq": seq} | body)


def _head(seen: Seen) -> dict[str, Any]:
    device = seen.device
    return {"mark": words.reach(seen.reach, heard=device.last_message_at is not None),
            "away": settings_words.away(seen.reach, zone=seen.zone),
            "at": language.iso(device.last_message_at) if device.last_message_at else None,
            "about": devices.about(device.model, device.serial_number, device.firmware),
            "battery": devices.battery(device.battery_pct), "signal": devices.signal_strength(device.rssi_dbm),
            "gateway": device.gateway,
            "machine": device.machine or words.unplaced(device.retired_at, zone=seen.zone),
            "href": f"/machines/{device.machine_id}" if device.machine_id else f"/mounting/{device.id}",
            "place": " › ".join(device.places or []),
            "signals": [[one.id, one.title, number(one.value, one.unit)] for one in seen.signals
                        if one.retired_at is None]}


def _pretty(document: Any) -> str:
    return "" if document is None else orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
