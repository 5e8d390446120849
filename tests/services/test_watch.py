"""Every reading is judged in the transaction that stores it, and the order in which readings come changes nothing."""

import itertools
import os
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import db.readings
import services.arrivals
from db.connect import open_connection
from domain import running, watch
from domain.alarm import Alarm, Entry, Event, fold
from domain.batch import Batch
from domain.limit import Level, Limit, Priority
from domain.rollup import GOOD, NEVER, Readings
from domain.running import UNHEARD
from domain.watch import Frame
from services.arrivals import Memory

EXAMPLES = int(os.environ.get("STETHOS_TEST_EXAMPLES", "25"))
START = datetime(2026, 7, 1, 8, tzinfo=UTC)
START_US = round(START.timestamp() * 1e6)
INTERVAL_S, GAP_US = 10, 40_000_000     # three intervals and ten seconds
HIGH = Limit(Level.HIGH, 4.5, deadband=0.5, on_delay_s=25, off_delay_s=15, priority=Priority.MEDIUM)
HIGH_HIGH = Limit(Level.HIGH_HIGH, 7.1, priority=Priority.CRITICAL)
LOW = Limit(Level.LOW, 1.0, on_delay_s=10, priority=Priority.LOW, only_while_running=True)
LIMITS = (HIGH, HIGH_HIGH, LOW)
_numbers = itertools.count()


@pytest.fixture
def storing(database):
    with open_connection(database, name="test") as conn:
        db.readings.create_staging(conn)
        conn.execute("INSERT INTO place (key, kind, name, time_zone) VALUES ('s', 'site', 'S', 'UTC')")
        yield conn


class Pump:
    """A machine whose signal v has the limits above and whose signal rpm tells whether it runs, started at 30 s."""

    def __init__(self, conn, limits=LIMITS):
        self.conn, self.key = conn, f"m{next(_numbers)}"
        self.machine = self._one("INSERT INTO machine (key, place_id, name, type, starting_s, running_above) "
                                 "SELECT %s, id, 'Pump', 'pump', 30, 100 FROM place RETURNING id", self.key)
        device = self._one("INSERT INTO device (name, machine_id) VALUES (%s, %s) RETURNING id", self.key, self.machine)
        self.v, self.rpm = (self._one(
            "INSERT INTO signal (device_id, name, interval_s, minimum, maximum) VALUES (%s, %s, %s, -1000, 5000) "
            "RETURNING id", device, name, INTERVAL_S) for name in ("v", "rpm"))
        conn.execute("UPDATE machine SET running_signal_id = %s WHERE id = %s", [self.rpm, self.machine])
        self.limit(limits)
        self.restart()

    def limit(self, limits):
        values = {limit.level.value: limit.value for limit in limits}
        self.conn.execute(
            "INSERT INTO signal_limit (signal_id, low_low, low, high, high_high, rate_per_h, changed_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, '2026-01-01Z')",
            [self.v, *(values.get(name) for name in ("low_low", "low", "high", "high_high", "rate"))])
        for limit in limits:
            self.conn.execute("INSERT INTO limit_setting VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", [
                self.v, limit.level, limit.deadband, limit.on_delay_s, limit.off_delay_s, limit.priority,
                limit.latching, limit.only_while_running])

    def restart(self):
        self.memory = Memory.load(self.conn)

    def say(self, rows, *, now=START + timedelta(days=1)):
        """Store rows of (signal, seconds, value) as one batch."""
        n = len(rows)
        batch = Batch(Readings(
            np.array([self.memory.slot(signal) for signal, *_ in rows], np.int64),
            np.array([START_US + round(second * 1e6) for _, second, _ in rows], np.int64),
            np.array([float(value) for *_, value in rows]), np.full(n, GOOD, np.int16),
            np.full(n, round(now.timestamp() * 1e6)), np.ones(n, bool)), messages=1)
        services.arrivals.store(self.conn, batch, self.memory, now=now)

    def vibrate(self, *pairs):
        self.say([(self.v, second, value) for second, value in pairs])

    def episodes(self, kind=None):
        """Return (kind, began, raised, cleared) in seconds after START."""
        return self.conn.execute(
            "SELECT kind, extract(epoch FROM began_at - %(start)s)::float8, "
            "extract(epoch FROM raised_at - %(start)s)::float8, extract(epoch FROM cleared_at - %(start)s)::float8 "
            "FROM alarm_episode WHERE source = %(source)s AND (%(kind)s::text IS NULL OR kind = %(kind)s) "
            "ORDER BY kind, raised_at", {"start": START, "source": f"signal:{self.v}", "kind": kind}).fetchall()

    def alarms(self):
        return self.conn.execute("SELECT kind, active, acknowledged, episodes, priority FROM alarm "
                                 "WHERE machine_id = %s ORDER BY id", [self.machine]).fetchall()

    def announcements(self):
        return self.conn.execute("SELECT a.kind, n.event FROM announcement n JOIN alarm a ON a.id = n.alarm_id "
                                 "WHERE a.machine_id = %s ORDER BY n.id", [self.machine]).fetchall()

    def _one(self, statement, *values):
        return self.conn.execute(statement, values).fetchone()[0]


