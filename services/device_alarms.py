"""Alarms of devices, gateways and the platform: found by the clock, never told of a machine.

Trouble of our own side comes first: while nothing reaches the database, and until everybody has had the time to
speak again afterwards, the silence of a device is not the device's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

import db.device_alarms
import db.system
from db.connect import Connection
from db.device_alarms import Active
from db.readings import moment
from domain import device_trouble, heartbeat
from domain.alarm import Event, Kind
from domain.device_trouble import PLATFORM, PRIORITY, Key, Signals, Trouble, is_gone
from domain.fact import Fact
from domain.heartbeat import Heartbeat, Intake, Life
from domain.limit import Priority
from domain.rollup import NEVER, Floats, Ints
from domain.trust import silent_after_s
from domain.watch import Reason
from services import alarm_log

# How long trouble has to last: a device behind a gateway waits until it can be seen whether it is the gateway.
_HOLD, _BEHIND_A_GATEWAY = timedelta(seconds=5), timedelta(seconds=20)
_OF_INTAKE = {Intake.NO_BROKER: Kind.BROKER_AWAY, Intake.NO_INGEST: Kind.INGEST_AWAY}
_INTAKE_HOLD = {Kind.BROKER_AWAY: timedelta(seconds=5), Kind.INGEST_AWAY: timedelta(seconds=20)}
_SPARE = timedelta(seconds=30)      # for devices to find the broker again after it was away
_LAGGING_MS = 10_000


@dataclass(frozen=True, slots=True)
class Heard:
    """Signals with what the alarms of their devices need: interval expected, and when they were heard; (n,)."""

    signals: Signals
    interval_s: Floats
    heard_us: Ints


class DeviceAlarms:
    """Remembers what is on and what is about to be; reads it again after a failure."""

    def __init__(self) -> None:
        self._active: dict[Key, Active] | None = None
        self._since: dict[Key, datetime] = {}
        self._unsettled_at: datetime | None = None

    def judge(self, conn: Connection, heard: Heard, *, now: datetime) -> int:
        """Write what has turned; return how much.

        Raises: psycopg.Error; then nothing is written, and the next call reads everything again.
        """
        active, self._active = self._active, None
        active = db.device_alarms.active(conn) if active is None else active
        ingest = db.system.heartbeats(conn).get("ingest")
        intake = heartbeat.intake(ingest, now=now)
        if self._unsettled_at is None or intake is not Intake.OPEN or _is_lagging(ingest):
            self._unsettled_at = now
        found = self._due([*_platform(ingest, intake, active), *_found(conn, heard, active)], heard, active, now=now)
        facts = list(_facts(found, active, heard, self._since, now=now))
        with conn.transaction():
            alarm_log.record(conn, facts, now=now)
            _set_blind(conn, found, active)
        self._active = db.device_alarms.active(conn) if facts else active
        return len(facts)

    def away(self, conn: Connection, *, since: datetime, now: datetime) -> None:
        """Record that the database, or the whole stack, was away for a while: one alarm that is over already."""
        self._unsettled_at = now
        fact = Fact(PLATFORM, Kind.STACK_AWAY, Event.RAISED, Reason.OVER, PRIORITY[Kind.STACK_AWAY],
                    began_at=since, raised_at=since, cleared_at=now)
        with conn.transaction():
            alarm_log.record(conn, [fact], now=now)

    def _due(self, found: Iterable[Trouble], heard: Heard, active: dict[Key, Active], *,
             now: datetime) -> list[Trouble]:
        """Return the troubles that are on already, or have lasted long enough."""
        troubles = [_as_known(trouble, active) for trouble in found]
        self._since = {one.key: self._since.get(one.key, now) for one in troubles}
        on = {one.key for one in troubles if one.key in active or self._lasted(one, heard, now=now)}
        sources = {source for source, _ in on}
        due = []
        for one in troubles:
            if one.cause in sources and one.key not in active:
                self._since[one.key] = now      # explained: it starts anew when its cause is over
            elif one.key in on:
                due.append(one if one.cause in sources else replace(one, cause=None))
        return due

    def _lasted(self, one: Trouble, heard: Heard, *, now: datetime) -> bool:
        lasted = now - self._since[one.key]
        if one.kind in _INTAKE_HOLD:
            return lasted >= _INTAKE_HOLD[one.kind]
        if not is_gone(one.kind):
            return True
        settled = now - (self._unsettled_at or now)
        hold = _BEHIND_A_GATEWAY if one.source.gateway and one.source.device_id else _HOLD
        return lasted >= hold and settled >= _quiet_after(one, heard) + _SPARE


def _platform(ingest: Heartbeat | None, intake: Intake, active: dict[Key, Active]) -> Iterator[Trouble]:
    """Return the trouble of our own side: one at a time, until all of it is over."""
    known = next((kind for source, kind in active if source == PLATFORM.name), None)
    has_run = ingest is not None and heartbeat.life(ingest, now=ingest.at) is not Life.NEVER
    kind = known or _OF_INTAKE.get(intake)
    if intake is not Intake.OPEN and kind is not None and has_run:
        yield Trouble(PLATFORM, kind, Priority.CRITICAL)


def _found(conn: Connection, heard: Heard, active: dict[Key, Active]) -> list[Trouble]:
    """Return the trouble of devices and gateways; nothing is read while all is well."""
    if not len(device_trouble.suspects(heard.signals)) and not active:
        return []
    return device_trouble.troubles(heard.signals, db.device_alarms.devices(conn),
                                   offline_gateways=db.device_alarms.offline_gateways(conn))


def _as_known(trouble: Trouble, active: dict[Key, Active]) -> Trouble:
    """Silent and off-line are one trouble: it keeps the name with which it began."""
    if is_gone(trouble.kind):
        for kind in (Kind.SILENT, Kind.OFFLINE):
            if (trouble.source.name, kind) in active:
                return replace(trouble, kind=kind)
    return trouble


def _facts(found: list[Trouble], active: dict[Key, Active], heard: Heard, since: dict[Key, datetime], *,
           now: datetime) -> Iterator[Fact]:
    there = {one.key: one for one in found}
    for one in found:
        known = active.get(one.key)
        if known is None:
            began_at = min(now, _quiet_since(one, heard) or since[one.key])
            yield Fact(one.source, one.kind, Event.RAISED, Reason.BEYOND, one.priority, began_at=began_at,
                       raised_at=now, cause=one.cause, blind=one.blind)
        elif one.cause is not None and known.cause is None:
            yield Fact(one.source, one.kind, Event.SUPPRESSED, Reason.BEYOND, raised_at=now, cause=one.cause)
        elif one.cause is None and known.cause is not None:
            yield Fact(one.source, one.kind, Event.RELEASED, Reason.OVER, raised_at=now)
    for key, known in active.items():
        if key not in there:
            yield Fact(known.source, known.kind, Event.CLEARED, Reason.OVER, cleared_at=now)


def _set_blind(conn: Connection, found: list[Trouble], active: dict[Key, Active]) -> None:
    for one in found:
        known = active.get(one.key)
        if known is not None and known.blind != one.blind:
            db.device_alarms.set_blind(conn, one.source.name, one.blind)
            active[one.key] = replace(known, blind=one.blind)


def _is_lagging(ingest: Heartbeat | None) -> bool:
    return ingest is not None and float(ingest.details.get("lag_ms", 0)) > _LAGGING_MS


def _of(one: Trouble, heard: Heard) -> Ints:
    """Return the positions of the signals a trouble is about; of a gateway all, it is only asked how long."""
    if one.source.signal_id is not None:
        return np.flatnonzero(heard.signals.signal_id == one.source.signal_id)
    if one.source.device_id is not None:
        return np.flatnonzero(heard.signals.device_id == one.source.device_id)
    return np.zeros(0, np.int64)


def _quiet_after(one: Trouble, heard: Heard) -> timedelta:
    at = _of(one, heard)
    return timedelta(seconds=float(silent_after_s(heard.interval_s[at]).max())) if len(at) else timedelta(0)


def _quiet_since(one: Trouble, heard: Heard) -> datetime | None:
    """Return when it was heard last, of what is silent."""
    at = _of(one, heard)
    newest = int(heard.heard_us[at].max()) if len(at) and is_gone(one.kind) else NEVER
    return None if newest == NEVER else moment(newest)
