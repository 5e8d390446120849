"""What a browser sends and gets of pictures and documents: by role and token, whole or refused with a sentence."""

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from db.connect import open_connection
from tests import alarm_rows as rows
from tests.file_samples import archive, office, pdf, picture, png_bomb
from tests.web import Web, token, worker
from tools.database import Databases

MZ = b"MZ\x90\0\3\0\0\0" + b"\0" * 200
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture
def conn(web):
    with open_connection(web.url, name="test") as conn:
        yield conn
        conn.execute("DELETE FROM picture")
        conn.execute("DELETE FROM document")


@pytest.fixture
def machine(conn):
    row = conn.execute("SELECT id FROM machine WHERE key = 'pump'").fetchone()
    return row[0] if row else rows.machine(conn)


@pytest.fixture(scope="module")
def technician(web):
    client = web.signed_in("technician")
    return client, token(client)


def form(*files, text="", field="file"):
    """Return a form as a browser sends it; Werkzeug's client would leave large ones open on the disk."""
    parts = [(field, FileStorage(BytesIO(data), name)) for name, data in files]
    boundary, data = encode_multipart(MultiDict([*parts, ("text", text)]))
    return {"data": data, "content_type": f"multipart/form-data; boundary={boundary}"}


def send(who, path, data, *, name="photo.jpg", **more):
    client, headers = who
    return client.post(path, headers=headers, **form((name, data), **more))


def left(conn):
    """Return what there is of what people send: rows, and temporary files."""
    tables = conn.execute("SELECT (SELECT count(*) FROM picture), (SELECT count(*) FROM document), "
                          "(SELECT count(*) FROM audit)").fetchone()
    return tables, {path.name for path in Path(gettempdir()).glob("tmp*") if path.is_file()}


