"""Devices, gateways and our own side: the cause is told and the symptoms are not, and nothing is told of machines."""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg.types.json import Jsonb

from services.judging import Judge

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
INTERVAL_S, SILENT_AFTER_S = 10, 40
SETTLED = NOW + timedelta(seconds=SILENT_AFTER_S + 31)


def seconds(count):
    return timedelta(seconds=count)


@pytest.fixture
def plant(conn):
    """Return a plant whose ingester is well."""
    return Plant(conn)


class Plant:
    """Machines with one device and one signal each, expected every ten seconds."""

    def __init__(self, conn):
        self.conn, self.judge = conn, Judge()
        self.site = self._one("INSERT INTO place (key, kind, name, time_zone) VALUES ('s', 'site', 'S', 'UTC') "
                              "RETURNING id")
        self.signals = {}

    def machine(self, name, *, gateway=None):
        machine = self._one("INSERT INTO machine (key, place_id, name, type) VALUES (%s, %s, %s, 'pump') RETURNING id",
                            name, self.site, name)
        device = self._one("INSERT INTO device (name, machine_id, gateway) VALUES (%s, %s, %s) RETURNING id", name,
                           machine, gateway)
        self.signals[name] = self._one(
            "INSERT INTO signal (device_id, name, interval_s, minimum, maximum, stuck_after_s) "
            "VALUES (%s, 'v', %s, 0, 100, 600) RETURNING id", device, INTERVAL_S)
        return name

    def hear(self, at, *names, value=2.0):
        for name in names:
            self.conn.execute(
                "INSERT INTO latest (signal_id, time, received_at, stored_at, value, quality, live, usable_at, usable, "
                "changed_at) VALUES (%(s)s, %(at)s, %(at)s, %(at)s, %(v)s, 192, true, %(at)s, %(v)s, %(at)s) "
                "ON CONFLICT (signal_id) DO UPDATE SET time = excluded.time, received_at = excluded.time, "
                "usable_at = excluded.time, stored_at = excluded.time, changed_at = excluded.time, "
                "usable = excluded.usable", {"s": self.signals[name], "at": at, "v": value})

    def say_offline(self, name, at, *, online=False):
        self.conn.execute("INSERT INTO device (name) VALUES (%s) ON CONFLICT DO NOTHING", [name])
        self.conn.execute("UPDATE device SET online = %s, status_at = %s WHERE name = %s", [online, at, name])

    def beat(self, at, *, broker="connected", lag_ms=0):
        self.conn.execute(
            "INSERT INTO heartbeat (process, at, started_at, version, details) VALUES ('ingest', %(at)s, %(at)s, '1', "
            "%(d)s) ON CONFLICT (process) DO UPDATE SET at = excluded.at, details = excluded.details",
            {"at": at, "d": Jsonb({"broker": broker, "lag_ms": lag_ms})})

    def judge_at(self, at, *, broker="connected", beats=True, lag_ms=0):
        if beats:
            self.beat(at, broker=broker, lag_ms=lag_ms)
        self.judge.judge(self.conn, now=at)

    def settle(self, *names):
        """Judge until nothing can be blamed on our own side any more."""
        for at in (NOW, SETTLED):
            self.hear(at, *names)
            self.judge_at(at)

    def alarms(self, *, active=True):
        return self.conn.execute(
            "SELECT source, kind, blind FROM alarm WHERE active = %s ORDER BY source, kind", [active]).fetchall()

    def announced(self):
        return self.conn.execute("SELECT a.source, a.kind, n.event FROM announcement n "
                                 "JOIN alarm a ON a.id = n.alarm_id ORDER BY n.id").fetchall()

    def source(self, name):
        return f"device:{self._one('SELECT id FROM device WHERE name = %s', name)}"

    def _one(self, statement, *values):
        return self.conn.execute(statement, values).fetchone()[0]


def test_a_silent_device_is_an_alarm_of_the_device_and_of_no_machine(plant):
    plant.machine("a")
    plant.settle("a")
    for after_s in (41, 47):
        plant.judge_at(SETTLED + seconds(after_s))
    assert plant.alarms() == [(plant.source("a"), "silent", 1)]
    assert plant.conn.execute("SELECT count(*) FROM machine_case").fetchone() == (0,)
    began = plant.conn.execute("SELECT began_at FROM alarm").fetchone()[0]
    assert began == SETTLED
    plant.hear(SETTLED + seconds(50), "a")
    plant.judge_at(SETTLED + seconds(51))
    assert plant.alarms() == []
    assert plant.conn.execute("SELECT is_over FROM alarm").fetchone() == (True,)


def test_a_silent_gateway_is_one_alarm_that_names_how_many_machines_are_blind(plant):
    names = [plant.machine(f"m{number}", gateway="gw-7") for number in range(40)]
    well = plant.machine("well", gateway="gw-8")
    plant.settle(*names, well)
    for after_s in range(40, 100, 5):
        plant.hear(SETTLED + seconds(after_s), well)
        plant.judge_at(SETTLED + seconds(after_s))
    assert plant.alarms() == [("gateway:gw-7", "silent", 40)]
    assert plant.announced() == [("gateway:gw-7", "silent", "raised")]
    plant.hear(SETTLED + seconds(100), *names, well)
    plant.judge_at(SETTLED + seconds(101))
    assert plant.alarms() == []
    assert plant.announced()[1:] == [("gateway:gw-7", "silent", "cleared")]


