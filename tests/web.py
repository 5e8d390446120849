"""The web app as tests ask it: built on a database of its own, spoken to by Flask's test client."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import app
from config import Settings
from db.connect import open_connection
from domain.access import DEMO_LOGINS
from services import passwords, users
from tools.database import Databases

SECRET = "a secret of the tests, at least 32 characters"
PASSWORDS = {login.name: login.password for login in DEMO_LOGINS}
HTML = {"Accept": "text/html,application/xhtml+xml"}


class Web:
    """One web worker; two of them on one database are two workers."""

    def __init__(self, url: str, *, pages: Path | None = None, **settings: Any) -> None:
        given: dict[str, Any] = {"secret_key": SECRET, "cookie_secure": False, "demo": True} | settings
        self.url = url
        self.app = app.create_app(Settings(database_url=url, **given), pages=pages or app.ROOT / "pages")
        self.server = self.app.server

    def client(self) -> FlaskClient:
        """Return a browser of somebody nobody knows."""
        client: FlaskClient = self.server.test_client()
        return client

    def signed_in(self, name: str = "viewer") -> FlaskClient:
        """Return the browser of one of the demo's people."""
        client = self.client()
        assert sign_in(client, name, PASSWORDS[name]).status_code == 303
        return client

    def close(self) -> None:
        """Give all connections back."""
        self.server.extensions["doorkeeper"].pools.close()


def sign_in(client: FlaskClient, name: str, password: str, **more: Any) -> TestResponse:
    """Fill in the form and send it."""
    data = {"csrf_token": form_token(client, **more), "name": name, "password": password}
    return client.post("/login", data=data, **more)


def form_token(client: FlaskClient, **more: Any) -> str:
    """Return the token in the form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login", **more).text)
    return found[1] if found else ""


def token(client: FlaskClient) -> dict[str, str]:
    """Return the header that a script of ours sends with every change."""
    client.get("/", headers=HTML)
    cookie = client.get_cookie("_csrf_token")
    assert cookie is not None
    return {"X-CSRFToken": cookie.value}


@contextmanager
def quick_passwords() -> Iterator[None]:
    """Hash passwords with little effort: the tests are about what happens before and after."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        passwords._nobodys_hash.cache_clear()
        yield
    passwords._nobodys_hash.cache_clear()


@contextmanager
def database_with_people(databases: Databases) -> Iterator[str]:
    """Lend a migrated database in which the demo's people can sign in."""
    url = databases.copy()
    with open_connection(url, name="test") as conn:
        users.ensure_demo(conn)
    yield url
    databases.drop(url)


@contextmanager
def worker(databases: Databases, **settings: Any) -> Iterator[Web]:
    """Lend one web worker on such a database."""
    with quick_passwords(), database_with_people(databases) as url:
        web = Web(url, **settings)
        yield web
        web.close()
