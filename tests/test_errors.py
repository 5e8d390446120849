import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest

from auth.registry import route
from db.outage import DatabaseSilentError
from domain.errors import InvalidError, NotFoundError
from tests.web import HTML, Web, token, worker
from tools.database import Databases

PAGE = '''
from dash import Input, Output, html
import auth
from db.outage import DatabaseSilentError
from domain.errors import InvalidError
ERRORS = {"user": InvalidError("The upper limit lies below the lower one."),
          "world": DatabaseSilentError("gone\\nmore"), "ours": ZeroDivisionError("secret detail")}
def layout():
    return html.P(id="trial")
auth.page(__name__, path="/trial", role="viewer", layout=layout)
@auth.cb(Output("trial", "children"), Input("trial", "title"), role="viewer")
def fail(kind):
    raise ERRORS[kind]
'''


@pytest.fixture(scope="module")
def web(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder: Path = tmp_path_factory.mktemp("pages")
    (folder / "trial.py").write_text(PAGE, encoding="utf-8")
    raised = {"user": InvalidError("That is no number."), "missing": NotFoundError(),
              "world": DatabaseSilentError("gone"), "ours": ZeroDivisionError("secret detail")}

    def lists(server: flask.Flask) -> None:
        @route(server, "/live/fail/<kind>", role="viewer")
        def fail(kind: str) -> str:
            raise raised[kind]

        @route(server, "/fail/<kind>", role="viewer")
        def fail_aloud(kind: str) -> str:
            raise raised[kind]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app._discover_lists", lists)
        with worker(databases, pages=folder) as web:
            yield web


def said(web: Web, kind: str) -> dict[str, str]:
    """Return the toast a failing callback leaves."""
    client = web.signed_in()
    body = {"output": "trial.children", "outputs": {"id": "trial", "property": "children"},
            "inputs": [{"id": "trial", "property": "title", "value": kind}], "changedPropIds": ["trial.title"]}
    answer = client.post("/_dash-update-component", json=body, headers=token(client))
    assert answer.status_code == 200
    said = json.loads(answer.text)
    assert not said.get("response")   # the page stays as it is
    toast: dict[str, str] = said["sideUpdate"]["toast"]["data"]
    return toast


def test_an_error_of_the_user_is_told_in_its_own_words_and_not_logged(web, caplog):
    assert said(web, "user") == {"message": "The upper limit lies below the lower one.", "kind": "error"}
    assert not caplog.records


def test_a_silent_database_is_told_calmly_and_logged_in_one_line(web, caplog):
    assert said(web, "world") == {"message": "The database does not answer; retrying.", "kind": "calm"}
    assert [record.getMessage() for record in caplog.records] == ["the database does not answer: gone"]


def test_an_error_of_ours_gets_a_number_that_stands_in_the_log_once_with_the_traceback(web, caplog):
    toast = said(web, "ours")
    number = re.fullmatch(r"Something went wrong\. Incident ([0-9a-f]{8})\.", toast["message"])
    assert number
    records = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(records) == 1
    assert number[1] in records[0].getMessage()
    assert records[0].exc_info[0] is ZeroDivisionError


@pytest.mark.parametrize(("kind", "status"), [("user", 400), ("missing", 404), ("world", 503), ("ours", 500)])
def test_lists_answer_errors_as_json_without_details(web, kind, status):
    answer = web.signed_in().get(f"/live/fail/{kind}", headers=HTML)
    assert answer.status_code == status
    assert set(answer.json) == {"error", "message"}
    assert "secret detail" not in answer.text


@pytest.mark.parametrize(("kind", "status"), [("user", 400), ("missing", 404), ("world", 503), ("ours", 500)])
def test_browsers_see_errors_in_the_look_of_the_product(web, kind, status):
    answer = web.signed_in().get(f"/fail/{kind}", headers=HTML)
    assert answer.status_code == status
    assert 'class="plain-card"' in answer.text
    assert "secret detail" not in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_too_large_a_request_is_refused_with_a_sentence(web):
    client = web.signed_in()
    answer = client.post("/theme", data={"theme": "x" * 3_000_000}, headers={**token(client), **HTML})
    assert answer.status_code == 413
    assert "What was sent is too large: 2\xa0MB at most." in answer.text


def test_while_the_database_is_silent_nobody_is_let_in_and_the_sign_in_says_so(web, monkeypatch):
    def gone():
        raise DatabaseSilentError("gone")

    client = web.signed_in()
    monkeypatch.setattr("auth.sessions.FRESH_FOR_S", 0.0)
    monkeypatch.setattr(web.server.extensions["doorkeeper"].pools, "reading", gone)
    assert client.get("/live/fail/ours").status_code == 503
    page = client.get("/", headers=HTML)
    assert page.status_code == 503
    assert "The database does not answer. This page tries again." in page.text
    assert page.headers["Refresh"] == "5"