def test_devices_that_fell_silent_before_their_gateway_was_found_out_are_explained_by_it(plant):
    names = [plant.machine(f"m{number}", gateway="gw-7") for number in range(3)]
    plant.settle(*names)
    for after_s in range(5, 70, 5):
        plant.hear(SETTLED + seconds(after_s), *names[1:])
        plant.judge_at(SETTLED + seconds(after_s))
    assert plant.alarms() == [(plant.source("m0"), "silent", 1)]
    for after_s in range(70, 140, 5):
        plant.judge_at(SETTLED + seconds(after_s))
    assert [source for source, *_ in plant.alarms()] == [plant.source("m0"), "gateway:gw-7"]
    cause = plant.conn.execute("SELECT c.source FROM alarm a JOIN alarm c ON c.id = a.cause_id").fetchall()
    assert cause == [("gateway:gw-7",)]


def test_a_gateway_that_says_farewell_explains_its_devices_at_once(plant):
    names = [plant.machine(f"m{number}", gateway="gw-7") for number in range(3)]
    plant.settle(*names)
    plant.say_offline("gw-7", SETTLED)
    for name in names:
        plant.say_offline(name, SETTLED + seconds(1))
    for after_s in (2, 8):
        plant.judge_at(SETTLED + seconds(after_s))
    assert plant.alarms() == [("gateway:gw-7", "offline", 3)]


def test_while_the_broker_is_away_there_is_one_alarm_of_the_platform_and_no_other(plant):
    names = [plant.machine(f"m{number}") for number in range(3)]
    plant.settle(*names)
    for after_s in range(10, 200, 10):
        plant.judge_at(SETTLED + seconds(after_s), broker="disconnected")
    assert plant.alarms() == [("platform", "broker_away", 0)]
    back = SETTLED + seconds(200)
    for after_s in range(0, 120, 10):
        plant.hear(back + seconds(after_s), *names[: after_s // 10])
        plant.judge_at(back + seconds(after_s))
    assert plant.alarms() == []
    assert plant.announced() == [("platform", "broker_away", "raised"), ("platform", "broker_away", "cleared")]


def test_a_dead_ingester_is_the_platforms_trouble_too_and_its_backlog_is_waited_for(plant):
    plant.machine("a")
    plant.settle("a")
    for after_s in range(10, 100, 10):
        plant.judge_at(SETTLED + seconds(after_s), beats=False)
    assert plant.alarms() == [("platform", "ingest_away", 0)]
    for after_s in range(100, 200, 10):
        plant.judge_at(SETTLED + seconds(after_s), lag_ms=60_000)
    assert plant.alarms() == []


def test_nothing_is_raised_for_silence_from_before_the_stack_was_started(plant):
    plant.machine("a")
    plant.hear(NOW - timedelta(hours=9), "a")
    for after_s in (0, 10, 60):
        plant.judge_at(NOW + seconds(after_s))
    assert plant.alarms() == []
    for after_s in (80, 90):
        plant.judge_at(NOW + seconds(after_s))
    assert plant.alarms() == [(plant.source("a"), "silent", 1)]


def test_an_absence_of_the_whole_stack_is_one_alarm_that_is_over(plant):
    plant.judge.away(plant.conn, since=NOW - timedelta(minutes=40), now=NOW)
    assert plant.conn.execute("SELECT kind, is_over, began_at, cleared_at FROM alarm").fetchall() == [
        ("stack_away", True, NOW - timedelta(minutes=40), NOW)]


@pytest.mark.parametrize(("value", "kind"), [(-1.0, "out_of_range"), (101.0, "out_of_range")])
def test_a_value_that_cannot_be_is_an_alarm_of_the_sensor(plant, value, kind):
    plant.machine("a")
    plant.settle("a")
    plant.hear(SETTLED + seconds(1), "a", value=value)
    plant.judge_at(SETTLED + seconds(2))
    assert plant.alarms() == [(f"signal:{plant.signals['a']}", kind, 0)]
    assert plant.conn.execute("SELECT subject FROM alarm").fetchone() == ("device",)


def test_an_alarm_that_was_on_before_a_restart_goes_on_and_ends(plant):
    plant.machine("a")
    plant.settle("a")
    for after_s in (41, 47):
        plant.judge_at(SETTLED + seconds(after_s))
    plant.judge = Judge()
    plant.judge_at(SETTLED + seconds(50))
    assert plant.alarms() == [(plant.source("a"), "silent", 1)]
    plant.hear(SETTLED + seconds(60), "a")
    plant.judge_at(SETTLED + seconds(61))
    assert plant.alarms() == []
    assert len(plant.announced()) == 2


def test_the_alarm_of_a_silent_device_ends_when_it_is_retired(plant):
    plant.machine("a")
    plant.settle("a")
    for after_s in (41, 47):
        plant.judge_at(SETTLED + seconds(after_s))
    assert plant.alarms() == [(plant.source("a"), "silent", 1)]
    plant.conn.execute("UPDATE device SET machine_id = NULL, retired_at = %s, retired_from = machine_id", [NOW])
    plant.conn.execute("SELECT nextval('fleet_change')")
    plant.judge_at(SETTLED + seconds(50))
    assert plant.alarms() == []
