"""Maintenance windows on the real database: a machine is out of service, calls nobody, and comes back by itself."""

from datetime import timedelta

import pytest

import db.alarms
import db.maintenance
from domain.alarm import State, state
from domain.errors import NotFoundError
from domain.maintenance import NoReasonError, OutOfServiceError, Window, WindowError, WindowOverError
from services import alarms, maintenance
from tests import alarm_rows as rows
from tests.alarm_rows import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def eva(conn):
    return rows.person(conn, "eva")


@pytest.fixture
def pump(conn):
    return rows.machine(conn)


@pytest.fixture
def high(conn, pump):
    return rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump))


def window(pump, *, start=NOW, end=NOW + 2 * HOUR, reason="new bearings"):
    return Window(0, pump, start, end, reason)


def is_out(conn, pump, now):
    return pump in db.alarms.out_of_service(conn, [pump], now=now)


def audit(conn):
    return conn.execute("SELECT action, user_id, object, reason FROM audit ORDER BY id").fetchall()


def test_a_machine_is_out_of_service_from_its_start_to_before_its_end(conn, pump, eva):
    maintenance.begin(conn, window(pump, start=NOW + HOUR), user_id=eva, now=NOW)
    assert [is_out(conn, pump, NOW + minutes * timedelta(minutes=1)) for minutes in (0, 59, 60, 119, 120)] == [
        False, False, True, True, False]
    assert db.maintenance.standing(conn, pump, now=NOW)[0].reason == "new bearings"
    assert audit(conn) == [("out_of_service", eva, "machine", "new bearings")]


@pytest.mark.parametrize(("start", "end", "reason", "error"), [
    (NOW, NOW + HOUR, " ", NoReasonError), (NOW, NOW + HOUR, "x" * 501, NoReasonError),
    (NOW, NOW, "x", WindowError), (NOW + HOUR, NOW, "x", WindowError), (NOW - HOUR, NOW + HOUR, "x", WindowError),
    (NOW, NOW + timedelta(days=30, seconds=1), "x", WindowError)])
def test_a_window_has_a_reason_and_an_end_within_thirty_days(conn, pump, eva, start, end, reason, error):
    with pytest.raises(error):
        maintenance.begin(conn, window(pump, start=start, end=end, reason=reason), user_id=eva, now=NOW)


def test_a_start_typed_a_minute_ago_is_now(conn, pump, eva):
    maintenance.begin(conn, window(pump, start=NOW - timedelta(minutes=1)), user_id=eva, now=NOW)
    assert db.maintenance.standing(conn, pump, now=NOW)[0].starts_at == NOW


def test_windows_of_one_machine_share_no_time_those_of_two_may(conn, pump, eva):
    maintenance.begin(conn, window(pump), user_id=eva, now=NOW)
    with pytest.raises(OutOfServiceError):
        maintenance.begin(conn, window(pump, start=NOW + HOUR, end=NOW + 3 * HOUR), user_id=eva, now=NOW)
    maintenance.begin(conn, window(pump, start=NOW + 2 * HOUR, end=NOW + 3 * HOUR), user_id=eva, now=NOW)
    maintenance.begin(conn, window(rows.machine(conn, "fan")), user_id=eva, now=NOW)


def test_what_is_not_there_is_not_found(conn, pump, eva):
    with pytest.raises(NotFoundError):
        maintenance.begin(conn, window(pump + 7), user_id=eva, now=NOW)
    with pytest.raises(NotFoundError):
        maintenance.end(conn, 7_000_000, user_id=eva, now=NOW)


def test_an_alarm_of_a_machine_out_of_service_calls_nobody(conn, pump, high, eva):
    maintenance.begin(conn, window(pump), user_id=eva, now=NOW)
    one = db.alarms.locked(conn, [high])[0].alarm
    assert state(one, now=NOW, out_of_service=is_out(conn, pump, NOW)) is State.OUT_OF_SERVICE
    assert alarms.announce_machine(conn, pump, now=NOW) == 0


def test_a_window_ends_by_itself_once_and_calls_for_what_still_stands(conn, pump, high, eva):
    maintenance.begin(conn, window(pump), user_id=eva, now=NOW)
    assert maintenance.end_in_time(conn, NOW + 2 * HOUR - timedelta(seconds=1)) == 0
    assert maintenance.end_in_time(conn, NOW + 2 * HOUR) == 1
    assert maintenance.end_in_time(conn, NOW + 2 * HOUR) == 0
    assert rows.announced(conn, high) == 2
    assert audit(conn)[1] == ("back_in_service", None, "machine", "new bearings")


def test_what_was_acknowledged_meanwhile_calls_nobody_when_the_window_ends(conn, pump, high, eva):
    maintenance.begin(conn, window(pump), user_id=eva, now=NOW)
    rows.acknowledged(conn, high, eva)
    maintenance.end_in_time(conn, NOW + 2 * HOUR)
    assert rows.announced(conn, high) == 1


def test_a_window_that_follows_another_at_once_keeps_quiet(conn, pump, high, eva):
    maintenance.begin(conn, window(pump), user_id=eva, now=NOW)
    maintenance.begin(conn, window(pump, start=NOW + 2 * HOUR, end=NOW + 3 * HOUR), user_id=eva, now=NOW)
    maintenance.end_in_time(conn, NOW + 2 * HOUR)
    assert rows.announced(conn, high) == 1


def test_a_window_is_ended_early_once(conn, pump, high, eva):
    number = maintenance.begin(conn, window(pump), user_id=eva, now=NOW)
    assert maintenance.end(conn, number, user_id=eva, now=NOW + HOUR) == 1
    assert not is_out(conn, pump, NOW + HOUR)
    assert rows.announced(conn, high) == 2
    with pytest.raises(WindowOverError):
        maintenance.end(conn, number, user_id=eva, now=NOW + HOUR)
    assert maintenance.end_in_time(conn, NOW + 9 * HOUR) == 0
    assert [row[:2] for row in audit(conn)] == [("out_of_service", eva), ("back_in_service", eva)]


def test_a_window_to_come_is_called_off_and_never_begins(conn, pump, high, eva):
    number = maintenance.begin(conn, window(pump, start=NOW + HOUR), user_id=eva, now=NOW)
    assert maintenance.end(conn, number, user_id=eva, now=NOW) == 0
    assert not is_out(conn, pump, NOW + HOUR)
    maintenance.begin(conn, window(pump), user_id=eva, now=NOW)
