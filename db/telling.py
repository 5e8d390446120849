"""Telling: announcements, alarms that call for people, the rules in force, and what was told already."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from db.connect import Connection
from db.sql import Queries
from domain.alarm import LATE_AFTER, state
from domain.alarm import Alarm as Folded
from domain.limit import Priority
from domain.telling import (
    Alarm,
    Book,
    Call,
    Event,
    MessageKind,
    MessageState,
    Person,
    Reason,
    Rule,
    Step,
    Told,
)
from domain.telling_flow import Spell
from domain.telling_hours import Hours

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something that happened to an alarm at a device; ``over``: the episode it speaks of has ended."""

    id: int
    alarm_id: int
    event: Event
    at: datetime
    created_at: datetime
    over: bool


def announcements(conn: Connection, *, now: datetime, backlog_wait: timedelta, most: int) -> list[Announcement]:
    """Return and lock what nobody has looked at, in order."""
    rows = conn.execute(SQL["announcements"], {"now": now, "late_after": LATE_AFTER, "backlog_wait": backlog_wait,
                                               "most": most})
    return [Announcement(number, alarm_id, Event(event), at, created_at, over)
            for number, alarm_id, event, at, created_at, over in rows]


def set_routed(conn: Connection, ids: Sequence[int], *, now: datetime) -> None:
    """Mark announcements as looked at."""
    conn.execute(SQL["set_routed"], {"ids": list(ids), "now": now})


def calls(conn: Connection, *, now: datetime, most: int) -> dict[int, Call]:
    """Return and lock the alarms that are to be looked at now, by their numbers."""
    rows = conn.execute(SQL["calls"], {"now": now, "most": most})
    return {alarm_id: Call(number, since) for alarm_id, number, since in rows}


def known_calls(conn: Connection, alarm_ids: Collection[int]) -> dict[int, Call]:
    """Return and lock the calls of some alarms, whenever they are to be looked at."""
    rows = conn.execute(SQL["known_calls"], {"ids": list(alarm_ids)})
    return {alarm_id: Call(number, since) for alarm_id, number, since in rows}


def set_calls(conn: Connection, rows: Sequence[tuple[int, int, datetime | None, datetime]]) -> None:
    """Write alarms that call: alarm, number of the call, since when, when to look again."""
    if rows:
        alarm_ids, numbers, since, look_at = (list(column) for column in zip(*rows, strict=True))
        conn.execute(SQL["set_calls"], {"alarm_ids": alarm_ids, "numbers": numbers, "since": since,
                                        "look_at": look_at})


def delete_calls(conn: Connection, alarm_ids: Collection[int]) -> None:
    """Forget the calls of alarms that call no longer."""
    if alarm_ids:
        conn.execute(SQL["delete_calls"], {"ids": list(alarm_ids)})


def alarms(conn: Connection, alarm_ids: Collection[int], *, now: datetime) -> dict[int, Alarm]:
    """Return how some alarms stand now, and which machines and places they are about."""
    rows = conn.execute(SQL["alarms"], {"ids": list(alarm_ids), "now": now}).fetchall()
    places = _places(conn, {machine for row in rows for machine in row[-1]})
    return {row[0]: _alarm(row, places, now=now) for row in rows}


def told(conn: Connection, alarm_ids: Collection[int]) -> dict[int, list[Told]]:
    """Return all messages about some alarms, in the order in which they were made."""
    found: dict[int, list[Told]] = defaultdict(list)
    for alarm_id, number, about, kind, is_in, reason, *rest in conn.execute(SQL["told"], {"ids": list(alarm_ids)}):
        found[alarm_id].append(Told(number, about, MessageKind(kind), MessageState(is_in), Reason(reason), *rest))
    return found


def book(conn: Connection) -> Book:
    """Return the rules in force, with the people and the channels."""
    steps: dict[int, list[Step]] = defaultdict(list)
    for rule_id, user_id, channel_id, after_min in conn.execute(SQL["steps"]):
        steps[rule_id].append(Step(user_id, channel_id, after_min))
    rules = [Rule(number, steps[number], everywhere, frozenset(places), frozenset(machines), Priority(least),
                  frozenset(weekdays), None if begin is None else Hours(begin, end), remind_min)
             for number, everywhere, least, weekdays, begin, end, remind_min, places, machines
             in conn.execute(SQL["rules"])]
    persons = {number: Person(number, zone, None if begin is None else Hours(begin, end), budget)
               for number, zone, begin, end, budget in conn.execute(SQL["persons"])}
    return Book(rules, persons, frozenset(row[0] for row in conn.execute(SQL["channels"])))


def episodes(conn: Connection, keys: Iterable[tuple[str, str]], *, since: datetime) -> Mapping[
        tuple[str, str], list[tuple[datetime, datetime | None]]]:
    """Return when alarms were raised since then and when they ended, by source and kind."""
    found: dict[tuple[str, str], list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for source, kind, raised_at, cleared_at in conn.execute(SQL["episodes"], _keys(keys) | {"since": since}):
        found[source, kind].append((raised_at, cleared_at))
    return found


def flapping(conn: Connection, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Spell]:
    """Return which alarms flapped when they were looked at last, by source and kind."""
    rows = conn.execute(SQL["flapping"], _keys(keys))
    return {(source, kind): Spell(since, last_at) for source, kind, since, last_at in rows}


def set_flapping(conn: Connection, key: tuple[str, str], spell: Spell | None) -> None:
    """Write that an alarm flaps, or that it does no longer."""
    parameters: dict[str, Any] = {"source": key[0], "kind": key[1]}
    if spell is None:
        conn.execute(SQL["delete_flapping"], parameters)
    else:
        conn.execute(SQL["set_flapping"], parameters | {"since": spell.since, "last_at": spell.last_at})


def new_alarms(conn: Connection, *, since: datetime) -> int:
    """Return how many alarms have begun to call since then."""
    row = conn.execute(SQL["new_alarms"], {"since": since, "late_after": LATE_AFTER}).fetchone()
    return int(row[0]) if row else 0


def insert_note(conn: Connection, alarm_id: int, *, at: datetime, text: str, details: dict[str, Any]) -> None:
    """Write a note into the case of an alarm, if it has one."""
    conn.execute(SQL["insert_note"], {"alarm_id": alarm_id, "at": at, "text": text, "details": Jsonb(details)})


def _places(conn: Connection, machine_ids: Collection[int]) -> dict[int, list[int]]:
    return dict(conn.execute(SQL["places"], {"ids": list(machine_ids)}).fetchall()) if machine_ids else {}


def _alarm(row: tuple[Any, ...], places: Mapping[int, list[int]], *, now: datetime) -> Alarm:
    number, source, kind, priority, active, acknowledged, latched, shelved_until, cause_id, _case, out, machines = row
    folded = Folded(Priority(priority), active, acknowledged, latched, shelved_until=shelved_until, cause_id=cause_id)
    return Alarm(number, source, kind, Priority(priority), state(folded, now=now, out_of_service=out), active,
                 acknowledged, frozenset(machines),
                 frozenset(place for machine in machines for place in places.get(machine, ())))


def _keys(keys: Iterable[tuple[str, str]]) -> dict[str, Any]:
    listed = list(keys)
    return {"sources": [source for source, _kind in listed], "kinds": [kind for _source, kind in listed]}
