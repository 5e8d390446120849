"""One machine as its page shows it: what it is, what its signals say now, how it is judged."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.machine import SPARK_HOURS, SPARK_STEP_S, Judged, Machine, RunningTime, Signal, Spark
from domain.rollup import NEVER, Ints, Rows, no_tails
from domain.state import Condition, MachineState, Reason, Running, Trust

SQL = Queries(__file__)


def machine(conn: Connection, machine_id: int) -> Machine:
    """Return what one machine is.

    Raises: NotFoundError.
    """
    row = conn.execute(SQL["machine"], {"machine_id": machine_id}).fetchone()
    if row is None:
        raise NotFoundError
    return Machine(*row)


def exists(conn: Connection, machine_id: int) -> bool:
    """Tell whether there is such a machine."""
    return conn.execute(SQL["exists"], {"machine_id": machine_id}).fetchone() == (True,)


def signals(conn: Connection, machine_id: int, *, retired: bool = False) -> list[Signal]:
    """Return the signals of one machine, if asked for also those that are retired."""
    asked = {"machine_id": machine_id, "retired": retired}
    return [Signal(*row) for row in conn.execute(SQL["signals"], asked)]


def newest(conn: Connection, machine_id: int) -> tuple[Any, ...] | None:
    """Return what changes whenever there is something new about the machine."""
    return conn.execute(SQL["newest"], {"machine_id": machine_id}).fetchone()


def tails(conn: Connection, machine_id: int, signal_ids: list[int]) -> tuple[Rows, Ints]:
    """Return what each of the signals said last, and since when its device says that it is off-line.

    Shape:  (n,) of dtype domain.rollup.TAIL without its buckets, and (n,); NEVER for what has not happened.
    """
    found, offline_at = no_tails(len(signal_ids)), np.full(len(signal_ids), NEVER)
    position = {signal_id: at for at, signal_id in enumerate(signal_ids)}
    names = ("time", "received_at", "value", "quality", "live", "usable_at", "usable", "changed_at")
    for signal_id, *values, off_at in conn.execute(SQL["tails"], {"machine_id": machine_id}):
        if signal_id in position:
            for name, value in zip(names, values, strict=True):
                if value is not None:       # what has not happened is NEVER or NaN already
                    found[name][position[signal_id]] = _plain(value)
            offline_at[position[signal_id]] = NEVER if off_at is None else _plain(off_at)
    return found, offline_at


def state(conn: Connection, machine_id: int) -> Judged | None:
    """Return how the machine is judged; None if it never was."""
    row = conn.execute(SQL["state"], {"machine_id": machine_id}).fetchone()
    if row is None:
        return None
    _, condition, running, trust, reason, *rest, since, judged_at = row
    marks = Condition(condition), Running(running), Trust(trust), Reason(reason)
    return Judged(MachineState(machine_id, *marks, *rest), since, judged_at)


def sparks(conn: Connection, machine_id: int, *, now: datetime) -> dict[int, Spark]:
    """Return the last SPARK_HOURS of each signal of a machine that said something in them."""
    found: dict[int, Spark] = {}
    rows = conn.execute(SQL["sparks"], {"machine_id": machine_id, "step_s": SPARK_STEP_S, "end_at": now,
                                        "start_at": now - timedelta(hours=SPARK_HOURS)})
    for signal_id, at, low, high in rows:
        spark = found.setdefault(signal_id, Spark([], [], []))
        spark.at.append(at)
        spark.low.append(low)
        spark.high.append(high)
    return found


def running_time(conn: Connection, machine_id: int, *, now: datetime) -> RunningTime | None:
    """Return for how long the machine ran; None if no signal tells whether it runs.

    It ran in a minute in which its running signal was above its threshold on average. Hours that are over
    are taken from the tally, the minutes since then are counted.
    """
    row = conn.execute(SQL["running_time"], {"machine_id": machine_id, "now": now}).fetchone()
    return RunningTime(float(row[0]), row[1]) if row else None


def _plain(value: datetime | float) -> float:
    """Return a time as microseconds since 1970, anything else as it is."""
    return round(value.timestamp() * 1e6) if isinstance(value, datetime) else value
