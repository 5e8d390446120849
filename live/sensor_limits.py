"""The limits that the sensor of a signal judges by itself: ``/live/limits/sensor?id=7&since=...`` says how they stand.

They are set together with those that are judged here (live/limits.py).
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Blueprint, Response, request

import auth
import db.device_view
import services.sensor_limits
import services.settings
from components import settings_words as words
from db.connect import Connection
from db.device_view import Measured
from domain import sensor_limit
from domain.access import Role
from domain.limit import Level
from domain.limit_set import InvalidLimitsError
from domain.settings_check import Finding
from domain.settings_error import InvalidSettingsError, NeedsConsentError, SettingsChangedError
from domain.settings_schema import Field
from language import _

from . import answers, device_rows
from .device_rows import Seen

door = Blueprint("live_sensor_limits", __name__)


@auth.route(door, "/live/limits/sensor", role=Role.VIEWER)
def show() -> Response:
    """Answer how the limits stand on the sensor, 204 if the browser knows."""
    with auth.reading() as conn:
        body = _state(conn, auth.path_id(request.args.get("id", "")))
    seq = hashlib.blake2b(orjson.dumps(body), digest_size=8).hexdigest()
    if request.args.get("since", "")[:64] == seq:
        return answers.nothing_new()
    return answers.send(answers.packed({"seq": seq} | body))


def faults(conn: Connection, signal_id: int, wanted: Mapping[Level, float | None], *,
           unit: str | None) -> dict[str, str]:
    """Return what the device or its schema has against limits that are being typed, by ``level.value``."""
    try:
        changes = services.sensor_limits.pushed(conn, signal_id, wanted, unit=unit)
    except InvalidLimitsError:
        return {}       # told with the limits that are judged here
    signal, seen = _look(conn, signal_id)
    found = services.settings.findings(conn, signal.device_id, changes) if changes else []
    return _at_fields(found, seen)


def refusal(signal_id: int, error: SettingsChangedError | InvalidSettingsError | NeedsConsentError,
            ) -> tuple[dict[str, str], str]:
    """Return what is wrong at which field, and the message beside the button."""
    if isinstance(error, SettingsChangedError):
        return {}, _(str(error))
    with auth.reading() as conn:
        _signal, seen = _look(conn, signal_id)
    others = [_("{setting}: {problem}").format(setting=seen.title(one.path),
                                               problem=words.finding(one, seen.fields.get(one.path)))
              for one in error.findings if one.is_warning or one.path not in _levels(seen)]
    return _at_fields(error.findings, seen), " ".join([_(str(error)), *others])


def _state(conn: Connection, signal_id: int) -> dict[str, Any]:
    signal, seen = _look(conn, signal_id)
    known = sensor_limit.fields(seen.schema, signal.name)
    rows = {row["path"]: row for row in device_rows.rows(seen)}
    return {"revision": seen.stored.twin.revision, "device": seen.device.name, "href": f"/devices/{seen.device.id}",
            "levels": {level.value: _level(field, rows[field.path], seen, signal) for level, field in known.items()}}


def _level(field: Field, row: Mapping[str, Any], seen: Seen, signal: Measured) -> dict[str, Any]:
    value = sensor_limit.on_the_sensor(field, seen.stored.twin, stored_unit=signal.unit)
    return {"value": value, "state": row["state"], "mark": row["mark"], "why": row["why"],
            "wanted": row["wanted"], "reported": row["reported"]}


def _look(conn: Connection, signal_id: int) -> tuple[Measured, Seen]:
    signal = db.device_view.measured(conn, signal_id)
    return signal, device_rows.look(conn, signal.device_id, now=datetime.now(UTC))


def _levels(seen: Seen) -> dict[str, Level]:
    return {path: field.level for path, field in seen.fields.items() if field.level}


def _at_fields(found: list[Finding], seen: Seen) -> dict[str, str]:
    levels = _levels(seen)
    return {f"{levels[one.path]}.value": words.finding(one, seen.fields[one.path])
            for one in found if one.path in levels and not one.is_warning}
