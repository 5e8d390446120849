"""The limits of one signal with the way each of them is judged."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg.types.json import Json

from db.connect import Connection
from db.sql import Queries
from domain import limit
from domain.errors import NotFoundError
from domain.limit import VALUES, Frame, Level, Limit
from domain.limit_set import Limits, LimitSet, as_row, is_plain, with_settings
from domain.limited import Limited

SQL = Queries(__file__)


def exists(conn: Connection, signal_id: int) -> bool:
    """Tell whether there is such a signal."""
    return conn.execute(SQL["exists"], {"signal_id": signal_id}).fetchone() is not None


def limit_set(conn: Connection, signal_id: int) -> LimitSet:
    """Return the limits of one signal; what is not set stands as domain.limit.default says.

    Raises: NotFoundError.
    """
    row = conn.execute(SQL["limit_set"], {"signal_id": signal_id}).fetchone()
    if row is None:
        raise NotFoundError
    unit, minimum, maximum, knows_running, *values, version, changed_at, who, why, settings = row
    return LimitSet(signal_id, unit, Frame(minimum, maximum, knows_running), _limits(values, settings or {}),
                    version, changed_at, who, why)


def limited(conn: Connection, signal_id: int) -> Limited:
    """Return what a signal with limits is, and what is known of its machine.

    Raises: NotFoundError.
    """
    row = conn.execute(SQL["limited"], {"signal_id": signal_id}).fetchone()
    if row is None:
        raise NotFoundError
    return Limited(*row)


def set_limits(conn: Connection, signal_id: int, limits: Mapping[Level, Limit], *, version: int,
               now: datetime) -> int | None:
    """Write limits over those of ``version`` and return the new one; None if these are others already."""
    values = {level.value: limits[level].value if level in limits else None for level in VALUES}
    rate = limits.get(Level.RATE)
    row = conn.execute(SQL["set_values"], values | {
        "signal_id": signal_id, "rate_per_h": rate and rate.value, "version": version, "now": now}).fetchone()
    if row is None:
        return None
    conn.execute(SQL["delete_settings"], {"signal_id": signal_id})
    settings = [as_row(found) for found in limits.values() if not is_plain(found)]
    if settings:
        conn.execute(SQL["insert_settings"], {"signal_id": signal_id, "rows": Json(settings)})
    return int(row[0])


def _limits(values: list[float | None], settings: Mapping[str, Any]) -> Limits:
    found = {level: limit.default(level, value) for level, value in zip((*VALUES, Level.RATE), values, strict=True)
             if value is not None}
    return {level: with_settings(plain, settings.get(level.value, {})) for level, plain in found.items()}
