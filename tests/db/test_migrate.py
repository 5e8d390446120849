"""Migrations: forward only, once each, one process at a time."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from db import migrate
from db.connect import open_connection
from db.migrate import NewerDatabaseError


def test_an_empty_database_gets_everything_and_a_second_run_nothing(empty_database):
    with open_connection(empty_database, name="test") as conn:
        assert [m.version for m in migrate.migrate(conn)] == list(range(1, len(migrate.available()) + 1))
        assert migrate.migrate(conn) == []
        assert migrate.version(conn) == len(migrate.available())


def test_two_processes_migrate_one_after_the_other(empty_database):
    def run(_):
        with open_connection(empty_database, name="test") as conn:
            return len(migrate.migrate(conn))

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(run, range(3))) == [0, 0, len(migrate.available())]


def test_a_newer_database_is_refused_and_left_alone(database):
    with open_connection(database, name="test") as conn:
        conn.execute("INSERT INTO migration (version, name) VALUES (9999, 'from_the_future')")
        with pytest.raises(NewerDatabaseError, match="9999"):
            migrate.migrate(conn)
        assert conn.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
                            ).fetchone() == (0,)


def test_a_failing_migration_leaves_the_version_before(empty_database, monkeypatch):
    broken = [*migrate.available()[:1], migrate.Migration(2, "broken", "CREATE TABLE half (x int); SELECT 1/0;")]
    monkeypatch.setattr(migrate, "available", lambda: broken)
    with open_connection(empty_database, name="test") as conn:
        with pytest.raises(psycopg.errors.DivisionByZero):
            migrate.migrate(conn)
        assert migrate.version(conn) == 1
        assert conn.execute("SELECT to_regclass('half')").fetchone() == (None,)


def test_a_gap_in_the_numbers_is_an_error_of_ours(tmp_path):
    (tmp_path / "0001_one.sql").write_text("")
    (tmp_path / "0003_three.sql").write_text("")
    with pytest.raises(ValueError, match="1 to 2"):
        migrate.available(tmp_path)


def test_the_command_says_what_it_did_and_fails_with_one_sentence(empty_database, monkeypatch):
    def command(url):
        return subprocess.run([sys.executable, "-m", "db.migrate"], capture_output=True, text=True, check=False,
                              env={"STETHOS_DATABASE_URL": url, "PATH": ""})

    assert "applied core" in command(empty_database).stdout
    failed = command("postgresql://nobody@127.0.0.1:1/none")
    assert failed.returncode == 1
    assert failed.stderr.startswith("migration failed: ")
    assert "Traceback" not in failed.stderr


def test_the_last_month_is_tallied_again_for_starts_as_far_as_its_minutes_are_kept(empty_database, monkeypatch):
    names = [migration.name for migration in migrate.available()]
    before, hour = migrate.available()[:names.index("operation")], "date_trunc('hour', now()) - n * interval '1 hour'"
    with open_connection(empty_database, name="test") as conn:
        with monkeypatch.context() as patch:
            patch.setattr(migrate, "available", lambda: before)
            migrate.migrate(conn)
        conn.execute(f"INSERT INTO tally SELECT 'place', 1, 'hour', {hour}, 0, 0, 0, 0, 0, 0, 0, 0, 0 "
                     "FROM unnest(ARRAY[1, 2, 3, 4, 9, 900]) AS n")
        conn.execute(f"INSERT INTO rollup_minute SELECT {hour}, 1, 1, 1, 1, 1, now(), now(), 1, 1 "
                     "FROM unnest(ARRAY[2, 3, 4, 900, 901]) AS n")
        migrate.migrate(conn)
        due = conn.execute("SELECT extract(epoch FROM date_trunc('hour', now()) - hour)::int / 3600 "
                           "FROM untallied_hour ORDER BY hour DESC").fetchall()
    assert due == [(2,), (3,)]
