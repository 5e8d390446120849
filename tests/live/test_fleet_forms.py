"""Forms of machines, places, devices and signals over HTTP."""

import pytest

from tests.web import token

LISTS: dict[str, list[object]] = {"contacts": [], "bearings": [], "nameplate": []}


@pytest.fixture
def admin(web):
    return web.signed_in("admin")


def post(client, path, **body):
    return client.post(f"/live/forms/{path}", json=body, headers=token(client))


def test_a_machine_is_opened_checked_and_saved(admin, plant):
    found = admin.get(f"/live/forms/machine?id={plant.machine_id}").json
    assert (found["values"]["name"], found["values"]["place"]) == ("White water pump", "pm1")
    typed = found | {"values": found["values"] | {"year": "98"}, "lists": LISTS | {"contacts": [
        {"role": "Keeper", "name": "K", "phone": "", "email": ""}]}}
    problems = [["year", "This must be a whole number from 1850 to 2200."],
                ["contacts.0.phone", "Give a phone number, an e-mail address or both."]]
    assert post(admin, "machine/check", **typed).json == {"problems": problems}
    assert post(admin, "machine/save", **typed).json == {"problems": problems}
    saved = post(admin, "machine/save", **found | {"values": found["values"] | {"year": "1998"}}).json
    assert (saved["page"], saved["notes"][0]["message"]) == (f"/machines/{plant.machine_id}", "Saved")


def test_the_second_of_two_is_told_who_was_faster_and_what_stands_there_now(admin, plant):
    found = admin.get(f"/live/forms/machine?id={plant.machine_id}").json
    post(admin, "machine/save", **found | {"values": found["values"] | {"maker": "Theirs"}})
    answer = post(admin, "machine/save", **found | {"values": found["values"] | {"maker": "Mine"}})
    assert (answer.status_code, answer.json["state"]["values"]["maker"]) == (409, "Theirs")
    assert answer.json["by"].startswith("Ada Lindqvist, ")
    again = found | {"version": answer.json["state"]["version"], "values": found["values"] | {"maker": "Mine"}}
    assert post(admin, "machine/save", **again).status_code == 200


def test_a_new_place_and_a_new_machine_are_saved(admin, plant):
    place = {"name": "Hall", "kind": "area", "parent": "pm1"}
    made = post(admin, "place/save", id=None, version=None, values=place, lists={"contacts": []}).json
    assert made["page"] == f"/places/{made['id']}"
    machine = {"name": "Fan", "type": "fan", "place": "hall", "criticality": "3", "starting_s": "30"}
    new = post(admin, "machine/save", id=None, version=None, values=machine, lists=LISTS).json
    assert admin.get(new["page"]).status_code == 200
    assert post(admin, "machine/save", id=None, version=None, values={}, lists=LISTS).json["problems"]


def test_a_machine_is_retired_and_restored(admin, plant):
    assert post(admin, "machine/retire", id=plant.machine_id, reason="").status_code == 400
    page = post(admin, "machine/retire", id=plant.machine_id, reason="sold").json["page"]
    assert admin.get(page).status_code == 200
    assert admin.get(page + "/edit").status_code == 404
    told = post(admin, "machine/restore", id=plant.machine_id).json["notes"][0]["message"]
    assert told == "It is in service again, with 1 device."
    assert admin.get(page + "/edit").status_code == 200


@pytest.mark.parametrize("body", [
    {}, {"values": {}, "lists": {}}, {"values": {"evil": "x"}, "lists": LISTS}, {"values": {"name": 7}, "lists": LISTS},
    {"values": {}, "lists": LISTS | {"contacts": [{"id": "1"}]}}, {"values": {}, "lists": LISTS | {"contacts": {}}},
    {"values": {}, "lists": LISTS | {"contacts": [{}] * 101}}])
def test_what_is_no_form_is_refused(admin, plant, body):
    assert post(admin, "machine/save", **body).status_code == 400


