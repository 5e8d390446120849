"""Maintenance windows: people take a machine out of service and back; a window ends by itself too.

When one ends, the alarms of the machine that still stand are announced: people are called then.
"""

from dataclasses import replace
from datetime import datetime

import db.maintenance
import services.alarms
import services.audit
from db.connect import Connection
from domain import maintenance
from domain.maintenance import OutOfServiceError, Window, WindowOverError

BEGUN, ENDED = "out_of_service", "back_in_service"


def begin(conn: Connection, wanted: Window, *, user_id: int, now: datetime) -> int:
    """Take a machine out of service, now or later, and return the id of the window.

    Raises: NotFoundError, domain.maintenance.NoReasonError, WindowError, OutOfServiceError.
    """
    starts_at, reason = maintenance.checked(wanted.starts_at, wanted.ends_at, reason=wanted.reason, now=now)
    with conn.transaction():
        db.maintenance.lock_machine(conn, wanted.machine_id)
        if db.maintenance.is_taken(conn, wanted.machine_id, starts_at=starts_at, ends_at=wanted.ends_at):
            raise OutOfServiceError
        window = replace(wanted, starts_at=starts_at, reason=reason)
        number = db.maintenance.insert_window(conn, window, user_id=user_id, now=now)
        _audit(conn, replace(window, id=number), action=BEGUN, user_id=user_id)
    return number


def end(conn: Connection, window_id: int, *, user_id: int, now: datetime) -> int:
    """End a window before its time, or call it off; return how many alarms are announced.

    Raises: NotFoundError, WindowOverError.
    """
    with conn.transaction():
        window = db.maintenance.locked(conn, window_id)
        if window.is_over(now):
            raise WindowOverError
        db.maintenance.set_ended(conn, window_id, user_id=user_id, now=now)
        _audit(conn, replace(window, ended_at=now), action=ENDED, user_id=user_id)
        was_on = window.is_on(now)
        return services.alarms.announce_machine(conn, window.machine_id, now=now) if was_on else 0


def end_in_time(conn: Connection, now: datetime) -> int:
    """End the windows whose time is over; return how many that were."""
    with conn.transaction():
        over = db.maintenance.end_in_time(conn, now=now)
        for window in over:
            _audit(conn, window, action=ENDED, user_id=None)
            services.alarms.announce_machine(conn, window.machine_id, now=now)
    return len(over)


def _audit(conn: Connection, window: Window, *, action: str, user_id: int | None) -> None:
    told = {"window": window.id, "from": window.starts_at.isoformat(),
            "until": (window.ended_at or window.ends_at).isoformat()}
    services.audit.record(conn, user_id=user_id, object="machine", object_id=window.machine_id, action=action,
                          before=told if action == ENDED else None, after=told if action == BEGUN else None,
                          reason=window.reason)
