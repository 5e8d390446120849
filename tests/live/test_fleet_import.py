"""The fleet as files, from the browser: preview, import all or nothing, and the export that changes nothing."""

import io
import zipfile

import pytest

import db.fleet
from db.connect import open_connection
from tests.web import token, worker

FLEET = """\
version: 1
places:
  - {key: mill, name: Mill, kind: site, time_zone: Europe/Berlin, contacts: [{role: Lead, name: Ada, phone: 4711}]}
machines:
  - key: fan-1
    name: Fan
    place: mill
    type: fan
    tags: [spare]
    devices: [{id: d1, signals: [{name: vib, kind: vibration_velocity_rms, unit: mm/s, limits: {high: 4.5}}]}]
"""


@pytest.fixture
def web(databases):
    with worker(databases) as web:
        yield web


@pytest.fixture
def admin(web):
    client = web.signed_in("admin")
    return client, token(client)


def send(admin, what, files, seen=""):
    client, headers = admin
    data = {"print": seen, "files": [(io.BytesIO(data), name) for name, data in files.items()]}
    return client.post(f"/live/import/{what}", data=data, headers=headers)


def imported(admin, files):
    preview = send(admin, "preview", files).json
    return send(admin, "apply", files, preview["print"]).json


def test_every_difference_is_shown_and_then_imported_once(admin, web):
    files = {"fleet.yaml": FLEET.encode()}
    preview = send(admin, "preview", files).json
    assert [(thing, outcome) for thing, outcome, _rows in preview["rows"]] == [
        ("the place mill", "new"), ("the machine fan-1", "new"), ("the device d1", "new"), ("the signal d1/vib", "new"),
        ("the place mill", "changed"), ("the limits of d1/vib", "changed")]
    assert preview["rows"][-1][2] == [["high", "–", "4.5\xa0mm/s"]]
    assert send(admin, "apply", files, preview["print"]).json["done"] == "Imported: 5 things were created or changed."
    again = send(admin, "preview", files).json
    assert (again["rows"], again["summary"]) == ([], "Nothing would change: the fleet is as these files say.")
    with open_connection(web.url, name="test") as conn:
        assert conn.execute("SELECT count(DISTINCT u.name), min(u.name) FROM audit a JOIN users u ON u.id = a.user_id "
                            "WHERE a.reason = 'fleet file'").fetchone() == (1, "admin")


def test_of_a_change_each_field_is_shown_before_and_after_and_who_is_removed(admin):
    imported(admin, {"f.yaml": FLEET.encode()})
    changed = FLEET.replace("tags: [spare]", "tags: [spare, hot]\n    year: 2019").replace(
        "[{role: Lead, name: Ada, phone: 4711}]", "[]")
    preview = send(admin, "preview", {"f.yaml": changed.encode()}).json
    assert preview["rows"] == [
        ["the machine fan-1", "changed", [["Tags", "spare", "spare; hot"], ["Year", "–", "2019"]]],
        ["the place mill", "changed", [["Contacts", "Lead, Ada, 4711", "–"]]]]
    assert ["Contacts", "0", "0", "0", "0", "1"] in preview["counts"]


def test_mistakes_are_told_with_file_and_line_and_nothing_is_changed(admin, web):
    wrong = FLEET.replace("type: fan", "type: fun").encode()
    for what in ("preview", "apply"):
        answer = send(admin, what, {"f.yaml": wrong}).json
        assert answer["mistakes"] == [["f.yaml:8", "type", "'fun' is not known; did you mean fan?"]]
        assert answer["summary"] == "1 mistake; nothing was changed."
    with open_connection(web.url, name="test") as conn:
        assert db.fleet.fleet(conn).places == {}


def test_if_the_fleet_has_changed_since_the_preview_the_new_one_is_shown_first(admin, web):
    files = {"f.yaml": FLEET.encode()}
    imported(admin, files)
    renamed = {"f.yaml": FLEET.replace("name: Fan", "name: Fan A").encode()}
    preview = send(admin, "preview", renamed).json
    with open_connection(web.url, name="test") as conn:
        conn.execute("UPDATE machine SET name = 'Fan B'")
    answer = send(admin, "apply", renamed, preview["print"]).json
    assert "since the preview" in answer["changed"]
    assert answer["rows"] == [["the machine fan-1", "changed", [["Name", "Fan B", "Fan A"]]]]
    assert "done" in send(admin, "apply", renamed, answer["print"]).json


def test_an_export_changes_nothing_as_yaml_and_as_csv(admin):
    imported(admin, {"f.yaml": FLEET.encode()})
    client, _ = admin
    for name in ("fleet.yaml", "fleet.zip"):
        answer = client.get(f"/live/export/{name}")
        assert (answer.status_code, name in answer.headers["Content-Disposition"]) == (200, True)
        assert send(admin, "preview", {name: answer.data}).json["rows"] == []
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert {"places.csv", "machines.csv", "bearings.csv"} <= set(packed.namelist())


@pytest.mark.parametrize(("files", "words"), [
    ({}, "Choose a file first"), ({"x.pdf": b"%PDF-"}, "no fleet file"), ({"f.zip": b"PK"}, "damaged")])
def test_other_files_are_refused_in_one_sentence(admin, files, words):
    answer = send(admin, "preview", files)
    assert answer.status_code == 400
    assert words in answer.json["message"]


def test_too_much_is_refused_before_it_is_read(admin):
    client, headers = admin
    answer = client.post("/live/import/preview", data=b"#" * (9 * 2**20), headers=headers,
                         content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413


def test_only_admins_import_and_export(web):
    for name in ("viewer", "technician"):
        client = web.signed_in(name)
        headers = token(client)
        assert client.get("/live/export/fleet.yaml").status_code == 403
        assert client.get("/live/export/fleet.zip").status_code == 403
        assert send((client, headers), "preview", {"f.yaml": FLEET.encode()}).status_code == 403
        assert send((client, headers), "apply", {"f.yaml": FLEET.encode()}).status_code == 403
