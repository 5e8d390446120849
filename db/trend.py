"""The history of one signal, read for charts and for downloads.

For charts the server packs each column into one value: 10,000 rows arrive in half the time that rows take.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

import numpy as np

from db.binary import EPOCH_US
from db.connect import Connection
from db.sql import Queries
from domain.trend import WIDTH_S, Floats, History, Level, level_for, of_readings

SQL = Queries(__file__)

_ROLLUPS = {Level.MINUTE: "minutes", Level.HOUR: "hours", Level.DAY: "days"}
_MOST_READINGS = 20_000     # a signal that speaks far more often than expected is read from its minutes
_JUST_BEFORE = timedelta(microseconds=1)

Row: TypeAlias = tuple[datetime, *tuple[float, ...]]


def history(conn: Connection, signal_id: int, *, start_at: datetime, end_at: datetime,
            interval_s: float) -> tuple[Level, History]:
    """Return what is known of a signal from ``start_at`` to before ``end_at``, and how finely it was read.

    Rollups include the bucket in which ``start_at`` lies.
    """
    level = level_for((end_at - start_at).total_seconds(), interval_s=interval_s)
    if level is Level.RAW:
        found = _readings(conn, signal_id, start_at=start_at, end_at=end_at)
        if found is not None:
            return level, found
        level = Level.MINUTE
    return level, _rollup(conn, signal_id, start_at=start_at, end_at=end_at, level=level)


def page(conn: Connection, signal_id: int, *, level: Level, after: datetime, end_at: datetime,
         most: int) -> list[Row]:
    """Return at most ``most`` rows after ``after`` and before ``end_at``, in the order of time.

    Readings are (time, value); rollups (bucket, min, mean, max, count).
    """
    query = f"{_ROLLUPS[level]}_page" if level in _ROLLUPS else "readings_page"
    return conn.execute(SQL[query], {"signal_id": signal_id, "after": after, "end_at": end_at,
                                     "most": most}).fetchall()


def before(start_at: datetime, level: Level) -> datetime:
    """Return the ``after`` with which the first page begins: rollups include the bucket of ``start_at``."""
    return start_at - (timedelta(seconds=WIDTH_S[level]) or _JUST_BEFORE)


def _readings(conn: Connection, signal_id: int, *, start_at: datetime, end_at: datetime) -> History | None:
    columns = _packed(conn, "readings", signal_id=signal_id, start_at=start_at, end_at=end_at,
                      most=_MOST_READINGS + 1)
    at, value = next(columns), next(columns)
    if len(at) > _MOST_READINGS:
        return None
    return of_readings(_seconds(at), value.astype(np.float64))


def _rollup(conn: Connection, signal_id: int, *, start_at: datetime, end_at: datetime,
            level: Level) -> History:
    columns = _packed(conn, _ROLLUPS[level], signal_id=signal_id, before=before(start_at, level),
                      end_at=end_at)
    first_at, last_at = _seconds(next(columns)), _seconds(next(columns))
    minimum, maximum, total, count, last = (column.astype(np.float64) for column in columns)
    return History(first_at, last_at, minimum, maximum, total, count, last, np.zeros(len(first_at), np.bool_))


def _packed(conn: Connection, query: str, **values: object) -> Iterator[Floats]:
    """Yield the packed columns, each of shape (n,): eight bytes to a number, most significant first."""
    with conn.cursor(binary=True) as cursor:
        row = cursor.execute(SQL[query], values).fetchone()
    for column in row or ():
        yield np.frombuffer(column or b"", ">f8")


def _seconds(packed: Floats) -> Floats:
    """Return timestamps (microseconds since 2000) as seconds since 1970."""
    return (packed.view(">i8") + EPOCH_US) / 1e6