def expected(rows, limits=LIMITS, signal="v"):
    """Judge a history in the order of time, without a database."""
    times = np.array([START_US + round(s * 1e6) for name, s, _ in rows if name == "v"], np.int64)
    values = np.array([float(value) for name, _, value in rows if name == "v"])
    rule = running.Rule(100, 30_000_000, GAP_US)
    rpm_us = np.array([START_US + round(s * 1e6) for name, s, _ in rows if name == "rpm"], np.int64)
    rpm = np.array([float(value) for name, _, value in rows if name == "rpm"])
    counts = running.counts(running.steps(UNHEARD, rpm_us, rpm, rule), times, rule)
    heard = watch.heard(times, values, counts, last_us=NEVER, frame=Frame(-1000, 5000, GAP_US))
    found = [(limit.level.value, *((at - START_US) / 1e6 if at != NEVER else None
                                   for at in (one.began_us, one.raised_us, one.cleared_us)))
             for limit in limits for one in watch.history(limit, heard)]
    return sorted(found, key=lambda row: row[0:1] + row[2:3])


def test_a_limit_crossed_raises_an_alarm_with_its_case_journal_and_announcement(storing):
    pump = Pump(storing)
    pump.vibrate((0, 2.0), (10, 7.4))
    assert pump.episodes() == [("high_high", 10, 10, None)]
    assert pump.alarms() == [("high_high", True, False, 1, "critical")]
    assert pump.announcements() == [("high_high", "raised")]
    case = storing.execute("SELECT c.began_at, c.closed_at, a.value, a.limit_value FROM machine_case c "
                           "JOIN alarm a ON a.case_id = c.id").fetchone()
    assert case == (START + timedelta(seconds=10), None, 7.4, 7.1)
    journal = storing.execute("SELECT event, at, reason FROM alarm_journal").fetchall()
    assert journal == [("raised", START + timedelta(seconds=10), "beyond")]


def test_delays_are_those_of_the_readings_and_survive_a_restart_in_their_middle(storing):
    pump = Pump(storing)
    pump.vibrate((0, 2.0), (10, 5.0), (20, 5.0))
    pump.restart()
    pump.vibrate((30, 5.0))
    assert pump.episodes() == []
    pump.vibrate((40, 5.0), (50, 3.9), (60, 4.2), (70, 3.9))
    pump.restart()
    assert pump.episodes() == [("high", 10, 40, None)]
    pump.vibrate((80, 3.9), (90, 3.9))
    assert pump.episodes() == [("high", 10, 40, 90)]
    assert pump.alarms() == [("high", False, False, 1, "medium")]


def test_a_low_limit_rests_while_the_machine_stands_still_or_starts(storing):
    pump = Pump(storing)
    pump.say([(pump.rpm, s, 0 if 20 <= s < 60 else 1450) for s in range(0, 130, 10)])
    pump.vibrate(*((s, 0.2 if 20 <= s < 80 else 2.0) for s in range(0, 130, 10)))
    assert pump.episodes() == []


def test_an_alarm_ends_when_the_machine_stops_and_that_becomes_known_only_later(storing):
    pump = Pump(storing)
    pump.say([(pump.rpm, s, 1450) for s in range(0, 30, 10)])
    pump.vibrate((10, 0.2), (20, 0.2), (30, 0.2), (40, 0.2))
    assert pump.episodes() == [("low", 10, 20, None)]
    pump.say([(pump.rpm, 29, 0), (pump.rpm, 45, 0)])
    assert pump.episodes() == [("low", 10, 20, 30)]
    assert pump.announcements() == [("low", "raised"), ("low", "cleared")]


def test_late_readings_give_an_alarm_its_true_times(storing):
    pump = Pump(storing)
    pump.vibrate((0, 5.0), (10, 5.0), (30, 5.0), (40, 5.0))
    assert pump.episodes() == [("high", 0, 30, None)]
    pump.vibrate((20, 2.0))
    assert pump.episodes() == []
    assert pump.alarms() == [("high", False, True, 0, "medium")]
    pump.vibrate((50, 5.0), (60, 5.0))
    assert pump.episodes() == [("high", 30, 60, None)]
    journal = storing.execute("SELECT event, reason FROM alarm_journal ORDER BY id").fetchall()
    assert journal == [("raised", "beyond"), ("withdrawn", "late_data"), ("raised", "beyond")]


