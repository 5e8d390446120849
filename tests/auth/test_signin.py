from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from auth import signin
from config import Settings
from db import users as memory
from db.connect import open_connection
from domain.access import DEMO_LOGINS, Theme
from services import passwords
from services import users as service
from tests.web import (
    HTML,
    PASSWORDS,
    Web,
    database_with_people,
    form_token,
    quick_passwords,
    sign_in,
    token,
    worker,
)
from tools.database import Databases


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture
def two_workers(databases: Databases) -> Iterator[tuple[Web, Web]]:
    with quick_passwords(), database_with_people(databases) as url:
        first, second = Web(url), Web(url)
        yield first, second
        first.close()
        second.close()


def cookies(answer) -> dict[str, str]:
    return {line.split("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def test_the_form_works_without_scripts_and_helps_password_managers(web):
    page = web.client().get("/login", headers=HTML).text
    assert '<form method="post" action="/login">' in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert page.count("<script") == 1   # theme.js: without it the page follows the device by itself


def test_a_wrong_password_an_unknown_name_and_a_disabled_user_look_the_same(web):
    with open_connection(web.url, name="test") as conn:
        service.disable(conn, "technician")
    tries = [("viewer", "wrong password"), ("nobody", "wrong password"), ("technician", PASSWORDS["technician"])]
    answers = [sign_in(web.client(), *attempt) for attempt in tries]
    with open_connection(web.url, name="test") as conn:
        service.ensure_demo(conn)
    assert {answer.status_code for answer in answers} == {401}
    assert all("Name or password is wrong." in answer.text for answer in answers)
    assert 'value="viewer"' in answers[0].text   # the name need not be typed again


def test_an_unknown_name_costs_as_much_as_a_wrong_password(web, monkeypatch):
    verified = []
    real = passwords._HASHER

    class Counting:
        def verify(self, known, password):
            verified.append(password)
            return real.verify(known, password)

        def hash(self, password):
            return real.hash(password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    sign_in(web.client(), "nobody-at-all", "one wrong password")
    sign_in(web.client(), "viewer", "another wrong password")
    assert verified == ["one wrong password", "another wrong password"]


def test_signing_in_begins_a_new_session(web):
    client = web.client()
    form = form_token(client)
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    before = client.get_cookie("stethos_session").value
    client.post("/login", data={"csrf_token": form, "name": "viewer", "password": PASSWORDS["viewer"]})
    with client.session_transaction() as session:
        assert "planted" not in session
        first = session["sid"]
    assert client.get_cookie("stethos_session").value != before
    other = web.signed_in()
    with other.session_transaction() as session:
        assert session["sid"] != first


def test_the_form_needs_its_token(web):
    data = {"name": "viewer", "password": PASSWORDS["viewer"]}
    assert web.client().post("/login", data=data).status_code == 400
    other = form_token(web.client())
    assert web.client().post("/login", data=data | {"csrf_token": other}).status_code == 400


def test_cookies_are_kept_from_scripts_other_sites_and_plain_http(web, databases):
    secure = Web(web.url, cookie_secure=True)
    there = {"base_url": "https://plant.example"}
    client = secure.client()
    data = {"csrf_token": form_token(client, **there), "name": "viewer", "password": PASSWORDS["viewer"]}
    answer = client.post("/login", data=data, headers={"Referer": "https://plant.example/login"}, **there)
    session = cookies(answer)["stethos_session"]
    assert all(flag in session for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in session
    page = client.get("/", headers=HTML, **there)
    assert all(flag in cookies(page)["_csrf_token"] for flag in ("Secure", "SameSite=Strict"))
    secure.close()


@pytest.mark.parametrize(("asked", "goal"), [
    ("/machines/7?range=1d", "/machines/7?range=1d"), ("/", "/"), (None, "/"), ("", "/"), ("fleet", "/"),
    ("https://evil.example/", "/"), ("//evil.example/", "/"), ("///evil.example/", "/"),
    ("/\\evil.example/", "/"), ("\\/evil.example", "/"), ("/\t/evil.example", "/"), ("/\n/evil.example", "/"),
    ("javascript:alert(1)", "/"), ("/login", "/"), ("/login?next=/", "/"),
])
def test_after_signing_in_one_stays_on_this_server(asked, goal):
    assert signin.local_path(asked) == goal


def test_an_address_of_another_site_in_the_form_leads_to_the_first_page(web):
    client = web.client()
    data = {"csrf_token": form_token(client), "name": "viewer", "password": PASSWORDS["viewer"],
            "next": "//evil.example/"}
    assert client.post("/login", data=data).location == "/"


def test_who_is_signed_in_does_not_see_the_form(web):
    assert web.signed_in().get("/login?next=/fleet", headers=HTML).location == "/fleet"


def test_five_wrong_passwords_make_the_account_wait_on_every_worker(two_workers):
    first, second = two_workers
    for number in range(5):
        assert sign_in((first, second)[number % 2].client(), "Viewer", "wrong password").status_code == 401
    for web in two_workers:
        answer = sign_in(web.client(), "viewer", PASSWORDS["viewer"])
        assert answer.status_code == 429
        assert "Too many attempts" in answer.text
        assert 1 <= int(answer.headers["Retry-After"]) <= 2
    assert sign_in(first.client(), "admin", PASSWORDS["admin"]).status_code == 303


def test_attempts_side_by_side_do_not_outrun_the_count(two_workers):
    clients = [(web.client(), form_token) for web in two_workers for _number in range(8)]
    tokens = [form_token(client) for client, _form in clients]
    data = [{"csrf_token": found, "name": "viewer", "password": "wrong password"} for found in tokens]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda pair: pair[0][0].post("/login", data=pair[1]).status_code,
                                zip(clients, data, strict=True)))
    assert answers.count(401) == 5
    assert answers.count(429) == 11


def test_a_locked_account_opens_again_within_a_minute(two_workers):
    web = two_workers[0]
    with open_connection(web.url, name="test") as conn:
        for minute in range(14):
            for second in range(4):
                at = datetime.now(UTC) - timedelta(minutes=minute, seconds=61 + second)
                memory.insert_attempt(conn, name="viewer", address="198.51.100.7", at=at)
    assert sign_in(web.client(), "viewer", PASSWORDS["viewer"]).status_code == 303


def test_one_address_that_tries_many_names_has_to_wait_too(two_workers):
    web = two_workers[0]
    with open_connection(web.url, name="test") as conn:
        for number in range(20):
            memory.insert_attempt(conn, name=f"user{number}", address="127.0.0.1", at=datetime.now(UTC))
    assert sign_in(web.client(), "viewer", PASSWORDS["viewer"]).status_code == 429
    elsewhere = web.client()
    data = {"csrf_token": form_token(elsewhere), "name": "viewer", "password": PASSWORDS["viewer"]}
    answer = elsewhere.post("/login", data=data, environ_base={"REMOTE_ADDR": "198.51.100.8"})
    assert answer.status_code == 303


def test_a_success_clears_the_failures_of_the_account(two_workers):
    web = two_workers[0]
    for _number in range(4):
        sign_in(web.client(), "viewer", "wrong password")
    assert sign_in(web.client(), "viewer", PASSWORDS["viewer"]).status_code == 303
    for _number in range(4):
        assert sign_in(web.client(), "viewer", "wrong password").status_code == 401


def test_signing_out_needs_a_post_with_the_token_and_ends_the_session_on_every_worker(two_workers, monkeypatch):
    first, second = two_workers
    monkeypatch.setattr("auth.sessions.FRESH_FOR_S", 0.0)
    client, kept = first.signed_in(), second.client()
    assert client.get("/logout").status_code in {404, 405}
    assert client.post("/logout").status_code == 400
    cookie = client.get_cookie("stethos_session").value
    answer = client.post("/logout", headers=token(client))
    assert (answer.status_code, answer.location) == (303, "/login")
    assert client.get("/_dash-layout").status_code == 401
    for web in two_workers:
        kept = web.client()
        kept.set_cookie("stethos_session", cookie)
        assert kept.get("/_dash-layout").status_code == 401
    assert first.signed_in().get("/_dash-layout").status_code == 200


def test_a_password_is_hashed_anew_when_the_parameters_have_changed(web, monkeypatch):
    from argon2 import PasswordHasher

    def stored():
        with open_connection(web.url, name="test") as conn:
            return memory.password_hash(conn, memory.user_named(conn, "viewer").id)

    before = stored()
    web.signed_in()
    assert stored() == before
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    client = web.signed_in()
    assert stored().startswith("$argon2id$v=19$m=16,t=2,p=1$")
    assert client.get("/_dash-layout").status_code == 200   # the same password: no session ends


def test_the_theme_is_remembered_for_the_user_and_in_the_browser(web):
    client = web.signed_in("admin")
    assert client.post("/theme", data={"theme": "dark"}).status_code == 400
    assert client.post("/theme", data={"theme": "pink"}, headers=token(client)).status_code == 400
    assert client.post("/theme", data={"theme": "dark"}, headers=token(client)).status_code == 204
    assert 'data-bs-theme="dark"' in client.get("/", headers=HTML).text
    assert 'data-bs-theme="dark"' in web.signed_in("admin").get("/", headers=HTML).text
    assert 'data-bs-theme="auto"' in web.signed_in("viewer").get("/", headers=HTML).text
    with open_connection(web.url, name="test") as conn:
        assert memory.user_named(conn, "admin").theme is Theme.DARK


def test_the_demo_offers_its_logins_and_nothing_else_does(web):
    plain = Web(web.url, demo=False)
    for login in DEMO_LOGINS:
        assert login.password in web.client().get("/login").text
        assert login.password not in plain.client().get("/login").text
        assert sign_in(plain.client(), login.name, login.password).status_code == 401
    plain.close()


def test_without_being_asked_the_app_is_no_demo():
    assert Settings().demo is False


def test_what_was_typed_comes_back_as_text_only(web):
    client = web.client()
    data = {"csrf_token": form_token(client), "name": '"><script>alert(1)</script>', "password": "x",
            "next": '/"><script>alert(2)</script>'}
    page = client.post("/login", data=data).text
    assert "<script>alert" not in page
