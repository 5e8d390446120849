"""Rollouts: the settings of many devices are changed in stages, by the clock; people start, pause, resume, go back.

Each device gets its settings in a transaction of its own, by the same change as from its own page: revision, history,
audit trail and the word to the publisher. A person who pauses stops even the next device.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import db.rollout
import db.twin
import services.audit
import services.rollout_plan
import services.settings
from db.connect import Connection
from db.rollout import Member, Rollout
from domain import rollout
from domain.reach import reach
from domain.rollout import Counts, Outcome, Skip, Standing, Status, Target, Why
from domain.rollout_error import (
    NoSettingsError,
    NothingToDoError,
    NotPossibleNowError,
    PreviewOldError,
    SeeWarningsError,
    ShareError,
)
from domain.settings_error import InvalidSettingsError, NothingToChangeError
from domain.settings_history import Author, Cause
from domain.twin import Settings, Twin

OBJECT = "rollout"          # in the audit trail
AT_ONCE = 100               # devices in one run of the clock
LONGEST_TEXT, MOST_SETTINGS = 500, 100
_DRAFTS_KEPT, _COUNTED_FOR = timedelta(days=7), timedelta(days=30)
_CAN_RESUME = (Status.PAUSED, Status.STOPPED)
_CAN_GO_BACK = (Status.RUNNING, Status.PAUSED, Status.STOPPED, Status.FINISHED)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody prepares: settings for devices; ``chosen`` says in words by what they were chosen."""

    device_ids: Iterable[int]
    settings: Settings
    share: float = rollout.DEFAULT_SHARE
    reason: str = ""
    chosen: str = ""


def create(conn: Connection, wish: Wish, *, user_id: int | None, now: datetime) -> int:
    """Prepare a rollout with the preview of all differences; nothing is changed. Return its number.

    Raises: NoDevicesError, NoSettingsError, ShareError.
    """
    if not wish.settings:
        raise NoSettingsError
    if not rollout.LEAST_SHARE <= wish.share <= rollout.MOST_SHARE:
        raise ShareError
    with conn.transaction():
        planned = services.rollout_plan.plan(conn, wish.device_ids, wish.settings)
        number = db.rollout.insert_rollout(conn, Rollout(
            0, wish.settings, wish.chosen[:LONGEST_TEXT], wish.share, wish.reason.strip()[:LONGEST_TEXT], Status.DRAFT,
            0, now, now, user_id=user_id))
        db.rollout.set_planned(conn, number, planned)
        _note(conn, number, "prepared", user_id=user_id, after={"devices": len(planned), "settings": wish.settings})
    return number


def preview_again(conn: Connection, rollout_id: int) -> None:
    """Look once more at how the devices of a draft are now. Raises: NotFoundError, NotPossibleNowError."""
    with conn.transaction():
        found = _locked(conn, rollout_id, Status.DRAFT)
        ids = [member.target.device_id for member in db.rollout.members(conn, rollout_id)]
        db.rollout.set_planned(conn, rollout_id, services.rollout_plan.plan(conn, ids, found.settings))


def start(conn: Connection, rollout_id: int, *, user_id: int | None, now: datetime, consent: bool = False) -> None:
    """Start a draft; ``consent``: the warnings were seen, and this is wanted all the same.

    Raises: NotFoundError, NotPossibleNowError, PreviewOldError, SeeWarningsError, NothingToDoError.
    """
    with conn.transaction():
        found = _locked(conn, rollout_id, Status.DRAFT)
        members = [one for one in db.rollout.members(conn, rollout_id) if one.target.skip is None]
        if not members:
            raise NothingToDoError
        if any(rollout.has_changed(one.target.former, one.twin, list(found.settings)) for one in members):
            raise PreviewOldError
        if any(one.findings for one in members) and not consent:
            raise SeeWarningsError
        away = [(one.target.device_id, reach(one.contact, now=now).away_since is not None) for one in members]
        db.rollout.set_turns(conn, rollout_id, rollout.order(away))
        db.rollout.set_started(conn, rollout_id, user_id=user_id, at=now)
        _note(conn, rollout_id, "started", user_id=user_id, after={"devices": len(members), "share": found.share},
              reason=found.reason)


