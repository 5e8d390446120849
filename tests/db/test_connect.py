"""Connections: those that read cannot write, whatever the code does."""

import psycopg
import pytest

from db.connect import Pools


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
