"""What people do with a case: look after it, add to it, and close it with what it was.

Each is one transaction. Who changes a case says which version of it they saw: of two at once the second is told.
"""

from dataclasses import dataclass
from datetime import datetime

import db.alarms
import db.cases
import services.alarms
from db.cases import Entry
from db.connect import Connection
from domain.case import Case, ClosedError, NobodyError, Outcome, OutcomeError, UnacknowledgedError
from domain.errors import ChangedMeanwhileError, InvalidError
from domain.picture import Picture

MOST_PICTURES = 100


class TooManyPicturesError(InvalidError):
    """This case has 100 pictures already."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something to which case, when; ``version`` is that of the case they saw."""

    case_id: int
    user_id: int
    now: datetime
    version: int


def set_owner(conn: Connection, act: Act, owner_id: int | None) -> None:
    """Take a case, hand it over to somebody, or give it back to nobody.

    Raises: NotFoundError, ClosedError, ChangedMeanwhileError, NobodyError for who may not act.
    """
    if owner_id is not None and not db.cases.may_own(conn, owner_id):
        raise NobodyError
    with conn.transaction():
        case = _open(conn, act.case_id, version=act.version)
        if case.owner_id == owner_id:
            return
        db.cases.set_owner(conn, case.id, owner_id)
        db.cases.insert_entry(conn, case.id, Entry("owner", act.now, act.user_id, details={
            "owner": owner_id, "before": case.owner_id}))


def comment(conn: Connection, case_id: int, text: str, *, user_id: int, now: datetime) -> None:
    """Add a comment. Raises: NotFoundError, ClosedError, the errors of services.alarms.written."""
    text = services.alarms.written(text)
    with conn.transaction():
        _open(conn, case_id)
        db.cases.insert_entry(conn, case_id, Entry("comment", now, user_id, text))


def add_picture(conn: Connection, case_id: int, picture: Picture, entry: Entry) -> int:
    """Add a picture that services.photo has prepared, with a comment or none; return its id.

    Raises: NotFoundError, ClosedError, TooManyPicturesError, TooLongError.
    """
    services.alarms.checked(entry.text)
    with conn.transaction():
        _open(conn, case_id)
        if db.cases.pictures(conn, case_id) >= MOST_PICTURES:
            raise TooManyPicturesError
        return db.cases.insert_picture(conn, db.cases.insert_entry(conn, case_id, entry), picture)


def close(conn: Connection, act: Act, *, outcome: str, conclusion: str, acknowledge_all: bool = False) -> None:
    """Close a case; what is in it stays. Nothing is acknowledged unless ``acknowledge_all`` says so.

    Raises: OutcomeError, UnacknowledgedError, NotFoundError, ClosedError, ChangedMeanwhileError, TooLongError.
    """
    text = services.alarms.checked(conclusion)
    if outcome not in set(Outcome) or not text:
        raise OutcomeError
    with conn.transaction():
        standing = [one.id for one in db.alarms.locked(conn, db.cases.alarms(conn, act.case_id))
                    if not one.alarm.acknowledged]
        case = _open(conn, act.case_id, version=act.version)
        if standing and acknowledge_all:
            services.alarms.acknowledge(conn, standing, user_id=act.user_id, now=act.now)
        if db.cases.unacknowledged(conn, case.id):      # or one came in this very moment
            raise UnacknowledgedError
        entry = Entry("closed", act.now, act.user_id, text, {"outcome": outcome})
        db.cases.set_closed(conn, case.id, entry, Outcome(outcome))
        db.cases.insert_entry(conn, case.id, entry)


def _open(conn: Connection, case_id: int, *, version: int | None = None) -> Case:
    case = db.cases.locked(conn, case_id)
    if not case.is_open:
        raise ClosedError
    if version is not None and case.version != version:
        raise ChangedMeanwhileError
    return case
