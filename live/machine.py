"""One machine, live: ``/live/machine?id=7&since=...``.

The answer holds the state and every signal as they are now; ``slow``, what changes by the minute (limits,
small charts, running hours), only if it is newer than what ``since`` knows. An answer is kept for a moment:
many browsers that watch one machine cost one look into the database.
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, request

import auth
import db.machine_view
import language
from components import machine_words
from db.connect import Connection
from domain.access import Role
from domain.machine import SPARK_HOURS, Judged, Machine, Signal, Spark
from domain.state import Running
from domain.vitals import vitals

from . import answers

door = Blueprint("live_machine", __name__)

_LOOK_AGAIN_S = 0.25       # into the database, for whatever number of browsers
_JUDGE_AGAIN_S = 3.0       # silence comes without a message
_SLOW_S = 60
_MOST_KEPT = 500


@dataclass(slots=True)
class _Kept:
    """An answer; ``stamp`` is what the database said was newest, times are monotonic seconds."""

    stamp: object
    looked_at: float
    judged_at: float
    seq: str
    body: dict[str, Any]
    slow_key: str
    slow: dict[str, Any]


@auth.route(door, "/live/machine", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def machine() -> Response:
    """Answer how the machine is now, 204 if the browser knows."""
    kept = _kept(auth.path_id(request.args.get("id", "")))
    seq, _dot, slow_key = request.args.get("since", "")[:80].partition(".")
    if (seq, slow_key) == (kept.seq, kept.slow_key):
        return answers.nothing_new()
    body = {"seq": f"{kept.seq}.{kept.slow_key}", **kept.body}
    if slow_key != kept.slow_key:
        body["slow"] = kept.slow
    return answers.send(answers.packed(body))


def _kept(machine_id: int) -> _Kept:
    """Return the answer about a machine: the kept one unless there may be something new."""
    all_kept: dict[tuple[int, str], _Kept] = current_app.extensions.setdefault("stethos.machines", {})
    key, moment = (machine_id, language.current()), time.monotonic()
    kept = all_kept.get(key)
    if kept and moment - kept.looked_at < _LOOK_AGAIN_S:
        return kept
    with auth.reading() as conn:
        stamp = db.machine_view.newest(conn, machine_id)
        if kept is None or kept.stamp != stamp or moment - kept.judged_at >= _JUDGE_AGAIN_S:
            kept = _answer(conn, db.machine_view.machine(conn, machine_id), before=kept, moment=moment)
    kept.stamp, kept.looked_at = stamp, moment
    if len(all_kept) >= _MOST_KEPT:
        all_kept.clear()
    all_kept[key] = kept
    return kept


def _answer(conn: Connection, watched: Machine, *, before: _Kept | None, moment: float) -> _Kept:
    now, zone = datetime.now(UTC), watched.time_zone
    signals = db.machine_view.signals(conn, watched.id)
    judged = db.machine_view.state(conn, watched.id)
    body = {"state": machine_words.state(judged, signals, zone=zone, now=now),
            "signals": _vitals(conn, watched.id, signals, judged=judged, now=now)}
    slow_key = str(int(now.timestamp()) // _SLOW_S)
    known = before is not None and before.slow_key == slow_key
    slow = before.slow if before and known else _slow(conn, watched, signals, now=now)
    seq = hashlib.blake2b(repr(body).encode(), digest_size=8).hexdigest()
    return _Kept(None, moment, moment, seq, body, slow_key, slow)


def _vitals(conn: Connection, machine_id: int, signals: list[Signal], *, judged: Judged | None,
            now: datetime) -> list[list[Any]]:
    tails, offline_at = db.machine_view.tails(conn, machine_id, [signal.id for signal in signals])
    found = vitals(signals, tails, offline_at=offline_at, now_us=round(now.timestamp() * 1e6),
                   running=judged.state.running if judged else Running.UNKNOWN)
    return [machine_words.vital(signal, vital) for signal, vital in zip(signals, found, strict=True)]


def _slow(conn: Connection, watched: Machine, signals: list[Signal], *, now: datetime) -> dict[str, Any]:
    sparks = db.machine_view.sparks(conn, watched.id, now=now)
    ran = db.machine_view.running_time(conn, watched.id, now=now)
    nothing = Spark([], [], [])
    return {"hours": machine_words.running_hours(ran, zone=watched.time_zone), "to": int(now.timestamp()),
            "from": int(now.timestamp()) - SPARK_HOURS * 3600,
            "signals": [machine_words.about(signal, sparks.get(signal.id, nothing))
                        for signal in signals]}
