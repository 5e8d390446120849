"""How a machine was run, as its page hears it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from db.connect import open_connection
from tests.plant import Plant
from tests.web import Web, worker
from tools.database import Databases

NBSP = "\u00a0"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture(scope="module")
def plant(web: Web) -> Iterator[Plant]:
    """Return the pump: it stood still for an hour, two days ago it ran all day, and it has started a moment ago."""
    with open_connection(web.url, name="test") as conn:
        plant, now = Plant(conn), datetime.now(UTC).replace(second=0, microsecond=0)
        plant.say(plant.speed, [0.0] * 360, start=now - 1.5 * HOUR)
        plant.say(plant.speed, [1480.0] * 180, start=now - HOUR / 2)
        hour = now.replace(minute=0) - 48 * HOUR
        conn.execute("INSERT INTO tally (scope, scope_id, period, start, critical_s, warning_s, advisory_s, healthy_s, "
                     "unknown_s, running_s, stopped_s, expected, received, ran_minutes, told_minutes) "
                     "SELECT 'machine', %s, 'hour', %s - n * interval '1 hour', 0, 0, 0, 0, 0, 3600, 0, 1, 1, %s, %s "
                     "FROM generate_series(1, 24) AS n", (plant.machine_id, hour, (1 << 60) - 1, (1 << 60) - 1))
        yield plant


def _asked(web, plant, since=""):
    return web.signed_in("viewer").get("/live/operation", query_string={"id": plant.machine_id, "since": since})


def test_figures_and_days_are_told(web, plant):
    answer = _asked(web, plant).get_json()
    figures = {name: (value, note) for name, value, note in answer["figures"]}
    assert figures["Last 30 days"] == (f"24.5{NBSP}h", "96.1% of the time known")
    assert figures["Longest run"][0] == f"24.0{NBSP}h"
    assert figures["Longest stop"][0] == f"1.0{NBSP}h"
    assert answer["unknown"].startswith("not known: 6")
    assert len(answer["days"]) == 30
    assert sum(day["starts"] for day in answer["days"]) == 1
    assert sum(day["running"] for day in answer["days"]) == pytest.approx(24.5, abs=0.05)
    assert answer["days"][-1]["said"].startswith("today: running ")
    assert len(answer["days"][0]["cells"]) == 5


def test_nothing_comes_when_nothing_is_new(web, plant):
    seq = _asked(web, plant).get_json()["seq"]
    answer = _asked(web, plant, since=seq)
    assert answer.status_code in {200, 204}     # a minute may have passed
    assert answer.status_code == 204 or answer.get_json()["seq"] != seq


def test_a_machine_that_said_nothing_usable_says_so(web, plant):
    plant.conn.execute("UPDATE machine SET running_signal_id = %s", (plant.vibration_nde,))
    plant.conn.execute("UPDATE tally SET told_minutes = 0, ran_minutes = 0 WHERE told_minutes IS NOT NULL")
    answer = _asked(web, plant).get_json()
    assert answer["nothing"] == "Not known: =Non-drive-end vibration has said nothing usable in the last 30 days."
    assert "figures" not in answer


def test_where_nothing_tells_it_there_is_nothing_to_ask_for(web, plant):
    plant.conn.execute("UPDATE machine SET running_signal_id = NULL")
    assert _asked(web, plant).status_code == 404
    assert web.signed_in("viewer").get("/live/operation?id=999999").status_code == 404
    assert web.client().get("/live/operation", query_string={"id": plant.machine_id}).status_code == 401
