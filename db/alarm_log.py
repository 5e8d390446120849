"""Alarms as facts change them: read for an update, written back whole, many at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from db.connect import Connection
from db.sql import Queries
from domain.alarm import Alarm, Entry
from domain.fact import Source
from domain.limit import Priority

SQL = Queries(__file__)
Key = tuple[str, str]       # source, kind


@dataclass(frozen=True, slots=True)
class Episode:
    """One time an alarm was on, as it is stored."""

    began_at: datetime
    raised_at: datetime
    cleared_at: datetime | None
    value: float | None
    limit_value: float | None


@dataclass(frozen=True, slots=True)
class Stored:
    """An alarm that is stored, with its newest episode, or with all of them, in the order of time."""

    id: int
    key: Key
    blind: int
    count: int
    alarm: Alarm
    episodes: tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An alarm to be written: a new one has no id."""

    id: int | None
    source: Source
    kind: str
    alarm: Alarm
    newest: Episode
    episodes: int
    case_id: int | None
    blind: int


@dataclass(frozen=True, slots=True)
class Written:
    """One entry of the journal of an alarm."""

    alarm_id: int
    entry: Entry


def stored(conn: Connection, keys: Sequence[Key], *, corrected: Sequence[tuple[str, str, datetime]]) -> list[Stored]:
    """Return, locked, the open alarms of these keys, and those of episodes that are corrected.

    An episode is named by source, kind and when it was raised; with some, all episodes of the alarms are returned.
    """
    rows = conn.execute(SQL["stored"], {
        "sources": [source for source, _ in keys], "kinds": [kind for _, kind in keys],
        "episode_sources": [row[0] for row in corrected], "episode_kinds": [row[1] for row in corrected],
        "raised": [row[2] for row in corrected]}).fetchall()
    episodes: dict[int, list[Episode]] = {row[0]: [] for row in rows}
    for alarm_id, *episode in conn.execute(SQL["episodes"], {"ids": list(episodes), "all": bool(corrected)}):
        episodes[alarm_id].append(Episode(*episode))
    return [Stored(row[0], (row[1], row[2]), row[3], row[4], Alarm(Priority(row[5]), *row[6:]),
                   tuple(episodes[row[0]])) for row in rows]


def open_cases(conn: Connection, began: Mapping[int, datetime], *, now: datetime) -> dict[int, int]:
    """Return the open case of each of these machines, after opening those that are missing."""
    machines = sorted(began)
    rows = conn.execute(SQL["open_cases"], {
        "machines": machines, "began": [began[machine] for machine in machines], "now": now})
    return {row[0]: row[1] for row in rows}


def set_alarms(conn: Connection, rows: Sequence[Row], *, now: datetime) -> dict[Key, int]:
    """Write alarms; return the id of each new one by source and kind."""
    old, new = [row for row in rows if row.id is not None], [row for row in rows if row.id is None]
    if old:
        conn.execute(SQL["update_alarms"], _columns(old))
    if not new:
        return {}
    found = conn.execute(SQL["insert_alarms"], {**_columns(new), "now": now})
    return {(source, kind): alarm_id for source, kind, alarm_id in found}


def open_of_sources(conn: Connection, sources: Sequence[str]) -> dict[str, int]:
    """Return the number of an active alarm of each of these sources."""
    return {row[0]: row[1] for row in conn.execute(SQL["open_of_sources"], {"sources": list(sources)})}


def set_causes(conn: Connection, causes: Mapping[int, int]) -> None:
    """Say of alarms by which alarm they are explained."""
    conn.execute(SQL["set_causes"], {"ids": list(causes), "causes": list(causes.values())})


def delete_episodes(conn: Connection, rows: Sequence[tuple[str, str, datetime]]) -> None:
    """Forget episodes that never were, or were raised at another time: source, kind, raised at."""
    conn.execute(SQL["delete_episodes"], {
        "sources": [row[0] for row in rows], "kinds": [row[1] for row in rows], "raised": [row[2] for row in rows]})


def set_episodes(conn: Connection, rows: Sequence[tuple[int, Key, Episode]]) -> None:
    """Write episodes; of one that is there already, by source, kind and raised at, what has changed."""
    conn.execute(SQL["set_episodes"], {
        "ids": [alarm_id for alarm_id, *_ in rows], "sources": [key[0] for _, key, _ in rows],
        "kinds": [key[1] for _, key, _ in rows],
        **{name: [getattr(episode, name) for *_, episode in rows] for name in Episode.__slots__}})


def insert_journal(conn: Connection, rows: Sequence[Written]) -> None:
    """Add entries to the journals of alarms."""
    conn.execute(SQL["insert_journal"], {
        "ids": [row.alarm_id for row in rows], "events": [row.entry.event.value for row in rows],
        "at": [row.entry.at for row in rows], "reasons": [row.entry.reason for row in rows],
        "users": [row.entry.user_id for row in rows], "texts": [row.entry.text for row in rows],
        "details": [Jsonb(row.entry.details) for row in rows]})


def insert_announcements(conn: Connection, rows: Sequence[tuple[int, str, datetime]]) -> None:
    """Say what people may have to be told: alarm, event, when it was so."""
    conn.execute(SQL["insert_announcements"], {
        "ids": [row[0] for row in rows], "events": [row[1] for row in rows], "at": [row[2] for row in rows]})


def _columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    tables = [{"id": row.id, "kind": row.kind, "episodes": row.episodes, "case_id": row.case_id, "blind": row.blind,
               "source": row.source.name, **_source(row.source), **asdict(row.alarm), **asdict(row.newest)}
              for row in rows]
    return {name: [table[name] for table in tables] for name in tables[0]}


def _source(source: Source) -> dict[str, Any]:
    return {name: getattr(source, name) for name in ("subject", "machine_id", "device_id", "signal_id", "gateway")}
