"""Judging: what the state of every machine is now, written down when it changes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

import db.judging
from db.connect import Connection
from db.judging import AlarmRow
from db.readings import moment
from domain import condition, overdue, rollup, ward
from domain.condition import OF_AN_ALARM, Alarms, Limits
from domain.device_trouble import Signals
from domain.overdue import Overdue
from domain.rollup import NEVER, Ints, Rows
from domain.state import Condition, Reason
from domain.trust import Expectation
from domain.ward import Fleet, States
from services.device_alarms import DeviceAlarms, Heard
from services.upkeep_due import UpkeepDue

# Slopes change without a change of the fleet; and a change is counted a moment before it is committed.
_REREAD = timedelta(seconds=60)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REASON_OF = {"low_low": Reason.BELOW_LOW_LOW, "low": Reason.BELOW_LOW, "high": Reason.ABOVE_HIGH,
              "high_high": Reason.ABOVE_HIGH_HIGH, "rate": Reason.CHANGES_TOO_FAST}


@dataclass(slots=True)
class _Known:
    """The fleet as it was read, with what its signals said last; positions as in domain.ward.Fleet."""

    fleet: Fleet
    machine_ids: Ints
    signal_ids: Ints
    device_ids: Ints
    changes: int
    read_at: datetime
    tails: Rows
    started_at: Ints
    heard_until: datetime = _EPOCH
    alarms: Alarms = field(default_factory=lambda: condition.no_alarms(0))
    states: States | None = None
    marks: dict[int, tuple[str, str, str]] = field(default_factory=dict)


class Judge:
    """Judges a whole fleet again and again; remembers what it read, heard and wrote."""

    def __init__(self) -> None:
        self._known: _Known | None = None
        self._devices = DeviceAlarms()
        self._upkeep = UpkeepDue()

    def judge(self, conn: Connection, *, now: datetime) -> int:
        """Judge every machine and write those of which there is something new to say; return how many.

        Raises: psycopg.Error; then nothing is written, and the next call reads everything again.
        """
        changes, plan_changes = db.judging.changes(conn)
        known, self._known = _up_to_date(conn, self._known, changes, now), None
        _listen(conn, known)
        offline_at, known.alarms = _offline_at(conn, known), _alarms(conn, known, now=now)
        states = ward.judge(known.fleet, known.tails, offline_at=offline_at, started_at=known.started_at,
                            now_us=_microseconds(now), alarms=known.alarms)
        late = self._upkeep.overdue(conn, known.machine_ids, changes=plan_changes, now=now)
        states = overdue.shown(states, known.fleet.criticality, late)
        news = np.arange(len(known.machine_ids)) if known.states is None else np.flatnonzero(
            states.changed_since(known.states))
        if len(news):
            _write(conn, known, states, late, news=news.tolist(), now=now)
        self._devices.judge(conn, _heard(known, states, offline_at), now=now)
        known.started_at, known.states = states.started_at, states
        self._known = known
        return len(news)

    def away(self, conn: Connection, *, since: datetime, now: datetime) -> None:
        """Record that nothing was judged for a while, because the database or the whole stack was away."""
        self._devices.away(conn, since=since, now=now)


def _up_to_date(conn: Connection, known: _Known | None, changes: int, now: datetime) -> _Known:
    if known is not None and known.changes == changes and now - known.read_at <= _REREAD:
        return known
    fleet, machine_ids, signal_ids, device_ids = _fleet(conn)
    if known is not None and known.changes == changes and np.array_equal(known.signal_ids, signal_ids) and (
            np.array_equal(known.machine_ids, machine_ids)):
        known.fleet, known.read_at = fleet, now
        return known
    marks = db.judging.states(conn)
    # A machine that was not seen standing still has not just started.
    started_at = np.array([NEVER if marks.get(machine, ("", "", ""))[1] == "stopped" else 0
                           for machine in machine_ids.tolist()], np.int64)
    db.judging.delete_gone_states(conn, machine_ids.tolist())
    return _Known(fleet, machine_ids, signal_ids, device_ids, changes, now,
                  rollup.no_tails(len(signal_ids)), started_at, marks=marks)


def _fleet(conn: Connection) -> tuple[Fleet, Ints, Ints, Ints]:
    """Read machines and signals; return also the numbers of machines, of signals and of their devices."""
    machine_id, criticality, running, above, starting_s = db.judging.machines(conn)
    signal_id, of_machine, device_id, interval_s, stuck_s, minimum, maximum, *rest = db.judging.signals(conn)
    position = {signal: at for at, signal in enumerate(signal_id.tolist())}
    fleet = Fleet(
        machine=np.searchsorted(machine_id, of_machine),
        expected=Expectation(interval_s, stuck_s, minimum, maximum),
        limits=Limits(*rest[:4]), per_day=rest[4], criticality=criticality.astype(np.int64),
        running_signal=np.array([position.get(signal, -1) for signal in running.tolist()], np.int64),
        running_above=above, starting_us=(starting_s * 1e6).astype(np.int64))
    return fleet, machine_id.astype(np.int64), signal_id.astype(np.int64), device_id.astype(np.int64)


def _listen(conn: Connection, known: _Known) -> None:
    """Take in what was stored since the last time; signals of unplaced devices are none of the judge's."""
    heard = db.judging.heard_since(conn, known.heard_until)
    if not len(heard.signal_id):
        return
    order = np.argsort(known.signal_ids)
    ours = np.isin(heard.signal_id, known.signal_ids)
    at = order[np.searchsorted(known.signal_ids[order], heard.signal_id[ours])]
    for name in ("time", "received_at", "live", "usable_at", "usable", "changed_at"):
        known.tails[name][at] = getattr(heard, name)[ours]
    known.heard_until = moment(int(heard.stored_at.max()))


