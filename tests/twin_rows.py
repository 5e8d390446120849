"""A device of the database with settings, and what it says: as ingest would write it, without a broker."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from psycopg.types.json import Jsonb

import db.twin
from db.connect import Connection
from domain.twin import Origin, Report, Settings, hear, nested

ABOUT: dict[str, Any] = {
    "model": "SN-4", "serial": "SN10020000",
    "signals": {"vibration": {"unit": "mm/s", "min": 0, "max": 50}, "temperature": {"unit": "Cel"}},
    "settings": {"measurement_interval_s": {"min": 1, "max": 3600}, "report_interval_s": {"min": 1, "max": 3600},
                 "led": {"type": "boolean", "title": "Status light"}, "mode": {"choices": ["eco", "full"]},
                 "limits": {"signals": ["vibration"], "levels": ["high", "high_high"]}}}


def describe(conn: Connection, device_id: int, about: Mapping[str, Any] | None = None) -> None:
    """Let a device say what it is; it is there."""
    conn.execute("UPDATE device SET about = %s, online = true, status_at = now(), last_message_at = now() "
                 "+ interval '1 hour' WHERE id = %s", (Jsonb(ABOUT if about is None else about), device_id))


def report(conn: Connection, device_id: int, revision: int, settings: Settings, *,
           refused: Mapping[str, str] | None = None, local: bool = False) -> None:
    """Let a device say what it does."""
    with conn.transaction():
        known = db.twin.locked(conn, [device_id])[device_id]
        said = Report(revision, settings, refused or {}, Origin.LOCAL if local else Origin.STACK)
        document = {"revision": revision, "settings": nested(settings)}
        db.twin.set_report(conn, device_id, hear(known.twin, said, now=datetime.now(UTC)), document=document,
                           is_new=True)


def answer(conn: Connection, device_id: int) -> None:
    """Let a device do what is wanted, and say so."""
    known = db.twin.twin(conn, device_id)
    assert known is not None
    report(conn, device_id, known.twin.revision, {**known.twin.reported, **known.twin.desired})
