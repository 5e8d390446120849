"""What the lists of alarms read: lines, who is out of service, what was announced lately, what somebody has seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.connect import Connection
from db.sql import Queries
from domain.alarm import Alarm, Kind, Subject
from domain.alarm_list import Line
from domain.limit import Priority

SQL = Queries(__file__)

MOST_STANDING = 5000


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for in the history: raised from ``start_at`` to before ``end_at``, all words occur."""

    start_at: datetime | None = None
    end_at: datetime | None = None
    priority: Priority | None = None
    site: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Out:
    """Why a machine is out of service."""

    until: datetime
    reason: str
    by: str | None


def standing(conn: Connection) -> list[Line]:
    """Return the alarms that are not over, the worst first."""
    return _lines(conn.execute(SQL["standing"], {"most": MOST_STANDING}))


def history(conn: Connection, search: Search, *, most: int) -> list[Line]:
    """Return alarms of a time, the newest first."""
    rows = conn.execute(SQL["history"], {
        "start_at": search.start_at, "end_at": search.end_at, "priority": search.priority, "site": search.site,
        "words": _patterns(search.words), "most": most}, prepare=False)
    return _lines(rows)


def of_case(conn: Connection, case_id: int) -> list[Line]:
    """Return the alarms of a case, the newest last."""
    return _lines(conn.execute(SQL["of_case"], {"case_id": case_id}))


def of_machine(conn: Connection, machine_id: int) -> list[Line]:
    """Return the alarms of a machine and of what measures it that are not over."""
    return _lines(conn.execute(SQL["of_machine"], {"machine_id": machine_id}))


def out_of_service(conn: Connection, *, now: datetime) -> dict[int, Out]:
    """Return the machines that are out of service."""
    return {row[0]: Out(*row[1:]) for row in conn.execute(SQL["out_of_service"], {"now": now})}


def announced(conn: Connection, *, since: datetime) -> list[datetime]:
    """Return when alarms were announced, each once."""
    return [row[0] for row in conn.execute(SQL["announced"], {"since": since})]


def stamp(conn: Connection) -> tuple[int | None, ...]:
    """Return what changes whenever there is something new."""
    return tuple(conn.execute(SQL["stamp"]).fetchone() or ())


def sites(conn: Connection) -> list[tuple[str, str]]:
    """Return key and name of all sites."""
    return [(key, name) for key, name in conn.execute(SQL["sites"])]


def seen_at(conn: Connection, user_id: int) -> datetime | None:
    """Return until when somebody has seen the list; None: never."""
    row = conn.execute(SQL["seen_at"], {"user_id": user_id}).fetchone()
    return row[0] if row else None


def set_seen(conn: Connection, user_id: int, *, until: datetime) -> None:
    """Write until when somebody has seen the list."""
    conn.execute(SQL["set_seen"], {"user_id": user_id, "until": until})


def _lines(rows: Iterable[tuple[Any, ...]]) -> list[Line]:
    return [Line(row[0], Subject(row[1]), Kind(row[2]), Alarm(Priority(row[3]), *row[4:14]), *row[14:-1])
            for row in rows]


def _patterns(words: tuple[str, ...]) -> list[str] | None:
    escaped = (word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words)
    return [f"%{word}%" for word in escaped] or None
