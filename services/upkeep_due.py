"""Overdue maintenance for the judge: read when plans have changed and once a minute, kept in between."""

from datetime import UTC, datetime, timedelta

import db.judging
from db.connect import Connection
from domain import overdue
from domain.overdue import Overdue
from domain.rollup import Ints

_REREAD = timedelta(seconds=60)     # days and running hours go on without a change


class UpkeepDue:
    """Keeps what is overdue."""

    def __init__(self) -> None:
        self._kept: Overdue | None = None
        self._machine_ids: Ints | None = None
        self._changes = -1
        self._read_at = datetime.fromtimestamp(0, UTC)

    def overdue(self, conn: Connection, machine_ids: Ints, *, changes: int, now: datetime) -> Overdue:
        """Return what is overdue of these machines; ``changes`` grows whenever plans change."""
        kept = self._kept
        if (kept is None or changes != self._changes or machine_ids is not self._machine_ids
                or abs(now - self._read_at) > _REREAD):
            self._kept = kept = overdue.found(db.judging.due_plans(conn, now=now), machine_ids, now=now)
            self._machine_ids, self._changes, self._read_at = machine_ids, changes, now
        return kept
