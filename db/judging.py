"""What the judge of machines reads and writes: whole columns, for a whole fleet at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from db import upkeep
from db.connect import Connection
from db.sql import Queries
from domain.overdue import Candidate
from domain.rollup import NEVER, Ints

SQL = Queries(__file__)
Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """What signals said last, each of shape (n,); times in microseconds since 1970, NEVER for none."""

    signal_id: Ints
    stored_at: Ints
    time: Ints
    received_at: Ints
    live: Column
    usable_at: Ints
    usable: Column
    changed_at: Ints


class AlarmRow(NamedTuple):
    """An alarm of a machine's signal that is not over; ``limit`` in the unit of the signal."""

    signal_id: int
    kind: str
    active: bool
    shelved: bool
    out_of_service: bool
    limit: float
    began_us: int


def alarms(conn: Connection, *, now: datetime) -> list[AlarmRow]:
    """Return the alarms of machines that are not over."""
    return [AlarmRow(*row) for row in conn.execute(SQL["alarms"], {"now": now}, binary=True)]


def changes(conn: Connection) -> tuple[int, int]:
    """Return a number that grows with every change of the fleet, and one with every change of what is planned."""
    row = conn.execute(SQL["changes"]).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def due_plans(conn: Connection, *, now: datetime) -> list[Candidate]:
    """Return the plans of machines in service that may be overdue."""
    return [Candidate(upkeep.plan(tuple(row)), zone, None if running_s is None else running_s / 3600)
            for *row, zone, running_s in conn.execute(SQL["due_plans"], {"now": now})]


def machines(conn: Connection) -> list[Column]:
    """Return columns: machine, criticality, running signal or -1, running above, starting in seconds."""
    return _columns(conn, "machines", 5)


def signals(conn: Connection) -> list[Column]:
    """Return the signals of placed machines, sorted by machine, in columns.

    Signal, machine, device; interval and stuck-after in seconds; range; the four limits; slope a day.
    """
    return _columns(conn, "signals", 12)


def heard_since(conn: Connection, since: datetime) -> Heard:
    """Return the signals of which something was stored after a moment."""
    signal_id, stored_at, time, received_at, live, usable_at, usable, changed_at = _columns(
        conn, "heard_since", 8, {"since": since})
    return Heard(
        signal_id=_whole(signal_id), stored_at=_whole(stored_at), time=_whole(time),
        received_at=_whole(received_at), live=live.astype(np.bool_), usable_at=_whole(usable_at),
        usable=usable, changed_at=_whole(changed_at))


def offline_devices(conn: Connection) -> tuple[Ints, Ints]:
    """Return devices that are off-line, and since when."""
    device_id, at = _columns(conn, "offline_devices", 2)
    return _whole(device_id), _whole(at)


def states(conn: Connection) -> dict[int, tuple[str, str, str]]:
    """Return condition, running and trust of each machine, as they were written last."""
    return {row[0]: (row[1], row[2], row[3]) for row in conn.execute(SQL["states"])}


def next_seq(conn: Connection) -> int:
    """Return the number of the next round of changes."""
    row = conn.execute(SQL["next_seq"]).fetchone()
    return int(row[0]) if row else 0


def set_states(conn: Connection, states: Mapping[str, list[Any]], *, seq: int) -> None:
    """Write the states of machines; one list for each column of machine_state."""
    conn.execute(SQL["set_states"], {**states, "seq": seq})


def insert_changes(conn: Connection, states: Mapping[str, list[Any]], *, seq: int, at: datetime) -> None:
    """Write changes of a mark into the journal; the columns of state_change."""
    conn.execute(SQL["insert_changes"], {**states, "seq": seq, "at": at})


def delete_gone_states(conn: Connection, machine_ids: list[int]) -> None:
    """Forget the states of machines that are not among these."""
    conn.execute(SQL["delete_gone_states"], {"machine_ids": machine_ids})


def _columns(conn: Connection, name: str, width: int,
             parameters: Mapping[str, Any] | None = None) -> list[Column]:
    rows = conn.execute(SQL[name], parameters, binary=True).fetchall()
    table = np.array(rows, np.float64).reshape(-1, width)
    return [table[:, column] for column in range(width)]


def _whole(column: Column) -> Ints:
    """Turn a column of whole numbers into integers, NaN into NEVER."""
    return np.where(np.isnan(column), NEVER, np.nan_to_num(column)).astype(np.int64)
