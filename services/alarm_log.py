"""The log of alarms: facts become alarms, episodes, journal, cases and announcements, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import db.alarm_log
from db.alarm_log import Episode, Key, Row, Stored, Written
from db.connect import Connection
from domain import alarm
from domain.alarm import Alarm, Entry, Event, Subject
from domain.fact import Fact, Source

_CORRECTIONS = frozenset({Event.REVISED, Event.WITHDRAWN})


@dataclass(slots=True)
class _Life:
    """One alarm while facts are applied to it; ``episodes`` by when they were raised.

    ``lifted`` are those that get other times or never were, until the fact that says so is applied.
    """

    source: Source
    kind: str
    alarm: Alarm
    id: int | None = None
    blind: int = 0
    count: int = 0
    cause: str | None = None
    case_began_at: datetime | None = None
    last: Episode | None = None
    episodes: dict[datetime, Episode] = field(default_factory=dict)
    lifted: dict[datetime, Episode] = field(default_factory=dict)
    changed: set[datetime] = field(default_factory=set)
    gone: set[datetime] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    announcements: list[tuple[str, datetime]] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.source.name, self.kind

    def lift(self, raised_at: datetime | None) -> None:
        """Take an episode out before others can get its times."""
        if raised_at in self.episodes:
            self.lifted[raised_at] = self.episodes.pop(raised_at)
            self.gone.add(raised_at)

    def take(self, fact: Fact) -> None:
        """Apply one fact: step the alarm, keep its entry and what people may have to be told."""
        was_active = self.alarm.active
        details = _TAKERS[fact.event](self, fact)
        entry = Entry(fact.event, fact.at, fact.reason.value, details=details)
        if fact.event is not Event.SUPPRESSED:      # the number of its cause may not be known yet
            self.alarm = alarm.step(self.alarm, entry)
            self.entries.append(entry)
        self._announce(fact, was_active=was_active)

    def raised(self, fact: Fact) -> dict[str, Any]:
        """A new episode; the alarm takes the priority its limit has now."""
        self.blind, self.count, self.cause = fact.blind, self.count + 1, fact.cause or self.cause
        self._keep(_episode(fact))
        return _told(fact) | {"priority": fact.priority.value}

    def cleared(self, fact: Fact) -> dict[str, Any]:
        """The end of the newest episode."""
        newest = self.newest()
        self._keep(replace(newest, cleared_at=fact.cleared_at))
        return {"raised_at": newest.raised_at.isoformat(), "latching": fact.latching, "settles": fact.settles}

    def revised(self, fact: Fact) -> dict[str, Any]:
        """An episode has other times than was known."""
        before, after = self._forget(fact.was_raised_at), _episode(fact)
        self._keep(replace(after, cleared_at=before.cleared_at) if before and fact.keeps_end else after)
        return {**_told(fact), "was_raised_at": _iso(fact.was_raised_at), "active": self._is_on()}

    def withdrawn(self, fact: Fact) -> dict[str, Any]:
        """An episode has never been."""
        self._forget(fact.was_raised_at)
        self.count -= 1
        return {"raised_at": _iso(fact.was_raised_at), "episodes": self.count, "active": self._is_on()}

    def suppressed(self, fact: Fact) -> dict[str, Any]:
        """Another alarm explains this one."""
        self.cause = fact.cause
        return {}

    def released(self, _fact: Fact) -> dict[str, Any]:
        """The alarm that explained this one is over."""
        return {}

    def newest(self) -> Episode:
        """Return the newest episode; of an alarm that has lost its last one, that."""
        if not self.episodes and self.last is not None:
            return self.last
        return self.episodes[max(self.episodes)]

    def _is_on(self) -> bool:
        return any(one.cleared_at is None for one in (*self.episodes.values(), *self.lifted.values()))

    def _keep(self, episode: Episode) -> None:
        self.episodes[episode.raised_at] = episode
        self.changed.add(episode.raised_at)
        self.case_began_at = min(self.case_began_at or episode.began_at, episode.began_at)

    def _forget(self, raised_at: datetime | None) -> Episode | None:
        self.last = self.lifted.pop(raised_at, None) if raised_at is not None else None
        return self.last

    def _announce(self, fact: Fact, *, was_active: bool) -> None:
        is_on, is_new = self.alarm.active, fact.event in {Event.RAISED, Event.RELEASED}
        if (is_on and (is_new or not was_active)) or fact.event is Event.RAISED:
            self.announcements.append((Event.RAISED.value, fact.at))
        if fact.event is Event.WITHDRAWN and not self.count:
            self.announcements.append((Event.WITHDRAWN.value, fact.at))
        elif not is_on and (was_active or fact.event is Event.RAISED):
            self.announcements.append((Event.CLEARED.value, fact.cleared_at or fact.at))


_TAKERS = {Event.RAISED: _Life.raised, Event.CLEARED: _Life.cleared, Event.REVISED: _Life.revised,
           Event.WITHDRAWN: _Life.withdrawn, Event.SUPPRESSED: _Life.suppressed, Event.RELEASED: _Life.released}


def record(conn: Connection, facts: Sequence[Fact], *, now: datetime) -> None:
    """Write what facts, in the order of time for each alarm, make of the alarms.

    Machines in trouble get a case if they have none. Facts about an alarm that is over already say nothing.
    """
    if not facts:
        return
    lives = _lives(conn, facts)
    told = [(life, fact) for fact in facts if (life := _life_of(lives, fact)) is not None]
    for life, fact in told:
        if fact.event in _CORRECTIONS:
            life.lift(fact.was_raised_at)
    for life, fact in told:
        life.take(fact)
    _save(conn, [life for life in lives.values() if life.entries or life.cause], now=now)


def _lives(conn: Connection, facts: Sequence[Fact]) -> dict[object, _Life]:
    """Return the alarms that are there: open ones by source and kind, each by its corrected episodes too."""
    sources = {fact.source.name: fact.source for fact in facts}
    corrected = [(*fact.key, fact.was_raised_at) for fact in facts
                 if fact.event in _CORRECTIONS and fact.was_raised_at is not None]
    found: dict[object, _Life] = {}
    for stored in db.alarm_log.stored(conn, list(dict.fromkeys(fact.key for fact in facts)), corrected=corrected):
        life = _known(stored, sources[stored.key[0]])
        if not stored.alarm.is_over:
            found[stored.key] = life
        for episode in stored.episodes if corrected else ():
            found[(*stored.key, episode.raised_at)] = life
    return found


def _known(stored: Stored, source: Source) -> _Life:
    return _Life(source, stored.key[1], stored.alarm, id=stored.id, blind=stored.blind, count=stored.count,
                 episodes={episode.raised_at: episode for episode in stored.episodes})


def _life_of(lives: dict[object, _Life], fact: Fact) -> _Life | None:
    if fact.event in _CORRECTIONS:
        life = lives.get((*fact.key, fact.was_raised_at)) or lives.get(fact.key)
        if life is not None and fact.event is Event.REVISED:
            lives[(*fact.key, fact.raised_at)] = life
        return life
    if fact.event is Event.RAISED and fact.key not in lives:
        lives[fact.key] = _Life(fact.source, fact.kind.value, Alarm(fact.priority))
    return lives.get(fact.key)


def _save(conn: Connection, found: Iterable[_Life], *, now: datetime) -> None:
    lives = list({id(life): life for life in found}.values())
    cases = _cases(conn, lives, now=now)
    new = db.alarm_log.set_alarms(conn, [_row(life, cases) for life in lives], now=now)
    ids = {id(life): life.id or new[life.key] for life in lives}
    gone = [(*life.key, raised_at) for life in lives for raised_at in life.gone]
    if gone:
        db.alarm_log.delete_episodes(conn, gone)
    db.alarm_log.set_episodes(conn, [(ids[id(life)], life.key, life.episodes[raised_at]) for life in lives
                                     for raised_at in sorted(life.changed)])
    written = [Written(ids[id(life)], entry) for life in lives for entry in life.entries]
    db.alarm_log.insert_journal(conn, [*written, *_explained(conn, lives, ids, now=now)])
    db.alarm_log.insert_announcements(conn, [(ids[id(life)], *told) for life in lives if life.cause is None
                                             for told in life.announcements])


def _cases(conn: Connection, lives: Iterable[_Life], *, now: datetime) -> dict[int, int]:
    """Return the open cases of the machines that have alarms which are not over."""
    began: dict[int, datetime] = {}
    for life in lives:
        machine = life.source.machine_id
        in_trouble = life.source.subject is Subject.MACHINE and life.case_began_at and not life.alarm.is_over
        if in_trouble and machine is not None and life.case_began_at is not None:
            began[machine] = min(began.get(machine, life.case_began_at), life.case_began_at)
    return db.alarm_log.open_cases(conn, began, now=now) if began else {}


def _row(life: _Life, cases: dict[int, int]) -> Row:
    is_of_machine = life.source.subject is Subject.MACHINE and not life.alarm.is_over
    case = cases.get(life.source.machine_id or 0) if is_of_machine else None
    return Row(life.id, life.source, life.kind, life.alarm, life.newest(), life.count, case, life.blind)


def _explained(conn: Connection, lives: Sequence[_Life], ids: dict[int, int], *, now: datetime) -> list[Written]:
    """Say of alarms which alarm explains them; return their entries."""
    of_source = {life.source.name: ids[id(life)] for life in lives}
    missing = {life.cause for life in lives if life.cause} - set(of_source)
    of_source |= db.alarm_log.open_of_sources(conn, sorted(missing)) if missing else {}
    causes = {ids[id(life)]: of_source[life.cause] for life in lives if life.cause in of_source}
    if causes:
        db.alarm_log.set_causes(conn, causes)
    return [Written(alarm_id, Entry(Event.SUPPRESSED, now, "cause", details={"cause": cause}))
            for alarm_id, cause in causes.items()]


def _episode(fact: Fact) -> Episode:
    raised_at = fact.raised_at or fact.at
    return Episode(fact.began_at or raised_at, raised_at, fact.cleared_at, fact.value, fact.limit_value)


def _told(fact: Fact) -> dict[str, Any]:
    return {"began_at": _iso(fact.began_at), "raised_at": _iso(fact.raised_at), "cleared_at": _iso(fact.cleared_at),
            "value": fact.value, "limit": fact.limit_value, "latching": fact.latching, "settles": fact.settles}


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
