"""Readings, the newest of each signal, and the rollups: what ingest writes, many rows at a time.

Times are numpy columns of microseconds since 1970; signals are given by their database number.
"""

from datetime import UTC, datetime

import numpy as np

from db import binary
from db.connect import Connection
from db.sql import Queries
from domain.rollup import TAIL, WIDTHS_US, Floats, Ints, Readings, Rows

SQL = Queries(__file__)
_TIMES = {"time", "received_at", "usable_at", "changed_at", *(f"{level}_first_at" for level in WIDTHS_US)}
_TAIL_TYPES = {"i8": "int8", "f8": "float8", "i2": "int2", "b1": "bool"}


def create_staging(conn: Connection) -> None:
    """Make the temporary tables of a connection that writes readings."""
    conn.execute(SQL["create_staging"])


def copy_readings(conn: Connection, rows: Readings, signal_ids: Ints) -> None:
    """Store readings that nobody has stored before; ``signal_ids`` is per row.

    Raises: psycopg.errors.UniqueViolation if one of them is there already; then nothing is stored.
    """
    measured = ~np.isnan(rows.value)
    if measured.all():
        binary.copy(conn, SQL["copy_readings"], _reading_columns(rows, signal_ids))
        return
    binary.copy(conn, SQL["copy_readings"], _reading_columns(rows.where(measured), signal_ids[measured]))
    unmeasured = _reading_columns(rows.where(~measured), signal_ids[~measured])
    binary.copy(conn, SQL["copy_unmeasured"], [unmeasured[column] for column in (0, 1, 2, 4)])


def insert_readings(conn: Connection, rows: Readings, signal_ids: Ints) -> tuple[Ints, Floats, Ints]:
    """Store those readings that are not there yet.

    Returns: for those that were there: their positions in ``rows``, the stored value and quality.
    """
    number: binary.Column = ("int4", np.arange(len(rows)))
    binary.copy(conn, SQL["copy_staged_readings"], [number, *_reading_columns(rows, signal_ids)])
    inserted = conn.execute(SQL["insert_staged_readings"]).rowcount
    span = {"first": moment(int(rows.time.min())), "last": moment(int(rows.time.max()))}
    there = [] if inserted == len(rows) else conn.execute(SQL["already_there"], span).fetchall()
    columns = np.array(there, np.float64).reshape(-1, 3)
    return columns[:, 0].astype(np.int64), columns[:, 1], columns[:, 2].astype(np.int64)


def insert_conflicts(conn: Connection, rows: Readings, signal_ids: Ints, *, kept: Floats) -> None:
    """Keep readings that were refused because another value was there first."""
    conn.execute(SQL["insert_conflicts"], {
        "signal_id": signal_ids.tolist(), "time": moments(rows.time), "kept": _nullable(kept),
        "refused": _nullable(rows.value), "received_at": moments(rows.received_at)})


def set_latest(conn: Connection, tails: Rows, signal_ids: Ints) -> None:
    """Keep the tails of the signals; shapes (n,) of dtype TAIL and (n,)."""
    columns: list[binary.Column] = [("int4", signal_ids)]
    columns += [("timestamptz" if name in _TIMES else _TAIL_TYPES[TAIL[name].str[1:]], tails[name])
                for name in TAIL.names or ()]
    binary.copy(conn, SQL["copy_staged_latest"], columns)
    conn.execute(SQL["set_latest"])


def set_buckets(conn: Connection, level: str, buckets: Rows, signal_ids: Ints) -> None:
    """Write closed buckets of one level; ``signal_ids[slot]`` is the signal of a bucket.

    Raises: psycopg.errors.UniqueViolation if one that is not ``late`` is there already.
    """
    new, late = buckets[~buckets["late"]], buckets[buckets["late"]]
    if len(new):
        binary.copy(conn, SQL[f"copy_{level}"], _bucket_columns(new, signal_ids))
    if len(late):
        binary.copy(conn, SQL["copy_staged_buckets"], _bucket_columns(late, signal_ids))
        conn.execute(SQL[f"merge_{level}"])
        conn.execute(SQL["empty_staged_buckets"])


def insert_untallied_hours(conn: Connection, hours: list[datetime]) -> None:
    """Remember hours that are over and got readings after all."""
    conn.execute(SQL["insert_untallied_hours"], {"hours": hours})


def tails(conn: Connection) -> tuple[list[int], Rows]:
    """Return what is remembered of each signal: their numbers and their tails, both (n,)."""
    rows = conn.execute(SQL["tails"]).fetchall()
    found = np.empty(len(rows), TAIL)
    for position, name in enumerate(TAIL.names or (), start=1):
        column = [row[position] for row in rows]
        found[name] = _microseconds(column) if name in _TIMES else _plain(column)
    return [row[0] for row in rows], found


def moment(time_us: int) -> datetime:
    """Return microseconds since 1970 as an aware UTC time."""
    return datetime.fromtimestamp(0, UTC) + np.timedelta64(time_us, "us").item()


def moments(times_us: Ints) -> list[datetime]:
    """Return a column of microseconds since 1970 as aware UTC times."""
    return [moment(time) for time in times_us.tolist()]


def _reading_columns(rows: Readings, signal_ids: Ints) -> list[binary.Column]:
    return [("int4", signal_ids), ("timestamptz", rows.time), ("timestamptz", rows.received_at),
            ("float8", rows.value), ("int2", rows.quality)]


def _bucket_columns(rows: Rows, signal_ids: Ints) -> list[binary.Column]:
    return [("int4", signal_ids[rows["slot"]]), ("timestamptz", rows["bucket"]), ("int8", rows["count"]),
            *(("float8", rows[name]) for name in ("sum", "min", "max", "first", "last")),
            ("timestamptz", rows["first_at"]), ("timestamptz", rows["last_at"])]


def _nullable(values: Floats) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]


def _microseconds(times: list[datetime | None]) -> Ints:
    epoch = datetime.fromtimestamp(0, UTC)
    return np.array([binary.NEVER if time is None else round((time - epoch).total_seconds() * 1e6)
                     for time in times], np.int64)


def _plain(values: list[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values])
