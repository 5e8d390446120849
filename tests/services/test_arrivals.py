"""What a batch says is stored whole, once, and with exact rollups."""

import itertools
from datetime import UTC, datetime, timedelta

import numpy as np
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import db.readings
import services.arrivals
import services.discovery
from db.connect import open_connection
from domain.batch import Account, Batch
from domain.rollup import BAD, GOOD, Readings
from services.arrivals import Memory

START = datetime(2026, 7, 1, 10, 59, tzinfo=UTC)
NOW = START + timedelta(days=2)
_numbers = itertools.count()

VIEWS = {"minute": "1 minute", "hour": "1 hour", "day": "1 day"}
RECOMPUTED = """
    SELECT signal_id, date_trunc('{0}', time, 'UTC'), count(*), sum(value), min(value), max(value),
           (array_agg(value ORDER BY time))[1], (array_agg(value ORDER BY time DESC))[1]
    FROM readings WHERE quality = 192 AND value IS NOT NULL AND signal_id = ANY(%s) GROUP BY 1, 2 ORDER BY 1, 2"""
SHOWN = "SELECT signal_id, bucket, count, sum, min, max, first, last FROM {0} WHERE signal_id = ANY(%s) ORDER BY 1, 2"


@pytest.fixture
def storing(database):
    with open_connection(database, name="test") as conn:
        db.readings.create_staging(conn)
        yield conn


def _signals(conn, count):
    device = f"dev-{next(_numbers)}"
    services.discovery.meet_device(conn, device, most=10_000)
    rows = services.discovery.meet_signals(conn, device, [f"s{n}" for n in range(count)])
    return [row.signal_id for row in rows if row.signal_id]


def _batch(memory, signal_ids, rows, *, received=NOW):
    """Rows are (signal position, seconds after START, value or None)."""
    seconds = [START + timedelta(seconds=second) for _, second, _ in rows]
    values = np.array([np.nan if value is None else float(value) for *_, value in rows])
    return Batch(Readings(
        np.array([memory.slot(signal_ids[at]) for at, *_ in rows], np.int64),
        np.array([round(at.timestamp() * 1e6) for at in seconds], np.int64), values,
        np.where(np.isnan(values), BAD, GOOD).astype(np.int16),
        np.full(len(rows), round(received.timestamp() * 1e6), np.int64), np.ones(len(rows), bool)),
        messages=1)


def _store(conn, memory, signal_ids, rows):
    return services.arrivals.store(conn, _batch(memory, signal_ids, rows), memory, now=NOW)


def _check_rollups(conn, signal_ids):
    for level in VIEWS:
        shown = conn.execute(SHOWN.format(level), [signal_ids]).fetchall()
        assert shown == conn.execute(RECOMPUTED.format(level), [signal_ids]).fetchall()


SECOND = st.one_of(st.integers(0, 200), st.integers(3_500, 3_700), st.integers(86_000, 86_500))
ROWS = st.lists(st.tuples(st.integers(0, 1), SECOND, st.one_of(st.none(), st.integers(-9, 9))),
                min_size=1, max_size=40)


def test_rollups_equal_the_readings_for_any_order_repetition_and_lateness(storing):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(ROWS, st.data())
    def check(rows, data):
        signal_ids, memory = _signals(storing, 2), Memory()
        sent = data.draw(st.permutations(rows + rows[::2]))
        first_said, position, total = {}, 0, Account(0, 0, 0, 0)
        while position < len(sent):
            size = data.draw(st.integers(1, 15))
            part = sent[position:position + size]
            for at, second, value in part:
                first_said.setdefault((at, second), value)
            account = _store(storing, memory, signal_ids, part)
            total = Account(*(getattr(total, n) + getattr(account, n) for n in Account.__slots__))
            if data.draw(st.booleans()):
                memory = Memory.load(storing)      # a restart between any two batches changes nothing
            position += size
        assert total.received == len(sent) == total.stored + total.repeated + total.conflicting
        assert total.stored == len(first_said)
        stored = storing.execute("SELECT signal_id, time, value FROM readings WHERE signal_id = ANY(%s)", [signal_ids])
        assert {(signal_ids.index(s), (t - START).total_seconds()): v for s, t, v in stored} == first_said
        _check_rollups(storing, signal_ids)

    check()


