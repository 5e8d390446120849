"""Planned maintenance over HTTP: its form, and the one that says that it is done."""

import pytest

from tests.web import token

VALUES = {"name": "Oil change", "every": "3", "every_unit": "months", "due_on": "2026-03-31", "every_h": "",
          "due_at_h": "", "soon_days": "14", "soon_h": "50", "note": ""}
NEW: dict[str, object] = {"id": None, "version": None, "values": VALUES, "lists": {}}
DONE = {"done_at": "2026-03-28T09:30", "kind": "lubrication", "text": "Oil changed", "done_by": "Timo",
        "running_h": "", "case": ""}
ENTRY: dict[str, object] = {"id": None, "version": 1, "values": DONE, "lists": {"parts": []}}


@pytest.fixture
def timo(web):
    return web.signed_in("technician")


def post(client, path, **body):
    return client.post(f"/live/{path}", json=body, headers=token(client))


def planned(plant):
    return plant.conn.execute("SELECT max(id) FROM maintenance_plan").fetchone()[0]


def test_it_is_checked_planned_changed_retired_and_restored(timo, plant):
    machine = plant.machine_id
    wrong = NEW | {"values": VALUES | {"name": "", "due_on": ""}}
    assert post(timo, f"plans/{machine}/check", **wrong).json == {"problems": [["name", "Fill in this field."]]}
    half = NEW | {"values": VALUES | {"due_on": ""}}
    problems = {"problems": [["due_on", "How often and when next come together."]]}
    assert post(timo, f"plans/{machine}/save", **half).json == problems
    assert post(timo, f"plans/{machine}/save", **NEW).json["page"] == f"/machines/{machine}"
    number = planned(plant)
    assert post(timo, f"plans/{machine}/save", **NEW).json["problems"] == [
        ["name", "This name is taken; choose another."]]
    known = NEW | {"id": number, "version": 1, "values": VALUES | {"note": "ISO VG 46"}}
    assert post(timo, f"plans/{machine}/check", **known).json == {"problems": []}
    assert post(timo, f"plans/{machine}/save", **known).status_code == 200
    answer = post(timo, f"plans/{machine}/save", **known)
    assert (answer.status_code, answer.json["state"]["values"]["note"]) == (409, "ISO VG 46")
    assert answer.json["by"].startswith("Timo Brandt, ")
    assert timo.get(f"/plans/{number}/edit").status_code == 200
    assert post(timo, f"plans/{machine}/retire", id=number, reason="no oil in it").status_code == 200
    assert timo.get(f"/plans/{number}/done").status_code == 404
    assert timo.get(f"/plans/{number}/edit").status_code == 200
    assert post(timo, f"plans/{machine}/restore", id=number).status_code == 200


def test_it_is_done_once_and_the_second_is_told(timo, plant):
    post(timo, f"plans/{plant.machine_id}/save", **NEW)
    done = f"plan-done/{planned(plant)}"
    assert post(timo, f"{done}/check", **ENTRY).json == {"problems": [], "proposed": {"running_h": ""}}
    assert post(timo, f"{done}/save", **ENTRY | {"values": DONE | {"kind": ""}}).json["problems"] == [
        ["kind", "Fill in this field."]]
    assert post(timo, f"{done}/save", **ENTRY).json["page"] == f"/machines/{plant.machine_id}"
    due = plant.conn.execute("SELECT due_on::text, (SELECT count(*) FROM log_entry) FROM maintenance_plan").fetchone()
    assert due == ("2026-06-28", 1)
    answer = post(timo, f"{done}/save", **ENTRY)
    assert (answer.status_code, answer.json["state"]["version"]) == (409, 2)
    assert answer.json["state"]["values"] == DONE


def test_viewers_read_and_what_is_of_another_machine_or_no_form_is_refused(timo, web, plant):
    post(timo, f"plans/{plant.machine_id}/save", **NEW)
    number, viewer = planned(plant), web.signed_in("viewer")
    assert post(viewer, f"plans/{plant.machine_id}/save", **NEW).status_code == 403
    assert post(viewer, f"plan-done/{number}/save", **ENTRY).status_code == 403
    assert viewer.get(f"/plans/{number}/edit").status_code == 403
    other = NEW | {"id": number, "version": 1}
    assert post(timo, f"plans/{plant.machine_id + 1}/save", **other).status_code == 404
    assert post(timo, f"plans/{plant.machine_id}/retire", reason="x").status_code == 404
    assert post(timo, "plan-done/999999/save", **ENTRY).status_code == 404
    assert timo.get(f"/machines/{plant.machine_id + 1}/plans/new").status_code == 404
    assert timo.get("/plans/999999/done").status_code == 404
    for body in ({}, NEW | {"lists": {"parts": []}}, NEW | {"values": {"evil": "x"}}, NEW | {"values": {"name": 7}}):
        assert post(timo, f"plans/{plant.machine_id}/save", **body).status_code == 400
