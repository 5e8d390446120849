"""Connections: those that read cannot write, whatever the code does."""

import contextlib
import time

import psycopg
import psycopg_pool
import pytest

from db.connect import _READ_ONLY, Pools


@pytest.fixture
def pools(database):
    opened = Pools(database)
    yield opened
    opened.close()


def test_a_reading_connection_refuses_to_write(pools):
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), pools.reading() as conn:
        conn.execute("DELETE FROM heartbeat")


def test_a_writing_connection_is_one_transaction(pools):
    def fail_halfway():
        with pools.writing() as conn:
            conn.execute("INSERT INTO untallied_hour (hour) VALUES (now())")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    with pools.writing() as conn:
        assert conn.execute("SELECT count(*) FROM untallied_hour").fetchone() == (0,)
        conn.execute("INSERT INTO untallied_hour (hour) VALUES (now())")
    with pools.reading() as conn:
        assert conn.execute("SELECT count(*) FROM untallied_hour").fetchone() == (1,)


def test_times_are_in_utc(pools):
    with pools.reading() as conn:
        assert conn.execute("SHOW timezone").fetchone() == ("UTC",)


def test_the_pages_find_a_database_at_once_that_was_away_for_long(own_server, monkeypatch):
    """The pool waits twice as long after each try; ten times as fast here."""
    monkeypatch.setattr("psycopg_pool.base.AttemptWithBackoff.INITIAL_DELAY", 0.1)
    monkeypatch.setattr("db.connect._RECONNECT_S", 0.5)
    pools = Pools(own_server.databases.empty())
    with pools.reading() as conn:
        conn.execute("SELECT 1")
    own_server.kill()
    until = time.monotonic() + 4       # tries at 0, 0.1, 0.3, 0.7, 1.5, 3.1 and 6.3 s if nobody begins anew
    while time.monotonic() < until:
        with contextlib.suppress(psycopg.OperationalError, psycopg_pool.PoolTimeout), \
                pools._pool(_READ_ONLY).connection(timeout=0.2):
            pass
    own_server.start()
    began = time.monotonic()
    with pools.reading() as conn:
        conn.execute("SELECT 1")
    assert time.monotonic() - began < 0.7
    pools.close()
