"""The watch: every reading is held against its limits, in the transaction that stores it.

Nearly all readings are within their limits and their alarms at rest: those are told apart column by column. The
others go reading by reading through domain/watch.py. What has turned is written by services/alarm_log.py.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime

import numpy as np

import db.watch
from db.connect import Connection
from db.readings import moment
from domain import fact, rate, running
from domain.alarm import Event, Kind
from domain.fact import Fact
from domain.limit import Level, Limit
from domain.rate import Anchors
from domain.rollup import GOOD, NEVER, Bools, Ints, Readings, Rows
from domain.running import UNHEARD, Steps, Track
from domain.watch import REST, Reason, Turn, Turned
from services import alarm_log, watch_again, watch_rules
from services.watch_again import Again
from services.watch_known import Judged, Known, Reading
from services.watch_rules import Rules, Runs, Watched

# Limits are read again soon after a change, which is counted a moment before it is committed, and now and then.
_SOON_S, _ANYWAY_S = 4.0, 600.0


class Watcher:
    """Knows all limits and how their alarms stand; one for each ingester, as services.arrivals.Memory."""

    def __init__(self) -> None:
        self.rules, self.known = Rules(), Known()
        self._busy: Bools = np.zeros(0, np.bool_)
        self._changes, self._again_s = -1, 0.0

    def reload_if_changed(self, conn: Connection, slot_of: Callable[[int], int], tails: Callable[[], Rows], *,
                          now: datetime) -> None:
        """Read the limits again if somebody has changed the fleet; alarms of limits that are gone end."""
        changes, now_s = db.watch.changes(conn), time.monotonic()
        if changes == self._changes and now_s < self._again_s:
            return
        self._again_s = now_s + (_ANYWAY_S if changes == self._changes else _SOON_S)
        is_first, rules = self._changes < 0, watch_rules.load(conn, slot_of)
        news = Known(*watch_again.resumed(conn, rules, tails())) if is_first else (
            self._without_gone(conn, rules, now=now))
        if is_first:
            _end_orphans(conn, rules, now=now)
        self._resume_new_tracks(conn, rules, news)
        self.rules, self._changes = rules, changes
        self.known.learn(news)
        self._mark_busy()

    def judge(self, conn: Connection, rows: Readings, tails: Rows, *, now: datetime) -> Callable[[], None]:
        """Judge readings that were stored in this transaction, and write what turned.

        Shape:   rows are sorted by slot, then time; tails are those before them.
        Returns: what to call once the transaction is committed.
        """
        usable = rows.where((rows.quality == GOOD) & ~np.isnan(rows.value) & (rows.slot < self.rules.size))
        round_ = _Round(self.rules, self.known, usable, tails)
        if len(usable):
            alarm_log.record(conn, round_.judge(conn, self._busy), now=now)
        return lambda: self._learn(round_.news)

    def _learn(self, news: Known) -> None:
        self.known.learn(news)
        if news.states:
            self._mark_busy()

    def _mark_busy(self) -> None:
        """Mark the signals of which every reading goes through the engine."""
        self._busy = self.rules.has_rate.copy()
        self._busy[[slot for slot, _ in self.known.states if slot < self.rules.size]] = True

    def _without_gone(self, conn: Connection, rules: Rules, *, now: datetime) -> Known:
        """Return what is left of limits that are no more: nothing; their alarms end now."""
        there = {(slot, limit.level) for slot, one in rules.signals.items() for limit in one.limits}
        gone = {key: state for key, state in self.known.states.items() if key not in there}
        ended = [Fact(self.rules.signals[slot].source, Kind(level.value), Event.CLEARED, Reason.LIMIT_REMOVED,
                      cleared_at=now) for (slot, level), state in gone.items() if state.active]
        with conn.transaction():
            alarm_log.record(conn, ended, now=now)
        return Known(states=dict.fromkeys(gone, REST))

    def _resume_new_tracks(self, conn: Connection, rules: Rules, news: Known) -> None:
        for machine, runs in rules.runs.items():
            known = self.rules.runs.get(machine)
            if machine in rules.dependents and (known is None or known.slot != runs.slot):
                news.tracks.setdefault(machine, watch_again.track(conn, runs))


def _end_orphans(conn: Connection, rules: Rules, *, now: datetime) -> None:
    """End alarms of limits that were taken away, or whose device was retired, while nobody watched."""
    there = {(one.signal_id, limit.level) for one in rules.signals.values() for limit in one.limits}
    ended = [Fact(fact.of_signal(signal_id, machine_id=machine_id), Kind(level.value), Event.CLEARED,
                  Reason.LIMIT_REMOVED, cleared_at=now)
             for signal_id, level, machine_id in db.watch.raised(conn) if (signal_id, level) not in there]
    with conn.transaction():
        alarm_log.record(conn, ended, now=now)


class _Round:
    """One batch: what its readings turn, and what is known after them."""

    def __init__(self, rules: Rules, known: Known, rows: Readings, tails: Rows) -> None:
        self.rules, self.known, self.rows, self.tails = rules, known, rows, tails
        self.news = Known()
        self._times, self._values = rows.time.tolist(), rows.value.tolist()
        self._heard: dict[int, list[Track]] = {}        # by machine: after each new reading that tells whether it runs
        self._steps: dict[int, Steps] = {}              # of machines of which more has to be known than that

    def judge(self, conn: Connection, busy: Bools) -> list[Fact]:
        """Judge all readings; return the facts in the order of time for each alarm."""
        slots, last_us = self.rows.slot, self.tails["usable_at"]
        late = self.rows.time <= last_us[slots]
        again = self._hear_running(conn, late) if self.rules.tells_running[slots].any() else {}
        beyond = (self.rows.value > self.rules.high_edge[slots]) | (self.rows.value < self.rules.low_edge[slots])
        hot, passed = busy[slots] | beyond, set(slots[beyond].tolist())
        if late.any():
            for slot, one in self._late(conn, late, hot).items():
                again[slot] = one.joined(again.get(slot))
        facts: list[Fact] = []
        for slot, first, end in self._fresh(np.unique(slots[hot & ~late])):
            if slot not in again and slot in self.rules.signals:
                facts += self._go_on(conn, self.rules.signals[slot], self.known, range(first, end),
                                     wakes_all=slot in passed)
        for slot, one in again.items():
            facts += self._judge_again(conn, self.rules.signals[slot], one)
        return facts

    def _fresh(self, slots: Ints) -> Iterable[tuple[int, int, int]]:
        """Return where the readings of some signals are that are newer than all before them."""
        end = np.searchsorted(self.rows.slot, slots, side="right")
        first = np.searchsorted(self.rows.slot, slots)
        late = np.append(0, np.cumsum(self.rows.time <= self.tails["usable_at"][self.rows.slot]))
        return zip(slots.tolist(), (first + late[end] - late[first]).tolist(), end.tolist(), strict=True)

    def _go_on(self, conn: Connection, one: Watched, known: Known, rows: range, *, wakes_all: bool) -> list[Fact]:
        """Judge the readings of one signal that are newer than all before them, from what was known.

        Limits at rest can be left out unless a value has passed one (``wakes_all``).
        """
        facts: list[Fact] = []
        limits = [Judged(limit, known.states.get(key, REST), known.heard_us.get(key, NEVER))
                  for limit in one.limits for key in [(one.slot, limit.level)]
                  if wakes_all or limit.level is Level.RATE or key in known.states]
        for row, counts in zip(rows, self._counts(conn, one, rows), strict=True):
            reading = Reading(self._times[row], self._values[row], counts)
            if one.frame.minimum <= reading.value <= one.frame.maximum:
                facts += self._hear(one, limits, reading, known.anchors.get(one.slot, ()))
        self._keep(one, limits, known)
        return facts

    def _hear(self, one: Watched, limits: list[Judged], reading: Reading, anchors: Anchors) -> list[Fact]:
        """Judge one reading by all limits of its signal, which change with it."""
        facts = []
        for judged in limits:
            value = reading.value
            if judged.limit.level is Level.RATE:
                value, self.news.anchors[one.slot] = rate.step(
                    self.news.anchors.get(one.slot, anchors), reading.at_us, value, window_us=one.window_us)
                if value != value:
                    continue
            turned = judged.hear(reading, value, longest_gap_us=one.frame.longest_gap_us)
            if turned is not None:
                facts.append(_fact(one, judged.limit, turned))
        return facts

    def _keep(self, one: Watched, limits: list[Judged], known: Known) -> None:
        for judged in limits:
            key = one.slot, judged.limit.level
            if judged.state != known.states.get(key, REST) or key in self.news.states:
                self.news.states[key] = judged.state
            if judged.state.run_us != NEVER:
                self.news.heard_us[key] = judged.heard_us

    def _counts(self, conn: Connection, one: Watched, rows: range) -> list[bool]:
        """Tell for readings of a signal whether limits count that hold only while its machine runs."""
        runs = self.rules.runs.get(one.machine_id) if one.asks_running and len(rows) else None
        if runs is None:
            return [True] * len(rows)
        times = self._times[rows.start:rows.stop]
        if one.machine_id not in self._steps:
            track, heard = self._track(one.machine_id), self._heard.get(one.machine_id, [])
            found = [running.counts_at(track, heard, at_us, runs.rule) for at_us in times]
            if None not in found:
                return [bool(counts) for counts in found]
        if one.machine_id not in self._steps or times[0] < self._steps[one.machine_id].at_us[0]:
            self._steps[one.machine_id] = watch_again.steps(conn, runs, times[0])
        known: list[bool] = running.counts(self._steps[one.machine_id], np.array(times, np.int64), runs.rule).tolist()
        return known

    def _track(self, machine: int) -> Track:
        return self.known.tracks.get(machine, UNHEARD)

    def _hear_running(self, conn: Connection, late: Bools) -> dict[int, Again]:
        """Hear which machines run; return the limits of which readings were judged by something else."""
        again: dict[int, Again] = {}
        at = np.flatnonzero(self.rules.tells_running[self.rows.slot])
        slots = self.rows.slot[at]
        first = np.flatnonzero(np.append(True, slots[1:] != slots[:-1]))
        ends = [*at[first[1:] - 1].tolist(), int(at[-1])]
        for slot, begin, last in zip(slots[first].tolist(), at[first].tolist(), ends, strict=True):
            rows = range(begin, last + 1)
            for runs in self.rules.tellers[slot]:
                self._hear_machine(conn, runs, rows, late=bool(late[begin]))
                again |= self._rewritten(runs, rows)
        return again

    def _hear_machine(self, conn: Connection, runs: Runs, rows: range, *, late: bool) -> None:
        """Hear whether one machine runs; readings are in the order of time, so that late ones come first."""
        if late:
            self._steps[runs.machine_id] = watch_again.steps(conn, runs, self._times[rows.start])
            self.news.tracks[runs.machine_id] = self._steps[runs.machine_id].last
            return
        track, heard = self._track(runs.machine_id), []
        for row in rows:
            track = running.hear(track, self._times[row], self._values[row], runs.rule)
            heard.append(track)
        self._heard[runs.machine_id], self.news.tracks[runs.machine_id] = heard, track

    def _rewritten(self, runs: Runs, rows: range) -> dict[int, Again]:
        """Return the limits of a machine of which readings were judged without knowing what is known now."""
        dependents = self.rules.dependents[runs.machine_id]
        judged_us = self.tails["usable_at"][dependents]
        if self._times[rows.start] > judged_us.max():
            return {}
        new, before = self.rows.where(np.array(rows)), self._track(runs.machine_id)
        spans = {slot: watch_again.rewritten(before, new, runs.rule, judged_us=until_us)
                 for slot, until_us in zip(dependents.tolist(), judged_us.tolist(), strict=True)}
        return {slot: span for slot, span in spans.items() if span is not None}

    def _late(self, conn: Connection, late: Bools, hot: Bools) -> dict[int, Again]:
        """Return the signals whose late readings may change an alarm, with the span to judge again."""
        spans: dict[int, Again] = {}
        watched = late & self.rules.is_watched[self.rows.slot]
        slots, times = self.rows.slot[watched], self.rows.time[watched]     # by slot, then time
        first = np.flatnonzero(np.append(True, slots[1:] != slots[:-1])) if len(slots) else np.zeros(0, np.int64)
        for at, last in zip(first.tolist(), [*(first[1:] - 1).tolist(), len(slots) - 1], strict=False):
            spans[int(slots[at])] = Again(int(times[at]), int(times[last]))
        touched = set(self.rows.slot[watched & hot].tolist()) | watch_again.with_episodes(conn, self.rules, spans)
        return {slot: span for slot, span in spans.items() if slot in touched}

    def _judge_again(self, conn: Connection, one: Watched, span: Again) -> list[Fact]:
        """Judge the past of one signal again, then go on with what is newer."""
        facts, after = watch_again.judge(conn, one, self.rules.runs.get(one.machine_id), span,
                                         last_us=int(self.tails["usable_at"][one.slot]))
        self.news.states |= {(one.slot, level): state for level, state in after.states.items()}
        self.news.heard_us |= {(one.slot, level): at_us for level, at_us in after.heard_us.items()}
        if one.has_rate and after.anchors is not None:
            self.news.anchors[one.slot] = after.anchors
        known = self.known.of(one, self.news)
        (_slot, first, end), = self._fresh(np.array([one.slot]))
        return [*facts, *self._go_on(conn, one, known, range(first, end), wakes_all=True)]


def _fact(one: Watched, limit: Limit, turned: Turned) -> Fact:
    kind = Kind(limit.level.value)
    at, began_at = moment(turned.at_us), moment(turned.began_us)
    if turned.turn is Turn.CLEARED:
        return Fact(one.source, kind, Event.CLEARED, turned.reason, latching=limit.latching, cleared_at=at)
    return Fact(one.source, kind, Event.RAISED, turned.reason, limit.priority, limit.latching, began_at, at,
                value=turned.value, limit_value=limit.value)
