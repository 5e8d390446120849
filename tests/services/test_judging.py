"""The judge writes what changed, when it changed, and only that."""

from datetime import UTC, datetime, timedelta

import pytest

from services.judging import Judge

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def plant(conn):
    """Two machines, each with one vibration signal with limits 4.5 and 7.1; returns (machine, signal) pairs."""
    site = conn.execute("INSERT INTO place (key, kind, name, time_zone) VALUES ('s', 'site', 'S', 'UTC') RETURNING id"
                        ).fetchone()[0]
    pairs = []
    for name in ("a", "b"):
        machine = conn.execute("INSERT INTO machine (key, place_id, name, type) VALUES (%s, %s, %s, 'pump') "
                               "RETURNING id", [name, site, name]).fetchone()[0]
        device = conn.execute("INSERT INTO device (name, machine_id) VALUES (%s, %s) RETURNING id",
                              [name, machine]).fetchone()[0]
        signal = conn.execute("INSERT INTO signal (device_id, name, unit, interval_s) VALUES (%s, 'v', 'mm/s', 10) "
                              "RETURNING id", [device]).fetchone()[0]
        conn.execute("INSERT INTO signal_limit (signal_id, high, high_high) VALUES (%s, 4.5, 7.1)", [signal])
        pairs.append((machine, signal))
    return pairs


def _hear(conn, signal, value, at, *, stored_at=None):
    conn.execute("INSERT INTO latest (signal_id, time, received_at, stored_at, value, quality, live, usable_at, "
                 "usable, changed_at) VALUES (%(s)s, %(at)s, %(at)s, %(stored)s, %(v)s, 192, true, %(at)s, %(v)s, "
                 "%(at)s) ON CONFLICT (signal_id) DO UPDATE SET time = excluded.time, received_at = excluded.time, "
                 "value = excluded.value, usable = excluded.value, usable_at = excluded.time, "
                 "changed_at = excluded.time, "
                 "stored_at = excluded.stored_at", {"s": signal, "at": at, "v": value, "stored": stored_at or at})
    _turn_alarms(conn, signal, value, at)


def _turn_alarms(conn, signal, value, at):
    """Do what the watch of limits does in the transaction that stores a reading."""
    for kind in ("high", "high_high"):
        is_beyond = conn.execute(f"SELECT %s > {kind} FROM signal_limit WHERE signal_id = %s",
                                 [value, signal]).fetchone()
        if is_beyond and is_beyond[0]:
            conn.execute(
                "INSERT INTO alarm (subject, source, kind, priority, machine_id, signal_id, active, acknowledged, "
                "latched, began_at, raised_at, value, limit_value, discovered_at) "
                "SELECT 'machine', 'signal:' || l.signal_id, %(kind)s, 'medium', d.machine_id, l.signal_id, true, "
                f"false, false, %(at)s, %(at)s, %(v)s, l.{kind}, %(at)s FROM signal_limit l "
                "JOIN signal g ON g.id = l.signal_id JOIN device d ON d.id = g.device_id "
                "WHERE l.signal_id = %(s)s ON CONFLICT DO NOTHING",
                {"kind": kind, "at": at, "v": value, "s": signal})
        else:
            conn.execute("DELETE FROM alarm WHERE signal_id = %s AND kind = %s", [signal, kind])


def _state(conn, machine):
    return conn.execute("SELECT condition, trust, reason, value, since, seq FROM machine_state WHERE machine_id = %s",
                        [machine]).fetchone()


def test_a_machine_beyond_its_limit_is_written_with_its_reason(conn, plant):
    (sick, sick_signal), (well, well_signal) = plant
    _hear(conn, sick_signal, 7.4, NOW)
    _hear(conn, well_signal, 2.0, NOW)
    assert Judge().judge(conn, now=NOW) == 2
    assert _state(conn, sick)[:5] == ("critical", "good", "above_high_high", 7.4, NOW)
    assert _state(conn, well)[:2] == ("healthy", "good")
    assert conn.execute("SELECT machine_id FROM machine_state ORDER BY urgency DESC").fetchall() == [(sick,), (well,)]


