"""Editions: what the server offers is used, and everything works without it."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from db import edition as editions
from db.connect import open_connection
from db.edition import Edition

DAYS_AGO = [1, 20, 40]
INSERT = "INSERT INTO readings (signal_id, time, received_at, value, quality) VALUES (1, %s, now(), %s, 192)"


@pytest.fixture
def filled(database):
    with open_connection(database, name="test") as conn:
        now = datetime.now(UTC)
        for days in DAYS_AGO:
            conn.execute(INSERT, [now - timedelta(days=days), 1])
        yield conn


def test_the_edition_is_what_the_server_offers(conn, edition):
    assert (editions.detect(conn) is Edition.PLAIN) == (edition == "plain")


def test_the_big_tables_are_hypertables_where_there_are_any(conn):
    if editions.detect(conn) is Edition.PLAIN:
        assert conn.execute("SELECT relkind FROM pg_class WHERE relname = 'readings'").fetchone() == ("r",)
        return
    tables = {row[0] for row in conn.execute("SELECT hypertable_name FROM timescaledb_information.hypertables")}
    assert tables == set(editions.HYPERTABLES)


def test_old_readings_are_forgotten_and_young_ones_stay(filled):
    assert editions.drop_before(filled, "readings", days=30) == 1
    assert filled.execute("SELECT count(*) FROM readings").fetchone() == (2,)


def test_arranging_again_changes_nothing(filled):
    assert editions.arrange(filled, compress_after_days=7) is editions.detect(filled)
    assert filled.execute("SELECT count(*) FROM readings").fetchone() == (3,)


def test_a_signal_has_one_reading_at_a_time(filled):
    with pytest.raises(psycopg.errors.UniqueViolation) as caught:
        filled.execute("INSERT INTO readings SELECT * FROM readings")
    assert "signal_id" in str(caught.value)


def test_rows_of_a_plain_table_move_into_a_hypertable_when_the_server_learns_it(filled):
    if editions.detect(filled) is Edition.PLAIN:
        return
    filled.execute("CREATE TABLE IF NOT EXISTS rollup_other (LIKE rollup_hour)")
    filled.execute("INSERT INTO rollup_other SELECT now(), 1, 1, 1, 1, 1, now(), now(), 1, 1")
    filled.execute(editions.SQL["create_hypertable"], {"table": "rollup_other", "column": "bucket", "chunk": "7 days"})
    assert filled.execute("SELECT count(*) FROM rollup_other").fetchone() == (1,)


def test_the_community_edition_really_compresses_and_takes_late_data(filled):
    if editions.detect(filled) is not Edition.COMMUNITY:
        return
    policy = filled.execute("SELECT job_id FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression'")
    filled.execute("CALL run_job(%s)", policy.fetchone())
    compressed = filled.execute("SELECT count(*) FROM timescaledb_information.chunks WHERE is_compressed").fetchone()
    assert compressed == (2,)
    late = datetime.now(UTC) - timedelta(days=20, seconds=5)
    for _ in range(2):
        filled.execute(INSERT + " ON CONFLICT DO NOTHING", [late, 2])
    assert filled.execute("SELECT count(*) FROM readings").fetchone() == (4,)
