"""Devices are placed, retired and replaced over HTTP; labels to print."""

import pytest

import db.placing
from db.connect import open_connection
from services import discovery
from tests.plant import Plant
from tests.web import token, worker

SIGNAL = {"name": "vib", "title": "Vibration", "kind": "vibration_velocity_rms", "unit": "mm/s", "interval_s": "10"}


@pytest.fixture
def web(databases):
    with worker(databases) as found:
        yield found


@pytest.fixture
def conn(web):
    with open_connection(web.url, name="test") as conn:
        yield conn


@pytest.fixture
def plant(conn):
    return Plant(conn)


@pytest.fixture
def device(conn, plant):
    discovery.meet_device(conn, "new-1", most=9)
    discovery.meet_signals(conn, "new-1", ["vib"])
    return db.placing.device_id(conn, "new-1")


@pytest.fixture
def technician(web):
    return web.signed_in("technician")


def post(client, path, body):
    return client.post(f"/live/devices/{path}", json=body, headers=token(client))


def test_the_form_is_proposed(technician, plant, device):
    found = technician.get(f"/live/placing?id={device}").json
    assert found["signals"] == [{"name": "vib", "title": "Vib", "kind": "other", "unit": "", "interval_s": "60",
                                 "fixed": False}]
    assert found["places"] == [["nordwerk", "Nordwerk"], ["pm1", "Nordwerk › Paper machine 1"]]
    machines = technician.get("/live/placing/machines?q=water pm1").json
    assert machines["rows"] == []
    machines = technician.get("/live/placing/machines?q=water paper").json
    assert machines["rows"][0][1:] == ["pump-1", "White water pump", "Nordwerk › Paper machine 1"]


def test_a_device_is_placed_and_its_place_is_told(technician, conn, plant, device):
    change = conn.execute("SELECT last_value FROM fleet_change").fetchone()[0]
    answer = post(technician, f"{device}/place", {"device": "new-1", "machine": "pump-1", "signals": [SIGNAL]})
    assert answer.json["machine_id"] == plant.machine_id
    assert technician.get(f"/live/placing?id={device}").json["machine"] == "White water pump"
    assert conn.execute("SELECT last_value FROM fleet_change").fetchone()[0] > change


def test_what_is_wrong_is_answered_field_by_field(technician, plant, device):
    body = {"device": "new-1", "new_machine": {"name": "", "type": "pump", "place": ""},
            "signals": [SIGNAL | {"unit": "Cel", "interval_s": "-"}]}
    found = post(technician, f"{device}/place", body).json["problems"]
    assert found == [
        ["machine", "name", "Fill in this field."], ["machine", "place", "Fill in this field."],
        ["signal-0", "interval_s", "This must be a number."], ["signal-0", "unit", "This unit does not measure that."]]


def test_a_device_is_retired_and_shown_as_such(web, technician, conn, plant):
    number = db.placing.device_id(conn, "sim-0001")
    assert post(technician, f"{number}/retire", {"reason": "broken"}).status_code == 200
    assert technician.get(f"/live/placing?id={number}").json["former"] == "White water pump"
    assert [row[1::2] for row in technician.get("/live/devices").json["retired"]] == [["sim-0001", "White water pump"]]
    assert post(technician, f"{number}/retire", {}).status_code == 400


def test_a_device_takes_the_place_of_another(technician, conn, plant, device):
    number = db.placing.device_id(conn, "sim-0001")
    found = technician.get(f"/live/placing/pairs?old={number}&new=new-1").json
    assert [one[3] for one in found["old"]] == ["", "", "", ""]
    assert technician.get(f"/live/placing/pairs?old={number}&new=unheard").json["old"][1][3] == "vibration"
    answer = post(technician, f"{number}/replace", {"new": "new-1", "pairs": {"vibration": "vib"}})
    assert answer.json["device_id"] == device
    assert db.placing.signals(conn, device)["vib"].id == plant.vibration


@pytest.mark.parametrize(("path", "body"), [
    ("place", {"device": "new-1", "machine": "pump-1"}), ("place", {"device": "new-1", "signals": [{"nonsense": "x"}]}),
    ("place", {"device": "new-1", "signals": [{"name": 7}]}), ("replace", {"new": "new-1", "pairs": ["a"]}),
    ("replace", {"new": "", "pairs": {}})])
def test_what_is_no_form_is_refused(technician, plant, device, path, body):
    assert post(technician, f"{device}/{path}", body).status_code == 400


def test_viewers_see_and_change_nothing(web, plant, device):
    viewer = web.signed_in("viewer")
    assert viewer.get(f"/live/placing?id={device}").status_code == 200
    assert viewer.get("/live/placing/machines").status_code == 403
    for act in ("place", "retire", "replace"):
        assert post(viewer, f"{device}/{act}", {}).status_code == 403


def test_labels_open_the_page_on_a_phone(web, technician, plant, device):
    assert web.client().get(f"/machines/{plant.machine_id}/label.pdf").status_code == 401
    answer = technician.get(f"/machines/{plant.machine_id}/label.pdf")
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == (
        "application/pdf", 'inline; filename="White-water-pump.pdf"')
    assert f"(http://localhost/machines/{plant.machine_id})".encode() in answer.data
    web.server.config["STETHOS_PUBLIC_URL"] = "https://plant.example/"
    assert f"(https://plant.example/devices/{device})".encode() in technician.get(
        f"/devices/{device}/label.pdf").data
    assert technician.get("/devices/999/label.pdf").status_code == 404
