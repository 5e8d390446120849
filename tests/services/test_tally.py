"""An hour is tallied from its minutes: once, again when readings come late, and always the same."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import tally as stored
from domain.tally import last_settled_hour
from services.tally import tally_hours

HOUR = datetime(2026, 7, 1, 10, tzinfo=UTC)
NOW = HOUR + timedelta(hours=1, minutes=5)


@dataclass
class Signal:
    """A signal of the test; ``minutes`` maps minutes since HOUR (may be negative) to (lowest, highest)."""

    interval_s: float = 10
    limits: tuple[float | None, float | None, float | None, float | None] = (None, None, 4.5, 7.1)
    running_above: float | None = None
    minutes: dict[int, tuple[float, float]] = field(default_factory=dict)
    count: int = 6
    maximum: float | None = None


def every_minute(low, high, minutes=range(60)):
    return dict.fromkeys(minutes, (low, high))


def machine(conn, *signals, key="m", place="line", created_at=HOUR - timedelta(days=1)):
    """Put a machine with these signals into the database and return its number."""
    for name, parent, kind in (("site", None, "site"), (place, "site", "line")):
        conn.execute("INSERT INTO place (key, parent_id, kind, name, time_zone) SELECT %s::text, "
                     "(SELECT id FROM place WHERE key = %s), %s, %s, 'Europe/Berlin' "
                     "ON CONFLICT DO NOTHING", (name, parent, kind, name))
    number = conn.execute("INSERT INTO machine (key, place_id, name, type, created_at) SELECT %s, id, %s, 'fan', %s "
                          "FROM place WHERE key = %s RETURNING id", (key, key, created_at, place)).fetchone()[0]
    device = conn.execute("INSERT INTO device (name, machine_id) VALUES (%s, %s) RETURNING id",
                          (f"dev-{key}", number)).fetchone()[0]
    for position, signal in enumerate(signals):
        _signal(conn, device, number, position, signal)
    return number


def _signal(conn, device, machine_id, position, signal):
    number = conn.execute(
        "INSERT INTO signal (device_id, name, unit, interval_s, maximum) VALUES (%s, %s, 'mm/s', %s, %s) RETURNING id",
        (device, f"s{position}", signal.interval_s, signal.maximum)).fetchone()[0]
    if any(limit is not None for limit in signal.limits):
        conn.execute("INSERT INTO signal_limit VALUES (%s, %s, %s, %s, %s)", (number, *signal.limits))
    if signal.running_above is not None:
        conn.execute("UPDATE machine SET running_signal_id = %s, running_above = %s WHERE id = %s",
                     (number, signal.running_above, machine_id))
    for minute, extremes in signal.minutes.items():
        write_minute(conn, number, minute, extremes, count=signal.count)


def write_minute(conn, signal_id, minute, extremes, *, count=6):
    low, high = extremes
    at = HOUR + timedelta(minutes=minute)
    row = (signal_id, at, count, count * (low + high) / 2, low, high, low, high, at, at)
    conn.execute("INSERT INTO rollup_minute (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at) "
                 "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", row)
    if 0 <= minute < 60:
        conn.execute(
            "INSERT INTO rollup_hour (signal_id, bucket, count, sum, min, max, first, last, first_at, last_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (signal_id, bucket) DO UPDATE SET "
            "count = rollup_hour.count + excluded.count, min = least(rollup_hour.min, excluded.min), "
            "max = greatest(rollup_hour.max, excluded.max)", (signal_id, HOUR, *row[2:]))


COLUMNS = ("critical_s", "warning_s", "healthy_s", "unknown_s", "running_s", "stopped_s", "expected", "received")


def told(conn, scope_id, *, scope="machine", period="hour", start=HOUR):
    """Return the tally of the hour as a dictionary, minutes instead of seconds."""
    row = conn.execute(f"SELECT {', '.join(COLUMNS)} FROM tally WHERE scope = %s AND scope_id = %s AND period = %s "
                       "AND start = %s", (scope, scope_id, period, start)).fetchone()
    return row and {name: value / 60 if name.endswith("_s") else value
                    for name, value in zip(COLUMNS, row, strict=True)}


def tallied(conn, *signals, **options):
    """Return what the hour of a machine with these signals comes to."""
    number = machine(conn, *signals, **options)
    conn.execute("INSERT INTO untallied_hour (hour) VALUES (%s)", (HOUR,))
    tally_hours(conn, now=NOW)
    return told(conn, number)


def test_a_minute_has_the_condition_of_its_worst_signal(conn):
    vibration = Signal(minutes=every_minute(2, 3) | {7: (2, 7.2), 8: (2, 5), 9: (2, 4.6)})
    temperature = Signal(limits=(None, None, 80, 95), minutes=every_minute(60, 61) | {8: (60, 96), 10: (60, 81)})
    found = tallied(conn, vibration, temperature)
    assert (found["critical_s"], found["warning_s"], found["healthy_s"], found["unknown_s"]) == (2, 2, 56, 0)


def test_a_value_on_a_limit_is_within_it(conn):
    assert tallied(conn, Signal(minutes=every_minute(2, 4.5)))["healthy_s"] == 60


def test_a_minute_without_data_from_one_signal_with_limits_is_unknown_unless_another_is_in_trouble(conn):
    heard = Signal(minutes=every_minute(2, 3) | {1: (2, 5)})
    silent = Signal(minutes=every_minute(2, 3, range(2, 30)))
    found = tallied(conn, heard, silent)
    assert (found["warning_s"], found["healthy_s"], found["unknown_s"]) == (1, 28, 31)


def test_a_signal_without_limits_says_nothing_of_the_condition(conn):
    found = tallied(conn, Signal(minutes=every_minute(2, 3)), Signal(limits=(None,) * 4, minutes={}))
    assert found["healthy_s"] == 60
    assert tallied(conn, Signal(limits=(None,) * 4, minutes=every_minute(2, 3)), key="other")["unknown_s"] == 60


def test_a_reading_stands_for_three_intervals_also_across_the_hour(conn):
    slow = Signal(interval_s=300, minutes={-3: (8, 8), 20: (2, 2), 50: (2, 2)}, count=1)
    found = tallied(conn, slow)
    # from -3: critical until minute 12; from 20: healthy until 35; from 50: healthy to the end
    assert (found["critical_s"], found["healthy_s"], found["unknown_s"]) == (13, 26, 21)


def test_running_goes_by_the_average_of_the_minute(conn):
    speed = Signal(limits=(None,) * 4, running_above=100, minutes=every_minute(1400, 1500, range(30))
                   | every_minute(0, 150, range(30, 40)) | every_minute(0, 400, range(40, 50)))
    found = tallied(conn, speed)
    assert (found["running_s"], found["stopped_s"]) == (40, 10)


def test_low_limits_count_only_while_the_machine_runs(conn):
    speed = Signal(limits=(None,) * 4, running_above=100,
                   minutes=every_minute(0, 0, range(20)) | every_minute(1400, 1500, range(20, 60)))
    pressure = Signal(limits=(1, 2, None, None),
                      minutes=every_minute(0, 0, range(22)) | every_minute(3, 3, range(22, 60)))
    found = tallied(conn, speed, pressure)
    # minute 20 starts up; minute 21 runs and still has no pressure
    assert (found["critical_s"], found["healthy_s"]) == (1, 59)


def test_values_that_cannot_be_are_no_trouble_of_the_machine(conn):
    found = tallied(conn, Signal(maximum=50, minutes=every_minute(2, 3) | {4: (2, 9999)}))
    assert (found["critical_s"], found["healthy_s"], found["unknown_s"]) == (0, 59, 1)


def test_a_signal_that_sends_more_does_not_make_up_for_one_that_sends_less(conn):
    found = tallied(conn, Signal(minutes=every_minute(2, 3), count=60), Signal(minutes=every_minute(2, 3), count=3))
    assert (found["expected"], found["received"]) == (720, 360 + 180)


def test_a_place_sums_all_machines_below_and_a_day_its_hours(conn):
    machine(conn, Signal(minutes=every_minute(2, 3)), key="a")
    machine(conn, Signal(minutes=every_minute(2, 8)), key="b", place="other-line")
    tally_hours(conn, now=NOW)
    site, line = (conn.execute("SELECT id FROM place WHERE key = %s", (key,)).fetchone()[0] for key in ("site", "line"))
    whole, part = told(conn, site, scope="place"), told(conn, line, scope="place")
    assert (whole["critical_s"], whole["healthy_s"]) == (60, 60)
    assert (part["critical_s"], part["healthy_s"]) == (0, 60)
    day = told(conn, site, scope="place", period="day", start=HOUR.replace(hour=0))
    assert (day["critical_s"], day["healthy_s"], day["unknown_s"]) == (60, 60, 20 * 60)


def test_a_machine_counts_from_when_it_was_created_or_has_data(conn):
    old = machine(conn, Signal(minutes=every_minute(2, 3)), key="old")
    later = machine(conn, Signal(), key="later", created_at=HOUR + timedelta(hours=2))
    uploaded = machine(conn, Signal(minutes=every_minute(2, 3)), key="uploaded", created_at=HOUR + timedelta(hours=2))
    tally_hours(conn, now=NOW)
    assert told(conn, old)
    assert told(conn, later) is None
    assert told(conn, uploaded)["healthy_s"] == 60


def test_the_open_minute_of_a_signal_that_fell_silent_counts(conn):
    number = machine(conn, Signal(minutes=every_minute(2, 3, range(5))))
    signal = conn.execute("SELECT id FROM signal").fetchone()[0]
    at = HOUR + timedelta(minutes=5)
    conn.execute("INSERT INTO latest "
                 "(signal_id, time, received_at, value, quality, live, usable_at, usable, changed_at, "
                 "minute_count, minute_sum, minute_min, minute_max, minute_first, minute_first_at, "
                 "hour_count, hour_sum, hour_min, hour_max, hour_first, hour_first_at) "
                 "VALUES (%(s)s, %(at)s, %(at)s, 8, 192, true, %(at)s, 8, %(at)s, 1, 8, 8, 8, 8, %(at)s, "
                 "31, 90, 2, 8, 2, %(at)s)", {"s": signal, "at": at})
    conn.execute("DELETE FROM rollup_hour")
    tally_hours(conn, now=NOW)
    assert told(conn, number)["critical_s"] == 1


def test_every_hour_since_the_last_tallied_one_is_done_newest_first(conn):
    machine(conn, Signal(), created_at=HOUR - timedelta(hours=40))
    assert tally_hours(conn, now=NOW, most_s=60) == 24
    assert tally_hours(conn, now=NOW, most_s=60) == 17
    assert tally_hours(conn, now=NOW, most_s=60) == 0
    assert tally_hours(conn, now=NOW + timedelta(hours=3), most_s=60) == 3


def test_an_hour_is_left_alone_until_its_last_readings_have_arrived():
    assert last_settled_hour(HOUR + timedelta(hours=1, minutes=1, seconds=59)) == HOUR - timedelta(hours=1)
    assert last_settled_hour(HOUR + timedelta(hours=1, minutes=2)) == HOUR


def test_late_readings_correct_the_hour(conn):
    number = machine(conn, Signal(minutes=every_minute(2, 3, range(59))))
    tally_hours(conn, now=NOW, most_s=60)
    assert told(conn, number)["unknown_s"] == 1
    write_minute(conn, conn.execute("SELECT id FROM signal").fetchone()[0], 59, (2, 9))
    conn.execute("INSERT INTO untallied_hour (hour) VALUES (%s)", (HOUR,))
    tally_hours(conn, now=NOW)
    found = told(conn, number)
    assert (found["critical_s"], found["unknown_s"]) == (1, 0)
    assert conn.execute("SELECT count(*) FROM untallied_hour").fetchone()[0] == 0


def test_doing_it_again_changes_nothing(conn):
    machine(conn, Signal(minutes=every_minute(2, 3, range(40)) | {4: (1, 8)}))
    tally_hours(conn, now=NOW, most_s=60)
    before = conn.execute("SELECT * FROM tally ORDER BY scope, scope_id, period, start").fetchall()
    stored.set_hour(conn, HOUR, intervals_carried=3)
    assert conn.execute("SELECT * FROM tally ORDER BY scope, scope_id, period, start").fetchall() == before


def test_readings_that_come_while_an_hour_is_tallied_keep_it_on_the_list(conn):
    conn.execute("INSERT INTO untallied_hour (hour) VALUES (%s)", (HOUR,))
    due = stored.untallied_hours(conn, last_hour=HOUR, most=5)[0]
    conn.execute("UPDATE untallied_hour SET revision = revision + 1")
    assert not stored.delete_untallied_hour(conn, due)
    assert stored.delete_untallied_hour(conn, stored.untallied_hours(conn, last_hour=HOUR, most=5)[0])


# The rule once more, minute by minute and as slowly as it reads.

def state_at(signal, minute):
    """Return the extremes that stand for a signal in a minute, None if nothing does."""
    carried = int(3 * signal.interval_s // 60)
    for back in range(carried + 1):
        if minute - back in signal.minutes:
            return signal.minutes[minute - back]
    return None


def ran_throughout(speed, minute):
    extremes = state_at(speed, minute)
    return extremes is None or extremes[0] > speed.running_above


def condition_at(signals, minute):
    speed = next((signal for signal in signals if signal.running_above is not None), None)
    low_counts = speed is None or (ran_throughout(speed, minute) and (minute == 0 or ran_throughout(speed, minute - 1)))
    worst = "healthy" if any(any(limit is not None for limit in s.limits) for s in signals) else "unknown"
    order = ["healthy", "unknown", "warning", "critical"]
    for signal in signals:
        low_low, low, high, high_high = signal.limits
        extremes = state_at(signal, minute)
        if extremes is None:
            own = "unknown" if any(limit is not None for limit in signal.limits) else "healthy"
        else:
            low_low, low = (low_low, low) if low_counts else (None, None)
            least, most = extremes
            if (high_high is not None and most > high_high) or (low_low is not None and least < low_low):
                own = "critical"
            elif (high is not None and most > high) or (low is not None and least < low):
                own = "warning"
            else:
                own = "healthy"
        worst = max(worst, own, key=order.index)
    return worst


extremes = st.tuples(st.integers(0, 9), st.integers(0, 3)).map(lambda pair: (float(pair[0]), float(pair[0] + pair[1])))
signals = st.builds(
    Signal, interval_s=st.sampled_from([5.0, 20.0, 60.0, 90.0, 600.0, 3600.0]),
    limits=st.sampled_from([(None, None, 6.0, 8.0), (1.0, 2.0, None, None), (1.0, 2.0, 8.0, 9.0), (None,) * 4]),
    running_above=st.none(), minutes=st.dictionaries(st.integers(-200, 59), extremes, max_size=40))
speeds = st.builds(Signal, interval_s=st.sampled_from([10.0, 60.0]), limits=st.just((None,) * 4),
                   running_above=st.just(4.0), minutes=st.dictionaries(st.integers(-10, 59), extremes, max_size=60))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(signals, min_size=1, max_size=3), st.none() | speeds)
def test_the_bits_say_what_the_rule_says_minute_by_minute(conn, given_signals, speed):
    all_signals = [*given_signals, *([speed] if speed else [])]
    with conn.transaction(force_rollback=True):
        number = machine(conn, *all_signals)
        stored.set_hour(conn, HOUR, intervals_carried=3)
        found = told(conn, number)
    by_rule = [condition_at(all_signals, minute) for minute in range(60)]
    for name in ("critical", "warning", "healthy", "unknown"):
        assert found[f"{name}_s"] == by_rule.count(name), name
    heard = [6 * sum(minute >= 0 for minute in signal.minutes) for signal in all_signals]
    assert found["received"] == pytest.approx(
        sum(min(count, 3600 / signal.interval_s) for count, signal in zip(heard, all_signals, strict=True)))
    if speed:
        averages = [state_at(speed, minute) for minute in range(60)]
        assert found["running_s"] == sum(one is not None and sum(one) / 2 > 4 for one in averages)
        assert found["stopped_s"] == sum(one is not None and sum(one) / 2 <= 4 for one in averages)
