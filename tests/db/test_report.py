"""What the report of a machine reads."""

from datetime import UTC, datetime, timedelta

import pytest

import db.report
import services.cases
from domain.errors import NotFoundError
from domain.report import MOST_CHARTED
from services import users
from services.arrivals import Memory
from tests.plant import Plant

NOW = datetime.now(UTC)


@pytest.fixture
def plant(conn):
    return Plant(conn)


def report(plant):
    return db.report.report(plant.conn, plant.machine_id, now=datetime.now(UTC))


def test_a_machine_of_which_nothing_is_known_has_a_report(plant):
    found = report(plant)
    assert (found.machine.name, found.judged, found.face, found.case, found.rest) == ("White water pump", *[None] * 4)
    assert (list(found.alarms), list(found.contacts), found.bearings) == ([], [], ())
    assert found.charted[0].signal.title == "Drive-end vibration"
    assert all(stretch.summary is None for one in found.charted for stretch in one.stretches)


def test_a_machine_that_is_not_there_is_not_found(plant):
    with pytest.raises(NotFoundError):
        db.report.report(plant.conn, 2**31 - 1, now=NOW)


def test_address_directions_and_position_are_those_of_the_nearest_place_that_says_them(plant):
    plant.conn.execute("UPDATE place SET directions = 'Gate 3', latitude = 53.1, longitude = 8.7")
    plant.conn.execute("UPDATE place SET directions = 'Second stair' WHERE key = 'pm1'")
    where = report(plant).where
    assert (where.address, where.directions, where.latitude, where.longitude) == (
        "Kai 7, Bremen", "Second stair", 53.1, 8.7)


def test_the_signals_that_explain_the_state_come_first_and_only_so_many_are_charted(plant):
    plant.conn.execute("INSERT INTO signal (device_id, name, kind, unit, interval_s) "
                       "SELECT device_id, 'more' || n, 'other', 'bar', 10 FROM signal, generate_series(1, 36) AS n "
                       "WHERE id = %s", (plant.speed,))
    plant.conn.execute("""
        INSERT INTO machine_state (machine_id, condition, running, trust, reason, urgency, signal_id, others, since,
                                   seq)
        VALUES (%s, 'unknown', 'running', 'silent', 'not_believable', 9, %s, 0, now(), 1)""",
                       (plant.machine_id, plant.temperature))
    found = report(plant)
    assert len(found.signals) == 40
    assert [one.signal.id for one in found.charted][:2] == [plant.temperature, plant.vibration]
    assert len(found.charted) == MOST_CHARTED


def test_charts_hold_24_hours_and_30_days_in_few_points(plant):
    plant.say(plant.vibration, [3.0] * 3000 + [4.0], start=datetime.now(UTC) - timedelta(hours=40), every_s=40)
    day, month = report(plant).charted[0].stretches
    assert (day.span.seconds, month.span.seconds) == (86_400, 30 * 86_400)
    assert (day.summary.maximum, month.summary.maximum) == (4.0, 4.0)
    assert max(len(points) for points in (day.curve.line, day.curve.band, day.curve.dots)) <= 700
    assert report(plant).charted[0].vital.value == 4.0


def test_alarms_their_case_and_its_last_comments_are_told(plant):
    users.ensure_demo(plant.conn)
    plant.memory = Memory.load(plant.conn)
    plant.say_lately(plant.vibration, [5.0, 8.0])
    found = report(plant)
    assert [one.line.limit_value for one in found.alarms] == [7.1, 4.5]
    assert found.case is not None
    who = plant.conn.execute("SELECT min(id) FROM users").fetchone()[0]
    for number in range(5):
        services.cases.comment(plant.conn, found.case.id, f"comment {number}", user_id=who, now=NOW)
    said = report(plant).case
    assert [one.text for one in said.remarks] == ["comment 4", "comment 3", "comment 2"]
    assert said.said == 5
