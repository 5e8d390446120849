"""Devices that say what can be set on them and, when told to, answer what is wanted of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

import db.twin
from db.connect import Connection
from domain.twin import Report, Twin, hear

ABOUT = {"model": "TV-1", "settings": {"report_interval_s": {"min": 1, "max": 600}, "led": {"type": "boolean"}}}
_DEVICES = """
    INSERT INTO device (name, machine_id, model, about, online, status_at, last_message_at)
    SELECT 'node-' || lpad(n::text, 3, '0'), %(machine_id)s, 'TV-1', %(about)s, true, %(now)s, %(now)s
    FROM generate_series(1, %(count)s) AS n RETURNING id"""


class Devices:
    """So many new devices on a machine, or those that are given; they report every 30 s by themselves."""

    def __init__(self, conn: Connection, ids: list[int], *, now: datetime) -> None:
        self.conn, self.ids, self.now = conn, ids, now
        for number in ids:
            self.report(number, 0, {"report_interval_s": 30, "led": False})

    @classmethod
    def make(cls, conn: Connection, machine_id: int, *, count: int, now: datetime) -> "Devices":
        """Create them."""
        found = conn.execute(_DEVICES, {"machine_id": machine_id, "about": Jsonb(ABOUT), "now": now, "count": count})
        return cls(conn, [row[0] for row in found.fetchall()], now=now)

    def report(self, device_id: int, revision: int, reported: Any, **more: Any) -> None:
        """Let one say what it does."""
        known = db.twin.locked(self.conn, [device_id])[device_id]
        heard = hear(known.twin, Report(revision, reported, **more), now=self.now)
        db.twin.set_report(self.conn, device_id, heard, document={}, is_new=True)

    def twin(self, device_id: int) -> Twin:
        """Return the twin of one."""
        found = db.twin.twin(self.conn, device_id)
        assert found is not None
        return found.twin

    def obey(self, now: datetime, *, refusing: Collection[int] = (), mute: Collection[int] = ()) -> None:
        """Let every device that has something new answer; the broker has taken all of it."""
        self.conn.execute("UPDATE device SET last_message_at = %s WHERE online AND id = ANY (%s)", (now, self.ids))
        self.conn.execute("UPDATE device_twin SET sent_at = coalesce(sent_at, %s) WHERE revision > 0", (now,))
        for number in self.ids:
            twin = self.twin(number)
            if twin.answered or number in mute:
                continue
            if number in refusing:
                self.report(number, twin.revision, twin.reported, refused={"report_interval_s": "battery low"})
            else:
                self.report(number, twin.revision, {**twin.reported, **twin.desired})
