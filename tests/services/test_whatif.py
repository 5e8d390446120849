"""What would have been is what was: the live watch and a look back say the same about the same readings."""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import db.readings
import db.whatif
from db.connect import open_connection
from domain import whatif
from domain.limit import Level, Limit
from domain.rollup import NEVER
from tests.services.test_watch import LIMITS, START, START_US, Pump

EXAMPLES = int(os.environ.get("STETHOS_TEST_EXAMPLES", "25"))
WITH_RATE = (*LIMITS, Limit(Level.RATE, 30.0, deadband=5.0, on_delay_s=20, only_while_running=True))
VALUES = st.sampled_from([0.5, 1.5, 4.0, 4.4, 5.0, 6.0, 8.0, 6000.0])
ROWS = st.lists(st.tuples(st.sampled_from("vvvr"), st.integers(0, 130).map(lambda step: step * 10.0), VALUES),
                min_size=1, max_size=50, unique_by=lambda row: row[:2])


@pytest.fixture
def storing(database):
    with open_connection(database, name="test") as conn:
        db.readings.create_staging(conn)
        conn.execute("INSERT INTO place (key, kind, name, time_zone) VALUES ('s', 'site', 'S', 'UTC')")
        yield conn


def _looked_back(pump, limits):
    past = db.whatif.past(pump.conn, pump.v, start_at=START - timedelta(days=1), end_at=START + timedelta(days=1))
    found = whatif.alarms({limit.level: limit for limit in limits}, past)
    return sorted((level.value, *_seconds(episode)) for level, every in found.items() for episode in every)


def _seconds(episode):
    return (None if at == NEVER else (at - START_US) / 1e6
            for at in (episode.began_us, episode.raised_us, episode.cleared_us))


def test_the_live_watch_and_a_look_back_agree(storing):
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(ROWS, st.data())
    def check(rows, data):
        pump, position = Pump(storing, WITH_RATE), 0
        told = [(pump.v, second, value) if name == "v" else (pump.rpm, second, value * 100 - 100)
                for name, second, value in data.draw(st.permutations(rows))]
        while position < len(told):
            size = data.draw(st.integers(1, 20))
            pump.say(told[position:position + size])
            position += size
        assert _looked_back(pump, WITH_RATE) == pump.episodes()

    check()
