"""The alarms, live: ``/live/alarms?since=&view=&q=&priority=&stage=&site=&from=&to=&limit=``.

An answer holds the lines of one list as they are, the banners above it, and how many there are elsewhere. What
stands is read again only when the journal has grown, or after two seconds: shelves and windows end by the clock.
"""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import orjson
from flask import Blueprint, Response, request

import auth
import db.alarms_view
import db.system
import language
from components import alarm_words, alarms
from db.alarms_view import Search
from db.connect import Connection
from domain import alarm_list
from domain.access import Role
from domain.alarm import Subject
from domain.alarm_list import Stage, Standing, View
from domain.errors import InvalidError
from domain.flood import SPAN, flood
from domain.limit import Priority
from domain.time_axis import Span, fixed_span
from language import number

from . import alarm_rows, answers
from .alarm_rows import Board

door = Blueprint("live_alarms", __name__)

FIRST_LINES, MOST_LINES = 100, 500
_LOOK_AGAIN_S = 2.0
_MOST_WORDS, _LONGEST_TEXT = 8, 100


@dataclass(frozen=True, slots=True)
class Wish:
    """What one browser asked for; equal wishes share one answer."""

    view: View
    words: tuple[str, ...]
    priority: Priority | None
    stage: Stage | None
    site: str | None
    start: str
    end: str
    limit: int
    language: str

    def fits(self, one: Standing) -> bool:
        """Tell whether an alarm is looked for."""
        line = one.line
        return (self.priority in (None, line.alarm.priority) and self.site in (None, line.site)
                and line.has([word.lower() for word in self.words]))


@auth.route(door, "/live/alarms", role=Role.VIEWER, shared_ms=answers.SHARED_MS)
def show() -> Response:
    """Answer a list of alarms, 204 if the browser has seen it so."""
    wish, kept = _wish(), answers.answers()
    stamp = kept.fresh("alarms.stamp", _stamp)
    seq, body = kept.kept(("alarms", stamp, wish), lambda: _answer(wish, stamp))
    if request.args.get("since", "")[:64] == seq:
        return answers.nothing_new()
    return answers.send(body)


def _stamp() -> object:
    with auth.reading() as conn:
        return db.alarms_view.stamp(conn), int(time.time() / _LOOK_AGAIN_S)


def _wish() -> Wish:
    asked = {name: text.replace("\0", "")[:_LONGEST_TEXT] for name, text in request.args.items()}
    limit, view = asked.get("limit", ""), asked.get("view", "")
    priority, stage = asked.get("priority", ""), asked.get("stage", "")
    return Wish(
        View(view) if view in set(View) else View.ACTIVE, tuple(asked.get("q", "").split()[:_MOST_WORDS]),
        Priority(priority) if priority in set(Priority) else None, Stage(stage) if stage in set(Stage) else None,
        asked.get("site") or None, asked.get("from", "")[:10], asked.get("to", "")[:10],
        limit=min(max(int(limit), FIRST_LINES), MOST_LINES) if limit.isdecimal() else FIRST_LINES,
        language=language.current())


def _answer(wish: Wish, stamp: object) -> tuple[str, tuple[bytes, bytes]]:
    now = datetime.now(UTC)
    with auth.reading() as conn:
        board = answers.answers().kept(("alarms.board", stamp), lambda: alarm_rows.board(conn, now=now))
        flooded = flood(db.alarms_view.announced(conn, since=now - SPAN), now=now)
        body = (_history(conn, wish, board, now=now) if wish.view is View.HISTORY
                else _list(wish, board, grouped=bool(flooded)))
        body |= {"banners": _banners(board), "flood": alarms.flood(flooded) if flooded else "",
                 "views": _views(board), "sites": db.alarms_view.sites(conn)}
    seq = hashlib.blake2b(orjson.dumps(body), digest_size=8).hexdigest()
    return seq, answers.packed({"seq": seq} | body)


