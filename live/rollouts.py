"""Changes of many devices, live: ``/live/rollouts`` for the list, ``/live/rollout?id=7&state=&limit=`` for one.

How the devices stand is read at most once a second for any number of browsers; each sees the lines it asked for.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Blueprint, Response, request

import auth
import db.audit
import db.rollout
import db.rollout_choice
import db.system
import language
import services.rollouts
from components import rollout_words as words
from db.connect import Connection
from db.rollout import Member, Named, Rollout
from domain import rollout, settings_schema
from domain.access import Role
from domain.rollout import Counts, Outcome, Standing, Status
from domain.settings_schema import Schema

from . import answers

door = Blueprint("live_rollouts", __name__)

MOST_ROLLOUTS, FIRST_LINES, MOST_LINES = 50, 100, 1000
Lines = list[tuple[Member, Standing]]


@auth.route(door, "/live/rollouts", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def listed() -> Response:
    """Answer the newest changes, 204 if the browser has seen them so."""
    return _answer("rollouts", lambda: {"rows": _list()})


@auth.route(door, "/live/rollout", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def show() -> Response:
    """Answer one change with the first of its devices, 204 if the browser has seen it so."""
    number = auth.path_id(request.args.get("id", ""))
    state, limit = request.args.get("state", ""), request.args.get("limit", "")
    wish = (number, Outcome(state) if state in set(Outcome) else None,
            min(max(int(limit), FIRST_LINES), MOST_LINES) if limit.isdecimal() else FIRST_LINES)
    return _answer(f"rollout.{wish}", lambda: _one(*wish))


def _answer(what: str, make: Any) -> Response:
    def packed() -> tuple[str, tuple[bytes, bytes]]:
        body = make()
        seq = hashlib.blake2b(orjson.dumps(body), digest_size=8).hexdigest()
        return seq, answers.packed({"seq": seq} | body)

    seq, body = answers.answers().kept((what, language.current(), _second()), packed)
    return answers.nothing_new() if request.args.get("since", "")[:64] == seq else answers.send(body)


def _second() -> int:
    return int(time.time())


def _list() -> list[dict[str, Any]]:
    with auth.reading() as conn:
        found, zone = db.rollout.rollouts(conn, most=MOST_ROLLOUTS), db.system.site_zone(conn)
        schemas = {one.id: _schema(conn, one) for one in found}
    return [{"id": one.id, "href": f"/rollouts/{one.id}", "title": words.title(one.settings, schemas[one.id]),
             "status": words.mark(words.STATUSES[one.status]), "bar": _bar(one.counts),
             "devices": words.devices(sum(one.counts.values())) if one.counts else "", "who": one.who or "",
             "when": language.moment(one.started_at or one.created_at, zone), "reason": one.reason or one.chosen}
            for one in found]


def _one(number: int, state: Outcome | None, limit: int) -> dict[str, Any]:
    now = datetime.now(UTC)
    with auth.reading() as conn:
        found, zone = db.rollout.rollout(conn, number), db.system.site_zone(conn)
        lines = answers.answers().kept(("rollout.lines", number, found.status, found.changed_at, _second()),
                                       lambda: services.rollouts.standings(conn, found, now=now))
        schema = _schema(conn, found)
        history = db.audit.history(conn, object=services.rollouts.OBJECT, object_id=number)
        chosen = _chosen(lines, state)
        shown = chosen[:limit]
        named = db.rollout.named(conn, [member.target.device_id for member, _ in shown])
    counts = rollout.count((one, member.target.forgiven) for member, one in lines)
    return _head(found, counts, schema, zone=zone) | {
        "groups": _groups(found, lines, schema), "warnings": _warnings(found, lines, schema),
        "rows": [_row(found, line, named[line[0].target.device_id], schema) for line in shown],
        "more": len(chosen) > limit,
        "history": [{"text": words.deed(entry), "who": entry.who or "", "reason": entry.reason,
                     "when": language.moment(entry.at, zone, seconds=True)} for entry in history]}


def _head(found: Rollout, counts: Counts, schema: Schema, *, zone: str) -> dict[str, Any]:
    decision = rollout.advance(found.status, found.stage, counts, share=found.share)
    about = [found.chosen, found.reason, found.who, language.moment(found.started_at or found.created_at, zone)]
    return {"title": words.title(found.settings, schema), "about": " · ".join(part for part in about if part),
            "status": words.mark(words.STATUSES[found.status]), "acts": list(words.ACTS[found.status]),
            "awaited": words.awaited(found.status, found.stage, decision.why, counts, share=found.share),
            "bar": _bar(counts.of), "total": language.number(counts.total, digits=0),
            "counts": [[outcome.value, counts[outcome], language.number(counts[outcome], digits=0)]
                       for outcome in words.OUTCOMES if counts[outcome]]}


def _bar(counts: Any) -> list[list[Any]]:
    """Return tone, share and words of each piece of a bar; what is left out has none."""
    total = sum(number for outcome, number in counts.items() if outcome is not Outcome.SKIPPED)
    return [[outcome.value, counts[outcome] / total,
             f"{words.OUTCOMES[outcome].word}: {language.number(counts[outcome], digits=0)}"]
            for outcome in words.OUTCOMES if outcome is not Outcome.SKIPPED and counts.get(outcome)]


_FIRST = [Outcome.REFUSED, Outcome.OVERDUE, Outcome.CHANGED, Outcome.WAITING, Outcome.SENDING, Outcome.REPLACED,
          Outcome.IN_EFFECT, Outcome.PENDING, Outcome.SKIPPED]


def _chosen(lines: Lines, state: Outcome | None) -> Lines:
    """Return the lines somebody asked for, those in trouble first."""
    if state is not None:
        return [line for line in lines if line[1].outcome is state]
    return sorted(lines, key=lambda line: _FIRST.index(line[1].outcome))


def _row(found: Rollout, line: tuple[Member, Standing], device: Named, schema: Schema) -> dict[str, Any]:
    target, one = line[0].target, line[1]
    return {"id": target.device_id, "name": device.name, "href": f"/devices/{target.device_id}",
            "machine": device.machine or "", "place": " › ".join(device.places), "state": one.outcome.value,
            "reason": words.reason(one), "changes": words.changes(target.former, found.settings, schema)}


def _groups(found: Rollout, lines: Lines, schema: Schema) -> list[dict[str, Any]]:
    """Return each kind of difference with how many devices have it, the most frequent first."""
    former = Counter((path, path in member.target.former, member.target.former.get(path)) for member, one in lines
                     if one.outcome is not Outcome.SKIPPED for path in found.settings)
    kinds = Counter({words.changes({path: value} if is_known else {}, {path: found.settings[path]}, schema)[0]: number
                     for (path, is_known, value), number in former.items()})
    skipped = Counter(words.reason(one) for _, one in lines if one.outcome is Outcome.SKIPPED)
    return [*({"name": name, "before": before, "after": after, "devices": words.devices(number)}
              for (name, before, after), number in kinds.most_common(20)),
            *({"name": str(words.OUTCOMES[Outcome.SKIPPED].word), "before": "", "after": reason,
               "devices": words.devices(number)} for reason, number in skipped.most_common())]


def _warnings(found: Rollout, lines: Lines, schema: Schema) -> list[list[str]]:
    if found.status is not Status.DRAFT:
        return []
    findings: Sequence[Any] = [one for member, _ in lines if member.target.skip is None for one in member.findings]
    return [[sentence, words.devices(number)] for sentence, number in words.warnings(findings, schema)]


def _schema(conn: Connection, found: Rollout) -> Schema:
    """Return names and units of what is set, by the word of one of the devices."""
    return answers.answers().kept(("rollout.schema", found.id), lambda: settings_schema.read(
        db.rollout_choice.about_of(conn, found.id)) or {})
