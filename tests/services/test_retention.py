from datetime import UTC, datetime, timedelta

import pytest

import db.retention
import db.tally
import services.retention
from db.connect import Connection, open_connection
from services.retention import Keep, forget

KEEP = Keep(readings_days=400, minutes_days=1200, rejected_days=30, tally_hours_days=100)
NOW = datetime.now(UTC)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def count(conn: Connection, table: str) -> int:
    row = conn.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert row
    return int(row[0])


def reject(conn: Connection, at: datetime, times: int = 1) -> None:
    conn.execute("""INSERT INTO rejected_message (received_at, topic, reason, detail, size_bytes, payload)
                    SELECT %s, 't', 'bad_json', 'd', 1, '' FROM generate_series(1, %s)""", (at, times))


def change(conn: Connection, machine_id: int, at: datetime, seq: int) -> None:
    conn.execute("""INSERT INTO state_change (machine_id, at, condition, running, trust, reason, seq)
                    VALUES (%s, %s, 'healthy', 'running', 'good', 'within_limits', %s)""",
                 (machine_id, at, seq))


@pytest.fixture
def machine_id(conn: Connection) -> int:
    """A machine that has been there for 400 days."""
    row = conn.execute("""
        WITH plant AS (INSERT INTO place (key, kind, name, time_zone) VALUES ('p', 'site', 'P', 'UTC') RETURNING id)
        INSERT INTO machine (key, place_id, name, type, created_at)
        SELECT 'm', id, 'M', 'fan', %s FROM plant RETURNING id""", (days_ago(400),)).fetchone()
    assert row
    return int(row[0])


def tally(conn: Connection, hour: datetime) -> None:
    db.tally.set_hour(conn, hour, intervals_carried=3)


def tallied(conn: Connection, scope: str, period: str) -> list[tuple[datetime, float]]:
    """Return when the tallied hours or days begin, with the hours in which nothing was known."""
    return conn.execute("SELECT start, unknown_s / 3600 FROM tally WHERE scope = %s AND period = %s ORDER BY start",
                        (scope, period)).fetchall()


def test_readings_and_minutes_go_when_all_of_their_chunk_is_too_old(database: str) -> None:
    with open_connection(database, name="test") as conn:
        for days in (1, 399, 410, 800):
            conn.execute("INSERT INTO readings (time, received_at, value, signal_id, quality) "
                         "VALUES (%s, now(), 1, 7, 192)", (days_ago(days),))
        for days in (1, 1199, 1300):
            conn.execute("INSERT INTO rollup_minute VALUES (%(at)s, 1, 1, 1, 1, 1, %(at)s, %(at)s, 1, 7)",
                         {"at": days_ago(days)})
        gone = forget(conn, KEEP, now=NOW)
        assert (gone["readings"], gone["rollup_minute"]) == (2, 1)
        assert (count(conn, "readings"), count(conn, "rollup_minute")) == (2, 2)
        assert set(forget(conn, KEEP, now=NOW).values()) == {0}


def test_rejected_messages_and_conflicts_go_after_their_days(conn: Connection) -> None:
    for days in (29, 31):
        reject(conn, days_ago(days))
        conn.execute("INSERT INTO conflict (signal_id, time, received_at, stored_at) "
                     "VALUES (7, now(), now(), %s)", (days_ago(days),))
    gone = forget(conn, KEEP, now=NOW)
    assert (gone["rejected_messages"], gone["conflicts"]) == (1, 1)
    assert (count(conn, "rejected_message"), count(conn, "conflict")) == (1, 1)


def test_the_account_and_events_go_with_the_minutes(conn: Connection) -> None:
    conn.execute("INSERT INTO device (name) VALUES ('d1')")
    for days in (1199, 1201):
        conn.execute("INSERT INTO ledger (minute) VALUES (date_trunc('minute', %s::timestamptz))",
                     (days_ago(days),))
        conn.execute("INSERT INTO device_event (device_id, time, received_at, kind, text) "
                     "SELECT id, %(at)s, %(at)s, 'k', 't' FROM device", {"at": days_ago(days)})
    gone = forget(conn, KEEP, now=NOW)
    assert (gone["ledger_minutes"], gone["device_events"]) == (1, 1)


def test_the_last_state_before_the_cut_stays_because_it_still_holds(conn: Connection) -> None:
    change(conn, 1, days_ago(1500), 1)
    change(conn, 1, days_ago(1400), 2)
    change(conn, 1, days_ago(1300), 3)
    change(conn, 1, days_ago(10), 4)
    change(conn, 2, days_ago(2000), 5)
    assert forget(conn, KEEP, now=NOW)["state_changes"] == 2
    left = conn.execute("SELECT seq FROM state_change ORDER BY seq").fetchall()
    assert left == [(3,), (4,), (5,)]


