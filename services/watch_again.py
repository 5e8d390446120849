"""Watching what is past: after a restart, when readings come late, and when it becomes known late that a machine ran.

Readings are read back from the database as far as the limits reach; the same rules judge them as judge the stream.
Times are microseconds since 1970.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

import db.watch
from db.connect import Connection
from db.readings import moment
from db.watch import Readings
from domain import rate, running, watch
from domain.alarm import Event, Kind
from domain.fact import Fact
from domain.limit import Level, Limit
from domain.rate import Anchors
from domain.rejudge import Correction, Rejudged, rejudge
from domain.rollup import NEVER, Bools, Rows
from domain.rollup import Readings as NewReadings
from domain.running import UNHEARD, Steps, Track
from domain.watch import REST, Episode, Heard, Reason, Watch
from services.watch_known import Key
from services.watch_rules import Rules, Runs, Watched

_MARGIN_US = 600_000_000        # read beyond the last difference at first: nearly always enough to agree
_END_US = 4_000_000_000_000_000


@dataclass(frozen=True, slots=True)
class Again:
    """A span to be judged again: from the first to the last time at which something else is known now."""

    from_us: int
    until_us: int

    def joined(self, other: "Again | None") -> "Again":
        """Return the span that holds both."""
        if other is None:
            return self
        return Again(min(self.from_us, other.from_us), max(self.until_us, other.until_us))


@dataclass(frozen=True, slots=True)
class After:
    """What is known after a span was judged again: only what differs from before; None: it does not."""

    states: dict[Level, Watch] = field(default_factory=dict)
    heard_us: dict[Level, int] = field(default_factory=dict)
    anchors: Anchors | None = None


@dataclass(frozen=True, slots=True)
class _Past:
    """The readings of one signal as they were known and as they are, with the moments at which limits counted."""

    one: Watched
    readings: Readings
    counts_before: Bools
    counts_after: Bools

    def heard(self, limit: Limit, *, known_only: bool) -> Heard:
        """Return what a limit hears of it: values, or their rates."""
        chosen = ~self.readings.is_new if known_only else np.ones(len(self.readings.time_us), np.bool_)
        rows = self.readings.where(chosen)
        counts = (self.counts_before if known_only else self.counts_after)[chosen]
        found = watch.heard(rows.time_us, rows.value, counts, last_us=NEVER, frame=self.one.frame)
        if limit.level is not Level.RATE:
            return found
        rates, _ = rate.rates((), found.time_us, found.value, window_us=self.one.window_us)
        return watch.rated(found, rates, frame=self.one.frame)


def resumed(conn: Connection, rules: Rules,
            tails: Rows) -> tuple[dict[Key, Watch], dict[int, Anchors], dict[Key, int]]:
    """Return states, anchors and when each limit was heard last: with these the watch goes on after a start.

    Shape:  tails are those of the slots.
    """
    active = {(signal_id, level) for signal_id, level, _machine in db.watch.raised(conn)}
    states = {(one.slot, limit.level): Watch(active=True) for one in rules.signals.values() for limit in one.limits
              if (one.signal_id, limit.level) in active}
    asked = [one for one in rules.signals.values() if one.has_rate or any(
        _may_be_turning(one, limit, float(tails["usable"][one.slot]), (one.slot, limit.level) in states)
        for limit in one.limits)]
    read = db.watch.readings(conn, [(one.signal_id, _reach(one, int(tails["usable_at"][one.slot])), _END_US)
                                    for one in asked if tails["usable_at"][one.slot] != NEVER])
    anchors: dict[int, Anchors] = {}
    heard_us: dict[Key, int] = {}
    for one in asked:
        if one.signal_id in read:
            past = _past(conn, one, rules.runs.get(one.machine_id), read[one.signal_id])
            for limit in one.limits:
                key, heard = (one.slot, limit.level), past.heard(limit, known_only=False)
                states[key] = watch.resume(key in states, limit, heard)
                heard_us[key] = _last(heard)
            anchors[one.slot] = _anchors(past)
    return {key: state for key, state in states.items() if state != REST}, anchors, heard_us


def track(conn: Connection, runs: Runs) -> Track:
    """Return what was heard last of whether a machine runs."""
    newest = db.watch.reading_before(conn, runs.signal_id, before_us=_END_US)
    return steps(conn, runs, int(newest.time_us[0])).last if len(newest.time_us) else UNHEARD


def steps(conn: Connection, runs: Runs, from_us: int, *, known_only: bool = False) -> Steps:
    """Return whether a machine ran, from a time on, as it is known now or as it was before this transaction."""
    since_us = from_us - runs.rule.starting_us - runs.rule.hold_us
    before = db.watch.reading_before(conn, runs.signal_id, before_us=since_us)
    found = db.watch.readings(conn, [(runs.signal_id, since_us, _END_US)])[runs.signal_id]
    found = found.where(~found.is_new) if known_only else found
    return running.steps(UNHEARD, np.concatenate([before.time_us, found.time_us]),
                         np.concatenate([before.value, found.value]), runs.rule)


def rewritten(before: Track, rows: NewReadings, rule: running.Rule, *, judged_us: int) -> Again | None:
    """Return the span in which readings were judged without knowing what is known now of whether the machine ran.

    ``before`` is what was known, ``rows`` are the new readings of the signal that tells it, ``judged_us`` is the
    newest reading that was judged by it.
    """
    first_us = int(rows.time[0])
    if first_us > judged_us:
        return None
    runs = rows.value[rows.time <= judged_us] > rule.above
    was_held = before.at_us != NEVER and first_us > before.at_us and judged_us - before.at_us <= rule.hold_us
    if was_held and bool((runs == before.runs).all()):
        return None
    return Again(first_us, int(rows.time[-1]) + rule.starting_us + rule.hold_us)


def with_episodes(conn: Connection, rules: Rules, spans: Mapping[int, Again]) -> set[int]:
    """Return those of some slots whose signals had an alarm at the beginning of their span or later."""
    if not spans:
        return set()
    slots = {rules.signals[slot].signal_id: slot for slot in spans}
    found = db.watch.episodes_from(conn, [(signal, spans[slot].from_us) for signal, slot in slots.items()])
    return {slots[signal] for signal, _level in found}


def judge(conn: Connection, one: Watched, runs: Runs | None, span: Again, *,
          last_us: int) -> tuple[list[Fact], After]:
    """Judge a span of one signal again, up to the newest reading that was judged before (``last_us``).

    Limits are judged as they are today; what happened before they were last changed stays as it was.
    """
    from_us = max(span.from_us, one.changed_us)
    if from_us > min(span.until_us, last_us):
        return [], After()
    span = Again(from_us, min(span.until_us, last_us))
    until_us = min(span.until_us + one.reach_us + _MARGIN_US, last_us)
    facts, after = _judge(conn, one, runs, span, until_us=until_us, last_us=last_us)
    if after.states and until_us < last_us:
        facts, after = _judge(conn, one, runs, span, until_us=last_us, last_us=last_us)
    return facts, after


def _judge(conn: Connection, one: Watched, runs: Runs | None, span: Again, *, until_us: int,
           last_us: int) -> tuple[list[Fact], After]:
    read = db.watch.readings(conn, [(one.signal_id, _reach(one, span.from_us), until_us + 1)])[one.signal_id]
    past = _past(conn, one, runs, read)
    episodes = db.watch.episodes_from(conn, [(one.signal_id, span.from_us)])
    facts, after = [], After()
    for limit in one.limits:
        since = next((episode for episode in episodes.get((one.signal_id, limit.level), ())
                      if episode.raised_us < span.from_us), None)
        found = _rejudged(past, limit, span, since)
        facts += [_fact(one, limit, correction, agrees=found.agrees) for correction in found.corrections]
        if not found.agrees:
            after.states[limit.level] = found.watch
            after.heard_us[limit.level] = _last(past.heard(limit, known_only=False))
    # Anchors reach back a window, and whatever is not read to its end differs only further back.
    anchors = _anchors(past) if one.has_rate and until_us == last_us else None
    return sorted(facts, key=lambda fact: fact.at), replace(after, anchors=anchors)


def _rejudged(past: _Past, limit: Limit, span: Again, since: Episode | None) -> Rejudged:
    before, after = past.heard(limit, known_only=True), past.heard(limit, known_only=False)
    since = None if since is None else Episode(since.began_us, since.raised_us, NEVER, since.value)
    state = watch.resume(since is not None, limit, before.where(before.time_us < span.from_us))
    until_us = span.until_us + (past.one.rate_reach_us if limit.level is Level.RATE else 0)
    return rejudge(state, limit, before.where(before.time_us >= span.from_us),
                   after.where(after.time_us >= span.from_us), until_us=until_us, since=since)


def _past(conn: Connection, one: Watched, runs: Runs | None, read: Readings) -> _Past:
    always = np.ones(len(read.time_us), np.bool_)
    if runs is None or not one.asks_running or not len(read.time_us):
        return _Past(one, read, always, always)
    first_us = int(read.time_us[0])
    return _Past(one, read, *(
        running.counts(steps(conn, runs, first_us, known_only=known_only), read.time_us, runs.rule)
        for known_only in (True, False)))


def _last(heard: Heard) -> int:
    return int(heard.time_us[-1]) if len(heard) else NEVER


def _reach(one: Watched, at_us: int) -> int:
    return at_us - one.reach_us


def _anchors(past: _Past) -> Anchors:
    rows = past.readings
    heard = watch.heard(rows.time_us, rows.value, past.counts_after, last_us=NEVER, frame=past.one.frame)
    return rate.rates((), heard.time_us, heard.value, window_us=past.one.window_us)[1]


def _may_be_turning(one: Watched, limit: Limit, value: float, active: bool) -> bool:
    """Tell whether a delay may be under way after a value; one that cannot be was not heard."""
    if not one.frame.minimum <= value <= one.frame.maximum:
        return limit.on_delay_s > 0 or limit.off_delay_s > 0
    if active:
        return limit.off_delay_s > 0 and limit.is_left_by(value)
    return limit.on_delay_s > 0 and limit.is_passed_by(value)


def _fact(one: Watched, limit: Limit, correction: Correction, *, agrees: bool) -> Fact:
    kind, before, after = Kind(limit.level.value), correction.before, correction.after
    was_raised_at = None if before is None else moment(before.raised_us)
    if after is None:
        return Fact(one.source, kind, Event.WITHDRAWN, Reason.LATE_DATA, was_raised_at=was_raised_at)
    return Fact(
        one.source, kind, Event.RAISED if before is None else Event.REVISED, Reason.LATE_DATA, limit.priority,
        limit.latching, moment(after.began_us), moment(after.raised_us),
        None if after.cleared_us == NEVER else moment(after.cleared_us), after.value, limit.value, was_raised_at,
        keeps_end=agrees and before is not None and before.cleared_us == after.cleared_us == NEVER)
