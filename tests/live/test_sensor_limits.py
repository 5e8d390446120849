"""The limits on the sensor as the page of limits asks for them."""

from collections.abc import Iterator

import pytest

import db.limits
from db.connect import open_connection
from tests import twin_rows
from tests.plant import Plant
from tests.web import Web, token, worker
from tools.database import Databases


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture(scope="module")
def plant(web: Web) -> Iterator[Plant]:
    with open_connection(web.url, name="test") as conn:
        yield Plant(conn)


@pytest.fixture
def sensor(plant):
    plant.conn.execute("DELETE FROM device_twin")
    plant.conn.execute("DELETE FROM settings_revision")
    row = plant.conn.execute("SELECT device_id FROM signal WHERE id = %s", (plant.vibration,)).fetchone()
    twin_rows.describe(plant.conn, row[0])
    return row[0]


def ask(web, plant, **query):
    return web.signed_in().get("/live/limits/sensor", query_string={"id": plant.vibration, **query})


def send(web, plant, what, *, value="5", revision=0, here=True, sensor=True):
    client = web.signed_in("admin")
    version = db.limits.limit_set(plant.conn, plant.vibration).version
    row = {"value": value, "here": here, "sensor": sensor, "deadband": "", "priority": "high"}
    return client.post(f"/live/limits/{what}", headers=token(client), json={
        "id": plant.vibration, "unit": "mm/s", "version": version, "revision": revision, "reason": "trial",
        "limits": {"high": row}})


def test_a_limit_that_is_saved_goes_to_the_sensor_and_its_state_comes_from_there(web, plant, sensor):
    assert ask(web, plant).get_json()["levels"]["high"]["value"] is None
    assert send(web, plant, "save").status_code == 200
    body = ask(web, plant).get_json()
    assert (body["revision"], body["device"], body["href"]) == (1, "sim-0001", f"/devices/{sensor}")
    assert (body["levels"]["high"]["value"], body["levels"]["high"]["state"]) == (5.0, "sending")
    twin_rows.answer(plant.conn, sensor)
    body = ask(web, plant).get_json()
    assert body["levels"]["high"]["state"] == "in_effect"
    assert ask(web, plant, since=body["seq"]).status_code == 204


def test_what_the_device_cannot_be_told_stands_at_its_field(web, plant, sensor):
    told = send(web, plant, "preview", value="51", here=False).get_json()["faults"]
    assert told == {"high.value": "The signal cannot be there: its range ends at 50\N{NO-BREAK SPACE}mm/s."}
    answer = send(web, plant, "save", value="51", here=False)
    assert (answer.status_code, answer.get_json()["faults"]) == (422, told)


def test_whoever_has_not_seen_the_newest_settings_of_the_device_sees_them_first(web, plant, sensor):
    assert send(web, plant, "save").status_code == 200
    answer = send(web, plant, "save", value="6")
    assert answer.status_code == 422
    assert answer.get_json()["message"].startswith("Somebody else has changed the settings of this device")


def test_what_somebody_changed_at_the_device_is_decided_there_first(web, plant, sensor):
    assert send(web, plant, "save").status_code == 200
    twin_rows.report(plant.conn, sensor, 1, {"limits/vibration/high": 4.0}, local=True)
    answer = send(web, plant, "save", value="", sensor=False, revision=1)
    assert answer.status_code == 200        # this very limit may be set otherwise
    twin_rows.report(plant.conn, sensor, 2, {"limits/vibration/high": 4.0}, local=True)
    answer = send(web, plant, "save", value="7", revision=2)
    assert answer.status_code == 200


@pytest.mark.parametrize("query", [{"id": "x"}, {"id": 99999}, {"id": ""}])
def test_a_signal_that_is_not_there_is_not_found(web, plant, query):
    assert ask(web, plant, **query).status_code == 404
