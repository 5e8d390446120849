"""Alarms of a whole fleet: a thousand starts are no alarm, and a broker that goes away is one."""

import threading
import time

import numpy as np
import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from domain.limit import Level, Limit
from simulator import fault, fleet, plant, wire
from simulator.source import SimulatedMachines
from tests.ingest import works
from tests.ingest.actors import eventually
from tests.ingest.works import START_MS, assert_journals_fold

STARTS, STEP_MS, BEFORE_MS, AFTER_MS = 1000, 5_000, 20_000, 60_000
DEVICES, CONNECTIONS, SPEAKS_EVERY_S, INTERVAL_S = 5000, 10, 4.0, 1.0     # silent after 13 s
_OF_THE_START = ("speed", "current", "flow", "pressure")


@pytest.mark.slow
@pytest.mark.one_edition
def test_of_a_thousand_simulated_starts_none_raises_a_limit_that_holds_only_while_running(database):
    """Inrush, and pressure and flow that have to build up first; every tenth machine shows that they would raise."""
    machines = fleet.build(260, seed=3)
    source = SimulatedMachines(machines, fault.none(260), interval_ms=STEP_MS)
    starts = _starts(plant.build(machines))
    assert len(starts) == STARTS
    control = {machines.machines[number].device for number, _ in starts if number % 10 == 0}
    with works.looking(database) as conn:
        works.fill(conn, [one.device for one in machines.machines], signals=_OF_THE_START, interval_s=STEP_MS / 1000)
        _limit_the_start(conn, machines, control)
    with works.intake(database) as intake:
        for first in range(0, len(starts), 50):
            intake.take(_said(source, starts[first:first + 50]))
        raised = intake.conn.execute("SELECT d.name FROM alarm a JOIN device d ON d.id = a.device_id").fetchall()
        assert {name for name, in raised} == control
        stored, = intake.conn.execute("SELECT count(*) FROM readings").fetchone()
        assert stored > STARTS * (BEFORE_MS + AFTER_MS) / STEP_MS * 2
        assert_journals_fold(intake.conn)


@pytest.mark.slow
@pytest.mark.one_edition
def test_a_broker_that_goes_away_from_five_thousand_devices_is_one_alarm_that_ends_by_itself(
        own_broker, database, ingester_factory, jobs_factory):
    names = [f"d{number}" for number in range(DEVICES)]
    with works.looking(database) as conn:
        works.fill(conn, names, signals=["v"], interval_s=INTERVAL_S)
        works.limit(conn, names, Limit(Level.HIGH, 4.5, on_delay_s=5), Limit(Level.LOW, 1.0, only_while_running=True))

    def trusted():
        return works.answers(database, "SELECT count(*) FROM machine_state WHERE trust IN ('good', 'late')")

    def silent():
        return works.answers(database, "SELECT count(*) FROM machine_state WHERE trust = 'silent'")

    ingester_factory(own_broker.url, database, "works")
    with _Speakers(own_broker.port, names):
        eventually(lambda: works.answers(database, "SELECT count(*) FROM latest") == DEVICES, within_s=60)
        jobs_factory(database)
        eventually(lambda: trusted() == DEVICES, within_s=60)
        own_broker.kill()
        eventually(lambda: silent() == DEVICES, within_s=60)
        own_broker.start()
        eventually(lambda: trusted() == DEVICES, within_s=60)
        eventually(lambda: works.answers(database, "SELECT bool_and(is_over) FROM alarm"), within_s=60)
        assert trusted() == DEVICES
    with works.looking(database) as conn:
        assert works.alarms(conn) == [("platform", "platform", "broker_away", False, True)]
        assert works.announcements(conn) == [("platform", "broker_away", "raised"),
                                             ("platform", "broker_away", "cleared")]
        assert conn.execute("SELECT count(*) FROM machine_case").fetchone() == (0,)
        assert_journals_fold(conn)


class _Speakers:
    """All devices on few connections: each speaks every few seconds and repeats what nobody has confirmed."""

    def __init__(self, port, names):
        self._names, self._clients, self._over = names, [self._connect(port) for _ in range(CONNECTIONS)], False
        self._thread = threading.Thread(target=self._speak, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over = True
        self._thread.join()
        for client in self._clients:
            client.disconnect()
            client.loop_stop()

    def _speak(self):
        share, turn_s = len(self._names) // 40, SPEAKS_EVERY_S / 40
        began_s = time.monotonic()
        for turn in range(1_000_000):
            for number in range(turn * share, (turn + 1) * share):
                name = self._names[number % len(self._names)]
                payload = wire.sample(time.time_ns() // 1_000_000, {"v": 2.0 + number % 7 / 10})
                self._clients[number % CONNECTIONS].publish(f"stethos/v1/works/{name}/telemetry", payload, qos=1)
            time.sleep(max(0.0, began_s + (turn + 1) * turn_s - time.monotonic()))
            if self._over:
                return

    @staticmethod
    def _connect(port):
        client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        client.max_inflight_messages_set(500)
        client.reconnect_delay_set(1, 1)
        client.connect("127.0.0.1", port)
        client.loop_start()
        return client


def _starts(built):
    """Return (machine, time in ms) of starts after a stop of two minutes at the least, in the order of time."""
    short = np.flatnonzero((built.period_s < plant.DAY_S) & (built.period_s - built.on_s > 120))
    found = []
    for number in short.tolist():
        phase_s = (START_MS / 1000 + built.utc_offset_s[number] + built.shift_s[number]) % built.period_s[number]
        first_s, period_s = built.period_s[number] - phase_s, built.period_s[number]
        found += [(number, START_MS + round((first_s + turn * period_s) * 1000)) for turn in range(40)]
    return sorted(found, key=lambda start: start[1])[:STARTS]


def _said(source, starts):
    """Return what the devices say around some starts, one message a sample, in the order of time."""
    steps = np.arange(-BEFORE_MS, AFTER_MS + 1, STEP_MS)
    index = np.repeat([number for number, _ in starts], len(steps))
    at_ms = np.concatenate([steps + at_ms + number % 7 * 700 for number, at_ms in starts])
    return [(f"stethos/v1/works/{one.device.id}/telemetry", wire.sample(one.ts_ms, {
        name: value for name, value in one.values.items() if name in _OF_THE_START}))
        for one in sorted(source.samples(index, at_ms), key=lambda one: one.ts_ms)]


def _limit_the_start(conn, machines, control):
    built = plant.build(machines)
    for number, one in enumerate(machines.machines):
        rests = one.device not in control
        rated_a, rated_bar = float(built.rated_current_a[number]), float(built.rated_pressure_bar[number])
        works.limit(conn, [one.device], Limit(Level.LOW, 0.25 * rated_a, only_while_running=rests),
                    Limit(Level.HIGH, 1.5 * rated_a, only_while_running=rests), signal="current")
        if one.type == "pump":
            works.limit(conn, [one.device], Limit(Level.LOW_LOW, 0.6 * rated_bar, only_while_running=rests),
                        Limit(Level.LOW, 0.7 * rated_bar, only_while_running=rests), signal="pressure")