def test_tallied_hours_of_machines_go_by_whole_days_and_all_else_of_the_tally_stays(
        conn: Connection, machine_id: int) -> None:
    midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    old, kept = midnight - timedelta(days=100, hours=1), midnight - timedelta(days=100)
    for hour in (old - timedelta(hours=1), old, kept):
        tally(conn, hour)
    assert forget(conn, KEEP, now=NOW)["tally_hours"] == 2
    assert tallied(conn, "machine", "hour") == [(kept, 1)]
    assert len(tallied(conn, "place", "hour")) == 3
    assert [hours for _day, hours in tallied(conn, "machine", "day")] == [2, 1]
    assert tallied(conn, "place", "day") == tallied(conn, "machine", "day")


def test_an_hour_tallied_again_leaves_a_day_alone_whose_hours_were_forgotten(
        conn: Connection, machine_id: int) -> None:
    first = days_ago(200).replace(hour=7, minute=0, second=0, microsecond=0)
    for hours in range(3):
        tally(conn, first + timedelta(hours=hours))
    forget(conn, KEEP, now=NOW)
    tally(conn, first)
    assert tallied(conn, "machine", "day") == tallied(conn, "place", "day") == [(first.replace(hour=0), 3)]
    assert forget(conn, KEEP, now=NOW)["tally_hours"] == 1


def test_one_call_forgets_a_bounded_number_of_rows(conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.retention, "BATCH_ROWS", 10)
    monkeypatch.setattr(services.retention, "MOST_BATCHES", 3)
    reject(conn, days_ago(40), times=35)
    assert forget(conn, KEEP, now=NOW)["rejected_messages"] == 30
    assert forget(conn, KEEP, now=NOW)["rejected_messages"] == 5


def test_the_oldest_go_first(conn: Connection) -> None:
    reject(conn, days_ago(40))
    reject(conn, days_ago(50))
    db.retention.delete_some(conn, "rejected_messages", before=NOW, most=1)
    row = conn.execute("SELECT received_at FROM rejected_message").fetchone()
    assert row == (days_ago(40),)


def test_alarms_of_devices_go_with_the_minutes_and_those_of_machines_stay(conn: Connection) -> None:
    for subject in ("machine", "device"):
        for days in (1199, 1201):
            conn.execute("""INSERT INTO alarm (subject, source, kind, priority, active, acknowledged, latched, began_at,
                                               raised_at, discovered_at)
                            VALUES (%(s)s, %(s)s, 'high', 'low', false, true, false, %(at)s, %(at)s, %(at)s)""",
                         {"s": subject, "at": days_ago(days)})
    assert forget(conn, KEEP, now=NOW)["device_alarms"] == 1
    assert count(conn, "alarm") == 3


def test_announcements_go_once_they_are_dealt_with(conn: Connection) -> None:
    conn.execute("""INSERT INTO alarm (subject, source, kind, priority, active, acknowledged, latched, began_at,
                                       raised_at, discovered_at)
                    VALUES ('machine', 's', 'high', 'low', true, false, false, now(), now(), now())""")
    for routed_at in (None, days_ago(31)):
        conn.execute("INSERT INTO announcement (alarm_id, event, at, created_at, routed_at) "
                     "SELECT id, 'raised', now(), %s, %s FROM alarm", (days_ago(31), routed_at))
    assert forget(conn, KEEP, now=NOW)["announcements"] == 1


def test_the_bytes_of_what_was_removed_go_after_thirty_days_and_what_it_was_stays(conn, machine_id):
    for table, columns, values in (
            ("picture", "position, width, height, digest, image, thumbnail, small", "1, 4, 3, %s, 'i', 't', 's'"),
            ("document", "title, file_name, kind, size_bytes, digest, content", "'T', 't.txt', 'txt', 1, %s, 'c'")):
        for name, removed_at in (("shown", None), ("fresh", days_ago(29)), ("old", days_ago(31))):
            conn.execute(f"INSERT INTO {table} (machine_id, added_at, removed_at, {columns}) "
                         f"VALUES (%s, now(), %s, {values})", (machine_id, removed_at, name))
    gone = forget(conn, KEEP, now=NOW)
    assert (gone["pictures"], gone["documents"]) == (1, 1)
    for table, column in (("picture", "image"), ("document", "content")):
        kept = conn.execute(f"SELECT digest, {column} IS NOT NULL FROM {table} ORDER BY digest").fetchall()
        assert kept == [("fresh", True), ("old", False), ("shown", True)]
    assert forget(conn, KEEP, now=NOW)["pictures"] == 0