def test_only_changes_are_written_and_a_condition_keeps_its_beginning(conn, plant):
    (machine, signal), (_, other) = plant
    judge = Judge()
    _hear(conn, signal, 5.0, NOW)
    _hear(conn, other, 1.0, NOW)
    judge.judge(conn, now=NOW)
    assert judge.judge(conn, now=NOW + timedelta(seconds=1)) == 0
    later = NOW + timedelta(seconds=10)
    _hear(conn, signal, 5.5, later)
    assert judge.judge(conn, now=later) == 1
    assert _state(conn, machine)[3:5] == (5.5, NOW)
    journal = conn.execute("SELECT condition FROM state_change WHERE machine_id = %s", [machine]).fetchall()
    assert journal == [("warning",)]


def test_silence_is_noticed_without_any_message(conn, plant):
    (machine, signal), (_, other) = plant
    judge = Judge()
    _hear(conn, signal, 2.0, NOW)
    _hear(conn, other, 2.0, NOW)
    judge.judge(conn, now=NOW)
    judge.judge(conn, now=NOW + timedelta(seconds=25))
    assert _state(conn, machine)[:2] == ("healthy", "late")
    judge.judge(conn, now=NOW + timedelta(seconds=45))
    assert _state(conn, machine)[:2] == ("unknown", "silent")


def test_an_off_line_device_makes_its_machine_unknown_at_once(conn, plant):
    (machine, signal), _ = plant
    judge = Judge()
    _hear(conn, signal, 2.0, NOW)
    judge.judge(conn, now=NOW)
    conn.execute("UPDATE device SET online = false, status_at = %s WHERE machine_id = %s",
                 [NOW + timedelta(seconds=1), machine])
    judge.judge(conn, now=NOW + timedelta(seconds=1))
    assert _state(conn, machine)[:2] == ("unknown", "silent")


def test_a_restart_writes_no_second_beginning_and_no_journal(conn, plant):
    (machine, signal), _ = plant
    _hear(conn, signal, 8.0, NOW)
    Judge().judge(conn, now=NOW)
    _hear(conn, signal, 8.1, NOW + timedelta(seconds=9))
    Judge().judge(conn, now=NOW + timedelta(seconds=9))
    assert _state(conn, machine)[4] == NOW
    assert conn.execute("SELECT count(*) FROM state_change WHERE machine_id = %s", [machine]).fetchone() == (1,)


def test_a_changed_limit_counts_with_the_next_reading(conn, plant):
    (machine, signal), _ = plant
    judge = Judge()
    _hear(conn, signal, 5.0, NOW)
    judge.judge(conn, now=NOW)
    conn.execute("UPDATE signal_limit SET high = 6 WHERE signal_id = %s", [signal])
    _hear(conn, signal, 5.0, NOW + timedelta(seconds=1))
    judge.judge(conn, now=NOW + timedelta(seconds=1))
    assert _state(conn, machine)[0] == "healthy"


def test_a_machine_that_is_no_more_has_no_state(conn, plant):
    (machine, _), _ = plant
    judge = Judge()
    judge.judge(conn, now=NOW)
    conn.execute("DELETE FROM signal_limit")
    conn.execute("DELETE FROM signal")
    conn.execute("DELETE FROM device")
    conn.execute("DELETE FROM machine WHERE id = %s", [machine])
    judge.judge(conn, now=NOW)
    assert _state(conn, machine) is None


def test_signals_of_devices_that_wait_to_be_placed_are_none_of_the_judges(conn, plant):
    device = conn.execute("INSERT INTO device (name) VALUES ('new') RETURNING id").fetchone()[0]
    signal = conn.execute("INSERT INTO signal (device_id, name) VALUES (%s, 'x') RETURNING id", [device]).fetchone()[0]
    _hear(conn, signal, 99.0, NOW)
    assert Judge().judge(conn, now=NOW) == 2


def test_an_alarm_nobody_has_acknowledged_keeps_its_machine_on_the_ward_round(conn, plant):
    (machine, signal), _ = plant
    judge = Judge()
    _hear(conn, signal, 7.4, NOW)
    conn.execute("UPDATE alarm SET active = false, cleared_at = %s WHERE signal_id = %s", [NOW, signal])
    judge.judge(conn, now=NOW)
    assert _state(conn, machine)[::2] == ("advisory", "returned", NOW)
    conn.execute("UPDATE alarm SET acknowledged = true WHERE signal_id = %s", [signal])
    judge.judge(conn, now=NOW + timedelta(seconds=1))
    assert _state(conn, machine)[0] == "healthy"


