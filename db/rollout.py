"""Rollouts: the settings of many devices changed in stages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from psycopg.types.json import Json, Jsonb, set_json_loads

from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.reach import Contact
from domain.rollout import Outcome, Skip, Status, Target
from domain.twin import Origin, Report, Settings, Twin

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Rollout:
    """One rollout; ``who`` has prepared or started it, ``counts`` is what the clock last counted."""

    id: int
    settings: Settings
    chosen: str
    share: float
    reason: str
    status: Status
    stage: int
    created_at: datetime
    changed_at: datetime
    started_at: datetime | None = None
    user_id: int | None = None
    who: str | None = None
    counts: Mapping[Outcome, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """A device of a rollout with its twin and its connection, in the order in which they get their settings.

    ``findings`` are those of the preview: path, problem, numbers.
    """

    target: Target
    twin: Twin
    contact: Contact
    findings: list[Any]


@dataclass(frozen=True, slots=True)
class Named:
    """What a line says of a device; a retired one is named with the machine it was on."""

    name: str
    machine: str | None
    places: list[str]


@dataclass(frozen=True, slots=True)
class Planned:
    """A device as the preview finds it."""

    device_id: int
    former: Settings
    skip: Skip | None
    findings: list[Any]


def rollouts(conn: Connection, *, most: int) -> list[Rollout]:
    """Return rollouts, the newest first."""
    return [_rollout(row) for row in conn.execute(SQL["rollouts"], {"most": most})]


def rollout(conn: Connection, rollout_id: int) -> Rollout:
    """Return one rollout. Raises: NotFoundError."""
    return _one(conn, "rollout", rollout_id)


def locked(conn: Connection, rollout_id: int) -> Rollout:
    """Return a rollout nobody else can change until the transaction ends. Raises: NotFoundError."""
    conn.execute(SQL["lock"], {"id": rollout_id})
    return _one(conn, "rollout", rollout_id)


def at_work(conn: Connection) -> list[int]:
    """Return the rollouts that the clock moves on."""
    return [number for number, in conn.execute(SQL["at_work"])]


def unsettled(conn: Connection, *, since: datetime) -> list[int]:
    """Return rollouts that the clock does not move on, but whose devices may still answer."""
    return [number for number, in conn.execute(SQL["unsettled"], {"since": since})]


def insert_rollout(conn: Connection, new: Rollout) -> int:
    """Add a draft and return its number; the given one does not count."""
    row = conn.execute(SQL["insert_rollout"], {
        "settings": Jsonb(new.settings), "chosen": new.chosen, "share": new.share, "reason": new.reason,
        "user_id": new.user_id, "at": new.created_at}).fetchone()
    assert row is not None  # noqa: S101 - INSERT RETURNING always answers
    return int(row[0])


def set_planned(conn: Connection, rollout_id: int, planned: Iterable[Planned]) -> None:
    """Write what the preview found of each device."""
    rows = [{"device_id": one.device_id, "former": one.former, "skip": one.skip, "findings": one.findings}
            for one in planned]
    conn.execute(SQL["set_planned"], {"id": rollout_id, "rows": Json(rows)})


def set_turns(conn: Connection, rollout_id: int, device_ids: Sequence[int]) -> None:
    """Write the order in which devices get their settings."""
    conn.execute(SQL["set_turns"], {"id": rollout_id, "devices": list(device_ids)})


def set_status(conn: Connection, rollout_id: int, status: Status, *, at: datetime) -> None:
    """Write how a rollout stands."""
    conn.execute(SQL["set_status"], {"id": rollout_id, "status": status, "at": at})


def set_started(conn: Connection, rollout_id: int, *, user_id: int | None, at: datetime) -> None:
    """Write that somebody has started a rollout."""
    conn.execute(SQL["set_started"], {"id": rollout_id, "user_id": user_id, "at": at})


def set_stage(conn: Connection, rollout_id: int, stage: int) -> None:
    """Write which stage has begun."""
    conn.execute(SQL["set_stage"], {"id": rollout_id, "stage": stage})


def set_counts(conn: Connection, rollout_id: int, counts: Mapping[Outcome, int]) -> None:
    """Write how many devices stand how."""
    conn.execute(SQL["set_counts"], {"id": rollout_id, "counts": Jsonb(dict(counts))})


def set_given(conn: Connection, rollout_id: int, device_id: int, *, revision: int, at: datetime) -> None:
    """Write that a device was given its settings."""
    conn.execute(SQL["set_given"], {"id": rollout_id, "device_id": device_id, "revision": revision, "at": at})


def set_skip(conn: Connection, rollout_id: int, device_id: int, skip: Skip) -> None:
    """Write that a device is left out."""
    conn.execute(SQL["set_skip"], {"id": rollout_id, "device_id": device_id, "skip": skip})


def set_back(conn: Connection, rollout_id: int, device_id: int, *, at: datetime) -> None:
    """Write that a device was brought back."""
    conn.execute(SQL["set_back"], {"id": rollout_id, "device_id": device_id, "at": at})


def forgive(conn: Connection, rollout_id: int, device_ids: Sequence[int]) -> None:
    """Write that somebody goes on although these devices fail."""
    conn.execute(SQL["forgive"], {"id": rollout_id, "devices": list(device_ids)})


def delete_draft(conn: Connection, rollout_id: int) -> None:
    """Forget a draft."""
    conn.execute(SQL["delete_draft"], {"id": rollout_id})


def delete_old_drafts(conn: Connection, *, before: datetime) -> int:
    """Forget drafts that nobody has started; return how many."""
    return conn.execute(SQL["delete_old_drafts"], {"before": before}).rowcount


def members(conn: Connection, rollout_id: int) -> list[Member]:
    """Return the devices of a rollout with all that says how they stand.

    Thousands of small documents are read here once a second: orjson does it in a fraction of the time.
    """
    cursor = conn.cursor()
    set_json_loads(orjson.loads, cursor)
    return [_member(row) for row in cursor.execute(SQL["members"], {"id": rollout_id})]


def named(conn: Connection, device_ids: Sequence[int]) -> dict[int, Named]:
    """Return what the lines of these devices say."""
    return {number: Named(*row) for number, *row in conn.execute(SQL["named"], {"ids": list(device_ids)})}


def next_devices(conn: Connection, rollout_id: int, *, most: int) -> list[int]:
    """Return the devices whose turn is next."""
    return [number for number, in conn.execute(SQL["next_devices"], {"id": rollout_id, "most": most})]


def next_back(conn: Connection, rollout_id: int, *, most: int) -> list[int]:
    """Return devices that have to be brought back."""
    return [number for number, in conn.execute(SQL["next_back"], {"id": rollout_id, "most": most})]


def target(conn: Connection, rollout_id: int, device_id: int) -> Target:
    """Return one device of a rollout. Raises: NotFoundError."""
    row = conn.execute(SQL["target"], {"id": rollout_id, "device_id": device_id}).fetchone()
    if row is None:
        raise NotFoundError
    return _target(row)


def _one(conn: Connection, query: str, rollout_id: int) -> Rollout:
    row = conn.execute(SQL[query], {"id": rollout_id}).fetchone()
    if row is None:
        raise NotFoundError
    return _rollout(row)


def _rollout(row: tuple[Any, ...]) -> Rollout:
    number, settings, chosen, share, reason, status, stage, created_at, changed_at, started_at, user_id, who = row[:12]
    return Rollout(number, settings, chosen, share, reason, Status(status), stage, created_at, changed_at, started_at,
                   user_id, who, {Outcome(name): count for name, count in row[12].items()})


def _target(row: Sequence[Any]) -> Target:
    device_id, former, skip, *rest = row
    return Target(device_id, former, None if skip is None else Skip(skip), *rest)


def _member(row: tuple[Any, ...]) -> Member:
    return Member(_target(row[:6]), _twin(row[6:15]), Contact(*row[15:22]), row[22] or [])


def _twin(row: Sequence[Any]) -> Twin:
    revision, desired, desired_at, sent_at, known, reported, refused, origin, reported_at = row
    report = None if known is None else Report(known, reported, refused or {}, Origin(origin))
    return Twin(revision or 0, desired or {}, desired_at, sent_at, report, reported_at)