def test_a_late_reading_that_ends_a_silence_lets_the_run_before_it_go_on(storing):
    pump = Pump(storing, limits=(HIGH,))
    pump.vibrate((0, 5.0), (30, 5.0), (40, 3.9), (90, 3.9), (100, 4.2))
    assert pump.episodes() == [("high", 0, 30, None)]
    pump.vibrate((50, 3.9))
    assert pump.episodes() == [("high", 0, 30, 90)]


def test_readings_that_cannot_be_break_no_silence_and_no_run(storing):
    pump = Pump(storing, limits=(HIGH,))
    pump.vibrate((0, 5.0), (25, -5000.0), (50, 5.0), (60, 2.0))
    assert pump.episodes() == []
    pump.vibrate((100, 5.0), (110, 6000.0))
    pump.restart()
    pump.vibrate((120, 6000.0), (130, 5.0), (140, 2.0))
    assert pump.episodes() == [("high", 100, 130, None)]


def test_an_episode_found_in_late_readings_is_over_and_waits_to_be_acknowledged(storing):
    pump = Pump(storing)
    pump.vibrate((0, 2.0), (1000, 2.0))
    pump.vibrate((500, 9.0), (510, 2.0))
    assert pump.episodes() == [("high_high", 500, 500, 510)]
    assert pump.alarms() == [("high_high", False, False, 1, "critical")]
    assert pump.announcements() == [("high_high", "raised"), ("high_high", "cleared")]


def test_the_rate_of_change_is_judged(storing):
    pump = Pump(storing, limits=(Limit(Level.RATE, 6.0, priority=Priority.LOW),))
    pump.vibrate(*((s, 2.0) for s in range(0, 900, 10)))
    pump.restart()
    pump.vibrate(*((s, 2.0 + (s - 900) / 100) for s in range(900, 1500, 10)))
    (kind, began, _raised, cleared), = pump.episodes()
    assert (kind, cleared) == ("rate", None)
    assert 900 < began < 1100


def test_a_late_reading_changes_the_rates_of_a_window_after_it(storing):
    pump = Pump(storing, limits=(Limit(Level.RATE, 30.0, priority=Priority.LOW),))
    pump.vibrate((770, 4.2), (780, 0.2), (790, 0.2), (1070, 0.2))
    assert pump.episodes() == [("rate", 1070, 1070, None)]
    pump.vibrate((470, 0.2))
    assert pump.episodes() == [("rate", 770, 770, 780)]


def test_an_alarm_whose_limit_is_removed_ends(storing):
    pump = Pump(storing)
    pump.vibrate((0, 9.0))
    storing.execute("UPDATE signal_limit SET high_high = NULL WHERE signal_id = %s", [pump.v])
    pump.memory.look_around(storing)
    assert pump.alarms() == [("high_high", False, False, 1, "critical")]
    pump.vibrate((10, 9.0))
    assert [kind for kind, *_ in pump.episodes()] == ["high_high"]


values = st.sampled_from([0.2, 0.9, 1.0, 2.0, 3.9, 4.0, 4.2, 4.5, 4.6, 7.1, 7.2, 9.0, 6000.0, -5000.0])
seconds = st.integers(0, 40).map(lambda step: step * 10)
histories = st.lists(st.tuples(st.sampled_from(["v", "v", "v", "rpm"]), seconds, values), min_size=1, max_size=60,
                     unique_by=lambda row: row[:2])


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=histories, data=st.data())
def test_any_order_any_batches_and_restarts_give_the_same_episodes(storing, rows, data):
    pump = Pump(storing)
    signals = {"v": pump.v, "rpm": pump.rpm}
    rows = [(name, second, 1450 if name == "rpm" and value > 3 else 0 if name == "rpm" else value)
            for name, second, value in rows]
    shuffled = data.draw(st.permutations(rows))
    while shuffled:
        size = data.draw(st.integers(1, len(shuffled)))
        pump.say([(signals[name], second, value) for name, second, value in shuffled[:size]])
        shuffled = shuffled[size:]
        if data.draw(st.booleans()):
            pump.restart()
    assert pump.episodes() == expected(sorted(rows, key=lambda row: row[1]))
    for alarm_id, priority, *state in storing.execute(
            "SELECT id, priority, active, acknowledged, latched FROM alarm WHERE machine_id = %s", [pump.machine]):
        entries = [Entry(Event(event), at, reason, details=details) for event, at, reason, details in storing.execute(
            "SELECT event, at, reason, details FROM alarm_journal WHERE alarm_id = %s ORDER BY id", [alarm_id])]
        assert fold(Priority(priority), entries) == Alarm(Priority(priority), *state)


def test_an_episode_cut_in_two_by_a_late_reading_ends_as_it_did(storing):
    pump = Pump(storing)
    pump.vibrate((210, 9.0), (340, 7.2), (390, 0.2))
    pump.vibrate((330, 0.2))
    assert pump.episodes() == [("high_high", 210, 210, 330), ("high_high", 340, 340, 390)]
