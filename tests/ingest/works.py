"""A works whose devices speak to a real ingester, and what its alarms have come to."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg

from db.connect import open_connection
from domain.alarm import Alarm, Entry, Event, fold
from domain.limit import Priority
from ingest.decoding import Bounds
from ingest.inbox import Message
from ingest.loop import AnotherLeadsError, Storing
from tests.ingest.actors import eventually

START_MS = 1_782_907_200_000        # 1 July 2026, noon
START = datetime.fromtimestamp(START_MS / 1000, UTC)
_FILL = """
    WITH site AS (
        INSERT INTO place (key, kind, name, time_zone) VALUES ('works', 'site', 'Works', 'Europe/Berlin')
        ON CONFLICT (key) DO UPDATE SET name = excluded.name RETURNING id
    ), machine AS (
        INSERT INTO machine (key, place_id, name, type) SELECT name, site.id, 'Pump ' || name, 'pump'
        FROM site, unnest(%(names)s::text[]) AS name RETURNING id, key
    ), device AS (
        INSERT INTO device (name, machine_id) SELECT key, id FROM machine RETURNING id
    )
    INSERT INTO signal (device_id, name, unit, interval_s, minimum, maximum)
    SELECT d.id, s, 'mm/s', %(interval_s)s, -100, 5000 FROM device d, unnest(%(signals)s::text[]) AS s"""
_RUNNING = """
    UPDATE machine m SET running_signal_id = s.id, running_above = 100, starting_s = 30
    FROM device d JOIN signal s ON s.device_id = d.id AND s.name = 'speed' WHERE d.machine_id = m.id"""
_LIMIT = """
    INSERT INTO signal_limit (signal_id, low_low, low, high, high_high, rate_per_h, changed_at)
    SELECT s.id, %(low_low)s, %(low)s, %(high)s, %(high_high)s, %(rate)s, '2026-01-01Z'
    FROM signal s JOIN device d ON d.id = s.device_id WHERE d.name = ANY(%(devices)s) AND s.name = %(signal)s
    ON CONFLICT (signal_id) DO UPDATE SET low = excluded.low, high = excluded.high"""
_SETTING = """
    INSERT INTO limit_setting (signal_id, level, deadband, on_delay_s, off_delay_s, priority, latching,
                               only_while_running)
    SELECT s.id, %(level)s, %(deadband)s, %(on)s, %(off)s, %(priority)s, %(latching)s, %(running)s
    FROM signal s JOIN device d ON d.id = s.device_id WHERE d.name = ANY(%(devices)s) AND s.name = %(signal)s"""
_STATE = ("active, acknowledged, latched, acknowledged_by, acknowledged_at, shelved_until, shelved_once, shelved_by, "
          "shelved_reason, cause_id")


def fill(conn, names, *, signals=("v", "speed"), interval_s=10):
    """Enter machines with one device each, that run while their speed is above 100."""
    conn.execute(_FILL, {"names": list(names), "signals": list(signals), "interval_s": interval_s})
    conn.execute(_RUNNING)


def limit(conn, devices, *limits, signal="v"):
    """Give a signal of devices these limits in the place of those it had."""
    values = {"low_low": None, "low": None, "high": None, "high_high": None, "rate": None}
    named = {"devices": list(devices), "signal": signal}
    conn.execute(_LIMIT, values | {one.level.value: one.value for one in limits} | named)
    for one in limits:
        conn.execute(_SETTING, named | {
            "level": one.level.value, "deadband": one.deadband, "on": one.on_delay_s, "off": one.off_delay_s,
            "priority": one.priority.value, "latching": one.latching, "running": one.only_while_running})


def sample(device, at_s, **values):
    """Return topic and payload of one sample, some seconds after START."""
    return _topic(device), json.dumps({"ts": START_MS + round(at_s * 1000), "values": values}).encode()


def buffered(device, samples):
    """Return topic and payload of samples that were kept: pairs of seconds and values."""
    return _topic(device), json.dumps({"samples": [
        {"ts": START_MS + round(at_s * 1000), "values": values} for at_s, values in samples]}).encode()


class Intake:
    """The ingester without its connection: decodes and stores messages as they come."""

    def __init__(self, database_url):
        self._url, self._storing = database_url, None
        self.restart()

    @property
    def conn(self):
        return self._storing.conn

    def restart(self):
        """Forget everything, as a process does that is killed and started."""
        self.close()
        bounds = Bounds(1_048_576, 600_000_000, 3650, values_per_s=1_000_000_000)
        self._storing = eventually(lambda: self._lead(bounds))

    def _lead(self, bounds):
        """Return what stores, None while the server has not noticed yet that the one before has gone."""
        try:
            return Storing(self._url, topic_root="stethos/v1/works", bounds=bounds, most_discovered=100)
        except AnotherLeadsError:
            return None

    def take(self, messages, *, at=None):
        """Store pairs of topic and payload as one batch that came at a time."""
        came_us = round((at or datetime.now(UTC)).timestamp() * 1e6)
        self._storing.store([Message(topic.encode(), payload, came_us, None) for topic, payload in messages])

    def close(self):
        if self._storing is not None:
            self._storing.conn.close()


@contextmanager
def intake(database_url):
    """Lend an ingester without a connection."""
    one = Intake(database_url)
    yield one
    one.close()


@contextmanager
def looking(database_url):
    """Lend a connection that looks at what others have stored."""
    with open_connection(database_url, name="test") as conn:
        yield conn


def alarms(conn):
    """Return subject, source, kind, whether it is on, and whether it is over, of all alarms."""
    return conn.execute("SELECT subject, source, kind, active, is_over FROM alarm ORDER BY id").fetchall()


def episodes(conn, device, *, signal="v"):
    """Return kind, began, raised and cleared of the episodes of a signal, in seconds after START."""
    return conn.execute(
        "SELECT e.kind, extract(epoch FROM e.began_at - %(start)s)::float8, "
        "extract(epoch FROM e.raised_at - %(start)s)::float8, extract(epoch FROM e.cleared_at - %(start)s)::float8, "
        "e.value FROM alarm_episode e JOIN signal s ON e.source = 'signal:' || s.id "
        "JOIN device d ON d.id = s.device_id "
        "WHERE d.name = %(device)s AND s.name = %(signal)s ORDER BY e.kind, e.raised_at",
        {"start": START, "device": device, "signal": signal}).fetchall()


def announcements(conn):
    """Return subject, kind and event of what people may have to be told."""
    return conn.execute("SELECT a.subject, a.kind, n.event FROM announcement n JOIN alarm a ON a.id = n.alarm_id "
                        "ORDER BY n.id").fetchall()


def assert_journals_fold(conn):
    """Every alarm is what its journal says, and its newest episode is the one it tells of."""
    journals = {}
    for alarm_id, *entry in conn.execute(
            "SELECT alarm_id, event, at, reason, user_id, text, details FROM alarm_journal ORDER BY id"):
        journals.setdefault(alarm_id, []).append(Entry(Event(entry[0]), *entry[1:]))
    stored = conn.execute(f"SELECT id, priority, {_STATE} FROM alarm").fetchall()
    assert {row[0]: Alarm(Priority(row[1]), *row[2:]) for row in stored} == {
        alarm_id: fold(Priority(priority), journals[alarm_id]) for alarm_id, priority, *_ in stored}
    assert conn.execute(
        "SELECT a.id FROM alarm a LEFT JOIN LATERAL (SELECT count(*) AS n, max(raised_at) AS raised_at FROM "
        "alarm_episode e WHERE e.alarm_id = a.id) e ON true "
        "WHERE a.episodes <> e.n OR (e.n > 0 AND a.raised_at <> e.raised_at)").fetchall() == []


def answers(database_url, statement):
    """Return the only value of a query, for questions asked again and again."""
    with psycopg.connect(database_url, connect_timeout=5) as conn:
        return conn.execute(statement).fetchone()[0]


def _topic(device):
    return f"stethos/v1/works/{device}/telemetry"
