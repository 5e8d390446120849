"""The devices, live: ``/live/devices?since=&q=&site=&state=&limit=``.

An answer holds the lines as they are, those in trouble first, and the devices that wait to be placed. It is made
anew at most once a second, for whatever number of browsers.
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import orjson
from flask import Blueprint, Response, request

import auth
import db.devices
import db.devices_view
import db.placing
import db.system
import language
from components import devices as words
from db.connect import Connection
from db.devices_view import Device, Gateway, Search, Waiting
from domain import heartbeat, presence
from domain.access import Role
from domain.heartbeat import Intake
from domain.presence import Presence
from language import number

from . import answers

door = Blueprint("live_devices", __name__)

FIRST_LINES, MOST_LINES = 100, 500
MOST_WAITING, MOST_GATEWAYS, MOST_RETIRED = 20, 200, 50
_MOST_WORDS, _LONGEST_TEXT = 8, 100


@dataclass(frozen=True, slots=True)
class Wish:
    """What one browser asked for; equal wishes share one answer."""

    search: Search
    state: Presence | None
    limit: int
    language: str


@auth.route(door, "/live/devices", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def show() -> Response:
    """Answer the devices, 204 if the browser has seen them so."""
    wish = _wish()
    seq, body = answers.answers().kept(("devices", _second(), wish), lambda: _answer(wish))
    if request.args.get("since", "")[:64] == seq:
        return answers.nothing_new()
    return answers.send(body)


def _second() -> int:
    """Return the number of the second in which an answer stays as it is."""
    return int(time.time())


def _wish() -> Wish:
    asked = {name: text.replace("\0", "") for name, text in request.args.items()}
    limit, state = asked.get("limit", ""), asked.get("state", "")
    return Wish(
        Search(asked.get("site", "")[:_LONGEST_TEXT] or None,
               tuple(asked.get("q", "")[:_LONGEST_TEXT].split()[:_MOST_WORDS])),
        state=Presence(state) if state in set(Presence) else None,
        limit=min(max(int(limit), FIRST_LINES), MOST_LINES) if limit.isdecimal() else FIRST_LINES,
        language=language.current())


def _answer(wish: Wish) -> tuple[str, tuple[bytes, bytes]]:
    now = datetime.now(UTC)
    with auth.reading() as conn:
        gateways = answers.answers().fresh("devices.gateways", lambda: db.devices_view.gateways(conn))
        body = _list(conn, wish, now=now) | _waiting(conn, gateways) | {
            **_gateways(gateways), **_retired(conn),
            "sites": db.devices_view.sites(conn), "closed": _closed(conn, now=now)}
    seq = hashlib.blake2b(orjson.dumps(body), digest_size=8).hexdigest()
    return seq, answers.packed({"seq": seq} | body)


def _list(conn: Connection, wish: Wish, *, now: datetime) -> dict[str, Any]:
    """Return the lines of the first devices in trouble, then the others, by name; and how many there are."""
    kept, fleet = answers.answers(), db.devices.changes(conn)
    fitting = kept.kept(("devices.fitting", fleet, now.replace(second=0, microsecond=0), wish.search),
                        lambda: db.devices_view.fitting(conn, wish.search))
    ages = kept.fresh("devices.ages", lambda: db.devices_view.ages(conn, now=now))
    codes = presence.judge(ages.of(fitting))
    counts = {name: int(count) for name, count in
              zip(Presence, np.bincount(codes, minlength=len(Presence)), strict=True)}
    chosen = np.flatnonzero(codes == presence.CODE[wish.state]) if wish.state else np.argsort(codes, kind="stable")
    shown = chosen[:wish.limit]
    found = db.devices_view.devices(conn, fitting.ids[shown].tolist())
    state = dict(zip(fitting.ids[shown].tolist(), codes[shown].tolist(), strict=True))
    return {"rows": [_line(one, presence.ORDER[state[one.id]]) for one in found],
            "counts": [[name.value, count, number(count, digits=0)] for name, count in counts.items()],
            "total": number(len(codes), digits=0), "text": words.total(len(codes)),
            "more": words.more_lines(len(chosen) - len(shown)) if wish.limit < MOST_LINES else ""}


def _line(one: Device, state: Presence) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "state": state.value, "machine": one.machine,
            "href": f"/machines/{one.machine_id}", "place": " › ".join(one.places),
            "about": words.about(one.model, one.serial_number, one.firmware),
            "at": language.iso(one.last_message_at) if one.last_message_at else None,
            "battery": words.battery(one.battery_pct), "signal": words.signal_strength(one.rssi_dbm),
            "gateway": one.gateway}


def _gateways(found: list[Gateway]) -> dict[str, Any]:
    return {"gateways": [_gateway_line(one) for one in found[:MOST_GATEWAYS]],
            "gateways_text": words.gateways(len(found), offline=sum(one.is_offline for one in found)),
            "gateways_more": words.more_waiting(len(found) - MOST_GATEWAYS)}


def _gateway_line(one: Gateway) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "about": words.about(one.model, one.serial_number, one.firmware),
            "state": (Presence.OFFLINE if one.is_offline else Presence.ONLINE).value,
            "behind": words.behind(one.devices), "at": language.iso(one.status_at) if one.status_at else None}


def _waiting(conn: Connection, gateways: list[Gateway]) -> dict[str, Any]:
    found, count = db.devices_view.waiting(conn, gateways, most=MOST_WAITING)
    return {"waiting": [_waiting_line(one) for one in found], "waiting_count": number(count, digits=0),
            "waiting_more": words.more_waiting(count - len(found))}


def _retired(conn: Connection) -> dict[str, Any]:
    zone = db.system.site_zone(conn)
    return {"retired": [[number, name, language.moment(at, zone), machine]
                        for number, name, at, machine in db.placing.retired(conn, most=MOST_RETIRED)]}


def _waiting_line(one: Waiting) -> dict[str, Any]:
    values = [f"{signal.name} {number(signal.value, signal.unit)}" for signal in one.signals[:12]]
    return {"id": one.id, "name": one.name, "about": words.about(one.model, one.serial_number, None),
            "since": language.iso(one.discovered_at),
            "at": language.iso(one.last_message_at) if one.last_message_at else None,
            "values": words.signals_line(values),
            "snippet": words.snippet(one.name, [(s.name, s.kind, s.unit) for s in one.signals])}


def _closed(conn: Connection, *, now: datetime) -> str:
    """Return why nothing comes in, an empty text if it does."""
    state = heartbeat.intake(db.system.heartbeats(conn).get("ingest"), now=now)
    return "" if state is Intake.OPEN else str(words.CLOSED[state])
