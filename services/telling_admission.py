"""The admission of messages: which go out alone, which a digest counts, and which are not wanted any more."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import db.telling
import db.telling_outbox
from db.connect import Connection
from db.telling_outbox import Digests, Fresh
from domain import telling_flow, telling_plan
from domain.alarm import calls
from domain.flood import SPAN
from domain.telling import Alarm, Person, Reason
from domain.telling_flow import Verdict, Waiting

MOST_AT_ONCE = 1000
_DIGESTS_SEEN_FOR = timedelta(days=2)

_Key = tuple[int, int, Reason]


def admit(conn: Connection, *, now: datetime) -> int:
    """Decide about the messages whose time has come, in the caller's transaction; return how many go out."""
    fresh = db.telling_outbox.fresh(conn, now=now, most=MOST_AT_ONCE)
    if not fresh:
        return 0
    verdicts = _verdicts(conn, fresh, now=now)
    digests = _digests(conn, fresh, verdicts, now=now)
    out = [verdict.id for verdict in verdicts if verdict.held_back is None]
    db.telling_outbox.set_admitted(conn, out, now=now)
    db.telling_outbox.set_held_back(conn, [
        (verdict.id, verdict.held_back, digests.get(_key(one, verdict)) if verdict.in_digest else None)
        for one, verdict in zip(fresh, verdicts, strict=True) if verdict.held_back is not None])
    return len(out)


def _verdicts(conn: Connection, fresh: Sequence[Fresh], *, now: datetime) -> list[Verdict]:
    held = {one.alarm_id for one in fresh if one.reason is Reason.HOURS and one.alarm_id is not None}
    alarms = db.telling.alarms(conn, held, now=now) if held else {}
    spent, budgets = db.telling_outbox.spent(conn, {one.user_id for one in fresh},
                                             since=now - telling_flow.BUDGET_PER)
    flood = telling_flow.is_flood(db.telling.new_alarms(conn, since=now - SPAN))
    waiting = [Waiting(one.id, one.kind, one.reason, one.priority, one.user_id,
                       one.alarm_id not in alarms or _is_wanted(alarms[one.alarm_id]), one.told_in) for one in fresh]
    return telling_flow.admit(waiting, flood=flood, spent=spent, budgets=budgets)


def _is_wanted(alarm: Alarm) -> bool:
    return alarm.active and not alarm.acknowledged and calls(alarm.state)


def _digests(conn: Connection, fresh: Sequence[Fresh], verdicts: Sequence[Verdict], *,
             now: datetime) -> dict[_Key, int]:
    """Return the digest of each person, channel and reason that has something to count; made if there is none."""
    wanted = {_key(one, verdict) for one, verdict in zip(fresh, verdicts, strict=True) if verdict.in_digest}
    if not wanted:
        return {}
    known = db.telling_outbox.digests(conn, since=now - _DIGESTS_SEEN_FOR)
    closing = {verdict.id for verdict in verdicts if verdict.held_back is None}
    persons = db.telling.book(conn).persons
    return {key: _digest(conn, key, known.get(key, Digests()), closing, persons, now=now) for key in wanted}


def _digest(conn: Connection, key: _Key, known: Digests, closing: Collection[int], persons: Mapping[int, Person], *,
            now: datetime) -> int:
    """Return the digest that still collects; one that goes out in this very moment does not."""
    if known.open_id is not None and known.open_id not in closing:
        return known.open_id
    last_at = now if known.open_id is not None else known.last_at
    at = telling_flow.digest_at(key[2], last_at=last_at, now=now)
    person = persons.get(key[0])
    opens_at = telling_plan.timetable(person).opens_at(at) if person else at
    return db.telling_outbox.insert_digest(conn, key, at=opens_at or at, now=now)


def _key(one: Fresh, verdict: Verdict) -> _Key:
    return one.user_id, one.channel_id, verdict.held_back or Reason.FLOOD
