import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import app
from auth import sessions
from auth.guard import PUBLIC
from db.connect import open_connection
from services import users
from tests.web import HTML, PASSWORDS, Web, form_token, token, worker
from tools.database import Databases

PAGES = {
    "tools.py": '''
from dash import html
import auth
def layout(tool_id, colour="grey"):
    return html.P(f"tool {tool_id} {colour}", id="tool")
def exists(tool_id):
    return auth.path_id(tool_id) == 7
auth.page(__name__, path_template="/tools/<tool_id>", role="viewer", layout=layout, exists=exists)
''',
    "vaults.py": '''
from dash import html
import auth
def layout(vault_id):
    return html.P("gold", id="vault")
auth.page(__name__, path_template="/vaults/<vault_id>", role="admin", layout=layout,
          exists=lambda vault_id: vault_id == "7")
''',
    "secret.py": '''
from dash import Input, Output, html
import auth
def layout():
    return html.P("only for admins", id="secret")
auth.page(__name__, path="/secret", role="admin", layout=layout)
@auth.cb(Output("secret", "children"), Input("secret", "n_clicks"), role="admin")
def tell(clicks):
    return "told"
''',
}


@pytest.fixture(scope="module")
def web(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder: Path = tmp_path_factory.mktemp("pages")
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copy(app.ROOT / "pages" / "not_found_404.py", folder)
    with worker(databases, pages=folder) as web:
        yield web


def visit(client: FlaskClient, path: str, search: str = "") -> str:
    """Let Dash's router show a page, as the browser does."""
    body = {"output": ".._pages_content.children..._pages_store.data..",
            "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
            "inputs": [{"id": "_pages_location", "property": "pathname", "value": path},
                       {"id": "_pages_location", "property": "search", "value": search}],
            "changedPropIds": ["_pages_location.pathname"]}
    return client.post("/_dash-update-component", json=body, headers=token(client)).text


def test_no_address_answers_a_stranger_but_the_few_public_ones(web):
    for rule in web.server.url_map.iter_rules():
        if rule.rule in PUBLIC or rule.rule.startswith(("/assets/", "/_dash-component-suites/")):
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "1"))[1]
        for method in rule.methods - {"OPTIONS", "HEAD"}:
            answer = web.client().open(path, method=method, headers=HTML)
            assert answer.status_code in {302, 401}, (method, path)
            assert "stethos_session" not in (answer.headers.get("Set-Cookie") or "")


def test_a_stranger_is_led_to_the_sign_in_page_and_from_there_back(web):
    answer = web.client().get("/tools/7?colour=red", headers=HTML)
    assert answer.status_code == 302
    assert answer.location == "/login?next=/tools/7%3Fcolour%3Dred"


def test_scripts_and_live_lists_get_401_instead_of_a_page(web):
    for path in ("/_dash-layout", "/_dash-dependencies", "/live/ward"):
        answer = web.client().get(path, headers=HTML)
        assert (answer.status_code, answer.json) == (401, {"error": "login"})


def test_the_demo_people_come_in(web):
    for name in PASSWORDS:
        assert web.signed_in(name).get("/", headers=HTML).status_code in {200, 404}


def test_a_change_asked_for_by_another_site_is_refused_even_with_the_token(web):
    client = web.signed_in()
    headers = token(client)
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 204), ("none", 204)):
        answer = client.post("/theme", data={"theme": "dark"}, headers={**headers, "Sec-Fetch-Site": site})
        assert answer.status_code == status, site


def test_a_page_above_the_role_says_403_and_shows_nothing_of_it(web):
    viewer, admin = web.signed_in("viewer"), web.signed_in("admin")
    assert viewer.get("/secret", headers=HTML).status_code == 403
    assert "only for admins" not in visit(viewer, "/secret")
    assert "Not allowed" in visit(viewer, "/secret")
    assert admin.get("/secret", headers=HTML).status_code == 200
    assert "only for admins" in visit(admin, "/secret")


def test_a_callback_above_the_role_says_403_and_does_not_run(web):
    body = {"output": "secret.children", "outputs": {"id": "secret", "property": "children"},
            "inputs": [{"id": "secret", "property": "n_clicks", "value": 1}],
            "changedPropIds": ["secret.n_clicks"]}
    for name, status in (("viewer", 403), ("technician", 403), ("admin", 200)):
        client = web.signed_in(name)
        answer = client.post("/_dash-update-component", json=body, headers=token(client))
        assert answer.status_code == status, name
        assert ("told" in answer.text) is (status == 200)


