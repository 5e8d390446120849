"""Telling people: what happened to alarms becomes messages, and messages are taken into hand, sent or given up.

`route` and the others are each one transaction. Rules stand in domain/telling*.py; jobs/tell/ sends.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import db.contacts
import db.telling
import db.telling_outbox
from db.connect import Connection
from db.telling import Announcement
from domain import telling_flow, telling_plan
from domain.telling import Alarm, Book, Call, Event, Lateness, Message, MessageState, Reason, Told
from domain.telling_flow import Spell
from domain.telling_parcel import Parcel
from domain.telling_plan import Look
from services import telling_admission

MOST_ANNOUNCEMENTS, MOST_CALLS = 500, 500
ROOM_PER_CHANNEL, MOST_AT_ONCE = 4, 64
NOTE = "Nobody was told: this came late, and it was over already."
_LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Routed:
    """What one round did: announcements looked at, messages made, messages let out."""

    announcements: int = 0
    made: int = 0
    admitted: int = 0


def route(conn: Connection, *, now: datetime) -> Routed:
    """Turn announcements, and alarms that call for people still, into messages; let those out whose time has come."""
    with conn.transaction():
        announced = db.telling.announcements(conn, now=now, backlog_wait=telling_plan.BACKLOG_WAIT,
                                             most=MOST_ANNOUNCEMENTS)
        due = db.telling.calls(conn, now=now, most=MOST_CALLS)
        made = _Round(conn, announced, due, now=now).run() if announced or due else 0
        return Routed(len(announced), made, telling_admission.admit(conn, now=now))


def due(conn: Connection, *, now: datetime, busy: Mapping[int, int] | None = None) -> list[Parcel]:
    """Take messages into hand that are to be sent now; ``busy`` counts those still in hand by channel.

    A message whose sender dies is due again, with the same key, when its lease has run out.
    """
    busy = busy or {}
    with conn.transaction():
        most = MOST_AT_ONCE - sum(busy.values())
        ids = db.telling_outbox.claim(conn, busy=busy, room=ROOM_PER_CHANNEL, most=max(most, 0),
                                      lease=telling_flow.LEASE, now=now)
        return _with_contacts(conn, db.telling_outbox.parcels(conn, ids)) if ids else []


def sent(conn: Connection, message_id: int, *, now: datetime) -> None:
    """Mark a message as arrived."""
    db.telling_outbox.set_sent(conn, message_id, now=now)


def failed(conn: Connection, parcel: Parcel, *, error: str, permanent: bool, now: datetime,
           asked_s: float | None = None) -> None:
    """Send a message again later; one that cannot arrive is given up, and the next step of its rule is taken.

    ``asked_s`` is the pause that the server asked for.
    """
    error = error[:_LONGEST_ERROR]
    if not permanent and not telling_flow.gives_up(parcel.kind, admitted_at=parcel.admitted_at, now=now):
        at = telling_flow.retry_at(parcel.attempts, now=now, jitter=random.random(), asked_s=asked_s)  # noqa: S311
        db.telling_outbox.set_retry(conn, parcel.id, at=at, error=error)
        return
    with conn.transaction():
        db.telling_outbox.set_failed(conn, parcel.id, error=error)
        db.telling_outbox.insert_messages(conn, list(_next_steps(conn, parcel.id, now=now)), now=now)


def _with_contacts(conn: Connection, parcels: list[Parcel]) -> list[Parcel]:
    machines = {one.alarm.machine_id for one in parcels if one.alarm and one.alarm.machine_id is not None}
    contacts = {machine_id: db.contacts.of_machine(conn, machine_id) for machine_id in machines}
    return [replace(one, alarm=replace(one.alarm, contacts=contacts.get(one.alarm.machine_id, ())))
            if one.alarm and one.alarm.machine_id is not None else one for one in parcels]


def _next_steps(conn: Connection, message_id: int, *, now: datetime) -> Iterable[Message]:
    taken = db.telling_outbox.steps_of(conn, message_id)
    book, alarms = db.telling.book(conn), db.telling.alarms(conn, {one.alarm_id for one in taken}, now=now)
    rules = {rule.id: rule for rule in book.rules}
    for one in taken:
        alarm, rule = alarms.get(one.alarm_id), rules.get(one.rule_id)
        if alarm and rule:
            look = Look(Call(one.call), alarm, book, (), now)
            message = telling_plan.after_failure(look, rule, position=one.position)
            if message:
                yield message


@dataclass(slots=True)
class _Round:
    """One round over announcements and calls: what is known, and what comes out."""

    conn: Connection
    announced: list[Announcement]
    calls: dict[int, Call]
    now: datetime = field(kw_only=True)
    alarms: dict[int, Alarm] = field(init=False)
    told: dict[int, list[Told]] = field(init=False)
    book: Book = field(init=False)
    messages: list[Message] = field(default_factory=list)
    looks: dict[int, tuple[Call, datetime]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    routed: list[int] = field(default_factory=list)

    def run(self) -> int:
        """Look at everything and write what comes of it; return how many messages were made."""
        conn, new = self.conn, {one.alarm_id for one in self.announced}
        self.calls |= db.telling.known_calls(conn, new)
        ids = new | set(self.calls)
        self.alarms, self.book = db.telling.alarms(conn, ids, now=self.now), db.telling.book(conn)
        self.told = defaultdict(list, db.telling.told(conn, ids))
        flapping = self._flapping()
        for announced in self.announced:
            self._hear(announced, self.alarms[announced.alarm_id], flapping.get(announced.alarm_id))
        for alarm_id in ids - new:
            self._look(self.alarms[alarm_id], self.calls[alarm_id], flapping.get(alarm_id))
        return self._write()

    def _flapping(self) -> dict[int, Spell]:
        """Return which alarms flap, and remember it."""
        keys = {(alarm.source, alarm.kind) for alarm in self.alarms.values()}
        before = db.telling.flapping(self.conn, keys)
        turns = db.telling.episodes(self.conn, keys, since=self.now - telling_flow.SEEN_FOR)
        found = {key: telling_flow.spell(turns.get(key, ()), now=self.now, before=before.get(key)) for key in keys}
        for key, spell in found.items():
            if spell != before.get(key):
                db.telling.set_flapping(self.conn, key, spell)
        return {alarm.id: spell for alarm in self.alarms.values() if (spell := found[alarm.source, alarm.kind])}

    def _hear(self, announced: Announcement, alarm: Alarm, flaps: Spell | None) -> None:
        if announced.event is Event.RAISED:
            self._raised(announced, alarm, flaps)
            return
        self.routed.append(announced.id)
        if flaps and announced.event is Event.CLEARED:
            return
        reason = Reason.WITHDRAWN if announced.event is Event.WITHDRAWN else Reason.RESOLVED
        self._tell(telling_plan.resolved(alarm, self.told[alarm.id], number=announced.id, now=self.now,
                                         reason=reason))
        if not alarm.active:
            self._end(alarm)

    def _raised(self, announced: Announcement, alarm: Alarm, flaps: Spell | None) -> None:
        verdict = telling_plan.lateness(alarm, at=announced.at, created_at=announced.created_at, over=announced.over,
                                        now=self.now)
        if verdict is Lateness.NOT_YET:
            return
        self.routed.append(announced.id)
        if verdict is Lateness.OVER_ALREADY:
            db.telling.insert_note(self.conn, alarm.id, at=self.now, text=NOTE, details={
                "reason": verdict.value, "alarm_id": alarm.id, "at": announced.at.isoformat()})
            return
        before = self.calls.get(alarm.id)
        self._look(alarm, Call(announced.id, before.since if before else None, is_new=True), flaps)

    def _look(self, alarm: Alarm, call: Call, flaps: Spell | None) -> None:
        plan = telling_plan.plan(Look(call, alarm, self.book, self.told[alarm.id], self.now, flaps))
        self._tell(plan.messages)
        if plan.look_at is None:
            self._end(alarm)
            return
        self.calls[alarm.id] = Call(call.number, plan.since)
        self.looks[alarm.id] = (self.calls[alarm.id], plan.look_at)
        self.gone.discard(alarm.id)

    def _end(self, alarm: Alarm) -> None:
        self.calls.pop(alarm.id, None)
        self.looks.pop(alarm.id, None)
        self.gone.add(alarm.id)

    def _tell(self, messages: Iterable[Message]) -> None:
        for one in messages:
            self.messages.append(one)
            if one.alarm_id is not None:
                known = self.told[one.alarm_id]
                known.append(Told(known[-1].id + 1 if known else 1, one.about, one.kind, MessageState.WAITING,
                                  one.reason, one.user_id, one.channel_id, one.call))

    def _write(self) -> int:
        db.telling.set_routed(self.conn, self.routed, now=self.now)
        db.telling.set_calls(self.conn, [(alarm_id, call.number, call.since, look_at)
                                         for alarm_id, (call, look_at) in self.looks.items()])
        db.telling.delete_calls(self.conn, self.gone)
        return db.telling_outbox.insert_messages(self.conn, self.messages, now=self.now)


def counts(conn: Connection, *, now: datetime) -> tuple[int, int, int]:
    """Return how many messages wait to be sent, wait for their hours, and failed within a day."""
    return db.telling_outbox.counts(conn, since=now - timedelta(days=1))
