"""Rows for COPY in PostgreSQL's binary format, built from numpy columns without a loop.

All rows of one block have the same length, so a block holds no null: NaN and ``-infinity`` stand for it where
a staging table takes them, and the statement that reads the staging table makes nulls of them.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from db.connect import Connection

HEADER = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
TRAILER = b"\xff\xff"
EPOCH_US = 946_684_800_000_000      # 2000-01-01 in microseconds since 1970
NEVER = np.iinfo(np.int64).min      # -infinity for PostgreSQL

_DTYPES = {"timestamptz": ">i8", "float8": ">f8", "int8": ">i8", "int4": ">i4", "int2": ">i2", "bool": "?"}
Column = tuple[str, npt.NDArray[Any]]


def block(columns: Sequence[Column]) -> bytes:
    """Return one complete binary COPY of the columns: pairs of SQL type and values, each of shape (n,).

    Timestamps are microseconds since 1970; NEVER becomes -infinity.
    """
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for number, (kind, _) in enumerate(columns):
        fields += [(f"length{number}", ">i4"), (f"value{number}", _DTYPES[kind])]
    rows = np.empty(len(columns[0][1]), np.dtype(fields))
    rows["fields"] = len(columns)
    for number, (kind, values) in enumerate(columns):
        rows[f"length{number}"] = rows.dtype[f"value{number}"].itemsize
        rows[f"value{number}"] = _since_2000(values) if kind == "timestamptz" else values
    return HEADER + rows.tobytes() + TRAILER


def copy(conn: Connection, statement: bytes, columns: Sequence[Column]) -> None:
    """Send the columns with a ``COPY ... FROM STDIN (FORMAT binary)`` statement."""
    with conn.cursor() as cursor, cursor.copy(statement) as sending:
        sending.write(block(columns))


def _since_2000(times: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.where(times == NEVER, NEVER, times - EPOCH_US)
