"""The system, live: ``/live/system?since=`` and, for admins, ``/live/rejected?id=7``.

Heartbeats are read every second, the account and what was rejected every ten, sizes every minute; for whatever
number of browsers.
"""

import hashlib
import platform
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import dash
import orjson
from flask import Blueprint, Response, request

import auth
import db.edition
import db.system
import language
from components import system_words as words
from db.connect import Connection
from db.system import Conflict, Rejected
from domain import heartbeat, ledger
from domain.access import Role
from domain.heartbeat import Intake, Life
from domain.preview import preview
from domain.version import VERSION
from language import _, ngettext, number

from . import answers, telling_failures

door = Blueprint("live_system", __name__)

SPANS_HOURS = [1, 24, 720]
MOST_REJECTED, MOST_CONFLICTS = 50, 20
_SOME_S, _SELDOM_S = 10, 60


@auth.route(door, "/live/system", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def show() -> Response:
    """Answer how the stack is, 204 if the browser knows."""
    kept = answers.answers()
    seq, body = kept.kept(("system", _second(), language.current()), _answer)
    if request.args.get("since", "")[:64] == seq:
        return answers.nothing_new()
    return answers.send(body)


@auth.route(door, "/live/rejected", role=Role.ADMIN)
def rejected() -> Response:
    """Answer the bytes of one rejected message, as far as they are kept, in a form that is harmless to show."""
    with auth.reading() as conn:
        payload, size_bytes = db.system.rejected_payload(conn, auth.path_id(request.args.get("id", "")))
    cut = _("The first {kept} of {all}").format(kept=words.size(len(payload)), all=words.size(size_bytes))
    return answers.send(answers.packed({
        "text": preview(payload), "note": cut if len(payload) < size_bytes else words.size(size_bytes)}))


def _second() -> int:
    """Return the number of the second in which an answer stays as it is."""
    return int(time.time())


def _answer() -> tuple[str, tuple[bytes, bytes]]:
    kept, now, second, speech = answers.answers(), datetime.now(UTC), _second(), language.current()
    with auth.reading() as conn:
        zone, facts = kept.kept(("system.seldom", second // _SELDOM_S, speech), lambda: _seldom(conn))
        some = kept.kept(("system.some", second // _SOME_S, speech), lambda: _some(conn, now=now, zone=zone))
        body = _now(conn, now=now, zone=zone) | some | facts
    seq = hashlib.blake2b(orjson.dumps(body), digest_size=8).hexdigest()
    return seq, answers.packed({"seq": seq} | body)


def _now(conn: Connection, *, now: datetime, zone: str) -> dict[str, Any]:
    beats = db.system.heartbeats(conn)
    lives = {name: heartbeat.life(beats.get(name), now=now) for name in words.PROCESSES}
    processes = [words.process(name, beats.get(name), lives[name], zone=zone) for name in words.PROCESSES]
    details = beats["ingest"].details if lives["ingest"] is Life.RUNNING else {}
    intake: Intake = heartbeat.intake(beats.get("ingest"), now=now)
    return {"processes": [*processes, words.broker(intake), _database()], "stream": words.stream(details)}


def _database() -> words.Fact:
    return words.fact("database", _("Database"), _("answers"), icon="good", tone="state-healthy",
                      note=_("this page has just asked it"))


def _some(conn: Connection, *, now: datetime, zone: str) -> dict[str, Any]:
    minutes = ledger.every_minute(db.system.ledger_minutes(conn, since=now - timedelta(minutes=61)), now=now,
                                  count=60)
    day_ago = now - timedelta(days=1)
    reasons = db.system.rejected_by_reason(conn, since=day_ago)
    account = words.account(db.system.accounts(conn, SPANS_HOURS, now=now))
    return {
        "charts": words.charts(minutes), "account": account, "balance": [account.pop("sum")],
        "reasons": [[reason, words.reason(reason), number(count, digits=0)] for reason, count in reasons],
        "rejected_text": _rejected_text(sum(count for _reason, count in reasons)),
        "rejected": [_rejected(one, zone) for one in db.system.rejected_messages(conn, most=MOST_REJECTED)],
        "conflicts_text": _conflicts_text(db.system.conflicts_since(conn, since=day_ago)),
        "conflicts": [_conflict(one, zone) for one in db.system.conflicts(conn, most=MOST_CONFLICTS)],
        **telling_failures.shown(conn, now=now, zone=zone),
    }


def _seldom(conn: Connection) -> tuple[str, dict[str, Any]]:
    sizes, versions = db.system.sizes(conn), db.system.versions(conn)
    name, meaning = words.EDITIONS[db.edition.detect(conn).name]
    return db.system.site_zone(conn), {
        "database": [
            words.fact("edition", _("Edition"), str(name), note=str(meaning)),
            words.fact("size", _("On disk"), words.size(sizes.database)),
            words.fact("readings", _("of it readings"), words.size(sizes.readings)),
            words.fact("rollups", _("of it rollups"), words.size(sizes.rollups))],
        "versions": [
            words.fact("stethos", "Stethos", VERSION,
                       note=_("tables at version {number}").format(number=versions.tables)),
            words.fact("python", "Python", platform.python_version()),
            words.fact("dash", "Dash", dash.__version__),
            words.fact("postgresql", "PostgreSQL", versions.postgresql),
            words.fact("timescaledb", "TimescaleDB", versions.timescaledb or _("not installed"))]}


def _rejected_text(count: int) -> str:
    if count == 0:
        return _("No message was rejected in the last 24 hours.")
    return ngettext("{count} message could not be used in the last 24 hours.",
                    "{count} messages could not be used in the last 24 hours.", count)


def _rejected(one: Rejected, zone: str) -> dict[str, Any]:
    return {"id": one.id, "at": words.moment(one.received_at, zone), "reason": words.reason(one.reason),
            "topic": one.topic, "detail": one.detail, "size": words.size(one.size_bytes),
            "further": words.further(one.more)}


def _conflicts_text(count: int) -> str:
    if count == 0:
        return _("No reading contradicted an earlier one in the last 24 hours.")
    return ngettext("{count} reading contradicted an earlier one in the last 24 hours; the first value stays.",
                    "{count} readings contradicted an earlier one in the last 24 hours; the first value stays.",
                    count)


def _conflict(one: Conflict, zone: str) -> dict[str, Any]:
    said = _("kept {kept}, refused {refused}").format(kept=number(one.kept, one.unit),
                                                      refused=number(one.refused, one.unit))
    return {"id": one.id, "at": words.moment(one.time, zone), "signal": f"{one.device} · {one.signal}", "said": said,
            "machine": one.machine, "href": f"/machines/{one.machine_id}" if one.machine_id else None}
