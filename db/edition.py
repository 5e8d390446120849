"""What the database server offers, and the only place where the stack behaves differently for it."""

from enum import StrEnum

from db.connect import Connection
from db.sql import Queries

SQL = Queries(__file__)

# Table, its time column, and how much time one chunk holds.
HYPERTABLES = {
    "readings": ("time", "1 day"),
    "rollup_minute": ("bucket", "7 days"),
    "rollup_hour": ("bucket", "90 days"),
    "rollup_day": ("bucket", "730 days"),
}


class Edition(StrEnum):
    """The three kinds of server that run the whole product."""

    PLAIN = "PostgreSQL"
    APACHE = "TimescaleDB (Apache licence)"
    COMMUNITY = "TimescaleDB (community licence)"


def detect(conn: Connection) -> Edition:
    """Tell which edition this database is, as it is arranged now."""
    row = conn.execute(SQL["timescaledb_licence"]).fetchone()
    if row is None:
        return Edition.PLAIN
    return Edition.COMMUNITY if row[0] == "timescale" else Edition.APACHE


def arrange(conn: Connection, *, compress_after_days: int) -> Edition:
    """Use what the server offers: hypertables, and compression where the licence allows it. Idempotent."""
    if conn.execute(SQL["timescaledb_offered"]).fetchone():
        conn.execute(SQL["create_extension"])
    edition = detect(conn)
    if edition is Edition.PLAIN:
        conn.execute(SQL["index_for_retention"])
    else:
        for table, (column, chunk) in HYPERTABLES.items():
            conn.execute(SQL["create_hypertable"], {"table": table, "column": column, "chunk": chunk})
    if edition is Edition.COMMUNITY:
        _compress(conn, compress_after_days)
    return edition


def drop_before(conn: Connection, table: str, *, days: int) -> int:
    """Forget rows of a hypertable older than ``days``; return how many chunks or rows went.

    Raises: KeyError if the table is none of HYPERTABLES.
    """
    column = HYPERTABLES[table][0]
    if detect(conn) is Edition.PLAIN:
        query = SQL["delete_before"].replace(b"table_name", table.encode())
        return conn.execute(query.replace(b"time_column", column.encode()), {"days": days}).rowcount
    return conn.execute(SQL["drop_chunks"], {"table": table, "days": days}).rowcount


def _compress(conn: Connection, after_days: int) -> None:
    conn.execute(SQL["enable_compression"])
    conn.execute(SQL["remove_compression_policy"])
    conn.execute(SQL["add_compression_policy"], {"days": after_days})
