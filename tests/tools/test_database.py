"""The tools the tests stand on: are copies independent, is a killed server really back?"""

import psycopg
import pytest

from db.connect import Connection, open_connection
from tools.database import Databases, Server


def test_copies_of_the_template_are_independent(databases: Databases) -> None:
    one, other = databases.copy(), databases.copy()
    with open_connection(one, name="test") as conn:
        conn.execute("INSERT INTO ledger (minute) VALUES (now())")
    with open_connection(other, name="test") as conn:
        assert conn.execute("SELECT count(*) FROM ledger").fetchone() == (0,)
    databases.drop(one)
    databases.drop(other)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        open_connection(one, name="test")


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_does_on_the_lent_connection_is_rolled_back(conn: Connection, turn: int) -> None:
    conn.execute("SELECT pg_advisory_lock(7)")
    conn.execute("INSERT INTO ledger (minute) VALUES (now())")
    assert conn.execute("SELECT count(*) FROM ledger").fetchone() == (1,)
    locks = conn.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7")
    assert locks.fetchone() == (1,)


def test_a_server_of_ones_own_keeps_what_was_committed_when_it_is_killed(own_server: Server) -> None:
    url = own_server.databases.copy()
    with open_connection(url, name="test") as conn:
        conn.execute("INSERT INTO ledger (minute) VALUES (now())")
        own_server.kill()
        with pytest.raises(psycopg.OperationalError):
            conn.execute("SELECT 1")
    own_server.start()
    with open_connection(url, name="test") as conn:
        assert conn.execute("SELECT count(*) FROM ledger").fetchone() == (1,)
