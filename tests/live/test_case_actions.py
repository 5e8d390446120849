"""What a browser sends to a case: with the token, the role and the right form, or it is refused."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from db.connect import open_connection
from services import photo
from tests import alarm_rows as rows
from tests.alarm_rows import NOW
from tests.web import Web, token, worker
from tools.database import Databases


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture
def conn(web):
    with open_connection(web.url, name="test") as conn:
        yield conn
        conn.execute("DELETE FROM machine_case")


@pytest.fixture
def case(conn):
    row = conn.execute("SELECT id FROM machine WHERE key = 'pump'").fetchone()
    return rows.open_case(conn, row[0] if row else rows.machine(conn), began_at=NOW)


@pytest.fixture
def technician(web):
    client = web.signed_in("technician")
    return client, token(client)


def picture(width=64, height=48, *, form="JPEG") -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (width, height), "red").save(out, form)
    out.seek(0)
    return out


def form(file, **fields):
    """Return a form as a browser sends it; Werkzeug's client would leave large ones open on the disk."""
    boundary, data = encode_multipart({"picture": FileStorage(file, "seal.jpg"), **fields})
    return {"data": data, "content_type": f"multipart/form-data; boundary={boundary}"}


def send(technician, case, file, text="The seal"):
    client, headers = technician
    return client.post(f"/live/cases/{case}/picture", headers=headers, **form(file, text=text))


def count(conn):
    return conn.execute("SELECT (SELECT count(*) FROM case_picture), (SELECT count(*) FROM case_entry)").fetchone()


def test_a_comment_an_owner_and_an_outcome_are_told(conn, technician, case):
    client, headers = technician
    me = conn.execute("SELECT id FROM users WHERE name = 'technician'").fetchone()[0]
    for path, body, message in (("comment", {"text": "Hot"}, "The comment stands in the case."),
                                ("owner", {"owner": me, "version": 1}, "The case is yours."),
                                ("close", {"outcome": "process", "conclusion": "The mix", "version": 2},
                                 "The case is closed.")):
        answer = client.post(f"/live/cases/{case}/{path}", json=body, headers=headers)
        assert (answer.status_code, answer.json["notes"][0]["message"]) == (200, message)
    answer = client.post(f"/live/cases/{case}/comment", json={"text": "More"}, headers=headers)
    assert (answer.status_code, answer.json["message"]) == (400, "This case is closed.")


@pytest.mark.parametrize("path", ["comment", "owner", "close", "picture"])
def test_a_viewer_and_a_stranger_change_nothing(web, case, path):
    viewer = web.signed_in("viewer")
    assert viewer.post(f"/live/cases/{case}/{path}", json={"text": "x"}, headers=token(viewer)).status_code == 403
    assert web.client().post(f"/live/cases/{case}/{path}", json={"text": "x"}).status_code == 401


def test_nothing_is_changed_without_the_token(conn, technician, case):
    client, _headers = technician
    assert client.post(f"/live/cases/{case}/comment", json={"text": "x"}).status_code == 400
    assert count(conn)[1] == 0


@pytest.mark.parametrize("body", [None, [], {"text": 7}, {"text": ["x"]}, {}])
def test_what_is_made_up_is_refused(technician, case, body):
    client, headers = technician
    assert client.post(f"/live/cases/{case}/comment", json=body, headers=headers).status_code == 400


@pytest.mark.parametrize("version", [None, "1", True, -1, 1.5])
def test_an_owner_without_a_version_is_refused(technician, case, version):
    client, headers = technician
    answer = client.post(f"/live/cases/{case}/owner", json={"owner": None, "version": version}, headers=headers)
    assert answer.status_code == 400


def test_a_picture_is_kept_small_and_shown_to_who_is_signed_in(web, conn, technician, case):
    assert send(technician, case, picture(2000, 1000)).status_code == 200
    number = conn.execute("SELECT id FROM case_picture").fetchone()[0]
    viewer = web.signed_in("viewer")
    for path, size in ((f"/live/pictures/{number}", (1600, 800)), (f"/live/pictures/{number}?small", (320, 160))):
        answer = viewer.get(path)
        assert Image.open(BytesIO(answer.data)).size == size
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"].startswith("private, max-age=")
        again = viewer.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert web.client().get(f"/live/pictures/{number}").status_code == 401
    assert viewer.get("/live/pictures/999999").status_code == 404
    assert viewer.get("/live/pictures/1e3").status_code == 404


def test_a_picture_may_be_larger_than_other_requests_but_only_from_who_may_send_it(web, conn, technician, case):
    noise = Image.effect_noise((2400, 2400), 90)
    out = BytesIO()
    noise.save(out, "PNG")
    assert out.tell() > 3 * 2**20
    assert send(technician, case, BytesIO(out.getvalue())).status_code == 200
    client, headers = technician
    assert client.post(f"/live/cases/{case}/comment", data=out.getvalue(), headers=headers).status_code in (400, 413)
    viewer = web.signed_in("viewer")
    answer = viewer.post(f"/live/cases/{case}/picture", headers=token(viewer), **form(BytesIO(out.getvalue())))
    assert answer.status_code in (403, 413)


@pytest.mark.parametrize(("file", "status", "words"), [
    (BytesIO(b"hello"), 400, "JPEG, PNG or WebP"), (picture(form="GIF"), 400, "JPEG, PNG or WebP"),
    (BytesIO(picture(600, 600).getvalue()[:900]), 400, "damaged"),
    (BytesIO(b"\xff\xd8\xff" + b"\0" * photo.LARGEST_BYTES), 400, "15 MB"),
    (BytesIO(b"\xff\xd8\xff" + b"\0" * (photo.LARGEST_BYTES + 2**20)), 413, "too large")])
def test_a_bad_file_gets_a_sentence_and_leaves_nothing_behind(conn, technician, case, file, status, words):
    before = count(conn)
    answer = send(technician, case, BytesIO(file.getvalue()))
    assert answer.status_code == status
    assert words in answer.json["message"]
    assert count(conn) == before


def test_a_form_without_a_picture_is_refused(technician, case):
    client, headers = technician
    answer = client.post(f"/live/cases/{case}/picture", data={"text": "x"}, headers=headers)
    assert (answer.status_code, "JPEG" in answer.json["message"]) == (400, True)


def test_a_picture_with_too_many_words_or_for_no_case_is_not_kept(conn, technician, case):
    assert send(technician, case, picture(), text="x" * 2001).status_code == 400
    assert send(technician, 999_999, picture()).status_code == 404
    assert count(conn) == (0, 0)
