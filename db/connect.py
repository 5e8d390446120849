"""Connections: one way to write, one way to read, and a pool for the doors that serve many people."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeAlias

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

Connection: TypeAlias = psycopg.Connection[TupleRow]

# psycopg's own read_only flag does nothing in autocommit; the server's own default does.
# Our queries are short: compiling them takes longer than running them.
_READ_WRITE = "-c timezone=UTC -c jit=off"
_READ_ONLY = f"{_READ_WRITE} -c default_transaction_read_only=on -c statement_timeout=20s"


def open_connection(url: str, *, name: str) -> Connection:
    """Open one connection that may write; ``name`` shows in pg_stat_activity.

    Raises: psycopg.OperationalError if the server cannot be reached within 5 s.
    """
    return psycopg.connect(url, autocommit=True, connect_timeout=5, options=_READ_WRITE,
                           application_name=f"stethos-{name}")


# A pool tries ever more seldom; after so long it begins anew with whoever asks next.
_RECONNECT_S = 5


class Pools:
    """The two pools of a web worker, opened at first use: after the server has forked."""

    def __init__(self, url: str, *, size: int = 8) -> None:
        self._url, self._size = url, size
        self._lock = Lock()
        self._opened: dict[str, ConnectionPool[Connection]] = {}

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection on which the database refuses every write."""
        with self._pool(_READ_ONLY).connection(timeout=5) as conn:
            yield conn

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a connection inside one transaction: committed at the end, rolled back on an error."""
        with self._pool(_READ_WRITE).connection(timeout=5) as conn, conn.transaction():
            yield conn

    def close(self) -> None:
        """Close both pools."""
        with self._lock:
            for pool in self._opened.values():
                pool.close()
            self._opened.clear()

    def _pool(self, options: str) -> ConnectionPool[Connection]:
        with self._lock:
            if options not in self._opened:
                self._opened[options] = ConnectionPool(
                    self._url, min_size=0, max_size=self._size, open=True, max_idle=300, reconnect_timeout=_RECONNECT_S,
                    check=ConnectionPool.check_connection,
                    kwargs={"autocommit": True, "connect_timeout": 5, "options": options,
                            "application_name": "stethos-web"})
            return self._opened[options]
