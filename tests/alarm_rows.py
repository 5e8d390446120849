"""Alarms, cases and people for tests that do not run the engine: rows as the engine would write them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import db.alarms
import services.alarms
from db.connect import Connection
from domain import alarm
from domain.alarm import Entry, Event, Kind, Subject
from domain.limit import Priority

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def person(conn: Connection, name: str, *, role: str = "technician", full_name: str = "") -> int:
    """Add somebody, who cannot sign in, and return the id."""
    row = conn.execute("INSERT INTO users (name, full_name, password_hash, role) VALUES (%s, %s, 'none', %s) "
                       "RETURNING id", (name, full_name, role)).fetchone()
    assert row is not None
    return int(row[0])


def machine(conn: Connection, key: str = "pump", *, name: str = "Feed pump") -> int:
    """Add a machine on the site Mill and return the id."""
    conn.execute("INSERT INTO place (key, kind, name, time_zone) VALUES ('mill', 'site', 'Mill', 'Europe/Berlin') "
                 "ON CONFLICT DO NOTHING")
    row = conn.execute("INSERT INTO machine (key, place_id, name, type) SELECT %s, id, %s, 'pump' FROM place "
                       "WHERE key = 'mill' RETURNING id", (key, name)).fetchone()
    assert row is not None
    return int(row[0])


def signal(conn: Connection, machine_id: int, *, device: str = "sim-1", title: str = "Vibration") -> int:
    """Add a device with one signal to a machine and return the id of the signal."""
    row = conn.execute(
        "WITH d AS (INSERT INTO device (name, machine_id) VALUES (%s, %s) RETURNING id) "
        "INSERT INTO signal (device_id, name, title, kind, unit, interval_s) "
        "SELECT id, 'vib', %s, 'vibration_velocity_rms', 'mm/s', 10 FROM d RETURNING id",
        (device, machine_id, title)).fetchone()
    assert row is not None
    return int(row[0])


def raised(conn: Connection, *, kind: Kind = Kind.HIGH, priority: Priority = Priority.MEDIUM,
           subject: Subject = Subject.MACHINE, machine_id: int | None = None, signal_id: int | None = None,
           device_id: int | None = None, gateway: str | None = None, began_at: datetime = NOW - timedelta(hours=1),
           raised_at: datetime | None = None, stored_at: datetime | None = None, value: float | None = 7.4,
           limit: float | None = 4.5, blind: int = 0, cause_id: int | None = None) -> int:
    """Raise an alarm as the engine does: its row, episode, journal and announcement, in the machine's open case."""
    raised_at = raised_at or began_at
    stored_at = stored_at or raised_at
    source = _source(subject, signal_id=signal_id, device_id=device_id, gateway=gateway)
    case_id = open_case(conn, machine_id, began_at=began_at) if subject is Subject.MACHINE and machine_id else None
    values = {"subject": subject, "source": source, "kind": kind, "priority": priority, "machine_id": machine_id,
              "device_id": device_id, "signal_id": signal_id, "gateway": gateway, "case_id": case_id,
              "began_at": began_at, "raised_at": raised_at, "value": value, "limit": limit, "blind": blind,
              "stored_at": stored_at}
    row = conn.execute(
        "INSERT INTO alarm (subject, source, kind, priority, machine_id, device_id, signal_id, gateway, case_id, "
        "active, acknowledged, latched, began_at, raised_at, value, limit_value, blind, discovered_at) "
        "VALUES (%(subject)s, %(source)s, %(kind)s, %(priority)s, %(machine_id)s, %(device_id)s, %(signal_id)s, "
        "%(gateway)s, %(case_id)s, true, false, false, %(began_at)s, %(raised_at)s, %(value)s, %(limit)s, %(blind)s, "
        "%(stored_at)s) RETURNING id", values).fetchone()
    assert row is not None
    alarm_id = int(row[0])
    conn.execute("INSERT INTO alarm_episode (alarm_id, source, kind, began_at, raised_at, value, limit_value) "
                 "VALUES (%(id)s, %(source)s, %(kind)s, %(began_at)s, %(raised_at)s, %(value)s, %(limit)s)",
                 {**values, "id": alarm_id})
    conn.execute("INSERT INTO alarm_journal (alarm_id, event, at, stored_at, reason, details) VALUES "
                 "(%(id)s, 'raised', %(raised_at)s, %(stored_at)s, 'beyond_limit', jsonb_build_object("
                 "'began_at', %(began)s::text, 'raised_at', %(raised)s::text, 'value', %(value)s::float8, "
                 "'limit', %(limit)s::float8, 'latching', false))",
                 {**values, "id": alarm_id, "began": began_at.isoformat(), "raised": raised_at.isoformat()})
    conn.execute("INSERT INTO announcement (alarm_id, event, at, created_at) VALUES (%s, 'raised', %s, %s)",
                 (alarm_id, raised_at, stored_at))
    if cause_id is not None:
        fact(conn, alarm_id, Event.SUPPRESSED, at=stored_at, cause=cause_id)
    return alarm_id


def fact(conn: Connection, alarm_id: int, event: Event, *, at: datetime, **details: Any) -> None:
    """Let something happen to an alarm that nobody did."""
    one = db.alarms.locked(conn, [alarm_id])[0]
    entry = Entry(event, at, "fact", details=details)
    db.alarms.set_state(conn, alarm_id, alarm.step(one.alarm, entry), entry)
    if event is Event.CLEARED:
        conn.execute("UPDATE alarm SET cleared_at = %s WHERE id = %s", (at, alarm_id))
        conn.execute("UPDATE alarm_episode SET cleared_at = %s WHERE alarm_id = %s AND cleared_at IS NULL",
                     (at, alarm_id))


def open_case(conn: Connection, machine_id: int, *, began_at: datetime) -> int:
    """Return the open case of a machine, opened if there is none."""
    row = conn.execute(
        "INSERT INTO machine_case AS c (machine_id, opened_at, began_at) VALUES (%s, %s, %s) "
        "ON CONFLICT (machine_id) WHERE closed_at IS NULL DO UPDATE SET began_at = least(c.began_at, "
        "excluded.began_at) RETURNING id", (machine_id, began_at, began_at)).fetchone()
    assert row is not None
    return int(row[0])


def announced(conn: Connection, alarm_id: int) -> int:
    """Return how often an alarm was announced as raised."""
    row = conn.execute("SELECT count(*) FROM announcement WHERE alarm_id = %s AND event = 'raised'",
                       (alarm_id,)).fetchone()
    assert row is not None
    return int(row[0])


def acknowledged(conn: Connection, alarm_id: int, user_id: int, *, at: datetime = NOW) -> None:
    """Let somebody acknowledge an alarm."""
    services.alarms.acknowledge(conn, [alarm_id], user_id=user_id, now=at)


def _source(subject: Subject, *, signal_id: int | None, device_id: int | None, gateway: str | None) -> str:
    if subject is Subject.PLATFORM:
        return "platform"
    if subject is Subject.GATEWAY:
        return f"gateway:{gateway}"
    return f"signal:{signal_id}" if signal_id is not None else f"device:{device_id}"