def test_a_picture_is_added_listed_and_shown_in_three_sizes_to_who_is_signed_in(web, conn, machine, technician):
    answer = send(technician, f"/live/pictures/machine/{machine}", picture(2000, 1000), text="The <b>seal</b>")
    assert answer.status_code == 200
    number, viewer = answer.json["id"], web.signed_in("viewer")
    told = viewer.get(f"/live/pictures/machine/{machine}").json
    row = told["rows"][0]
    assert (row["id"], row["caption"], row["width"], row["height"]) == (number, "The <b>seal</b>", 1600, 800)
    assert row["about"].endswith("by Timo Brandt")
    assert viewer.get(f"/live/pictures/machine/{machine}", query_string={"since": told["seq"]}).status_code == 204
    for size, pixels in (("image", (1600, 800)), ("thumbnail", (320, 160)), ("small", (96, 96))):
        shown = viewer.get(f"/pictures/{number}?size={size}&v={row['digest']}")
        assert Image.open(BytesIO(shown.data)).size == pixels
        heads = shown.headers
        assert (heads["Content-Type"], heads["X-Content-Type-Options"]) == ("image/webp", "nosniff")
        assert heads["Cache-Control"] == "private, max-age=31536000, immutable"
        assert heads["Content-Security-Policy"] == "default-src 'none'; sandbox"
        again = viewer.get(f"/pictures/{number}?size={size}", headers={"If-None-Match": heads["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert viewer.get(f"/pictures/{number}?v=other").headers["Cache-Control"] == "private, no-cache"
    for path in (f"/pictures/{number}?size=huge", "/pictures/999999", "/pictures/1e3", "/live/pictures/machine/999999",
                 "/live/pictures/users/1", f"/live/pictures/machine/{machine}/"):
        assert viewer.get(path).status_code == 404
    assert web.client().get(f"/pictures/{number}").status_code == 401


def test_a_picture_is_worded_arranged_removed_and_brought_back(web, conn, machine, technician):
    client, headers = technician
    numbers = [send(technician, f"/live/pictures/machine/{machine}", picture(colour=colour)).json["id"]
               for colour in ("red", "blue")]

    def told(path, body):
        answer = client.post(path, json=body, headers=headers)
        return answer.status_code, answer.json.get("message") or answer.json["notes"][0]["message"]

    assert told(f"/live/picture/{numbers[0]}/caption", {"text": "Seal"}) == (200, "The caption is kept.")
    order = {"order": numbers[::-1]}
    assert told(f"/live/pictures/machine/{machine}/order", order) == (200, "The order is kept.")
    assert told(f"/live/pictures/machine/{machine}/order", {"order": numbers[:1]})[0] == 400
    assert told(f"/live/picture/{numbers[1]}/remove", {})[0] == 200
    viewer = web.signed_in("viewer")
    assert viewer.get(f"/pictures/{numbers[1]}").status_code == 404
    assert viewer.get(f"/live/pictures/machine/{machine}").json["removed"] == []
    assert client.get(f"/pictures/{numbers[1]}").status_code == 200
    gone = client.get(f"/live/pictures/machine/{machine}").json["removed"]
    assert [one["id"] for one in gone] == [numbers[1]]
    assert told(f"/live/picture/{numbers[1]}/restore", {}) == (200, "The picture is back.")
    assert told(f"/live/picture/{numbers[0]}/caption", {"text": "x" * 201})[0] == 400


@pytest.mark.parametrize("path", ["/live/pictures/machine/1", "/live/pictures/machine/1/order",
                                  "/live/picture/1/caption", "/live/picture/1/remove", "/live/picture/1/restore",
                                  "/live/documents/machine/1",
                                  "/live/document/1/title", "/live/document/1/remove", "/live/document/1/restore"])
def test_nobody_changes_anything_without_the_role_and_the_token(web, technician, path):
    viewer = web.signed_in("viewer")
    assert viewer.post(path, headers=token(viewer), **form(("a.jpg", picture()))).status_code == 403
    assert web.client().post(path, **form(("a.jpg", picture()))).status_code == 401
    assert technician[0].post(path, **form(("a.jpg", picture()))).status_code == 400


def test_what_others_have_added_is_changed_by_an_admin_alone(web, machine, technician, conn):
    admin = web.signed_in("admin")
    whose = (admin, token(admin))
    theirs = send(whose, f"/live/pictures/machine/{machine}", picture()).json["id"]
    client, headers = technician
    answer = client.post(f"/live/picture/{theirs}/remove", json={}, headers=headers)
    assert (answer.status_code, "Only who added this" in answer.json["message"]) == (400, True)
    mine = send(technician, f"/live/documents/machine/{machine}", b"notes", name="notes.txt").json["id"]
    assert admin.post(f"/live/document/{mine}/title", json={"text": "Oil"}, headers=whose[1]).status_code == 200


@pytest.mark.parametrize(("data", "status", "words"), [
    (b"", 400, "empty"), *((one, 400, "JPEG, PNG or WebP") for one in (MZ, SVG, HTML, pdf(), picture(form="GIF"))),
    (png_bomb(), 400, "60 megapixels"),
    (picture(900, 900, form="PNG")[:500], 400, "damaged"), (picture(600, 600)[:700], 400, "damaged"),
    (b"\xff\xd8\xff" + bytes(15 * 2**20), 400, "15 MB"),
    (b"\xff\xd8\xff" + bytes(17 * 2**20), 413, "15\u00a0MB at most")])
def test_a_bad_picture_gets_a_sentence_and_leaves_nothing_behind(conn, machine, technician, data, status, words):
    before = left(conn)
    answer = send(technician, f"/live/pictures/machine/{machine}", data)
    assert (answer.status_code, words in answer.json["message"]) == (status, True), answer.json
    assert left(conn) == before


@pytest.mark.parametrize(("data", "status", "words"), [
    (b"", 400, "empty"), (MZ, 400, "send a PDF"), (SVG, 400, "send a PDF"), (HTML, 400, "send a PDF"),
    (picture(), 400, "This is a picture"), (pdf(tail=archive({"a": "b"})), 400, "something else"),
    (office(**{"word/vbaProject.bin": "x"}), 400, "macros"), (office(**{"word/a": bytes(40 * 2**20)}), 400, "unpacks"),
    (office()[:-40], 400, "damaged"), (b"a" * (25 * 2**20 + 1), 400, "25 MB"),
    (b"a" * (26 * 2**20), 413, "25\u00a0MB at most")])
def test_a_bad_document_gets_a_sentence_and_leaves_nothing_behind(conn, machine, technician, data, status, words):
    before = left(conn)
    answer = send(technician, f"/live/documents/machine/{machine}", data, name="manual.pdf")
    assert (answer.status_code, words in answer.json["message"]) == (status, True), answer.json
    assert left(conn) == before


# The parser leaves the parts of a crowd to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_many_files_or_none_in_one_request_are_refused_and_leave_nothing_behind(conn, machine, technician):
    client, headers = technician
    before = left(conn)
    for sent in (form(("a.jpg", picture()), ("b.jpg", picture())), form(("a.jpg", picture()), field="picture"), form(),
                 {"data": picture(), "content_type": "image/jpeg"},
                 {"data": b"x", "content_type": "multipart/form-data"}, {"json": {"file": "x"}},
                 form(*[(f"{number}.jpg", b"x") for number in range(900)])):
        answer = client.post(f"/live/pictures/machine/{machine}", headers=headers, **sent)
        assert (answer.status_code, answer.json["message"]) == (400, "Send one file at a time.")
    crowd = form(*[(f"{number}.jpg", b"x") for number in range(1100)])
    assert client.post(f"/live/pictures/machine/{machine}", headers=headers, **crowd).status_code == 413
    assert send(technician, "/live/pictures/machine/999999", picture()).status_code == 404
    assert send(technician, f"/live/pictures/machine/{machine}", picture(), text="x" * 300).status_code == 400
    assert left(conn) == before


def test_a_document_is_sent_to_be_saved_and_never_to_be_opened_in_the_page(web, conn, machine, technician):
    whole = pdf()
    number = send(technician, f"/live/documents/machine/{machine}", whole, name="Prüf\u202ebericht.exe",
                  text="Inspection 2026").json["id"]
    viewer = web.signed_in("viewer")
    row = viewer.get(f"/live/documents/machine/{machine}").json["rows"][0]
    assert (row["title"], row["kind"]) == ("Inspection 2026", "PDF")
    answer = viewer.get(row["href"])
    heads = answer.headers
    assert answer.data == whole
    assert heads["Content-Disposition"] == ("attachment; filename=Prufbericht.pdf; "
                                            "filename*=UTF-8''Pr%C3%BCfbericht.pdf")
    assert (heads["Content-Type"], heads["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert heads["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert heads["Cache-Control"] == "private, max-age=31536000, immutable"
    again = viewer.get(f"/documents/{number}", headers={"If-None-Match": heads["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    part = viewer.get(f"/documents/{number}", headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.data) == (206, whole[:5])
    assert web.client().get(f"/documents/{number}").status_code == 401
    client, headers = technician
    assert client.post(f"/live/document/{number}/remove", json={}, headers=headers).status_code == 200
    assert viewer.get(f"/documents/{number}").status_code == 404
    assert client.post(f"/live/document/{number}/restore", json={}, headers=headers).status_code == 200
    assert client.post(f"/live/document/{number}/title", json={"text": " "}, headers=headers).status_code == 400


def test_a_text_is_sent_as_a_text_in_its_own_letters(web, conn, machine, technician):
    table = "Maß;Öl\n".encode("cp1252")
    number = send(technician, f"/live/documents/machine/{machine}", table, name="a.csv").json["id"]
    answer = web.signed_in("viewer").get(f"/documents/{number}")
    assert answer.headers["Content-Type"] == "text/csv; charset=windows-1252"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=300), st.tuples(
    st.sampled_from([picture(), picture(form="PNG"), picture(form="WEBP"), pdf(), office()]),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=12)).map(lambda pair: damaged(*pair))),
    st.sampled_from(["pictures", "documents"]), st.text(max_size=40))
def test_whatever_is_sent_is_taken_or_refused_and_never_an_incident(conn, machine, technician, data, what, text):
    answer = send(technician, f"/live/{what}/machine/{machine}", data, text=text, name="x")
    assert answer.status_code in (200, 400)
    if answer.status_code == 200 and what == "pictures":
        with suppress(KeyError):
            assert technician[0].get(f"/pictures/{answer.json['id']}").status_code == 200


def damaged(data, damages):
    broken = bytearray(data)
    for at, value in damages:
        broken[at % len(broken)] = value
    return bytes(broken)
