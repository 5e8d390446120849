"""Retention: what is older than its time is forgotten, a bounded amount at each call."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import db.edition
import db.retention
from db.connect import Connection
from domain.owner import KEPT_DAYS

BATCH_ROWS, MOST_BATCHES = 10_000, 20


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days things are kept; for good are rollups by hour and day, and tallies but the hours of machines."""

    readings_days: int
    minutes_days: int       # rollups by minute, and the history beside them: states, events, the account
    rejected_days: int      # rejected messages and conflicts
    tally_hours_days: int   # the tallied hours of machines


def forget(conn: Connection, keep: Keep, *, now: datetime) -> dict[str, int]:
    """Forget what is too old; return how many chunks or rows of each kind went.

    Needs a connection in autocommit: each batch is a transaction of its own. What a call leaves, the next
    one takes.
    """
    history, rejected = now - timedelta(days=keep.minutes_days), now - timedelta(days=keep.rejected_days)
    whole_days = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "readings": db.edition.drop_before(conn, "readings", days=keep.readings_days),
        "rollup_minute": db.edition.drop_before(conn, "rollup_minute", days=keep.minutes_days),
        "rejected_messages": _forget(conn, "rejected_messages", before=rejected),
        "conflicts": _forget(conn, "conflicts", before=rejected),
        "ledger_minutes": _forget(conn, "ledger_minutes", before=history),
        "state_changes": _forget(conn, "state_changes", before=history),
        "announcements": _forget(conn, "announcements", before=rejected),
        "device_alarms": _forget(conn, "device_alarms", before=history),
        "device_events": _forget(conn, "device_events", before=history),
        "messages": _forget(conn, "messages", before=history),
        "pictures": _forget(conn, "pictures", before=now - timedelta(days=KEPT_DAYS)),
        "documents": _forget(conn, "documents", before=now - timedelta(days=KEPT_DAYS)),
        "tally_hours": _forget(conn, "tally_hours", before=whole_days - timedelta(days=keep.tally_hours_days)),
    }


def _forget(conn: Connection, what: str, *, before: datetime) -> int:
    gone = 0
    for _ in range(MOST_BATCHES):
        batch = db.retention.delete_some(conn, what, before=before, most=BATCH_ROWS)
        gone += batch
        if batch < BATCH_ROWS:
            break
    return gone
