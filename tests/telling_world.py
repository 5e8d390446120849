"""A plant with a pump and a fan, people, channels and rules, and alarms that come and go, for tests of telling."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from db.connect import Connection

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)        # a Wednesday
PLANT = """
    WITH site AS (
        INSERT INTO place (key, kind, name, time_zone) VALUES ('nordwerk', 'site', 'Nordwerk', 'Europe/Berlin')
        RETURNING id
    ), line AS (
        INSERT INTO place (key, kind, name, parent_id) SELECT 'pm1', 'line', 'Paper machine 1', id FROM site
        RETURNING id, parent_id
    ), machines AS (
        INSERT INTO machine (key, place_id, name, type) SELECT key, id, name, key FROM line, (VALUES
            ('pump', 'White water pump'), ('fan', 'Hood fan')) AS m (key, name) RETURNING id, key
    ), devices AS (
        INSERT INTO device (name, machine_id, gateway) SELECT 'sim-' || key, id, 'gw-7' FROM machines
        RETURNING id, machine_id
    ), signals AS (
        INSERT INTO signal (device_id, name, title, kind, unit)
        SELECT d.id, 'vibration', 'Drive-end vibration', 'vibration_velocity_rms', 'mm/s' FROM devices d
        RETURNING id, device_id
    )
    SELECT m.key, m.id, d.id, s.id, l.id, l.parent_id FROM machines m JOIN devices d ON d.machine_id = m.id
    JOIN signals s ON s.device_id = d.id, line l ORDER BY m.key DESC"""
USER = """INSERT INTO users (name, full_name, password_hash, role, email, phone)
          VALUES (%s, %s, '', 'technician', %s, '+4915112345678') RETURNING id"""
CHANNEL = "INSERT INTO telling_channel (name, kind, address, secret) VALUES (%s, %s, %s, %s) RETURNING id"
RULE = """INSERT INTO telling_rule (name, everywhere, least_priority, remind_min)
          VALUES (%s, %s, %s, %s) RETURNING id"""
STEP = """INSERT INTO telling_step (rule_id, position, user_id, channel_id, after_min)
          VALUES (%s, (SELECT count(*) FROM telling_step WHERE rule_id = %s), %s, %s, %s)"""
ALARM = """
    INSERT INTO alarm (subject, source, kind, priority, machine_id, device_id, signal_id, gateway, case_id, active,
                       acknowledged, latched, began_at, raised_at, value, limit_value, discovered_at, cause_id)
    VALUES (%(subject)s, %(source)s, %(kind)s, %(priority)s, %(machine_id)s, %(device_id)s, %(signal_id)s, %(gateway)s,
            %(case_id)s, true, false, false, %(at)s, %(at)s, 7.4, 7.1, %(stored_at)s, %(cause_id)s) RETURNING id"""
EPISODE = """INSERT INTO alarm_episode (alarm_id, source, kind, began_at, raised_at, value, limit_value)
             SELECT id, source, kind, %(at)s, %(at)s, 7.4, 7.1 FROM alarm WHERE id = %(alarm_id)s"""
ANNOUNCE = "INSERT INTO announcement (alarm_id, event, at, created_at) VALUES (%s, %s, %s, %s)"
CASE = "INSERT INTO machine_case (machine_id, opened_at, began_at) VALUES (%s, %s, %s) RETURNING id"


class World:
    """Machines by key: ``machine["pump"]``, and so ``device`` and ``signal``; ``site`` and ``line`` are places."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        rows = conn.execute(PLANT.encode()).fetchall()
        self.machine = {row[0]: int(row[1]) for row in rows}
        self.device = {row[0]: int(row[2]) for row in rows}
        self.signal = {row[0]: int(row[3]) for row in rows}
        self.line, self.site = int(rows[0][4]), int(rows[0][5])

    def one(self, query: str, *parameters: Any) -> Any:
        """Return the first value of the first row."""
        row = self.conn.execute(query.encode(), parameters).fetchone()
        return row[0] if row else None

    def person(self, name: str, **settings: Any) -> int:
        """Add somebody; settings are columns of users."""
        number = int(self.one(USER, name, name.title(), f"{name}@plant.example"))
        if settings:
            columns = ", ".join(f"{column} = %s" for column in settings)
            self.conn.execute(f"UPDATE users SET {columns} WHERE id = %s".encode(), (*settings.values(), number))
        return number

    def channel(self, name: str = "hook", kind: str = "webhook", address: str = "http://127.0.0.1:9/",
                secret: str = "a secret for the tests") -> int:
        """Add a channel."""
        return int(self.one(CHANNEL, name, kind, address, secret))

    def rule(self, *steps: tuple[int, int, int], name: str = "all", everywhere: bool = True, least: str = "low",
             remind_min: int | None = None) -> int:
        """Add a rule; steps are person, channel, minutes."""
        number = int(self.one(RULE, name, everywhere, least, remind_min))
        for user_id, channel_id, after_min in steps:
            self.conn.execute(STEP, (number, number, user_id, channel_id, after_min))
        return number

    def case(self, key: str = "pump", *, at: datetime = NOW) -> int:
        """Open a case."""
        return int(self.one(CASE, self.machine[key], at, at))

    def raise_alarm(self, key: str = "pump", *, at: datetime = NOW, stored_at: datetime | None = None,
                    **more: Any) -> int:
        """Raise an alarm of the vibration of a machine, with its announcement; return its number."""
        given = {"subject": "machine", "source": f"signal:{self.signal.get(key, 0)}", "kind": "high_high",
                 "priority": "high", "machine_id": self.machine.get(key), "device_id": self.device.get(key),
                 "signal_id": self.signal.get(key), "gateway": None, "case_id": None, "cause_id": None, "at": at,
                 "stored_at": stored_at or at} | more
        row = self.conn.execute(ALARM.encode(), given).fetchone()
        assert row is not None
        self._episode(int(row[0]), at, stored_at or at)
        return int(row[0])

    def raise_again(self, alarm_id: int, *, at: datetime) -> None:
        """Raise an alarm that is there."""
        self.conn.execute("UPDATE alarm SET active = true, acknowledged = false, raised_at = %s, cleared_at = NULL "
                          "WHERE id = %s", (at, alarm_id))
        self._episode(alarm_id, at, at)

    def clear(self, alarm_id: int, *, at: datetime, stored_at: datetime | None = None) -> None:
        """End an alarm."""
        self.conn.execute("UPDATE alarm SET active = false, cleared_at = %s WHERE id = %s", (at, alarm_id))
        self.conn.execute("UPDATE alarm_episode SET cleared_at = %s WHERE alarm_id = %s AND cleared_at IS NULL",
                          (at, alarm_id))
        self.conn.execute(ANNOUNCE, (alarm_id, "cleared", at, stored_at or at))

    def withdraw(self, alarm_id: int, *, at: datetime) -> None:
        """Say that an alarm never was."""
        self.conn.execute("UPDATE alarm SET active = false, acknowledged = true WHERE id = %s", (alarm_id,))
        self.conn.execute(ANNOUNCE, (alarm_id, "withdrawn", at, at))

    def set_alarm(self, alarm_id: int, **columns: Any) -> None:
        """Change columns of an alarm."""
        for column, value in columns.items():
            self.conn.execute(f"UPDATE alarm SET {column} = %s WHERE id = %s".encode(), (value, alarm_id))

    def messages(self) -> list[tuple[str, str, str, str, str]]:
        """Return kind, person, channel, state and reason of all messages, in order."""
        return [tuple(row) for row in self.conn.execute(
            "SELECT m.kind, u.name, c.name, m.state, m.reason FROM message m JOIN users u ON u.id = m.user_id "
            "JOIN telling_channel c ON c.id = m.channel_id ORDER BY m.id")]

    def out(self) -> list[tuple[str, str]]:
        """Return kind and person of the messages that were let out, in order."""
        return [tuple(row) for row in self.conn.execute(
            "SELECT m.kind, u.name FROM message m JOIN users u ON u.id = m.user_id "
            "WHERE m.admitted_at IS NOT NULL ORDER BY m.admitted_at, m.id")]

    def _episode(self, alarm_id: int, at: datetime, stored_at: datetime) -> None:
        self.conn.execute(EPISODE.encode(), {"alarm_id": alarm_id, "at": at})
        self.conn.execute(ANNOUNCE, (alarm_id, "raised", at, stored_at))


def minutes(count: float) -> datetime:
    """Return so many minutes after NOW."""
    return NOW + timedelta(minutes=count)


def loaded(text: bytes) -> dict[str, Any]:
    """Return JSON."""
    found: dict[str, Any] = json.loads(text)
    return found