def discard(conn: Connection, rollout_id: int, *, user_id: int | None) -> None:
    """Forget a draft. Raises: NotFoundError, NotPossibleNowError."""
    with conn.transaction():
        _locked(conn, rollout_id, Status.DRAFT)
        db.rollout.delete_draft(conn, rollout_id)
        _note(conn, rollout_id, "discarded", user_id=user_id)


def pause(conn: Connection, rollout_id: int, *, user_id: int | None, now: datetime) -> None:
    """Give it to no further device. Raises: NotFoundError, NotPossibleNowError."""
    with conn.transaction():
        _locked(conn, rollout_id, Status.RUNNING)
        _turn(conn, rollout_id, Status.PAUSED, user_id=user_id, now=now)


def resume(conn: Connection, rollout_id: int, *, user_id: int | None, now: datetime) -> None:
    """Go on; devices that fail by now are not counted any more. Raises: NotFoundError, NotPossibleNowError."""
    with conn.transaction():
        found = _locked(conn, rollout_id, *_CAN_RESUME)
        if found.status is Status.STOPPED:
            db.rollout.forgive(conn, rollout_id, [
                member.target.device_id for member, one in standings(conn, found, now=now)
                if one.outcome is Outcome.REFUSED or one.outcome is Outcome.OVERDUE])
        _turn(conn, rollout_id, Status.RUNNING, user_id=user_id, now=now, action="resumed")


def roll_back(conn: Connection, rollout_id: int, *, user_id: int | None, now: datetime) -> None:
    """Let all devices that were given it do what they did before. Raises: NotFoundError, NotPossibleNowError."""
    with conn.transaction():
        _locked(conn, rollout_id, *_CAN_GO_BACK)
        _turn(conn, rollout_id, Status.ROLLING_BACK, user_id=user_id, now=now)


def advance(conn: Connection, now: datetime) -> int:
    """Move every rollout on that is at work; return to how many devices something was given."""
    return sum(_advance(conn, number, now=now) for number in db.rollout.at_work(conn))


def count_again(conn: Connection, now: datetime) -> None:
    """Count the devices of rollouts that stand still while devices may still answer; forget old drafts."""
    for number in db.rollout.unsettled(conn, since=now - _COUNTED_FOR):
        _count(conn, db.rollout.rollout(conn, number), now=now)
    db.rollout.delete_old_drafts(conn, before=now - _DRAFTS_KEPT)


def standings(conn: Connection, found: Rollout, *, now: datetime) -> list[tuple[Member, Standing]]:
    """Return every device of a rollout with how it stands, in their order."""
    return [(one, rollout.stand_of(one.target, found.settings, one.twin, reach(one.contact, now=now),
                                   status=found.status, now=now)) for one in db.rollout.members(conn, found.id)]


def _advance(conn: Connection, rollout_id: int, *, now: datetime) -> int:
    found = db.rollout.rollout(conn, rollout_id)
    counts = _count(conn, found, now=now)
    if found.status is Status.ROLLING_BACK:
        return _bring_back(conn, found, now=now)
    decision = rollout.advance(found.status, found.stage, counts, share=found.share)
    if decision.why is Why.GIVE:
        ids = db.rollout.next_devices(conn, rollout_id, most=min(decision.room, AT_ONCE))
        return _each(conn, found, ids, lambda device_id: _give(conn, found, device_id, now=now))
    if decision.why is Why.NEXT_STAGE:
        _begin_stage(conn, found)
    elif decision.why in (Why.STOP, Why.FINISH):
        status = Status.STOPPED if decision.why is Why.STOP else Status.FINISHED
        _end(conn, found, status, now=now, counts=counts)
    return 0


def _each(conn: Connection, found: Rollout, ids: list[int], act: Callable[[int], int]) -> int:
    """Do something for devices as long as nobody pauses the rollout, each in a transaction of its own."""
    done = 0
    for device_id in ids:
        with conn.transaction():
            if db.rollout.locked(conn, found.id).status is not found.status:
                return done
            done += act(device_id)
    return done


