"""What devices say they do is recorded with the batch it came in, and expected of them from then on."""

from datetime import UTC, datetime, timedelta

import pytest

import db.devices
import db.twin
from domain.batch import SettingsReport, StatusReport
from domain.twin import Report
from services import reports
from tests.plant import Plant

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def device(conn):
    Plant(conn)
    return conn.execute("SELECT id FROM device").fetchone()[0]


def told(device, revision, *, seconds=0, kept=False, **settings):
    return SettingsReport(device, NOW + timedelta(seconds=seconds), Report(revision, settings),
                          {"revision": revision, "settings": settings}, kept=kept)


def intervals(conn):
    return dict(conn.execute("SELECT name, interval_s FROM signal").fetchall())


def test_the_last_report_of_a_batch_that_counts_is_kept_with_its_document(conn, device):
    reports.record(conn, [told(device, 2, gain=1), told(device, 3, gain=2), told(device, 1, gain=9)])
    known = db.twin.twin(conn, device)
    assert (known.twin.report.revision, known.twin.reported, known.document["revision"]) == (3, {"gain": 2}, 3)


def test_a_report_older_than_what_is_known_changes_nothing(conn, device):
    reports.record(conn, [told(device, 3, gain=2)])
    before = db.twin.twin(conn, device)
    reports.record(conn, [told(device, 2, gain=1, seconds=5)])
    assert db.twin.twin(conn, device) == before


def test_saying_the_same_again_is_heard_but_no_change(conn, device):
    reports.record(conn, [told(device, 3, gain=2)])
    reports.record(conn, [told(device, 3, gain=2, seconds=60)])
    known = db.twin.twin(conn, device)
    assert (known.twin.reported_at, known.changed_at) == (NOW + timedelta(seconds=60), NOW)


def test_what_the_broker_kept_is_not_said_now(conn, device):
    reports.record(conn, [told(device, 3, gain=2)])
    reports.record(conn, [told(device, 3, gain=2, seconds=60, kept=True)])
    assert db.twin.twin(conn, device).twin.reported_at == NOW
    reports.record(conn, [told(device, 3, gain=7, seconds=60, kept=True)])
    assert db.twin.twin(conn, device).twin.reported == {"gain": 7}


def heard(conn, seconds):
    """Let a reading of the speed arrive."""
    conn.execute("INSERT INTO latest (signal_id, time, received_at, quality, live) "
                 "SELECT id, %(at)s, %(at)s, 192, true FROM signal WHERE name = 'speed' "
                 "ON CONFLICT (signal_id) DO UPDATE SET received_at = %(at)s", {"at": NOW + timedelta(seconds=seconds)})


def test_readings_are_expected_as_seldom_as_the_device_says_it_sends(conn, device):
    conn.execute("UPDATE signal SET interval_s = 3600 WHERE name = 'temperature'")
    reports.record(conn, [told(device, 0, measurement_interval_s=10)])
    reports.expect(conn)
    assert set(intervals(conn).values()) == {10, 3600}
    reports.record(conn, [told(device, 1, measurement_interval_s=10, report_interval_s=60)])
    reports.expect(conn)
    assert intervals(conn) == {"speed": 60, "vibration": 60, "vibration_nde": 60, "temperature": 3600}


def test_a_shorter_interval_is_expected_from_the_next_reading_on(conn, device):
    reports.record(conn, [told(device, 0, report_interval_s=60)])
    reports.expect(conn)
    heard(conn, 5)
    reports.record(conn, [told(device, 1, seconds=50, report_interval_s=5)])
    reports.expect(conn)
    assert intervals(conn)["speed"] == 60
    heard(conn, 55)
    reports.expect(conn)
    assert set(intervals(conn).values()) == {5}


def test_an_interval_that_people_entered_holds_until_the_device_changes_its_own(conn, device):
    reports.record(conn, [told(device, 0, report_interval_s=10)])
    reports.expect(conn)
    conn.execute("UPDATE signal SET interval_s = 30 WHERE name = 'speed'")
    reports.record(conn, [told(device, 0, report_interval_s=10, gain=2)])
    reports.expect(conn)
    assert intervals(conn)["speed"] == 30


def test_whoever_keeps_the_fleet_in_memory_is_told_of_new_expectations(conn, device):
    before = db.devices.changes(conn)
    reports.record(conn, [told(device, 0, report_interval_s=60)])
    reports.expect(conn)
    assert db.devices.changes(conn) > before
    after = db.devices.changes(conn)
    reports.expect(conn)
    assert db.devices.changes(conn) == after


def test_a_device_falls_asleep_and_is_here_since_it_woke(conn, device):
    def status(seconds, *, online=True, wakes_in_s=None):
        db.devices.set_status(conn, device, StatusReport(NOW + timedelta(seconds=seconds), online, None, None, None,
                                                         None, wakes_in_s))
        return db.twin.contacts(conn, [device])[device]

    assert status(0).here_since == NOW
    assert status(60).here_since == NOW
    assert status(120, wakes_in_s=600).wakes_in_s == 600
    woken = status(720)
    assert (woken.wakes_in_s, woken.here_since) == (None, NOW + timedelta(seconds=720))
    status(800, online=False)
    assert status(900).here_since == NOW + timedelta(seconds=900)
