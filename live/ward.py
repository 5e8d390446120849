"""The ward round, live: ``/live/ward?since=&site=&q=&limit=&open=`` and ``/live/sparks?signals=1,2,3``.

An answer holds the order of the lines, and the lines that changed after ``since`` (all of them without one,
and after a change of the fleet). A browser that misses a line asks again without ``since``. Sparklines come
apart: they change once a minute, the lines every second.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import flask
import orjson
from flask import Blueprint, Response, request

import auth
import db.pictures
import db.ward
import language
from components import sentence, ward
from db.connect import Connection
from db.ward import Extremes, Search
from domain import spark
from domain.access import Role
from domain.picture import Face
from domain.state import CONDITIONS_WORST_FIRST

from . import answers, freshness

door = Blueprint("live_ward", __name__)

FIRST_LINES, MOST_LINES = 50, 500
MOST_SPARKS = 100
_MOST_WORDS, _LONGEST_TEXT = 8, 100
_COUNTED = tuple(condition.value for condition in CONDITIONS_WORST_FIRST)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one browser asked for; equal wishes share one answer."""

    site: str | None
    words: tuple[str, ...]
    limit: int
    opened: tuple[str, ...]
    language: str

    @property
    def search(self) -> Search:
        """Return what the database has to look for."""
        return Search(self.site, self.words)


@dataclass(frozen=True, slots=True)
class Round:
    """The ward round of one wish: its lines, each with the number of its last change, and the rest."""

    lines: list[tuple[int, dict[str, Any]]]
    rest: dict[str, Any]