def test_a_machine_whose_alarm_is_shelved_is_advisory_and_never_healthy(conn, plant):
    (machine, signal), _ = plant
    judge = Judge()
    _hear(conn, signal, 7.4, NOW)
    conn.execute("UPDATE alarm SET shelved_until = %s WHERE signal_id = %s", [NOW + timedelta(seconds=10), signal])
    judge.judge(conn, now=NOW)
    assert _state(conn, machine)[::2][:2] == ("advisory", "shelved")
    judge.judge(conn, now=NOW + timedelta(seconds=10))
    assert _state(conn, machine)[0] == "critical"


def test_out_of_service_for_a_time_calls_nobody(conn, plant):
    (machine, signal), _ = plant
    judge = Judge()
    _hear(conn, signal, 7.4, NOW)
    conn.execute("INSERT INTO maintenance_window (machine_id, starts_at, ends_at, reason) VALUES (%s, %s, %s, 'belt')",
                 [machine, NOW, NOW + timedelta(seconds=10)])
    judge.judge(conn, now=NOW)
    assert _state(conn, machine)[::2][:2] == ("advisory", "out_of_service")
    judge.judge(conn, now=NOW + timedelta(seconds=10))
    assert _state(conn, machine)[0] == "critical"


PLAN = """INSERT INTO maintenance_plan (machine_id, name, every_days, due_on, soon_days, soon_h)
          VALUES (%s, %s, 90, %s, 14, 50) RETURNING id"""


def test_overdue_maintenance_is_advisory_until_it_is_done_and_raises_no_alarm(conn, plant):
    (machine, signal), (other, bad) = plant
    _hear(conn, signal, 2.0, NOW)
    _hear(conn, bad, 8.0, NOW)
    judge = Judge()
    judge.judge(conn, now=NOW)
    plans = [conn.execute(PLAN, (one, "Oil change", NOW.date() - timedelta(days=12))).fetchone()[0]
             for one in (machine, other)]
    alarms = conn.execute("SELECT count(*) FROM alarm").fetchone()
    assert judge.judge(conn, now=NOW + timedelta(seconds=1)) == 1
    told = "SELECT condition, reason, value, plan_id, signal_id, since FROM machine_state WHERE machine_id = %s"
    assert conn.execute(told, (machine,)).fetchone() == (
        "advisory", "overdue_days", 12, plans[0], None, datetime(2026, 6, 20, tzinfo=UTC))
    assert conn.execute(told, (other,)).fetchone()[:2] == ("critical", "above_high_high")
    assert conn.execute("SELECT count(*) FROM alarm").fetchone() == alarms
    _hear(conn, signal, 2.1, NOW + timedelta(hours=12), stored_at=NOW + timedelta(hours=12))
    judge.judge(conn, now=NOW + timedelta(hours=12))       # midnight: a day more
    assert conn.execute(told, (machine,)).fetchone()[2] == 13
    conn.execute("UPDATE maintenance_plan SET due_on = '2026-12-01'")
    judge.judge(conn, now=NOW + timedelta(hours=12, seconds=1))
    assert conn.execute(told, (machine,)).fetchone()[:4] == ("healthy", "within_limits", 2.1, None)


def test_hours_make_it_overdue_only_where_they_are_counted_and_what_is_retired_is_not_judged(conn, plant):
    (machine, signal), (other, _signal) = plant
    _hear(conn, signal, 2.0, NOW)
    conn.execute("UPDATE machine SET running_signal_id = %s, running_above = 1 WHERE id = %s", (signal, machine))
    conn.execute("INSERT INTO maintenance_plan (machine_id, name, every_h, due_at_h, soon_days, soon_h) "
                 "SELECT id, 'Filter', 500, 1000, 14, 50 FROM machine")
    conn.execute("INSERT INTO tally SELECT 'machine', id, 'day', '2026-06-30Z', 0, 0, 0, 0, 0, 1040 * 3600, 0, 0, 0 "
                 "FROM machine")
    judge = Judge()
    judge.judge(conn, now=NOW)
    found = conn.execute("SELECT machine_id, reason, value FROM machine_state ORDER BY machine_id").fetchall()
    assert found == [(machine, "overdue_hours", 40), (other, "not_believable", None)]
    conn.execute("UPDATE maintenance_plan SET retired_at = now()")
    judge.judge(conn, now=NOW + timedelta(seconds=1))
    told = conn.execute("SELECT condition FROM machine_state ORDER BY machine_id").fetchall()
    assert told == [("healthy",), ("unknown",)]