def _offline_at(conn: Connection, known: _Known) -> Ints:
    """Return since when the device of each signal is off-line, NEVER where it is not."""
    devices, since = db.judging.offline_devices(conn)
    if not len(devices):
        return np.full(len(known.device_ids), NEVER)
    order = np.argsort(devices)
    at = order[np.minimum(np.searchsorted(devices[order], known.device_ids), len(devices) - 1)]
    return np.where(devices[at] == known.device_ids, since[at], NEVER)


def _heard(known: _Known, states: States, offline_at: Ints) -> Heard:
    """Return what the alarms of devices are judged by."""
    signals = Signals(known.signal_ids, known.device_ids, states.trusts,
                      (offline_at != NEVER) & (offline_at >= known.tails["received_at"]))
    return Heard(signals, known.fleet.expected.interval_s, known.tails["usable_at"])


def _alarms(conn: Connection, known: _Known, *, now: datetime) -> Alarms:
    """Return the worst alarm of each signal, as the watch of limits and people have left it."""
    found, position = condition.no_alarms(len(known.signal_ids)), {}
    rows = db.judging.alarms(conn, now=now)
    if rows:
        position = {signal: at for at, signal in enumerate(known.signal_ids.tolist())}
    for row in rows:
        at, code = position.get(row.signal_id), condition.CODE[_alarm_reason(row)]
        if at is not None and code > found.code[at]:
            found.code[at], found.limit[at], found.began_us[at] = code, row.limit, row.began_us
    return found


def _alarm_reason(row: AlarmRow) -> Reason:
    if not row.active:
        return Reason.RETURNED
    if row.out_of_service:
        return Reason.OUT_OF_SERVICE
    return Reason.SHELVED if row.shelved else _REASON_OF[row.kind]


def _write(conn: Connection, known: _Known, states: States, late: Overdue, *, news: list[int], now: datetime) -> None:
    """Write states, and the journal of turned marks, in one transaction, numbered for the screens."""
    rows = [_row(known, states, late, machine, now=now) for machine in news]
    marks = {row["machine_id"]: (row["condition"], row["running"], row["trust"]) for row in rows}
    turned = [row for row in rows if known.marks.get(row["machine_id"]) != marks[row["machine_id"]]]
    with conn.transaction():
        seq = db.judging.next_seq(conn)
        db.judging.set_states(conn, _by_column(rows), seq=seq)
        if turned:
            db.judging.insert_changes(conn, _by_column(turned), seq=seq, at=now)
    known.marks.update(marks)


def _row(known: _Known, states: States, late: Overdue, machine: int, *, now: datetime) -> dict[str, Any]:
    condition, running, trust = states.marks(machine)
    signal, reason = int(states.signal[machine]), ward.REASONS[states.reason[machine]]
    data_at = int(states.data_at[machine])
    seen_at = None if data_at == NEVER else moment(data_at)
    began_at, plan = NEVER, int(states.plan[machine])
    if plan >= 0:
        began_at = int(late.since_us[machine])
    elif reason in OF_AN_ALARM:
        began_at = int(known.alarms.began_us[signal])
    return {
        "machine_id": int(known.machine_ids[machine]), "condition": condition, "running": running,
        "trust": trust, "reason": reason, "urgency": int(states.urgency[machine]),
        "since": now if began_at == NEVER else min(now, moment(began_at)),
        "signal_id": None if signal < 0 else int(known.signal_ids[signal]),
        "value": float(states.value[machine]), "limit_value": float(states.limit[machine]),
        "per_day": float("nan") if signal < 0 or condition is Condition.HEALTHY
        else float(known.fleet.per_day[signal]),
        "others": int(states.others[machine]), "data_at": seen_at, "plan_id": None if plan < 0 else plan}


def _by_column(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
