from datetime import UTC, datetime, timedelta

import pytest

import db.edition
import db.system
from db.connect import Connection, open_connection
from domain.errors import NotFoundError
from domain.ledger import Account

NOW = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)


def add_minute(conn: Connection, ago: timedelta, *, readings: int, rejected: int = 0) -> None:
    conn.execute("INSERT INTO ledger (minute, messages, rejected, readings, stored, repeated) "
                 "VALUES (date_trunc('minute', %s::timestamptz), %s, %s, %s, %s, 1)",
                 (NOW - ago, readings // 5 + rejected, rejected, readings, readings - 1))


def reject(conn: Connection, reason: str, *, at: datetime = NOW, more: int = 0) -> None:
    conn.execute("INSERT INTO rejected_message (received_at, topic, device, reason, detail, size_bytes, payload, more) "
                 "VALUES (%s, 'a/b', 'd1', %s, 'why', 5000, %s, %s)", (at, reason, b"\x00abc", more))


def test_the_account_is_summed_over_each_span(conn: Connection) -> None:
    add_minute(conn, timedelta(minutes=5), readings=50, rejected=2)
    add_minute(conn, timedelta(hours=5), readings=100)
    assert db.system.accounts(conn, [1, 24, 720], now=NOW) == {
        1: Account(12, 2, 50, 49, 1, 0), 24: Account(32, 2, 150, 148, 2, 0), 720: Account(32, 2, 150, 148, 2, 0)}


def test_an_empty_account_is_zero(conn: Connection) -> None:
    assert db.system.accounts(conn, [1], now=NOW) == {1: Account(0, 0, 0, 0, 0, 0)}


def test_minutes_come_in_order(conn: Connection) -> None:
    for minutes in (3, 1, 90):
        add_minute(conn, timedelta(minutes=minutes), readings=10)
    found = db.system.ledger_minutes(conn, since=NOW - timedelta(hours=1))
    assert [minute.at.minute for minute in found] == [57, 59]


def test_rejected_messages_come_newest_first_and_count_those_not_kept(conn: Connection) -> None:
    reject(conn, "bad_json", at=NOW - timedelta(hours=1), more=5)
    reject(conn, "too_fast", at=NOW)
    reject(conn, "bad_json", at=NOW - timedelta(days=3))
    assert [one.reason for one in db.system.rejected_messages(conn, most=2)] == ["too_fast", "bad_json"]
    assert db.system.rejected_by_reason(conn, since=NOW - timedelta(days=1)) == [("bad_json", 6), ("too_fast", 1)]


def test_the_bytes_of_a_rejected_message_come_with_its_full_size(conn: Connection) -> None:
    reject(conn, "bad_json")
    number = db.system.rejected_messages(conn, most=1)[0].id
    assert db.system.rejected_payload(conn, number) == (b"\x00abc", 5000)
    with pytest.raises(NotFoundError):
        db.system.rejected_payload(conn, number + 1)


def test_a_conflict_names_device_signal_and_machine_if_there_is_one(conn: Connection) -> None:
    conn.execute("INSERT INTO device (name) VALUES ('d1')")
    conn.execute("INSERT INTO signal (device_id, name, unit) SELECT id, 'vib', 'mm/s' FROM device")
    conn.execute("INSERT INTO conflict (signal_id, time, kept, refused, received_at, stored_at) "
                 "SELECT id, %(at)s, 2, 3, %(at)s, %(at)s FROM signal", {"at": NOW})
    one = db.system.conflicts(conn, most=5)[0]
    assert (one.device, one.signal, one.unit, one.kept, one.refused, one.machine) == ("d1", "vib", "mm/s", 2, 3, None)
    assert db.system.conflicts_since(conn, since=NOW) == 1
    assert db.system.conflicts_since(conn, since=NOW + timedelta(seconds=1)) == 0


def test_readings_and_rollups_are_parts_of_the_size_whatever_the_edition(database: str) -> None:
    with open_connection(database, name="test") as conn:
        before = db.system.sizes(conn)
        conn.execute("INSERT INTO readings (time, received_at, value, signal_id, quality) "
                     "SELECT now() - n * interval '1 minute', now(), n, 1, 192 FROM generate_series(1, 5000) AS n")
        after = db.system.sizes(conn)
        assert after.readings - before.readings > 300_000
        assert after.rollups == before.rollups
        assert after.database > after.readings + after.rollups


def test_the_versions_are_those_of_the_server(conn: Connection) -> None:
    found = db.system.versions(conn)
    assert found.postgresql.split(".")[0].isdigit()
    assert (found.timescaledb is None) == (db.edition.detect(conn) is db.edition.Edition.PLAIN)
    assert found.tables >= 1


def test_the_zone_is_that_of_the_sites_if_they_share_one(conn: Connection) -> None:
    assert db.system.site_zone(conn) == "UTC"
    conn.execute("INSERT INTO place (key, kind, name, time_zone) VALUES ('a', 'site', 'A', 'Europe/Berlin')")
    assert db.system.site_zone(conn) == "Europe/Berlin"
    conn.execute("INSERT INTO place (key, kind, name, time_zone) VALUES ('b', 'site', 'B', 'Asia/Tokyo')")
    assert db.system.site_zone(conn) == "UTC"


def test_heartbeats_are_found_by_process(conn: Connection) -> None:
    conn.execute("INSERT INTO heartbeat VALUES ('ingest', %(at)s, %(at)s, '0.1', '{\"backlog\": 3}')", {"at": NOW})
    assert db.system.heartbeats(conn)["ingest"].details == {"backlog": 3}