def _give(conn: Connection, found: Rollout, device_id: int, *, now: datetime) -> int:
    """Want the settings of one device, or leave it out; return 1 if it was given them."""
    target = db.rollout.target(conn, found.id, device_id)
    known = db.twin.locked(conn, [device_id])[device_id]
    skip = _skip(conn, found, target, known.twin)
    try:
        revision = 0 if skip else services.settings.change(
            conn, device_id, found.settings, revision=known.twin.revision, consent=True, cause=Cause.BULK,
            by=Author(found.user_id, now, found.reason))
    except NothingToChangeError:
        skip = Skip.SAME
    except InvalidSettingsError as error:
        skip = services.rollout_plan.skip(error.findings)
    if skip:
        db.rollout.set_skip(conn, found.id, device_id, skip)
        return 0
    db.rollout.set_given(conn, found.id, device_id, revision=revision, at=now)
    return 1


def _skip(conn: Connection, found: Rollout, target: Target, twin: Twin) -> Skip | None:
    """Return why a device has to be left out by now, None if it has not: what people agreed to is what they saw."""
    if not services.rollout_plan.is_on_machine(conn, target.device_id):
        return Skip.RETIRED
    is_changed = rollout.has_changed(target.former, twin, list(found.settings))
    return Skip.CHANGED if is_changed or rollout.was_set_there(twin, since=found.started_at) else None


def _bring_back(conn: Connection, found: Rollout, *, now: datetime) -> int:
    ids = db.rollout.next_back(conn, found.id, most=AT_ONCE)
    if ids:
        return _each(conn, found, ids, lambda device_id: _back(conn, found, device_id, now=now))
    _end(conn, found, Status.ROLLED_BACK, now=now, counts=None)
    _count(conn, replace(found, status=Status.ROLLED_BACK), now=now)
    return 0


def _back(conn: Connection, found: Rollout, device_id: int, *, now: datetime) -> int:
    """Want what was wanted of one device before."""
    target = db.rollout.target(conn, found.id, device_id)
    known = db.twin.locked(conn, [device_id])[device_id]
    wanted = rollout.restored(found.settings, target.former, known.twin.desired)
    db.rollout.set_back(conn, found.id, device_id, at=now)
    if wanted == known.twin.desired:
        return 0
    services.settings.want(conn, known, wanted, Cause.ROLLBACK, Author(found.user_id, now, found.reason))
    return 1


def _begin_stage(conn: Connection, found: Rollout) -> None:
    with conn.transaction():
        if db.rollout.locked(conn, found.id).status is found.status:
            db.rollout.set_stage(conn, found.id, found.stage + 1)
            _note(conn, found.id, "stage", user_id=None, after={"stage": found.stage + 1})


def _end(conn: Connection, found: Rollout, status: Status, *, now: datetime, counts: Counts | None) -> None:
    with conn.transaction():
        if db.rollout.locked(conn, found.id).status is found.status:
            _turn(conn, found.id, status, user_id=None, now=now, counts=counts)


def _count(conn: Connection, found: Rollout, *, now: datetime) -> Counts:
    counts = rollout.count((one, member.target.forgiven) for member, one in standings(conn, found, now=now))
    db.rollout.set_counts(conn, found.id, {outcome: number for outcome, number in counts.of.items() if number})
    return counts


def _locked(conn: Connection, rollout_id: int, *statuses: Status) -> Rollout:
    found = db.rollout.locked(conn, rollout_id)
    if found.status not in statuses:
        raise NotPossibleNowError
    return found


def _turn(conn: Connection, rollout_id: int, status: Status, *, user_id: int | None, now: datetime,
          action: str = "", counts: Counts | None = None) -> None:
    db.rollout.set_status(conn, rollout_id, status, at=now)
    after = {} if counts is None else {outcome.value: number for outcome, number in counts.of.items() if number}
    _note(conn, rollout_id, action or status.value, user_id=user_id, after=after)


def _note(conn: Connection, rollout_id: int, action: str, *, user_id: int | None,
          after: Mapping[str, object] | None = None, reason: str = "") -> None:
    services.audit.record(conn, user_id=user_id, object=OBJECT, object_id=rollout_id, action=action, before=None,
                          after=after, reason=reason)
