"""Twins of devices: what they shall do, what they say they do, and what has to be published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from db.connect import Connection
from db.sql import Queries
from domain.reach import Contact
from domain.sending import Sending
from domain.settings_history import Cause, Revision
from domain.twin import Origin, Report, Twin

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Stored:
    """A device with its twin; ``document`` is its last report as it came, ``version`` grows with every change.

    ``changed_at``: since when it reports the same.
    """

    device_id: int
    device: str
    about: dict[str, Any] | None
    version: int
    document: dict[str, Any] | None
    changed_at: datetime | None
    sending: Sending
    twin: Twin


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A twin of which something may have to be published; its report has no more than the revision."""

    device_id: int
    device: str
    sending: Sending
    twin: Twin


@dataclass(frozen=True, slots=True)
class Range:
    """The physical range of a signal in its stored unit, with that unit and the one on the wire."""

    signal: str
    minimum: float | None
    maximum: float | None
    unit: str | None
    wire_unit: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asked a device to report again."""

    at: datetime
    who: str | None
    answered_at: datetime | None


def twins(conn: Connection, device_ids: Sequence[int]) -> dict[int, Stored]:
    """Return the twins of these devices by number; one that nobody has set anything on has an empty twin."""
    return {row[0]: _stored(row) for row in conn.execute(SQL["twins"], {"ids": list(device_ids)})}


def twin(conn: Connection, device_id: int) -> Stored | None:
    """Return the twin of a device, None if there is no such device."""
    return twins(conn, [device_id]).get(device_id)


def locked(conn: Connection, device_ids: Iterable[int]) -> dict[int, Stored]:
    """Return the twins of these devices, which nobody else can change until the transaction ends."""
    ids = sorted(device_ids)
    conn.execute(SQL["make_twins"], {"ids": ids})
    conn.execute(SQL["lock_twins"], {"ids": ids})
    return twins(conn, ids)


def set_desired(conn: Connection, device_id: int, wanted: Twin) -> None:
    """Write a new revision of what a device shall do."""
    conn.execute(SQL["set_desired"], {"device_id": device_id, "revision": wanted.revision,
                                      "desired": Jsonb(wanted.desired), "at": wanted.desired_at})


def insert_revision(conn: Connection, device_id: int, revision: Revision) -> None:
    """Add a revision to the history of a device."""
    conn.execute(SQL["insert_revision"], {
        "device_id": device_id, "number": revision.number, "settings": Jsonb(revision.settings),
        "reported": Jsonb(revision.reported), "cause": revision.cause.value, "user_id": revision.user_id,
        "at": revision.at, "reason": revision.reason})


def revisions(conn: Connection, device_id: int, *, since: int = 0, most: int | None = None) -> list[Revision]:
    """Return the revisions of a device from one on, the newest first."""
    rows = conn.execute(SQL["revisions"], {"device_id": device_id, "since": since, "most": most})
    return [Revision(row[0], row[1], row[2], Cause(row[3]), *row[4:]) for row in rows]


def set_report(conn: Connection, device_id: int, heard: Twin, *, document: dict[str, Any], is_new: bool,
               interval_s: float | None = None) -> None:
    """Write what a device says it does; ``is_new``: it says something else than before."""
    report = heard.report
    assert report is not None  # noqa: S101 - it was heard
    conn.execute(SQL["set_report"], {
        "device_id": device_id, "revision": report.revision, "settings": Jsonb(report.settings),
        "refused": Jsonb(report.refused), "origin": report.origin.value, "boot": report.boot, "seq": report.seq,
        "document": Jsonb(document), "at": heard.reported_at, "is_new": is_new, "interval_s": interval_s})
    conn.execute(SQL["answer_requests"], {"device_id": device_id, "at": heard.reported_at})


def expect(conn: Connection) -> int:
    """Expect the signals of devices in the intervals they report; return of how many devices that is new.

    Signals are written only if there is something to write: each writing counts as a change of the fleet.
    """
    with conn.transaction():
        ids = [row[0] for row in conn.execute(SQL["unexpected"])]
        if ids:
            conn.execute(SQL["expect"], {"ids": ids})
    return len(ids)


def insert_request(conn: Connection, device_id: int, *, user_id: int | None, at: datetime) -> None:
    """Note that somebody asks a device to report again, and let it be asked."""
    conn.execute(SQL["insert_request"], {"device_id": device_id, "user_id": user_id, "at": at})
    conn.execute(SQL["set_asked"], {"device_id": device_id, "at": at})


def requests(conn: Connection, device_id: int, *, most: int = 10) -> list[Request]:
    """Return who asked a device to report again, the newest first."""
    return [Request(*row) for row in conn.execute(SQL["requests"], {"device_id": device_id, "most": most})]


def contacts(conn: Connection, device_ids: Sequence[int]) -> dict[int, Contact]:
    """Return what is known of the connection of each of these devices."""
    return {row[0]: Contact(*row[1:]) for row in conn.execute(SQL["contact"], {"ids": list(device_ids)})}


def ranges(conn: Connection, device_id: int) -> list[Range]:
    """Return the signals of a device with their physical ranges."""
    return [Range(*row) for row in conn.execute(SQL["ranges"], {"device_id": device_id})]


def battery_pct(conn: Connection, device_id: int) -> float | None:
    """Return the charge of a device in per cent, None if it has no battery."""
    row = conn.execute(SQL["battery"], {"device_id": device_id}).fetchone()
    return row[0] if row else None


def outgoing(conn: Connection) -> list[Outgoing]:
    """Return the twins of which something may have to be published."""
    return [_outgoing(row) for row in conn.execute(SQL["outgoing"])]


def set_published(conn: Connection, rows: Sequence[tuple[int, int, datetime]]) -> None:
    """Note what the broker has taken: device, revision, when it was handed over."""
    ids, numbers, times = zip(*rows, strict=True) if rows else ((), (), ())
    conn.execute(SQL["set_published"], {"ids": list(ids), "revisions": list(numbers), "times": list(times)})


def forget_published(conn: Connection) -> int:
    """Have everything published again; return the number of devices."""
    return conn.execute(SQL["forget_published"]).rowcount


def tell(conn: Connection, device_id: int) -> None:
    """Let the publisher know, at the commit, that there is something to publish."""
    conn.execute(SQL["tell"], {"device_id": device_id})


def listen(conn: Connection) -> None:
    """Hear of what there is to publish."""
    conn.execute(SQL["listen"])


def _stored(row: tuple[Any, ...]) -> Stored:
    device_id, device, about, version, document, changed_at = row[:6]
    sending = Sending(row[6] or 0, row[7], row[8] or 0, row[9])
    return Stored(device_id, device, about, version, document, changed_at, sending, _twin(row[10:]))


def _twin(row: tuple[Any, ...]) -> Twin:
    revision, desired, desired_at, sent_at, known, reported, refused, origin, boot, seq, reported_at = row
    report = None if known is None else Report(known, reported, refused or {}, Origin(origin), boot, seq)
    return Twin(revision or 0, desired or {}, desired_at, sent_at, report, reported_at)


def _outgoing(row: tuple[Any, ...]) -> Outgoing:
    revision, desired, desired_at, sent_at, known, reported_at = row[6:]
    report = None if known is None else Report(known, {})
    return Outgoing(row[0], row[1], Sending(*row[2:6]),
                    Twin(revision, desired, desired_at, sent_at, report, reported_at))
