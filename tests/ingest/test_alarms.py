"""Alarms from real messages: whatever happens to ingester and order, they are those of the readings' own times."""

import os
from datetime import timedelta

import paho.mqtt.publish
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.limit import Level, Limit, Priority
from services.judging import Judge
from tests.ingest import works
from tests.ingest.actors import eventually
from tests.ingest.works import START, assert_journals_fold, buffered, episodes, sample

DELAYED = Limit(Level.HIGH, 4.5, deadband=0.5, on_delay_s=60, off_delay_s=45, latching=True)
CRITICAL = Limit(Level.HIGH_HIGH, 7.1, priority=Priority.CRITICAL)
RESTING = Limit(Level.LOW, 1.0, deadband=0.5, on_delay_s=20, only_while_running=True)
RATE = Limit(Level.RATE, 30.0, deadband=5.0, on_delay_s=90, off_delay_s=30, priority=Priority.LOW)
VALUES = st.sampled_from([0.2, 0.9, 1.2, 2.0, 3.9, 4.2, 4.6, 5.0, 6.9, 7.2, 9.0, 5001.0, -101.0])
MOMENTS = st.lists(st.tuples(st.integers(0, 160).map(lambda step: step * 10), VALUES, st.sampled_from([0, 1450, 1450])),
                   min_size=1, max_size=50, unique_by=lambda moment: moment[0]).map(sorted)
EXAMPLES = int(os.environ.get("STETHOS_TEST_EXAMPLES", "8"))


@pytest.fixture
def ingester(broker, database, ingester_factory):
    """Return an ingester in front of a database with one machine of a delayed limit."""
    with works.looking(database) as conn:
        works.fill(conn, ["pump"])
        works.limit(conn, ["pump"], DELAYED)
    return ingester_factory(broker.url, database, "works")


def test_an_ingester_killed_in_mid_delay_raises_the_alarm_at_exactly_the_same_time(broker, database, ingester):
    """Killed while the on-delay runs and again while the off-delay does, each time with a message on the way."""
    def say(*pairs):
        paho.mqtt.publish.multiple([{"topic": topic, "payload": payload, "qos": 1} for topic, payload in (
            sample("pump", at_s, v=value) for at_s, value in pairs)], port=broker.port)

    def stored(count):
        eventually(lambda: works.answers(database, "SELECT count(*) FROM readings") == count)

    say((0, 2), (10, 5), (30.5, 5), (50, 5))
    stored(4)
    say((69.999, 5))
    ingester.kill()
    say((70.25, 5.5), (80, 4.4), (90, 3.9))
    ingester.start()
    stored(8)
    say((100, 3.9), (134.999, 4.0))
    ingester.kill()
    say((136, 3.8), (140, 2))
    ingester.start()
    stored(12)
    with works.looking(database) as conn:
        assert episodes(conn, "pump") == [("high", 10, 70.25, 136, 5.5)]
        assert works.announcements(conn) == [("machine", "high", "raised"), ("machine", "high", "cleared")]
        assert conn.execute("SELECT active, acknowledged, latched FROM alarm").fetchall() == [(False, False, True)]
        assert_journals_fold(conn)


@pytest.fixture
def storing(database):
    with works.looking(database) as conn:
        works.fill(conn, ["in-order", "shuffled"])
        works.limit(conn, ["in-order", "shuffled"], DELAYED, CRITICAL, RESTING, RATE)
    with works.intake(database) as intake:
        yield intake