def test_an_unknown_address_says_404_inside_the_frame(web):
    answer = web.signed_in().get("/nowhere", headers=HTML)
    assert answer.status_code == 404
    assert "react-entry-point" in answer.text
    assert "There is nothing at this address" in visit(web.signed_in(), "/nowhere")


@pytest.mark.parametrize(("name", "path", "status"), [
    ("viewer", "/tools/7", 200), ("viewer", "/tools/8", 404), ("viewer", "/tools/none", 404),
    ("admin", "/vaults/7", 200), ("admin", "/vaults/8", 404), ("viewer", "/vaults/8", 403)])
def test_what_a_path_names_must_exist_and_only_those_with_the_role_are_told(web, name, path, status):
    assert web.signed_in(name).get(path, headers=HTML).status_code == status


def test_the_query_never_takes_the_place_of_a_path_variable(web):
    client = web.signed_in()
    assert "tool 7 grey" in visit(client, "/tools/7", "?tool_id=99")
    assert "tool 7 red" in visit(client, "/tools/7", "?tool_id=99&colour=red&nonsense=1")
    assert "There is nothing at this address" in visit(client, "/tools/7/../8")


@pytest.mark.parametrize("change", ["disable", "password"])
def test_who_is_kept_out_or_gets_a_new_password_is_out_within_five_seconds(web, monkeypatch, change):
    assert sessions.FRESH_FOR_S <= 5
    monkeypatch.setattr(sessions, "FRESH_FOR_S", 0.0)
    client = web.signed_in("technician")
    assert client.get("/_dash-layout").status_code == 200
    with open_connection(web.url, name="test") as conn:
        if change == "disable":
            users.disable(conn, "technician")
        else:
            users.change_password(conn, "technician", "another long password")
        assert client.get("/_dash-layout").status_code == 401
        users.ensure_demo(conn)
    assert client.get("/_dash-layout").status_code == 401
    assert web.signed_in("technician").get("/_dash-layout").status_code == 200


def test_within_those_seconds_the_database_is_not_asked_again(web, monkeypatch):
    client = web.signed_in()
    client.get("/_dash-layout")

    def refuse(*_anything):
        raise AssertionError("the database was asked")

    monkeypatch.setattr(sessions.users, "user", refuse)
    monkeypatch.setattr(sessions.users, "ended_sessions", refuse)
    assert client.get("/_dash-layout").status_code == 200


def test_a_session_ends_thirty_days_after_the_password_was_entered(web, monkeypatch):
    client = web.signed_in()
    begun = sessions.time.time()
    monkeypatch.setattr(sessions.time, "time", lambda: begun + 30 * 86_400 - 60)
    assert client.get("/_dash-layout").status_code == 401   # 12 hours without a request
    client = web.signed_in()
    with client.session_transaction() as session:
        session["began"] = begun - 120
    assert client.get("/_dash-layout").status_code == 401   # used all the time, but begun 30 days ago


def test_the_end_of_the_session_slides_along_but_is_not_signed_anew_each_time(web):
    client = web.signed_in()
    assert "Set-Cookie" not in client.get("/_dash-layout").headers
    with client.session_transaction() as session:
        session["seen"] -= 700
    assert "stethos_session=" in client.get("/_dash-layout").headers["Set-Cookie"]


def test_a_cookie_signed_with_another_secret_is_nobody(web, databases):
    other = Web(web.url, secret_key="another secret of at least 32 characters")
    stolen = other.signed_in().get_cookie("stethos_session")
    other.close()
    client = web.client()
    client.set_cookie("stethos_session", stolen.value)
    assert client.get("/_dash-layout").status_code == 401


def test_wrong_cookies_are_nobody(web):
    client = web.client()
    for value in ("nonsense", "eyJfdXNlcl9pZCI6IjEuMSJ9", "x" * 3000):
        client.set_cookie("stethos_session", value)
        assert client.get("/_dash-layout").status_code == 401


def test_signing_in_reaches_the_page_asked_for(web):
    client = web.client()
    form = client.get("/login?next=/tools/7%3Fcolour%3Dred").text
    assert 'name="next" value="/tools/7?colour=red"' in form
    data = {"csrf_token": form_token(client), "name": "viewer", "password": PASSWORDS["viewer"],
            "next": "/tools/7?colour=red"}
    assert client.post("/login", data=data).location == "/tools/7?colour=red"
