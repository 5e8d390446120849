"""What the placing form needs: ``/live/placing?id=7``, the machines and devices that fit, which signals go on."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, request

import auth
import db.placing
import db.system
import language
from db.placing import Found, Mounted
from domain import placing
from domain.access import Role
from domain.fleet import DEFAULT_INTERVAL_S

door = Blueprint("live_placing", __name__)

MOST_FOUND, MOST_WAITING = 20, 50
_MOST_WORDS, _LONGEST_TEXT = 8, 100


@auth.route(door, "/live/placing", role=Role.VIEWER)
def show() -> dict[str, Any]:
    """Answer where a device is, what its signals probably are, and the places there are."""
    with auth.reading() as conn:
        found = db.placing.device(conn, auth.path_id(request.args.get("id", "")))
        heard = db.placing.heard(conn, found.id)
        places, zone = db.placing.places(conn), db.system.site_zone(conn)
        waiting = db.placing.waiting(conn, most=MOST_WAITING)
    proposed = placing.proposals(heard, found.about, found.reported, default_s=DEFAULT_INTERVAL_S)
    return _where(found, zone=zone) | {
        "signals": [{"name": one.name, "title": one.title, "kind": one.kind, "unit": one.unit or "",
                     "interval_s": f"{one.interval_s:g}", "fixed": one.is_fixed} for one in proposed],
        "places": [[key, " › ".join(names)] for key, names in places], "zone": zone,
        "waiting": [name for name in waiting if name != found.name]}


@auth.route(door, "/live/placing/machines", role=Role.TECHNICIAN)
def machines() -> dict[str, Any]:
    """Answer machines that fit what is typed."""
    with auth.reading() as conn:
        return _found(db.placing.machines(conn, _typed(), most=MOST_FOUND + 1))


@auth.route(door, "/live/placing/devices", role=Role.TECHNICIAN)
def devices() -> dict[str, Any]:
    """Answer devices that can be replaced and fit what is typed."""
    with auth.reading() as conn:
        found = db.placing.devices(conn, _typed(), most=MOST_FOUND + 1)
    return _found([replace(one, places=[*one.places, one.key]) for one in found])


@auth.route(door, "/live/placing/pairs", role=Role.TECHNICIAN)
def pairs() -> dict[str, Any]:
    """Answer the signals of a device with what of the new one probably continues each."""
    with auth.reading() as conn:
        olds = db.placing.heard(conn, auth.path_id(request.args.get("old", "")))
        number = db.placing.device_id(conn, request.args.get("new", "")[:_LONGEST_TEXT].replace("\0", ""))
        news = db.placing.heard(conn, number) if number else []
    probable = placing.pairs(olds, news)
    return {"old": [[one.name, one.title or one.name, one.unit or "", probable.get(one.name, "")] for one in olds],
            "new": [[one.name, one.title or one.name, one.unit or ""] for one in news]}


def _typed() -> tuple[str, ...]:
    return tuple(request.args.get("q", "")[:_LONGEST_TEXT].replace("\0", "").split()[:_MOST_WORDS])


def _found(found: list[Found]) -> dict[str, Any]:
    return {"rows": [[one.id, one.key, one.name, " › ".join(one.places)] for one in found[:MOST_FOUND]],
            "more": len(found) > MOST_FOUND}


def _where(found: Mounted, *, zone: str) -> dict[str, Any]:
    about = [found.model, found.serial_number, " › ".join(found.places) if found.machine else ""]
    return {"about": " · ".join(part for part in about if part), "machine": found.machine,
            "machine_id": found.machine_id, "former": found.former_machine, "replaced_by": found.replaced_by_name,
            "replaced_by_id": found.replaced_by,
            "retired": language.moment(found.retired_at, zone) if found.retired_at else ""}