@settings(max_examples=EXAMPLES, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(moments=MOMENTS, data=st.data())
def test_messages_in_any_order_end_with_the_episodes_of_messages_in_order(storing, moments, data):
    for device in ("in-order", "shuffled"):
        _forget(storing.conn, device)
    storing.restart()
    storing.take([sample("in-order", at_s, v=value, speed=speed) for at_s, value, speed in moments])
    for batch in _batches(data, _messages(data, "shuffled", moments)):
        storing.take(batch)
        if data.draw(st.integers(0, 4)) == 0:
            storing.restart()
    assert episodes(storing.conn, "shuffled") == episodes(storing.conn, "in-order")
    assert_journals_fold(storing.conn)


def test_a_gateway_that_falls_silent_is_one_alarm_naming_all_its_machines(database):
    behind, beside = [f"d{number}" for number in range(40)], [f"e{number}" for number in range(3)]
    with works.looking(database) as conn:
        works.fill(conn, behind + beside, signals=["v"])
        works.limit(conn, behind, CRITICAL)
    with works.intake(database) as intake:
        intake.take([(f"stethos/v1/works/{name}/status", b'{"online": true, "gateway": "%b"}' % gateway)
                     for names, gateway in ((behind, b"gw-7"), (beside, b"gw-8")) for name in names])
        clock = _Clock(intake)
        clock.pass_by(120, speaking=behind + beside)
        clock.pass_by(120, speaking=beside + behind[:1])
        assert len(works.alarms(intake.conn)) == 39     # one of them still speaks: it is not the gateway
        clock.pass_by(120, speaking=beside)
        on = intake.conn.execute("SELECT source, blind FROM alarm WHERE active AND cause_id IS NULL").fetchall()
        assert on == [("gateway:gw-7", 40)]
        assert intake.conn.execute("SELECT count(*) FROM alarm a JOIN alarm c ON c.id = a.cause_id "
                                   "WHERE a.active AND c.source = 'gateway:gw-7'").fetchone() == (39,)
        clock.pass_by(60, speaking=behind + beside)
        assert {is_over for *_, is_over in works.alarms(intake.conn)} == {True}
        assert not [one for one in works.alarms(intake.conn) if one[0] == "machine"]
        assert_journals_fold(intake.conn)


def test_forty_devices_that_fall_silent_with_their_gateway_are_told_once(database):
    behind = [f"d{number}" for number in range(40)]
    with works.looking(database) as conn:
        works.fill(conn, behind, signals=["v"])
    with works.intake(database) as intake:
        intake.take([(f"stethos/v1/works/{name}/status", b'{"online": true, "gateway": "gw-7"}') for name in behind])
        clock = _Clock(intake)
        clock.pass_by(120, speaking=behind)
        clock.pass_by(120, speaking=[])
        assert [(source, is_on) for _, source, _, is_on, _ in works.alarms(intake.conn)] == [("gateway:gw-7", True)]
        clock.pass_by(60, speaking=behind)
        assert works.announcements(intake.conn) == [("gateway", "silent", "raised"), ("gateway", "silent", "cleared")]
        assert_journals_fold(intake.conn)


class _Clock:
    """Lets time pass: devices speak every ten seconds, each a little after the other, and the judge looks on."""

    def __init__(self, intake):
        self._intake, self._judge, self._now_s = intake, Judge(), 0

    def pass_by(self, span_s, *, speaking):
        for _ in range(span_s // 5):
            self._now_s += 5
            now = START + timedelta(seconds=self._now_s)
            if self._now_s % 10 == 0:
                self._intake.take([sample(name, self._now_s - 5 + number / 10, v=2.0 + self._now_s / 1e4)
                                   for number, name in enumerate(speaking)], at=now)
            self._intake.conn.execute(
                "INSERT INTO heartbeat (process, at, started_at, version, details) VALUES ('ingest', %s, %s, '1', "
                "'{\"broker\": \"connected\", \"lag_ms\": 0}') ON CONFLICT (process) DO UPDATE SET at = excluded.at",
                [now, START])
            self._judge.judge(self._intake.conn, now=now)


def _messages(data, device, moments):
    """Return what a device says in any order, some of it kept for a while and sent together."""
    shuffled = data.draw(st.permutations(moments))
    singles = data.draw(st.integers(0, len(shuffled)))
    kept = shuffled[singles:]
    messages = [sample(device, at_s, v=value, speed=speed) for at_s, value, speed in shuffled[:singles]]
    return [*messages, *([buffered(device, [(at_s, {"v": value, "speed": speed}) for at_s, value, speed in kept])]
                         if kept else [])]


def _batches(data, messages):
    while messages:
        size = data.draw(st.integers(1, len(messages)))
        yield messages[:size]
        messages = messages[size:]


def _forget(conn, device):
    of_device = "SELECT s.id FROM signal s JOIN device d ON d.id = s.device_id WHERE d.name = %s"
    for statement in (f"DELETE FROM alarm WHERE signal_id IN ({of_device})",
                      f"DELETE FROM readings WHERE signal_id IN ({of_device})",
                      f"DELETE FROM latest WHERE signal_id IN ({of_device})"):
        conn.execute(statement, [device])
