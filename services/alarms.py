"""What people do to alarms: acknowledge, shelve, unshelve, reset, comment; and shelves that end by the clock.

Each is one transaction: the rows are locked, domain.alarm.step says what becomes of each, and row and journal are
written together. Of two people who do the same at once one is first, and the other is told who.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import db.alarms
import db.alarms_view
from db.alarms import Locked
from db.connect import Connection
from domain import alarm
from domain.alarm import LONGEST_SHELF, Alarm, Entry, Event, NothingToAcknowledgeError, ShelfError
from domain.errors import DomainError, InvalidError, NotFoundError

BY_PERSON, EXPIRED = "by_person", "expired"
LONGEST_TEXT = 2000
MOST_AT_ONCE = 1000


class EmptyTextError(InvalidError):
    """Write something first."""


class TooManyError(InvalidError):
    """So many alarms cannot be changed at once."""


class TooLongError(InvalidError):
    """The text is too long: 2,000 characters at most."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What became of one alarm; if somebody was faster, who and when."""

    alarm_id: int
    done: bool
    beaten_by: str | None = None
    beaten_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one alarm: done, or why not."""

    alarm_id: int
    refused: DomainError | None = None


def acknowledge(conn: Connection, alarm_ids: Iterable[int], *, user_id: int, now: datetime,
                text: str = "") -> list[Acknowledged]:
    """Acknowledge alarms. Raises: NotFoundError if there is none of them, the errors of texts."""
    entry = Entry(Event.ACKNOWLEDGED, now, BY_PERSON, user_id, checked(text))
    with conn.transaction():
        found = _locked(conn, alarm_ids)
        names = db.alarms.user_names(conn, [one.alarm.acknowledged_by for one in found])
        return [_acknowledged(conn, one, entry, names) for one in found]


def shelve(conn: Connection, alarm_ids: Iterable[int], entry: Entry) -> list[Outcome]:
    """Put alarms aside until a time, as the entry from `shelving` says: all of them or none.

    Raises: ShelfError if one of them has a priority that allows no such end; NotFoundError. An alarm that is over
    meanwhile is told in its outcome.
    """
    with conn.transaction():
        return [_tried(conn, one, entry, unless=ShelfError) for one in _locked(conn, alarm_ids)]


def shelving(*, user_id: int, now: datetime, until: datetime, reason: str, once: bool = False) -> Entry:
    """Return the entry that puts an alarm aside; ``once``: also no longer than until it is back to normal.

    Raises: ShelfError without a reason or an end in the future.
    """
    text = checked(reason)
    if not text or not now < until <= now + max(LONGEST_SHELF.values()):
        raise ShelfError
    return Entry(Event.SHELVED, now, BY_PERSON, user_id, text, {"until": until.isoformat(), "once": once})


def unshelve(conn: Connection, alarm_ids: Iterable[int], *, user_id: int, now: datetime) -> list[Outcome]:
    """Take alarms off the shelf; those that call are announced. Raises: NotFoundError."""
    entry = Entry(Event.UNSHELVED, now, BY_PERSON, user_id)
    with conn.transaction():
        return [_off_the_shelf(conn, one, entry) for one in _locked(conn, alarm_ids)]


def expire_shelves(conn: Connection, now: datetime) -> int:
    """Take alarms off the shelf whose time is over; those that call are announced. Return how many that were."""
    with conn.transaction():
        found = db.alarms.locked(conn, db.alarms.expired_shelves(conn, now=now))
        over = [one for one in found if one.alarm.shelved_until and one.alarm.shelved_until <= now]
        return len([_off_the_shelf(conn, one, Entry(Event.UNSHELVED, now, EXPIRED)) for one in over])


def reset(conn: Connection, alarm_ids: Iterable[int], *, user_id: int, now: datetime) -> list[Outcome]:
    """Let go of latched alarms that have returned; that acknowledges them too. Raises: NotFoundError."""
    return _each(conn, alarm_ids, Entry(Event.RESET, now, BY_PERSON, user_id))


def comment(conn: Connection, alarm_ids: Iterable[int], *, user_id: int, now: datetime, text: str) -> list[Outcome]:
    """Write something into the journal of alarms. Raises: EmptyTextError, TooLongError, NotFoundError."""
    return _each(conn, alarm_ids, Entry(Event.COMMENTED, now, BY_PERSON, user_id, written(text)))


def announce_machine(conn: Connection, machine_id: int, *, now: datetime) -> int:
    """Announce the alarms of a machine that call, after something kept them from it; return how many."""
    with conn.transaction():
        found = db.alarms.locked(conn, db.alarms.of_machine(conn, machine_id))
        out = db.alarms.out_of_service(conn, [machine_id], now=now)
        return sum(_announced(conn, one.id, one.alarm, now=now, out=machine_id in out) for one in found)


def see(conn: Connection, user_id: int, *, until: datetime, now: datetime) -> None:
    """Remember that somebody has seen the alarms up to a time: later ones are new to them."""
    db.alarms_view.set_seen(conn, user_id, until=min(until, now))


def written(text: str) -> str:
    """Return what a person wrote. Raises: EmptyTextError, TooLongError."""
    if not checked(text):
        raise EmptyTextError
    return checked(text)


def checked(text: str) -> str:
    """Return what a person may have written, without what no text needs. Raises: TooLongError."""
    if len(text) > LONGEST_TEXT:
        raise TooLongError
    return text.replace("\0", "").strip()


def _locked(conn: Connection, alarm_ids: Iterable[int]) -> list[Locked]:
    ids = set(alarm_ids)
    if len(ids) > MOST_AT_ONCE:
        raise TooManyError
    found = db.alarms.locked(conn, ids)
    if not found:
        raise NotFoundError
    return found


def _acknowledged(conn: Connection, one: Locked, entry: Entry, names: dict[int, str]) -> Acknowledged:
    try:
        db.alarms.set_state(conn, one.id, alarm.step(one.alarm, entry), entry)
    except NothingToAcknowledgeError:
        return Acknowledged(one.id, False, names.get(one.alarm.acknowledged_by or 0), one.alarm.acknowledged_at)
    return Acknowledged(one.id, True)


def _each(conn: Connection, alarm_ids: Iterable[int], entry: Entry) -> list[Outcome]:
    with conn.transaction():
        return [_tried(conn, one, entry) for one in _locked(conn, alarm_ids)]


def _tried(conn: Connection, one: Locked, entry: Entry, *, unless: type[DomainError] | None = None) -> Outcome:
    """Do to one alarm what the entry says; ``unless`` is an error that ends it for all of them."""
    try:
        db.alarms.set_state(conn, one.id, alarm.step(one.alarm, entry), entry)
    except DomainError as error:
        if unless is not None and isinstance(error, unless):
            raise
        return Outcome(one.id, error)
    return Outcome(one.id)


def _off_the_shelf(conn: Connection, one: Locked, entry: Entry) -> Outcome:
    done = _tried(conn, one, entry)
    if done.refused is None:
        out = db.alarms.out_of_service(conn, [one.machine_id], now=entry.at)
        _announced(conn, one.id, alarm.step(one.alarm, entry), now=entry.at, out=one.machine_id in out)
    return done


def _announced(conn: Connection, alarm_id: int, after: Alarm, *, now: datetime, out: bool) -> bool:
    """Announce an alarm that calls; tell whether it does."""
    calls = alarm.calls(alarm.state(after, now=now, out_of_service=out))
    if calls and after.active and not after.acknowledged:
        db.alarms.insert_announcement(conn, alarm_id, at=now)
        return True
    return False
