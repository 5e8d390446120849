import base64
import hashlib
import re
from collections.abc import Iterator

import pytest

from tests.web import HTML, Web, token, worker
from tools.database import Databases


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


def policy(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("path", ["/login", "/", "/nowhere"])
def test_every_page_has_a_policy_that_forbids_foreign_scripts_eval_and_frames(web, path):
    client = web.client() if path == "/login" else web.signed_in()
    rules = policy(client.get(path, headers=HTML))
    assert rules["default-src"] == ["'self'"]
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "*", "https:"} & set(rules["script-src"])


def test_every_inline_script_of_the_first_page_is_named_by_its_hash(web):
    answer = web.signed_in().get("/", headers=HTML)
    inline = re.findall(r'<script(?: id="_dash-renderer" type="application/javascript")?>(.*?)</script>', answer.text,
                        re.S)
    assert len(inline) >= 2
    for script in inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy(answer)["script-src"]


def test_pages_hold_no_event_handlers_or_script_addresses(web):
    for answer in (web.client().get("/login"), web.signed_in().get("/", headers=HTML)):
        assert not re.search(r"\son\w+=|javascript:", answer.text)
        assert not re.search(r'(src|href)="(https?:)?//', answer.text)


def test_answers_carry_the_usual_headers_and_stay_out_of_caches(web):
    for path in ("/login", "/_dash-layout", "/health"):
        headers = web.signed_in().get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Permissions-Policy" in headers
        assert headers.get("Cache-Control", "no-store") == "no-store"


def test_https_is_asked_for_ever_where_it_is_spoken(web):
    assert "Strict-Transport-Security" not in web.client().get("/login").headers
    answer = web.client().get("/login", base_url="https://plant.example")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_every_change_needs_the_token_of_this_session(web):
    client, stranger = web.signed_in(), web.signed_in("admin")
    assert client.post("/_dash-update-component", json={}).status_code == 400
    assert client.post("/theme", data={"theme": "dark"}, headers=token(stranger)).status_code == 400
    assert client.post("/theme", data={"theme": "dark"}, headers={"X-CSRFToken": "nonsense"}).status_code == 400
    assert client.post("/theme", data={"theme": "dark"}, headers=token(client)).status_code == 204