def _list(wish: Wish, board: Board, *, grouped: bool) -> dict[str, Any]:
    folded = board.folded
    fitting = [one for one in board.standing if alarm_list.view(one, folded=folded) is wish.view and wish.fits(one)]
    stages = [alarm_list.stage(one.state) for one in fitting]
    chosen = [one for one, stage in zip(fitting, stages, strict=True) if wish.stage in (None, stage)]
    rows = _grouped(chosen[:wish.limit], board) if grouped and wish.view is View.ACTIVE else [
        alarm_rows.row(one, board) for one in chosen[:wish.limit]]
    return {"rows": rows, "text": alarms.total(len(fitting)), "total": number(len(fitting), digits=0),
            "stages": [[stage.value, stages.count(stage), number(stages.count(stage), digits=0)] for stage in Stage],
            "more": len(chosen) > wish.limit < MOST_LINES}


def _grouped(found: list[Standing], board: Board) -> list[dict[str, Any]]:
    """Return the lines in groups, each under a line of its own, the worst first.

    Machines with several alarms are groups; what stands alone is put together by site.
    """
    several = {machine for machine, times in Counter(one.line.machine_id for one in found).items() if times > 1}
    rank: dict[str, int] = {}
    for place, one in enumerate(found):
        rank.setdefault(_group(one, several), place)
    ordered = sorted(found, key=lambda one: rank[_group(one, several)])
    rows: list[dict[str, Any]] = []
    for name, group in groupby(ordered, key=lambda one: _group(one, several)):
        members = list(group)
        rows += [_head(name, members, several), *(alarm_rows.row(one, board) for one in members)]
    return rows


def _head(name: str, members: list[Standing], several: set[int | None]) -> dict[str, Any]:
    line = members[0].line
    is_machine = line.machine_id in several
    mark = alarm_words.PRIORITIES[alarm_list.worst(one.line for one in members)]
    site = (line.places or [""])[0]
    return {"id": name, "group": alarm_words.title(line) if is_machine else site,
            "place": alarm_words.place(line) if is_machine else alarms.alone(), "mark": alarm_words.mark(mark),
            "text": alarms.total(len(members)), "members": [one.line.id for one in members]}


def _group(one: Standing, several: set[int | None]) -> str:
    line = one.line
    return f"machine-{line.machine_id}" if line.machine_id in several else f"site-{line.site}"


def _history(conn: Connection, wish: Wish, board: Board, *, now: datetime) -> dict[str, Any]:
    first, last = _day(wish.start, zone=board.zone), _day(wish.end, zone=board.zone)
    search = Search(first.start_at if first else None, last.end_at if last else None, wish.priority, wish.site,
                    wish.words)
    lines = db.alarms_view.history(conn, search, most=wish.limit + 1)
    rows = [alarm_rows.row(alarm_rows.standing(line, out=board.out, now=now), board) for line in lines[:wish.limit]]
    return {"rows": rows, "text": "", "total": "", "stages": [], "more": len(lines) > wish.limit < MOST_LINES}


def _day(text: str, *, zone: str) -> Span | None:
    """Return a day on the clock of the plant; what cannot be read asks for nothing."""
    try:
        return fixed_span(text, text, zone=zone)
    except InvalidError:
        return None


def _banners(board: Board) -> list[dict[str, Any]]:
    """Return what stands above all lists: trouble of the platform, then that of gateways."""
    found = [one for one in board.standing if one.line.subject in (Subject.PLATFORM, Subject.GATEWAY)
             and alarm_list.view(one, folded=board.folded) is None and one.line.id not in board.folded]
    found.sort(key=lambda one: (one.line.subject is not Subject.PLATFORM, *alarm_list.urgency(one)))
    return [alarm_rows.row(one, board) for one in found]


def _views(board: Board) -> list[list[str]]:
    """Return how many alarms stand in each list."""
    folded = board.folded
    counts = [alarm_list.view(one, folded=folded) for one in board.standing]
    return [[view.value, "" if view is View.HISTORY else number(counts.count(view), digits=0)] for view in View]
