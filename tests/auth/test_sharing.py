import itertools
from collections.abc import Iterator

import flask
import pytest

from auth import sharing
from auth.registry import route
from db.connect import open_connection
from services import users
from tests.web import Web, token, worker
from tools.database import Databases


@pytest.fixture
def web(databases: Databases, monkeypatch) -> Iterator[Web]:
    calls = itertools.count(1)

    def lists(server: flask.Flask) -> None:
        @route(server, "/live/shared", role="viewer", shared_ms=60_000)
        def shared() -> dict[str, object]:
            return {"call": next(calls), "q": flask.request.args.get("q")}

        @route(server, "/live/own", role="viewer")
        def own() -> dict[str, int]:
            return {"call": next(calls)}

        @route(server, "/live/broken", role="viewer", shared_ms=60_000)
        def broken() -> tuple[str, int]:
            return str(next(calls)), 500

    monkeypatch.setattr("app._discover_lists", lists)
    with worker(databases) as web:
        yield web


def test_one_answer_serves_everybody_who_asks_the_same(web):
    first, second = web.signed_in("viewer"), web.signed_in("viewer")
    for client in (first, second):   # who they are is looked up in Flask
        client.get("/live/shared")
    assert [client.get("/live/shared").json["call"] for client in (first, second, first)] == [2, 2, 2]


def test_other_questions_roles_and_encodings_get_answers_of_their_own(web):
    viewer, admin = web.signed_in("viewer"), web.signed_in("admin")
    calls = [viewer.get("/live/shared?q=1"), viewer.get("/live/shared?q=2"), admin.get("/live/shared?q=1"),
             viewer.get("/live/shared?q=1", headers={"Accept-Encoding": "br"}),
             viewer.get("/live/shared?q=1", headers={"If-None-Match": '"x"'})]
    assert len({answer.json["call"] for answer in calls}) == 5
    assert viewer.get("/live/shared?q=1").json == calls[0].json


def test_routes_that_do_not_share_are_asked_each_time(web):
    client = web.signed_in()
    assert client.get("/live/own").json["call"] != client.get("/live/own").json["call"]


def test_errors_are_not_shared(web):
    client = web.signed_in()
    assert client.get("/live/broken").text != client.get("/live/broken").text


def test_a_stranger_gets_no_shared_answer(web):
    web.signed_in().get("/live/shared")
    assert web.client().get("/live/shared").status_code == 401


def test_an_answer_is_forgotten_after_its_time(web, monkeypatch):
    client = web.signed_in()
    before = client.get("/live/shared").json["call"]
    now = sharing.time.monotonic()
    monkeypatch.setattr(sharing.time, "monotonic", lambda: now + 61)
    assert client.get("/live/shared").json["call"] > before


def test_who_is_kept_out_gets_no_shared_answer_once_their_session_is_looked_at_again(web, monkeypatch):
    client = web.signed_in("technician")
    assert client.get("/live/shared").status_code == 200
    with open_connection(web.url, name="test") as conn:
        users.disable(conn, "technician")
    assert client.get("/live/shared").status_code == 200   # within the five seconds
    now = sharing.time.monotonic()
    monkeypatch.setattr(sharing.time, "monotonic", lambda: now + 5.1)
    assert client.get("/live/shared").status_code == 401


@pytest.fixture
def looks(web, monkeypatch):
    """Count the requests that Flask looks at."""
    sharing_of_web, seen = web.server.extensions["sharing"], []
    inner = sharing_of_web._inner
    monkeypatch.setattr(sharing_of_web, "_inner", lambda *request: seen.append(request) or inner(*request))
    return seen


def _later(monkeypatch, seconds):
    now = sharing.time.monotonic()
    monkeypatch.setattr(sharing.time, "monotonic", lambda: now + seconds)


def test_after_five_seconds_one_browser_that_is_looked_at_again_is_enough_for_all(web, looks, monkeypatch):
    clients = [web.signed_in("viewer") for _ in range(3)]
    for client in clients:
        client.get("/live/shared")
    _later(monkeypatch, 5.1)
    looks.clear()
    assert len({client.get("/live/shared").json["call"] for client in clients}) == 1
    assert len(looks) == 1


def test_after_a_minute_each_browser_is_looked_at_again(web, looks, monkeypatch):
    clients = [web.signed_in("viewer") for _ in range(3)]
    for client in clients:
        client.get("/live/shared")
    _later(monkeypatch, 61)
    looks.clear()
    for client in clients:
        client.get("/live/shared")
    assert len(looks) == 3


@pytest.mark.parametrize("change", [
    "UPDATE users SET role = 'admin' WHERE name = 'viewer'",
    "UPDATE users SET session_version = session_version + 1 WHERE name = 'viewer'",
    "UPDATE users SET active = false WHERE name = 'viewer'"])
def test_what_changes_about_a_user_is_seen_by_every_browser_of_theirs_within_five_seconds(
        web, looks, monkeypatch, change):
    viewers, technician = [web.signed_in("viewer") for _ in range(2)], web.signed_in("technician")
    for client in (*viewers, technician):
        client.get("/live/shared")
    with open_connection(web.url, name="test") as conn:
        conn.execute(change.encode())
    _later(monkeypatch, 5.1)
    technician.get("/live/shared")      # the worker has looked: it knows of the change now
    looks.clear()
    for client in viewers:
        client.get("/live/shared")
    assert len(looks) == 2


def test_who_signs_out_gets_no_shared_answer(web):
    client = web.signed_in()
    cookie = client.get_cookie("stethos_session").value
    headers = token(client)
    assert client.get("/live/shared").status_code == 200
    client.post("/logout", headers=headers)
    client.set_cookie("stethos_session", cookie)
    assert client.get("/live/shared").status_code == 401


def test_what_is_kept_is_bounded(web, monkeypatch):
    monkeypatch.setattr(sharing, "_MOST_ANSWERS", 3)
    client = web.signed_in()
    for number in range(20):
        client.get(f"/live/shared?q={number}")
    assert len(web.server.extensions["sharing"]._answers) <= 3
