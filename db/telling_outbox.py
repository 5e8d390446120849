"""The outbox of messages: made, admitted, held back, claimed, sent or failed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from db.connect import Connection
from db.sql import Queries
from domain.alarm import Kind, Subject
from domain.limit import Priority
from domain.telling import Message, MessageKind, Reason
from domain.telling_parcel import Channel, ChannelKind, Facts, Parcel, Recipient

SQL = Queries(__file__)
_OF_AN_ALARM = [one.name for one in fields(Facts)]      # in the order of the query `facts`; contacts come extra


@dataclass(frozen=True, slots=True)
class Fresh:
    """A message whose time has come; ``told_in``: of `cleared`, why what it resolves stands in a digest."""

    id: int
    kind: MessageKind
    reason: Reason
    priority: Priority
    user_id: int
    channel_id: int
    alarm_id: int | None
    told_in: Reason | None


@dataclass(frozen=True, slots=True)
class Digests:
    """Of one person, channel and reason: the digest that still collects, and when the last one went out."""

    open_id: int | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step of a rule that was taken for an alarm."""

    alarm_id: int
    call: int
    rule_id: int
    position: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A message that did not arrive, as people are shown it."""

    id: int
    created_at: datetime
    kind: MessageKind
    person: str
    channel: str | None
    error: str
    attempts: int
    alarm_id: int | None


def insert_messages(conn: Connection, messages: Sequence[Message], *, now: datetime) -> int:
    """Make messages that were not made before; return how many."""
    if not messages:
        return 0
    names = ("about", "alarm_id", "call", "rule_id", "position", "user_id", "channel_id", "kind", "priority", "reason",
             "at")
    columns = {name: [getattr(one, name) for one in messages] for name in names}
    return conn.execute(SQL["insert_messages"], {**columns, "now": now}).rowcount


def insert_digest(conn: Connection, key: tuple[int, int, Reason], *, at: datetime, now: datetime) -> int:
    """Make a digest for a person, a channel and a reason; return its number."""
    user_id, channel_id, reason = key
    row = conn.execute(SQL["insert_digest"], {
        "about": f"digest {reason} {user_id} {channel_id} {at:%Y%m%dT%H%M%S}", "user_id": user_id,
        "channel_id": channel_id, "reason": reason, "at": at, "now": now}).fetchone()
    return int(row[0]) if row else 0


def insert_test(conn: Connection, *, about: str, user_id: int, channel_id: int, now: datetime) -> int:
    """Make a test message; return its number."""
    row = conn.execute(SQL["insert_test"], {"about": about, "user_id": user_id, "channel_id": channel_id,
                                            "now": now}).fetchone()
    return int(row[0]) if row else 0


def fresh(conn: Connection, *, now: datetime, most: int) -> list[Fresh]:
    """Return and lock the messages whose time has come, critical ones first."""
    return [Fresh(number, MessageKind(kind), Reason(reason), Priority(priority), user_id, channel_id, alarm_id,
                  None if told_in is None else Reason(told_in))
            for number, kind, reason, priority, user_id, channel_id, alarm_id, told_in
            in conn.execute(SQL["fresh"], {"now": now, "most": most})]


def spent(conn: Connection, user_ids: Collection[int], *, since: datetime) -> tuple[dict[int, int], dict[int, int]]:
    """Return how many messages went to each person since then, and how many may in an hour."""
    rows = conn.execute(SQL["spent"], {"ids": list(user_ids), "since": since}).fetchall()
    return {row[0]: row[2] for row in rows}, {row[0]: row[1] for row in rows}


def digests(conn: Connection, *, since: datetime) -> dict[tuple[int, int, Reason], Digests]:
    """Return the digests since then by person, channel and reason."""
    return {(user_id, channel_id, Reason(reason)): Digests(open_id, last_at)
            for user_id, channel_id, reason, open_id, last_at in conn.execute(SQL["digests"], {"since": since})}


def set_admitted(conn: Connection, ids: Sequence[int], *, now: datetime) -> None:
    """Let messages go out."""
    conn.execute(SQL["set_admitted"], {"ids": list(ids), "now": now})


def set_held_back(conn: Connection, rows: Sequence[tuple[int, Reason, int | None]]) -> None:
    """Hold messages back: number, why, and the digest that counts it."""
    if rows:
        ids, reasons, told_in = (list(column) for column in zip(*rows, strict=True))
        conn.execute(SQL["set_held_back"], {"ids": ids, "reasons": reasons, "told_in": told_in})


def claim(conn: Connection, *, busy: Mapping[int, int], room: int, most: int, lease: timedelta,
          now: datetime) -> list[int]:
    """Take messages into hand for ``lease``; at most ``room`` a channel with those that are ``busy`` there."""
    rows = conn.execute(SQL["claim"], {"busy": list(busy), "busy_count": list(busy.values()), "room": room,
                                       "most": most, "lease": lease, "now": now})
    return [int(row[0]) for row in rows]


def parcels(conn: Connection, ids: Sequence[int]) -> list[Parcel]:
    """Return messages with all that is needed to send them."""
    rows = conn.execute(SQL["parcels"], {"ids": list(ids)}).fetchall()
    members = _members(conn, [row[0] for row in rows if row[2] == MessageKind.DIGEST])
    known = facts(conn, {row[7] for row in rows if row[7]} | {
        alarm_id for found in members.values() for _kind, alarm_id in found})
    return [_parcel(row, known, members.get(row[0], [])) for row in rows]


def facts(conn: Connection, alarm_ids: Collection[int]) -> dict[int, Facts]:
    """Return what is told of some alarms."""
    if not alarm_ids:
        return {}
    rows = conn.execute(SQL["facts"], {"ids": list(alarm_ids)})
    return {row[0]: _facts(dict(zip(_OF_AN_ALARM, row, strict=False))) for row in rows}


def set_sent(conn: Connection, message_id: int, *, now: datetime) -> None:
    """Mark a message as arrived."""
    conn.execute(SQL["set_sent"], {"id": message_id, "now": now})


def set_retry(conn: Connection, message_id: int, *, at: datetime, error: str) -> None:
    """Send a message again later."""
    conn.execute(SQL["set_retry"], {"id": message_id, "at": at, "error": error})


def set_failed(conn: Connection, message_id: int, *, error: str) -> None:
    """Give a message up."""
    conn.execute(SQL["set_failed"], {"id": message_id, "error": error})


def steps_of(conn: Connection, message_id: int) -> list[TakenStep]:
    """Return the steps that a message, or each that a digest counts, stands for."""
    return [TakenStep(*row) for row in conn.execute(SQL["steps_of"], {"id": message_id})]


def counts(conn: Connection, *, since: datetime) -> tuple[int, int, int]:
    """Return how many messages wait to be sent, wait for their hours, and have failed since then."""
    row = conn.execute(SQL["counts"], {"since": since}).fetchone() or (0, 0, 0)
    return int(row[0]), int(row[1]), int(row[2])


def failed(conn: Connection, *, since: datetime, most: int) -> list[Failed]:
    """Return the messages that failed last, the newest first."""
    return [Failed(number, created_at, MessageKind(kind), *rest)
            for number, created_at, kind, *rest in conn.execute(SQL["failed"], {"since": since, "most": most})]


def _facts(row: dict[str, Any]) -> Facts:
    typed = {"subject": Subject(row["subject"]), "kind": Kind(row["kind"]), "priority": Priority(row["priority"])}
    return Facts(**{**row, **typed, "places": tuple(row["places"] or ()), "zone": row["zone"] or "UTC"})


def _members(conn: Connection, ids: Sequence[int]) -> dict[int, list[tuple[MessageKind, int]]]:
    found: dict[int, list[tuple[MessageKind, int]]] = defaultdict(list)
    for digest_id, alarm_id, kind in conn.execute(SQL["members"], {"ids": list(ids)}) if ids else ():
        found[digest_id].append((MessageKind(kind), alarm_id))
    return found


def _parcel(row: tuple[Any, ...], known: Mapping[int, Facts], members: Sequence[tuple[MessageKind, int]]) -> Parcel:
    number, key, kind, reason, priority, attempts, admitted_at, alarm_id, *_step = row[:11]
    name, full_name, email, phone, language, zone = row[11:17]
    return Parcel(
        number, key, MessageKind(kind), Reason(reason), Priority(priority), attempts, admitted_at,
        Recipient(row[22], name, full_name, email, phone, language, zone),
        Channel(row[17], row[18], ChannelKind(row[19]), row[20], row[21]), known.get(alarm_id),
        [(of_kind, known[of_alarm]) for of_kind, of_alarm in members if of_alarm in known])
