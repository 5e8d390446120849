"""Arrivals: everything one batch of messages says, stored in one transaction or not at all."""

from datetime import UTC, datetime

import numpy as np
import psycopg

import db.devices
import db.readings
from db.connect import Connection
from domain import arrival, rollup
from domain.batch import Account, Batch
from domain.rollup import Bools, Floats, Ints, Readings, Rows
from services import reports
from services.watch import Watcher

_CONFLICTS_KEPT = 100      # of one batch; all are counted
_LONGEST_LAG_MS = 2_147_483_647     # of the column; a clock that was set may show any lag
_HOUR_US = rollup.WIDTHS_US["hour"]


class Memory:
    """What is known of every signal's past, to judge the next batch: one tail for each slot."""

    def __init__(self) -> None:
        self._slots: dict[int, int] = {}
        self.signal_ids: Ints = np.zeros(1024, np.int64)
        self.tails: Rows = rollup.no_tails(1024)
        self.watcher = Watcher()

    @classmethod
    def load(cls, conn: Connection) -> "Memory":
        """Read the tails of all signals that were ever heard."""
        memory = cls()
        signal_ids, tails = db.readings.tails(conn)
        slots = np.array([memory.slot(signal_id) for signal_id in signal_ids], np.int64)
        memory.tails[slots] = tails
        memory.look_around(conn)
        return memory

    def look_around(self, conn: Connection) -> None:
        """Learn which limits people have changed; what was known before the first time is read from the database."""
        self.watcher.reload_if_changed(conn, self.slot, lambda: self.tails, now=datetime.now(UTC))

    def slot(self, signal_id: int) -> int:
        """Return the slot of a signal, a new one for a new signal."""
        slot = self._slots.setdefault(signal_id, len(self._slots))
        if slot == len(self.tails):
            self.signal_ids = np.concatenate([self.signal_ids, np.zeros(slot, np.int64)])
            self.tails = np.concatenate([self.tails, rollup.no_tails(slot)])
        self.signal_ids[slot] = signal_id
        return slot


def store(conn: Connection, batch: Batch, memory: Memory, *, now: datetime) -> Account:
    """Store a batch; ``memory`` changes only if the transaction is committed.

    Raises: psycopg.Error; then nothing is stored.
    """
    try:
        return _store(conn, batch, memory, now=now, careful=False)
    except psycopg.errors.UniqueViolation:
        # Somebody has changed the tables beside us, so that what is remembered is not all there is.
        return _store(conn, batch, memory, now=now, careful=True)


def _store(conn: Connection, batch: Batch, memory: Memory, *, now: datetime, careful: bool) -> Account:
    with conn.transaction():
        account, rows = _store_readings(conn, batch.readings, memory, careful=careful)
        touched, tails = _remember(conn, rows, memory, careful=careful)
        learn = memory.watcher.judge(conn, rows, memory.tails, now=now)
        db.devices.set_heard(conn, batch.heard, ignored_keys=batch.ignored_keys)
        for device_id, status in batch.statuses.items():
            db.devices.set_status(conn, device_id, status)
        for told in batch.events:
            db.devices.insert_event(conn, told)
        reports.record(conn, batch.reports)
        for refusal in batch.refusals:
            db.devices.insert_rejected(conn, refusal)
        for (device, reason), count in batch.unkept_refusals.items():
            db.devices.add_unkept_rejections(conn, device, reason=reason, count=count)
        db.devices.add_to_ledger(conn, batch, account, at=now, lag_ms=_lag_ms(batch, now))
    memory.tails[touched] = tails
    learn()
    return account


def _lag_ms(batch: Batch, now: datetime) -> int:
    """Return how long the device heard longest ago in this batch has waited."""
    oldest_us = min(batch.heard.values(), default=None)
    lag_ms = 0 if oldest_us is None else round(now.timestamp() * 1000) - oldest_us // 1000
    return min(max(0, lag_ms), _LONGEST_LAG_MS)


def _store_readings(conn: Connection, batch: Readings, memory: Memory, *,
                    careful: bool) -> tuple[Account, Readings]:
    """Store readings; return the account and those that were stored, by slot and time.

    ``careful`` takes nothing for new only because it is newer than what is remembered.
    """
    found = arrival.sort(batch)
    fresh = arrival.is_newer(found.readings, memory.tails["time"][found.readings.slot]) & (not careful)
    _keep_conflicts(conn, found.contradicted, memory, kept=found.kept_value)
    new = found.readings.where(fresh)
    if len(new):
        db.readings.copy_readings(conn, new, memory.signal_ids[new.slot])
    stored, repeated, conflicting = fresh, found.repeated, len(found.contradicted)
    if len(new) < len(found.readings):
        stored, late_repeated, late_conflicting = _store_late(conn, found.readings, memory, fresh=fresh)
        repeated, conflicting = repeated + late_repeated, conflicting + late_conflicting
    rows = found.readings.where(stored)
    return Account(len(batch), len(rows), repeated, conflicting), rows


def _store_late(conn: Connection, rows: Readings, memory: Memory, *, fresh: Bools) -> tuple[Bools, int, int]:
    """Store what is not newer than all of its signal; return which rows are new, repeated, conflicting."""
    late_at = np.flatnonzero(~fresh)
    late = rows.where(late_at)
    there, values, qualities = db.readings.insert_readings(conn, late, memory.signal_ids[late.slot])
    held = late.where(there)
    same = arrival.agrees(held.value, values) & (held.quality == qualities)
    _keep_conflicts(conn, held.where(~same), memory, kept=values[~same])
    stored = np.ones(len(rows), np.bool_)
    stored[late_at[there]] = False
    return stored, int(same.sum()), int((~same).sum())


def _remember(conn: Connection, rows: Readings, memory: Memory, *, careful: bool) -> tuple[Ints, Rows]:
    """Fold stored readings, sorted by slot and time, into tails and rollups."""
    if not len(rows):
        return np.empty(0, np.int64), memory.tails[:0]
    starts = np.append(True, rows.slot[1:] != rows.slot[:-1])
    touched = rows.slot[starts]
    local = Readings(np.cumsum(starts) - 1, rows.time, rows.value, rows.quality, rows.received_at, rows.live)
    tails, buckets = rollup.fold(memory.tails[touched], local)
    signal_ids = memory.signal_ids[touched]
    db.readings.set_latest(conn, tails, signal_ids)
    for level, closed in buckets.items():
        closed["late"] |= careful
        db.readings.set_buckets(conn, level, closed, signal_ids)
    hours = np.unique(rows.time[rows.time < rows.received_at.max() // _HOUR_US * _HOUR_US] // _HOUR_US)
    if len(hours):
        db.readings.insert_untallied_hours(conn, db.readings.moments(hours * _HOUR_US))
    return touched, tails


def _keep_conflicts(conn: Connection, refused: Readings, memory: Memory, *, kept: Floats) -> None:
    if len(refused):
        some = refused.where(np.arange(min(len(refused), _CONFLICTS_KEPT)))
        db.readings.insert_conflicts(conn, some, memory.signal_ids[some.slot], kept=kept[:_CONFLICTS_KEPT])
