"""Who is asking: the guard in front of every request, and the connections a request may use."""

import functools
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import quote

import flask
import flask_login
from flask import Flask, request
from flask.typing import ResponseReturnValue

import language
from auth.sessions import Sessions, refresh
from db.connect import Connection, Pools
from domain.access import Role, User

PUBLIC = frozenset({"/login", "/health", "/health/ready"})
PUBLIC_FOLDERS = ("/assets/", "/_dash-component-suites/")   # nothing secret may live there
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_OWN_SITE = frozenset({"same-origin", "none"})   # "none": typed, or from a bookmark


class Doorkeeper:
    """What this web worker holds for its doors; kept on the Flask app, not in a module."""

    def __init__(self, pools: Pools, notices: Mapping[int, Callable[[], Any]]) -> None:
        self.pools, self.sessions, self.notices = pools, Sessions(pools), notices


def install(server: Flask, pools: Pools, *, notices: Mapping[int, Callable[[], Any]]) -> None:
    """Guard every request of this server; call it before Dash puts its own hooks.

    ``notices`` are the layouts shown in the place of a page that is forbidden (403) or missing (404).
    """
    doorkeeper = Doorkeeper(pools, notices)
    server.extensions["doorkeeper"] = doorkeeper
    doorkeeper.sessions.install(server)
    server.before_request(_guard)


def doorkeeper() -> Doorkeeper:
    """Return what this worker holds for its doors."""
    found: Doorkeeper = flask.current_app.extensions["doorkeeper"]
    return found


def current_user() -> User:
    """Return who is asking. Answers 401 if nobody is signed in."""
    user = signed_in()
    if user is None:
        flask.abort(401)
    return user


def signed_in() -> User | None:
    """Return who is asking, None if nobody is signed in."""
    return getattr(flask_login.current_user, "user", None)


def require(role: Role | str) -> User:
    """Return who is asking if their role allows it; otherwise the answer is 401 or 403."""
    user = current_user()
    if not user.role.allows(Role(role)):
        flask.abort(403)
    return user


def may(role: Role | str) -> bool:
    """Tell whether who is asking may do what asks for this role; nobody may do anything."""
    user = signed_in()
    return user is not None and user.role.allows(Role(role))


def reading() -> AbstractContextManager[Connection]:
    """Lend a connection that cannot write: ``with reading() as conn: db.machines.machine(conn, 7)``."""
    return doorkeeper().pools.reading()


def writing() -> AbstractContextManager[Connection]:
    """Lend a connection in one transaction: committed at the end of the block, rolled back on an error."""
    return doorkeeper().pools.writing()


def address(path: str) -> str:
    """Return the address of a page as phones reach it: by the setting, else as whoever asks reached it."""
    base: str = flask.current_app.config.get("STETHOS_PUBLIC_URL") or request.host_url
    return base.rstrip("/") + path


def forget(user_id: int, *, session_id: str | None = None) -> None:
    """Let this worker see at once what it has changed about a user, or which session has ended."""
    doorkeeper().sessions.forget(user_id, session_id=session_id)
    flask.current_app.extensions["sharing"].forget()


def _guard() -> ResponseReturnValue | None:
    if request.method in _UNSAFE and request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITE:
        flask.abort(403)
    user = signed_in()
    language.speak(_language(user))
    if user is not None:
        refresh()
        _make_room(user)
        return None
    if request.path in PUBLIC or request.path.startswith(PUBLIC_FOLDERS):
        return None
    if request.method == "GET" and not request.path.startswith(("/_", "/live/")) and _wants_html():
        return flask.redirect("/login?next=" + quote(request.full_path.rstrip("?")))
    return flask.jsonify(error="login"), 401


def _make_room(user: User) -> None:
    """Let a route take larger requests than others, before anybody reads them, from whom it answers."""
    view = flask.current_app.view_functions.get(request.endpoint or "")
    largest_bytes: int = getattr(view, "__largest_bytes__", 0)
    if largest_bytes and user.role.allows(view.__role__):  # type: ignore[union-attr]
        request.max_content_length = largest_bytes


def _wants_html() -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _language(user: User | None) -> str:
    if user is not None and user.language:
        return user.language
    return _preferred(request.headers.get("Accept-Language", "")[:200])


@functools.lru_cache(maxsize=256)
def _preferred(header: str) -> str:
    return language.choose(None, [part.split(";")[0].strip() for part in header.split(",")])
