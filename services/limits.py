"""Limits are changed: checked, written over the version they were made from, and put into the audit trail."""

from collections.abc import Mapping
from datetime import datetime

import db.fleet
import db.limits
import services.audit
from db.connect import Connection
from domain import limit_set
from domain.fleet_form import RetiredError
from domain.limit import Level, Limit
from domain.limit_set import InvalidLimitsError, LimitsChangedError, NoReasonError

OBJECT = "signal_limit"     # in the audit trail


def set_limits(conn: Connection, signal_id: int, limits: Mapping[Level, Limit], *, version: int,
               unit: str | None, user_id: int | None, reason: str, now: datetime) -> int:
    """Give a signal these limits and no others, in one transaction; return their version.

    ``version`` and ``unit`` are those that the person saw. What is the same already is not written again.
    Call `tell` after the commit.
    Raises: NotFoundError, RetiredError, LimitsChangedError with what stands there now, InvalidLimitsError,
    NoReasonError.
    """
    with conn.transaction():
        if db.limits.limited(conn, signal_id).retired_at is not None:
            raise RetiredError
        known = db.limits.limit_set(conn, signal_id)
        if known.version != version:
            raise LimitsChangedError(known)
        if wrong := limit_set.faults(limits, known, unit=unit):
            raise InvalidLimitsError(wrong)
        if dict(limits) == known.limits:
            return version
        if not reason.strip():
            raise NoReasonError
        written = db.limits.set_limits(conn, signal_id, limits, version=version, now=now)
        if written is None:
            raise LimitsChangedError(db.limits.limit_set(conn, signal_id))
        services.audit.record(conn, user_id=user_id, object=OBJECT, object_id=signal_id, action="changed",
                              before=limit_set.as_values(known.limits, unit), reason=reason,
                              after=limit_set.as_values(limits, unit))
        return written


def tell(conn: Connection) -> None:
    """Let ingest and the judge read the limits again; the triggers have counted before there was anything to see."""
    db.fleet.tell(conn)