def test_a_repeated_reading_changes_nothing(storing):
    signal_ids, memory = _signals(storing, 1), Memory()
    _store(storing, memory, signal_ids, [(0, 0, 1), (0, 1, 2)])
    assert _store(storing, memory, signal_ids, [(0, 1, 2), (0, 0, 1), (0, 0, 1)]) == Account(3, 0, 3, 0)
    _check_rollups(storing, signal_ids)


def test_of_two_values_for_one_moment_the_first_stays_and_the_other_is_kept_aside(storing):
    signal_ids, memory = _signals(storing, 1), Memory()
    assert _store(storing, memory, signal_ids, [(0, 0, 1), (0, 0, 5)]) == Account(2, 1, 0, 1)
    assert _store(storing, memory, signal_ids, [(0, 0, 6)]) == Account(1, 0, 0, 1)
    assert storing.execute("SELECT kept, refused FROM conflict WHERE signal_id = %s ORDER BY id",
                           signal_ids).fetchall() == [(1, 5), (1, 6)]


def test_the_three_times_of_a_reading_are_kept_apart(storing):
    signal_ids, memory = _signals(storing, 1), Memory()
    _store(storing, memory, signal_ids, [(0, 0, 1)])
    time, received_at, stored_at = storing.execute(
        "SELECT time, received_at, stored_at FROM readings WHERE signal_id = %s", signal_ids).fetchone()
    assert (time, received_at) == (START, NOW)
    assert abs(datetime.now(UTC) - stored_at) < timedelta(minutes=1)


def test_an_old_reading_never_becomes_the_latest(storing):
    signal_ids, memory = _signals(storing, 1), Memory()
    _store(storing, memory, signal_ids, [(0, 100, 7)])
    _store(storing, memory, signal_ids, [(0, 50, 3)])
    assert storing.execute("SELECT time, value FROM latest WHERE signal_id = %s", signal_ids).fetchone() == (
        START + timedelta(seconds=100), 7)


def test_a_value_that_could_not_be_measured_is_stored_as_null(storing):
    signal_ids, memory = _signals(storing, 1), Memory()
    _store(storing, memory, signal_ids, [(0, 0, 4), (0, 1, None)])
    assert storing.execute("SELECT value, quality FROM readings WHERE signal_id = %s ORDER BY time",
                           signal_ids).fetchall() == [(4, 192), (None, 0)]
    assert storing.execute("SELECT value, usable FROM latest WHERE signal_id = %s", signal_ids).fetchone() == (None, 4)


def test_a_failed_transaction_leaves_neither_readings_nor_memory(storing, monkeypatch):
    signal_ids, memory = _signals(storing, 1), Memory()
    monkeypatch.setattr(db.readings, "set_latest", lambda *_: (_ for _ in ()).throw(psycopg.OperationalError))
    with pytest.raises(psycopg.OperationalError):
        _store(storing, memory, signal_ids, [(0, 0, 1)])
    monkeypatch.undo()
    assert _store(storing, memory, signal_ids, [(0, 0, 1)]).stored == 1
    _check_rollups(storing, signal_ids)


def test_after_latest_was_emptied_beside_us_nothing_is_doubled_and_nothing_stops(storing):
    signal_ids, memory = _signals(storing, 1), Memory()
    _store(storing, memory, signal_ids, [(0, 0, 1), (0, 70, 2), (0, 130, 3)])
    storing.execute("DELETE FROM latest")
    account = _store(storing, Memory.load(storing), signal_ids, [(0, 0, 1), (0, 70, 9), (0, 75, 4), (0, 4000, 5)])
    assert account == Account(4, 2, 1, 1)
    assert storing.execute("SELECT count FROM minute WHERE signal_id = %s ORDER BY bucket", signal_ids
                           ).fetchall() == [(1,), (2,), (1,)]


def test_memory_grows_with_the_fleet(storing):
    memory = Memory()
    slots = [memory.slot(signal_id) for signal_id in range(1, 5000)]
    assert slots == list(range(4999))
    assert memory.slot(17) == 16
    assert len(memory.tails) >= 4999


def test_hours_that_are_over_are_marked_to_be_tallied_again(storing):
    signal_ids, memory = _signals(storing, 1), Memory()
    _store(storing, memory, signal_ids, [(0, 0, 1), (0, 120, 1)])
    hours = [row[0] for row in storing.execute("SELECT hour FROM untallied_hour ORDER BY hour")]
    assert hours == [START.replace(minute=0), START.replace(hour=11, minute=0)]