def test_a_device_is_added_edited_retired_and_restored(admin, plant):
    values = {"id": "vibro-7", "machine": "", "model": "SN-4", "serial_number": ""}
    wrong = post(admin, "device/check", id=None, values=values | {"id": "a b"}, lists={}).json["problems"]
    assert wrong == [["id", "Only letters without accents, digits, _ and -; at most 64 signs."]]
    made = post(admin, "device/save", id=None, version=None, values=values, lists={}).json
    assert made["page"] == f"/devices/{made['id']}"
    taken = post(admin, "device/save", id=None, version=None, values=values, lists={}).json
    assert taken["problems"] == [["id", "This name is taken; choose another."]]
    found = admin.get(f"/live/forms/device?id={made['id']}").json
    typed = found | {"values": found["values"] | {"machine": "pump-1"}}
    assert post(admin, "device/save", **typed).json["page"] == made["page"]
    assert post(admin, "device/save", **typed).status_code == 409
    assert post(admin, "device/retire", id=made["id"], reason="broken").json["page"] == made["page"]
    assert [admin.get(made["page"] + end).status_code for end in ("", "/edit")] == [200, 404]
    told = post(admin, "device/restore", id=made["id"]).json["notes"][0]["message"]
    assert told == "It is on its machine again."
    assert admin.get(made["page"] + "/edit").status_code == 200


def test_a_signal_is_added_edited_retired_and_restored(admin, plant):
    device = plant.conn.execute("SELECT id FROM device").fetchone()[0]
    assert admin.get(f"/devices/{device}/signals/new").status_code == 200
    values = {"device": "sim-0001", "name": "oil", "kind": "temperature", "unit": "bar", "runs": "false"}
    wrong = post(admin, "signal/check", id=None, values=values, lists={}).json["problems"]
    assert wrong == [["unit", "This unit does not measure that."]]
    made = post(admin, "signal/save", id=None, version=None, values=values | {"unit": "Cel"}, lists={}).json
    assert made["page"] == f"/signals/{made['id']}/limits"
    found = admin.get(f"/live/forms/signal?id={made['id']}").json
    assert (found["values"]["name"], found["values"]["interval_s"]) == ("oil", "60")
    typed = found | {"values": found["values"] | {"title": "Oil"}}
    assert post(admin, "signal/save", **typed).json["page"] == made["page"]
    answer = post(admin, "signal/save", **typed)
    assert (answer.status_code, answer.json["state"]["values"]["title"]) == (409, "Oil")
    assert post(admin, "signal/retire", id=made["id"], reason="").status_code == 400
    assert post(admin, "signal/retire", id=made["id"], reason="gone").json["page"] == made["page"]
    page, edit = admin.get(made["page"]), admin.get(f"/signals/{made['id']}/edit")
    assert (page.status_code, edit.status_code) == (200, 404)
    told = post(admin, "signal/restore", id=made["id"]).json["notes"][0]["message"]
    assert told == "It is in service again."
    assert admin.get(f"/signals/{made['id']}/edit").status_code == 200


def test_a_limit_beyond_the_range_is_told_at_the_range(admin, plant):
    found = admin.get(f"/live/forms/signal?id={plant.vibration}").json
    typed = found | {"values": found["values"] | {"maximum": "5"}}
    assert post(admin, "signal/check", **typed).json["problems"] == [
        ["maximum", "A limit of this signal, 7.1, lies beyond this; change that first."]]


def test_nothing_is_added_to_a_retired_device(admin, plant):
    device = plant.conn.execute("SELECT id FROM device").fetchone()[0]
    post(admin, "device/retire", id=device, reason="broken")
    assert [admin.get(f"/devices/{number}/signals/new").status_code for number in (device, 99)] == [404, 404]


def test_only_admins_get_forms(web, plant):
    technician = web.signed_in("technician")
    assert technician.get(f"/live/forms/machine?id={plant.machine_id}").status_code == 403
    assert post(technician, "machine/save", values={}, lists=LISTS).status_code == 403
    for path in ("/machines/new", "/devices/new", "/devices/1/edit", "/devices/1/signals/new", "/signals/1/edit"):
        assert technician.get(path).status_code == 403
    assert post(technician, "machine/retire", id=plant.machine_id, reason="x").status_code == 403


def test_unknown_things_are_not_found(admin, plant):
    assert admin.get("/live/forms/machine?id=99").status_code == 404
    assert post(admin, "evil/save").status_code == 400
    assert admin.get("/places/99").status_code == 404
    assert admin.get("/places/99/edit").status_code == 404
    assert [admin.get(path).status_code for path in (
        "/places/new", "/machines/new", "/places/1", "/devices/new", "/devices/new?machine=pump-1")] == [200] * 5
