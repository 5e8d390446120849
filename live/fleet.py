"""The fleet, live: ``/live/fleet?place=&limit=&since=``: a place, what is below it, and what was tallied of it.

``seq`` of an answer is a digest of its content: a change of values that changes no count sends nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Blueprint, Response, request

import auth
import db.fleet_view
import db.pictures
import language
from components import fleet
from db.connect import Connection
from db.fleet_view import Child, Counts, Machine, Place, Scope
from domain.access import Role
from domain.picture import Face
from domain.state import CONDITIONS_WORST_FIRST
from domain.tally import RANGES, Tally, window

from . import answers, freshness

door = Blueprint("live_fleet", __name__)

FIRST_MACHINES, MOST_MACHINES = 100, 1000
_LONGEST_KEY = 100
_NONE = Tally()


@dataclass(frozen=True, slots=True)
class Wish:
    """What one browser asked for; equal wishes share one answer."""

    place: str
    limit: int
    language: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one wish."""

    seq: str
    body: tuple[bytes, bytes]


@auth.route(door, "/live/fleet", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def show() -> Response:
    """Answer the place, 204 if the browser has seen it already."""
    now, kept = datetime.now(UTC), answers.answers()
    state = freshness.state(now)
    wish = _wish()
    current = kept.kept((state.seq, now.replace(second=0, microsecond=0), wish),
                        lambda: _answer(wish, stale=state.stale, now=now))
    if request.args.get("since") == current.seq:
        return answers.nothing_new()
    return answers.send(current.body)


def _wish() -> Wish:
    limit = request.args.get("limit", "")
    most = min(max(int(limit), FIRST_MACHINES), MOST_MACHINES) if limit.isdecimal() else FIRST_MACHINES
    return Wish(request.args.get("place", "")[:_LONGEST_KEY], most, language.current())


def _answer(wish: Wish, *, stale: str | None, now: datetime) -> Answer:
    with auth.reading() as conn:
        content = _content(conn, wish, now=now) | {"stale": stale}
    seq = hashlib.blake2b(orjson.dumps(content), digest_size=8).hexdigest()
    return Answer(seq, answers.packed(content | {"seq": seq}))


def _content(conn: Connection, wish: Wish, *, now: datetime) -> dict[str, Any]:
    place = db.fleet_view.place(conn, wish.place) if wish.place else None
    if wish.place and place is None:
        return {"missing": True}
    children = db.fleet_view.children(conn, place)
    machines = db.fleet_view.machines(conn, place.id, most=wish.limit) if place else []
    faces = db.pictures.faces(conn, [one.id for one in machines])
    here = db.fleet_view.counts_at(conn, place.id) if place else Counts(0, 0, 0, 0, 0)
    own, below, of_machines = _tallies(conn, place, children, machines, now=now)
    counts = [here, *(child.counts for child in children)]
    return {
        "id": place.id if place else None,
        "path": [list(step) for step in zip(place.keys, place.names, strict=True)] if place else [],
        "counts": _counts(counts), "total": fleet.machines(sum(one.machines for one in counts)),
        "figures": [_figures(tally) for tally in own],
        "children": [_child(child, [tallies.get(child.id, _NONE) for tallies in below]) for child in children],
        "machines": [_machine(one, [tallies.get(one.id, _NONE) for tallies in of_machines], faces.get(one.id))
                     for one in machines],
        "more": fleet.more_machines(here.machines - len(machines))}


def _tallies(conn: Connection, place: Place | None, children: list[Child], machines: list[Machine], *,
             now: datetime) -> tuple[list[Tally], list[dict[int, Tally]], list[dict[int, Tally]]]:
    """Return of each range the tally of the place itself, of its children, and of its machines."""
    windows = [window(now, hours=hours) for hours, _ in RANGES.values()]
    ids = [child.id for child in children]
    below = [db.fleet_view.tallies(conn, Scope.PLACE, [*ids, *([place.id] if place else [])], one)
             for one in windows]
    own = [tallies.get(place.id, _NONE) if place else sum(tallies.values(), _NONE) for tallies in below]
    of_machines = [db.fleet_view.tallies(conn, Scope.MACHINE, [one.id for one in machines], one_window)
                   for one_window in windows] if machines else [{} for _ in windows]
    return own, below, of_machines


def _child(child: Child, tallies: list[Tally]) -> dict[str, Any]:
    return {"key": child.key, "name": child.name, "kind": child.kind, "counts": _counts([child.counts]),
            "total": fleet.machines(child.counts.machines), "figures": [_figures(tally) for tally in tallies]}


def _machine(one: Machine, tallies: list[Tally], face: Face | None) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "type": one.type, "face": face and face.address("small"),
            "condition": one.condition, "running": one.running, "trust": one.trust,
            "figures": [_figures(tally) for tally in tallies]}


def _counts(counts: list[Counts]) -> list[tuple[str, int]]:
    summed = [(name.value, sum(getattr(one, name.value) for one in counts)) for name in CONDITIONS_WORST_FIRST]
    return [(name, count) for name, count in summed if count]


def _figures(tally: Tally) -> list[str]:
    return [language.percent(share) for share in (tally.availability, tally.running_share, tally.completeness)]
