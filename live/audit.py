"""The audit trail: ``/live/audit?person=&object=&action=&from=&to=&q=&after=``, and ``/live/history`` of one thing."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request

import auth
import db.audit
import db.system
from components import audit_words as words
from db.connect import Connection
from domain.access import Role
from domain.audit_search import Line, Mark, Search
from domain.errors import InvalidError

door = Blueprint("live_audit", __name__)

PAGE, SHORT_PAGE = 50, 20
_LONGEST_TEXT = 200
_THINGS = frozenset({"place", "machine", "device", "signal"})
_NUMBER = re.compile(r"\d{1,9}")
_MARK = re.compile(r"(-?\d{1,18})-(\d{1,18})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@auth.route(door, "/live/audit", role=Role.ADMIN)
def show() -> dict[str, Any]:
    """Answer a page of changes that fit, and what can be chosen."""
    with auth.reading() as conn:
        zone = db.system.site_zone(conn)
        found = db.audit.lines(conn, _search(zone), after=_mark(_given("after")), most=PAGE + 1)
        choices = {} if _given("after") else _choices(conn)
    return _page(found, zone=zone, most=PAGE) | choices


@auth.route(door, "/live/history", role=Role.VIEWER)
def history() -> dict[str, Any]:
    """Answer the changes of one thing and of what belongs to it."""
    what, number = _given("object"), auth.path_id(_given("id"))
    if what not in _THINGS:
        raise InvalidError
    after = _mark(_given("after"))
    with auth.reading() as conn:
        found = db.audit.of_thing(conn, what, number, before_id=after and after.id, most=SHORT_PAGE + 1)
        zone = db.system.site_zone(conn)
    return _page(found, zone=zone, most=SHORT_PAGE)


def _page(found: list[Line], *, zone: str, most: int) -> dict[str, Any]:
    shown = found[:most]
    return {"rows": [words.line(one, zone=zone) for one in shown],
            "after": _written(shown[-1].mark) if len(found) > most else ""}


def _choices(conn: Connection) -> dict[str, Any]:
    people = [[str(number), name] for number, name in db.audit.people(conn)]
    return {"choices": {"person": [*people, ["0", words.stack()]], "object": words.kinds(db.audit.objects(conn)),
                        "action": words.actions(db.audit.actions(conn))}}


def _search(zone: str) -> Search:
    person = _given("person")
    return Search(
        user_id=int(person) if _NUMBER.fullmatch(person) else None, object=_given("object") or None,
        action=_given("action") or None, start_at=_midnight(_given("from"), zone),
        end_at=_midnight(_given("to"), zone, days=1), text=_words())


def _words() -> str:
    """Return what is searched for; signs alone are no words."""
    text = _given("q").strip()
    return text if any(sign.isalnum() for sign in text) else ""


def _given(name: str) -> str:
    return request.args.get(name, "")[:_LONGEST_TEXT].replace("\0", "")


def _midnight(text: str, zone: str, *, days: int = 0) -> datetime | None:
    """Return when a day begins on the plant's clock, or one after it; None for no day."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) if 1970 < day.year < 9999 else None


def _mark(text: str) -> Mark | None:
    found = _MARK.fullmatch(text)
    if found is None:
        return None
    try:
        return Mark(_EPOCH + timedelta(microseconds=int(found[1])), int(found[2]))
    except OverflowError:
        return None


def _written(mark: Mark) -> str:
    return f"{(mark.at - _EPOCH) // timedelta(microseconds=1)}-{mark.id}"
