"""Sessions: a signed cookie says who it is; each worker looks up whether that still holds.

The cookie holds the user's id and session version, an id of its own and when it began. A worker asks the
database about its users at most every FRESH_FOR_S seconds, about all of them at once: a user who is kept out, a new
password and a sign-out take effect everywhere within that time, while hundreds of screens that refresh each second
cost no queries.
"""

import secrets
import time
from dataclasses import dataclass
from threading import Lock

import flask
import flask_login
from flask import Flask, session

from db import users
from db.connect import Pools
from domain.access import User

FRESH_FOR_S = 5.0
LIFETIME_HOURS = 12          # since the last request
LONGEST_DAYS = 30            # since the password was entered
_RENEW_AFTER_S = 600         # the cookie is signed anew at most this often


class SignedIn(flask_login.UserMixin):  # type: ignore[misc]
    """What Flask-Login holds: a user of ours, under an id that dies with the session version."""

    def __init__(self, user: User) -> None:
        self.user = user

    def get_id(self) -> str:
        """Return the id in the cookie."""
        return f"{self.user.id}.{self.user.session_version}"


@dataclass(frozen=True, slots=True)
class Visit:
    """A session that was good when it was looked at: whose it is, as they were then, and its id."""

    user: User
    session_id: str | None


class Sessions:
    """The users as this worker has seen them in the last seconds, and the sessions that were signed out."""

    def __init__(self, pools: Pools) -> None:
        self._pools, self._lock = pools, Lock()
        self._users: dict[int, User | None] = {}
        self._users_at = float("-inf")
        self._ended: frozenset[str] = frozenset()
        self._ended_at = float("-inf")

    def install(self, server: Flask) -> None:
        """Teach Flask-Login to find users here."""
        manager = flask_login.LoginManager()
        manager.session_protection = None   # an address changes on a phone; the cookie is signed and HttpOnly
        manager.init_app(server, add_context_processor=False)
        manager.user_loader(self.load)
        # "Remember me" is not offered; its hook would tie every cached file to the cookie (Vary: Cookie).
        server.after_request_funcs[None].remove(manager._update_remember_cookie)

    def load(self, cookie_id: str) -> SignedIn | None:
        """Return the user of the session in this request, None if the session is over."""
        number, _, version = cookie_id.partition(".")
        if not number.isdecimal() or self._is_over():
            return None
        user = self._user(int(number))
        if user is None or not user.active or str(user.session_version) != version:
            return None
        return SignedIn(user)

    def holds(self, visit: Visit) -> bool:
        """Tell whether this worker knows, without asking anybody, that a session is still as it was."""
        is_fresh = time.monotonic() - min(self._users_at, self._ended_at) < FRESH_FOR_S
        return is_fresh and self._users.get(visit.user.id) == visit.user and visit.session_id not in self._ended

    def forget(self, user_id: int, *, session_id: str | None = None) -> None:
        """Let this worker see at once what it has changed itself."""
        with self._lock:
            self._users.pop(user_id, None)
            if session_id:
                self._ended |= {session_id}

    def _is_over(self) -> bool:
        too_old = time.time() - session.get("began", 0) > LONGEST_DAYS * 86_400
        return too_old or session.get("sid") in self._ended_sessions()

    def _user(self, user_id: int) -> User | None:
        if time.monotonic() - self._users_at >= FRESH_FOR_S or user_id not in self._users:
            asked_at = time.monotonic()
            with self._pools.reading() as conn:
                known = {user.id: user for user in users.users(conn)}
            with self._lock:
                self._users, self._users_at = {user_id: None, **known}, asked_at
        return self._users.get(user_id)

    def _ended_sessions(self) -> frozenset[str]:
        if time.monotonic() - self._ended_at >= FRESH_FOR_S:
            asked_at = time.monotonic()
            with self._pools.reading() as conn:
                ended = users.ended_sessions(conn)
            with self._lock:
                self._ended, self._ended_at = ended, asked_at
        return self._ended


def begin(user: User) -> None:
    """Begin a new session for this user: nothing of the one before is kept."""
    session.clear()
    session.permanent = True
    session["sid"] = secrets.token_urlsafe(18)
    session["began"] = session["seen"] = int(time.time())
    flask_login.login_user(SignedIn(user))


def visit(user: User) -> Visit:
    """Return the session of this request, which is that user's."""
    return Visit(user, session.get("sid"))


def refresh() -> None:
    """Slide the end of the session along; signs the cookie anew only now and then."""
    now = int(time.time())
    if now - flask.session.get("seen", 0) > _RENEW_AFTER_S:
        session["seen"] = now


def end() -> str | None:
    """Forget the session in this browser and return its id."""
    session_id: str | None = session.get("sid")
    session.clear()
    return session_id
