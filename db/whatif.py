"""The past of one signal as its limits would judge it: good readings, and whether its machine ran."""

from datetime import datetime

import numpy as np

from db.binary import EPOCH_US
from db.connect import Connection
from db.sql import Queries
from domain import trust, whatif
from domain.rollup import Floats, Ints
from domain.running import Rule
from domain.whatif import Drive, Past

SQL = Queries(__file__)
MOST_READINGS = 3_000_000       # the newest ones: 30 days of one a second are 2.6 million


def past(conn: Connection, signal_id: int, *, start_at: datetime, end_at: datetime) -> Past:
    """Return what was heard of a signal from ``start_at`` to before ``end_at``, at most the newest MOST_READINGS."""
    row = conn.execute(SQL["signal"], {"signal_id": signal_id}).fetchone()
    interval_s, minimum, maximum, *rule = row or (60.0, -np.inf, np.inf, None, None, None, None)
    time_us, value = _readings(conn, signal_id, start_at=start_at, end_at=end_at)
    return whatif.past(time_us, value, interval_s=interval_s, between=(minimum, maximum),
                       drive=_drive(conn, rule, start_at=start_at, end_at=end_at))


def _drive(conn: Connection, rule: list[float | None], *, start_at: datetime, end_at: datetime) -> Drive | None:
    signal_id, above, starting_s, interval_s = rule
    if signal_id is None or above is None or starting_s is None or interval_s is None:
        return None
    time_us, value = _readings(conn, int(signal_id), start_at=start_at, end_at=end_at)
    return Drive(time_us, value, Rule(above, round(starting_s * 1e6), trust.silence_us(interval_s)))


def _readings(conn: Connection, signal_id: int, *, start_at: datetime, end_at: datetime) -> tuple[Ints, Floats]:
    with conn.cursor(binary=True) as cursor:
        row = cursor.execute(SQL["readings"], {"signal_id": signal_id, "start_at": start_at, "end_at": end_at,
                                               "most": MOST_READINGS}).fetchone()
    at, value = (column or b"" for column in row or (b"", b""))
    newest_first = np.frombuffer(at, ">i8"), np.frombuffer(value, ">f8")
    return newest_first[0][::-1].astype(np.int64) + EPOCH_US, newest_first[1][::-1].astype(np.float64)
