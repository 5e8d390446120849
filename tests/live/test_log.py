"""The log book over HTTP: pages of entries, and the form of one."""

import pytest

from tests.web import token

VALUES = {"done_at": "2026-03-28T09:30", "kind": "repair", "text": "Seal changed", "done_by": "Timo", "running_h": "",
          "case": ""}
NEW: dict[str, object] = {"id": None, "version": None, "values": VALUES, "lists": {"parts": []}}


@pytest.fixture
def timo(web):
    return web.signed_in("technician")


def post(client, path, **body):
    return client.post(f"/live/log/{path}", json=body, headers=token(client))


def newest(plant):
    return plant.conn.execute("SELECT max(id) FROM log_entry").fetchone()[0]


def test_an_entry_is_checked_saved_changed_retired_and_restored(timo, plant):
    machine = plant.machine_id
    wrong = NEW | {"values": VALUES | {"kind": "", "done_at": "2999-01-01T00:00"},
                   "lists": {"parts": [{"name": "", "number": "4", "quantity": ""}]}}
    problems = [["kind", "Fill in this field."], ["parts.0.name", "Fill in this field."],
                ["done_at", "This has not come yet. The log book tells what was done."]]
    assert post(timo, f"{machine}/check", **wrong).json == {"problems": problems, "proposed": {"running_h": ""}}
    assert post(timo, f"{machine}/save", **wrong).json == {"problems": problems}
    assert post(timo, f"{machine}/save", **NEW).json["page"] == f"/machines/{machine}"
    known = NEW | {"id": newest(plant), "version": 1}
    assert timo.get(f"/log/{known['id']}/edit").status_code == 200
    assert post(timo, f"{machine}/check", **known).json == {"problems": [], "proposed": {}}
    changed = known | {"values": VALUES | {"text": "Both seals"}}
    assert post(timo, f"{machine}/save", **changed).status_code == 200
    answer = post(timo, f"{machine}/save", **known)
    assert (answer.status_code, answer.json["state"]["values"]["text"]) == (409, "Both seals")
    assert answer.json["by"].startswith("Timo Brandt, ")
    assert post(timo, f"{machine}/retire", id=known["id"], reason="").status_code == 400
    assert post(timo, f"{machine}/retire", id=known["id"], reason="twice").status_code == 200
    assert post(timo, f"{machine}/restore", id=known["id"]).status_code == 200
    assert post(timo, f"{machine}/restore", id=known["id"]).status_code == 400


def test_a_page_has_ten_entries_and_says_where_the_next_begins(timo, web, plant):
    machine = plant.machine_id
    for day in range(1, 13):
        post(timo, f"{machine}/save", **NEW | {"values": VALUES | {"done_at": f"2026-03-{day:02}T09:30"}})
    post(timo, f"{machine}/retire", id=newest(plant), reason="twice")
    first = "/live/log?machine={}&after=2026-04-01T00:00:00%2B00:00~1"
    data = timo.get(first.format(machine)).json
    assert [row["when"][:11] for row in data["rows"]][:2] == ["12 Mar 2026", "11 Mar 2026"]
    assert (len(data["rows"]), data["rows"][0]["retired"]) == (10, True)
    more = timo.get("/live/log", query_string={"machine": machine, "after": data["after"]}).json
    assert (len(more["rows"]), more["after"]) == (2, "")
    assert len(web.signed_in("viewer").get(first.format(machine)).json["rows"]) == 10       # without the retired one
    for after in ("", "x", "2026-04-01~1", "2026-04-01T00:00:00+00:00~x", "x~1"):
        assert timo.get("/live/log", query_string={"machine": machine, "after": after}).status_code == 400


def test_viewers_read_and_write_nothing(web, plant):
    viewer = web.signed_in("viewer")
    assert post(viewer, f"{plant.machine_id}/save", **NEW).status_code == 403
    assert viewer.get(f"/machines/{plant.machine_id}/log/new").status_code == 403


def test_what_is_of_another_machine_or_no_form_is_refused(timo, plant):
    post(timo, f"{plant.machine_id}/save", **NEW)
    assert post(timo, f"{plant.machine_id + 1}/save", **NEW | {"id": newest(plant), "version": 1}).status_code == 404
    assert post(timo, f"{plant.machine_id}/retire", reason="x").status_code == 404
    assert timo.get(f"/machines/{plant.machine_id + 1}/log/new").status_code == 404
    assert timo.get("/log/999999/edit").status_code == 404
    for body in ({}, NEW | {"lists": {}}, NEW | {"lists": {"parts": {}}}, NEW | {"lists": {"parts": [{}] * 51}},
                 NEW | {"values": {"evil": "x"}}, NEW | {"lists": {"parts": [{"evil": "x"}]}}):
        assert post(timo, f"{plant.machine_id}/save", **body).status_code == 400