@auth.route(door, "/live/ward", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def show() -> Response:
    """Answer the ward round, 204 if the browser has seen it already."""
    kept = answers.answers()
    state, since = freshness.state(datetime.now(UTC)), request.args.get("since", "")[:64]
    if since == state.seq:
        return answers.nothing_new()
    wish = _wish()
    current = kept.kept((state.seq, wish), lambda: _round(wish, stale=state.stale))
    return answers.send(kept.kept((state.seq, since, wish),
                                  lambda: answers.packed(_body(current, state.seq, since=since))))


@auth.route(door, "/live/sparks", role=Role.VIEWER)
def sparks() -> Response:
    """Answer the last day of signals as points of small charts; each is computed once a minute."""
    minute = datetime.now(UTC).replace(second=0, microsecond=0)
    signals = [int(text) for text in request.args.get("signals", "").split(",")[:MOST_SPARKS]
               if text.isdecimal() and len(text) < 10]
    pieces = _spark_pieces(signals, minute)
    head = orjson.dumps({"minute": language.iso(minute), "minutes": int(spark.SPAN.total_seconds() // 60)})
    body = head[:-1] + b',"sparks":{' + b",".join(pieces) + b"}}"
    return Response(body, mimetype="application/json")


def _wish() -> Wish:
    asked = request.args
    limit = asked.get("limit", "")
    return Wish(
        site=asked.get("site", "")[:_LONGEST_TEXT] or None,
        words=tuple(asked.get("q", "")[:_LONGEST_TEXT].split()[:_MOST_WORDS]),
        limit=min(max(int(limit), FIRST_LINES), MOST_LINES) if limit.isdecimal() else FIRST_LINES,
        opened=tuple(sorted(set(asked.get("open", "")[:2000].split(",")) - {""})),
        language=language.current())


def _round(wish: Wish, *, stale: str | None) -> Round:
    with auth.reading() as conn:
        found = db.ward.troubled(conn, wish.search, most=wish.limit)
        sites = db.ward.sites(conn, wish.search)
        within = [site for site in sites if wish.site in (None, site.key)]
        counts = {name: sum(getattr(site, name) for site in within) for name in _COUNTED}
        hidden = db.ward.critical_machines(conn) - counts["critical"]
        faces = db.pictures.faces(conn, [one.machine_id for one in found])
        rest = {
            "stale": stale, "counts": [[name, count] for name, count in counts.items() if count],
            "more": ward.more_lines(sum(counts.values()) - counts["healthy"] - len(found)),
            "machines": sum(counts.values()), "sites": [[site.key, site.name] for site in sites],
            "groups": _groups(conn, wish, within), "elsewhere": ward.elsewhere(hidden)}
    return Round([(one.seq, _line(one, faces)) for one in found], rest)


def _groups(conn: Connection, wish: Wish, sites: list[db.ward.Site]) -> list[dict[str, Any]]:
    """Return a grey line for each site with healthy machines, and the machines of those that are opened."""
    shown = [site for site in sites if site.healthy]
    opened = [site.key for site in shown if wish.words or site.key in wish.opened]
    lines: dict[str, list[dict[str, Any]]] = {key: [] for key in opened}
    found = db.ward.healthy(conn, wish.search, sites=opened, most=wish.limit) if opened else []
    faces = db.pictures.faces(conn, [one.machine_id for one in found])
    for one in found:
        lines[one.site].append(_healthy_line(one, faces))
    return [{"site": site.key, "text": ward.healthy_line(site.name, site.healthy),
             "rows": lines.get(site.key),
             "more": ward.more_healthy(site.healthy - len(lines.get(site.key, ())))} for site in shown]


def _line(one: db.ward.Troubled, faces: dict[int, Face]) -> dict[str, Any]:
    why = sentence.Why(one.reason, one.running, one.trust, one.signal, one.unit, one.value, one.limit,
                       one.per_day, one.others, one.data_at, one.zone, one.plan)
    return _healthy_line(one, faces) | {"why": sentence.why(why), "signal": one.signal_id, "limit": one.limit,
                                 "condition": one.condition, "case": one.has_case}


def _healthy_line(one: db.ward.Troubled | db.ward.Healthy, faces: dict[int, Face]) -> dict[str, Any]:
    return {"id": one.machine_id, "name": one.name, "place": ward.way(one.places), "type": one.type,
            "face": faces[one.machine_id].address("small") if one.machine_id in faces else None,
            "running": one.running, "trust": one.trust, "since": language.iso(one.since)}


def _body(current: Round, seq: str, *, since: str) -> dict[str, Any]:
    after = _after(seq, since)
    return current.rest | {
        "seq": seq, "order": [line["id"] for _, line in current.lines],
        "rows": [line for changed, line in current.lines if changed > after]}


def _after(seq: str, since: str) -> int:
    """Return which changes the browser has; none if the fleet itself has changed."""
    number, _, rest = since.partition(".")
    same_fleet = rest.partition(".")[0] == seq.split(".")[1]
    return int(number) if same_fleet and number.isdecimal() else -1


def _spark_pieces(signals: list[int], minute: datetime) -> list[bytes]:
    """Return the small chart of each signal as a piece of JSON; what is missing takes one query for all."""
    known: dict[int, tuple[datetime, bytes]] = flask.current_app.extensions.setdefault("stethos.sparks", {})
    missing = [signal for signal in signals if signal not in known or known[signal][0] != minute]
    if missing:
        if len(known) > 20 * MOST_SPARKS:
            known.clear()
        known.update({one.signal_id: (minute, piece) for one, piece in _drawn(missing, minute)})
    return [known[signal][1] for signal in dict.fromkeys(signals) if signal in known]


def _drawn(signals: list[int], minute: datetime) -> list[tuple[Extremes, bytes]]:
    next_hour = minute.replace(minute=0) + timedelta(hours=1)
    with auth.reading() as conn:
        found = db.ward.sparks(conn, signals, start=next_hour - spark.SPAN, fine_from=next_hour - spark.FINE,
                               end=minute + timedelta(minutes=1))
    return [(one, _piece(one, minute - spark.SPAN)) for one in found]


def _piece(one: Extremes, start: datetime) -> bytes:
    minutes, values = spark.points(one.buckets, start=start, interval_s=one.interval_s)
    given = [value for value in [*values, one.limit] if value is not None]
    span = max(given) - min(given) if given else 0.0
    shown = [None if value is None else spark.rounded(value, span=span or 1.0) for value in values]
    return f'"{one.signal_id}":'.encode() + orjson.dumps({"t": minutes, "v": shown, "limit": one.limit})
