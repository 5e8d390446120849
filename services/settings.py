"""Settings of devices are changed: checked, written over the revision they were made from, sent by ingest.

Every change is one transaction: the new revision, its line in the history, the audit trail, and the word to the
publisher, which is heard at the commit. What the device makes of it, it says itself (services/arrivals.py).
"""

from collections.abc import Collection
from datetime import datetime

import db.twin
import services.audit
from db.connect import Connection
from db.twin import Stored
from domain import settings_check, settings_cost, settings_history, settings_schema, unit
from domain import twin as twins
from domain.errors import NotFoundError
from domain.settings_check import Finding, Frame
from domain.settings_error import (
    InvalidSettingsError,
    NeedsConsentError,
    NothingToChangeError,
    ReportChangedError,
    SettingsChangedError,
)
from domain.settings_history import Author, Cause, Revision
from domain.twin import Settings

OBJECT = "device_settings"      # in the audit trail


def change(conn: Connection, device_id: int, changes: Settings, *, revision: int, by: Author, consent: bool = False,
           cause: Cause = Cause.CHANGE) -> int:
    """Want some settings of a device to be otherwise; return the new revision.

    ``revision`` is the one the person saw; ``consent``: the warnings, too, were seen, and this is wanted all the same.
    A setting that the history does not want any more is taken back with `roll_back` only.
    Raises: NotFoundError, SettingsChangedError, NothingToChangeError, InvalidSettingsError, NeedsConsentError.
    """
    with conn.transaction():
        known = _locked(conn, device_id, revision)
        if all(path in known.twin.desired and twins.same(known.twin.desired[path], value)
               for path, value in changes.items()):
            raise NothingToChangeError
        _pass(settings_check.check(changes, known.twin, _frame(conn, known)), consent=consent)
        wanted = {**known.twin.desired, **changes}
        return _write(conn, known, wanted, cause, by)


def adopt(conn: Connection, device_id: int, seen: Settings, *, revision: int, by: Author) -> int:
    """Want what was changed at the device: these settings, with the values that the person saw reported.

    Nothing is checked: the device does it already. What else was changed there goes back to ours. Returns the new
    revision.
    Raises: NotFoundError, SettingsChangedError, ReportChangedError, NothingToChangeError.
    """
    with conn.transaction():
        known = _locked(conn, device_id, revision)
        reported = known.twin.reported
        if any(path not in reported or not twins.same(reported[path], value) for path, value in seen.items()):
            raise ReportChangedError(reported)
        wanted = {**known.twin.desired, **{path: reported[path] for path in seen}}
        if wanted == known.twin.desired:
            raise NothingToChangeError
        return _write(conn, known, wanted, Cause.ADOPTED, by)


def push_again(conn: Connection, device_id: int, *, revision: int, by: Author) -> int:
    """Send what is wanted once more, as a new revision, over what was changed at the device; return the revision.

    Raises: NotFoundError, SettingsChangedError, NothingToChangeError if nothing was ever wanted.
    """
    with conn.transaction():
        known = _locked(conn, device_id, revision)
        if not known.twin.desired:
            raise NothingToChangeError
        return _write(conn, known, known.twin.desired, Cause.PUSHED_AGAIN, by)


def roll_back(conn: Connection, device_id: int, *, to: int, revision: int, by: Author,
              cause: Cause = Cause.ROLLBACK) -> int:
    """Want what was wanted in an earlier revision, 0 for before the first; return the new revision.

    Nothing is checked: it was wanted before, and the device refuses what it cannot do any more.
    Raises: NotFoundError for the device or the revision, SettingsChangedError, NothingToChangeError.
    """
    with conn.transaction():
        known = _locked(conn, device_id, revision)
        try:
            wanted = settings_history.back_to(to, db.twin.revisions(conn, device_id, since=to))
        except KeyError:
            raise NotFoundError from None
        if not settings_history.differences(known.twin.desired, wanted):
            raise NothingToChangeError
        return _write(conn, known, wanted, cause, by)


def ask_to_report(conn: Connection, device_id: int, *, user_id: int | None, now: datetime) -> None:
    """Ask a device what it really does; nothing is changed. Raises: NotFoundError."""
    with conn.transaction():
        _device(conn, device_id)
        db.twin.insert_request(conn, device_id, user_id=user_id, at=now)
        services.audit.record(conn, user_id=user_id, object=OBJECT, object_id=device_id, action="asked", before=None,
                              after=None)
        db.twin.tell(conn, device_id)


def findings(conn: Connection, device_id: int, changes: Settings) -> list[Finding]:
    """Return what there is to say against a change before it is made; changes nothing. Raises: NotFoundError."""
    known = db.twin.twin(conn, device_id)
    if known is None:
        raise NotFoundError
    return settings_check.check(changes, known.twin, _frame(conn, known))


def want(conn: Connection, known: Stored, wanted: Settings, cause: Cause, by: Author) -> int:
    """Want these settings and no others of a device whose row is locked, unchecked; return the new revision."""
    return _write(conn, known, wanted, cause, by)


def frame(known: Stored, rows: Collection[db.twin.Range], *, has_battery: bool) -> Frame:
    """Return what settings of a device have to fit into; ranges in the units of the device."""
    return Frame(settings_schema.read(known.about), {row.signal: _on_the_wire(row) for row in rows},
                 signals=max(1, len(rows)), has_battery=has_battery, power=settings_cost.power(known.about))


def _locked(conn: Connection, device_id: int, revision: int) -> Stored:
    known = _device(conn, device_id)
    if known.twin.revision != revision:
        raise SettingsChangedError(known.twin.revision)
    return known


def _device(conn: Connection, device_id: int) -> Stored:
    known = db.twin.locked(conn, [device_id]).get(device_id)
    if known is None:
        raise NotFoundError
    return known


def _pass(found: Collection[Finding], *, consent: bool) -> None:
    if wrong := settings_check.errors(list(found)):
        raise InvalidSettingsError(wrong)
    if found and not consent:
        raise NeedsConsentError(list(found))


def _frame(conn: Connection, known: Stored) -> Frame:
    return frame(known, db.twin.ranges(conn, known.device_id),
                 has_battery=db.twin.battery_pct(conn, known.device_id) is not None)


def _on_the_wire(row: db.twin.Range) -> tuple[float | None, float | None]:
    convert = unit.SAME
    if row.unit and row.wire_unit:
        convert = unit.conversion(row.unit, row.wire_unit) or unit.SAME
    return (None if row.minimum is None else convert(row.minimum),
            None if row.maximum is None else convert(row.maximum))


def _write(conn: Connection, known: Stored, wanted: Settings, cause: Cause, by: Author) -> int:
    """Write a revision with all that belongs to it."""
    changed = twins.replace_desired(known.twin, wanted, now=by.at)
    db.twin.set_desired(conn, known.device_id, changed)
    db.twin.insert_revision(conn, known.device_id, Revision(
        changed.revision, wanted, known.twin.reported, cause, by.at, by.user_id, reason=by.reason))
    services.audit.record(conn, user_id=by.user_id, object=OBJECT, object_id=known.device_id, action=cause.value,
                          before=known.twin.desired, after=wanted, reason=by.reason)
    db.twin.tell(conn, known.device_id)
    return changed.revision
