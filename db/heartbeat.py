"""Heartbeats: which processes of the stack live, and which of a kind may work."""

from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from db.connect import Connection
from db.sql import Queries

SQL = Queries(__file__)


def beat(conn: Connection, process: str, *, started_at: datetime, version: str,
         details: dict[str, Any]) -> None:
    """Say that a process lives, with what there is to know about it."""
    conn.execute(SQL["beat"], {"process": process, "started_at": started_at, "version": version,
                               "details": Jsonb(details)})


def try_lead(conn: Connection, process: str) -> bool:
    """Become the only working process of a kind, for as long as the connection lives."""
    row = conn.execute(SQL["try_lead"], {"process": process}).fetchone()
    return bool(row and row[0])


def check(conn: Connection) -> None:
    """Ask the server for nothing.

    Raises: psycopg.Error if the connection is gone.
    """
    conn.execute(SQL["check"])
