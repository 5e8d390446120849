"""The door itself: signing in and out, and the choice of how the screens look. Works without JavaScript."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import flask
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from auth import guard, sessions
from auth.registry import route
from components.shell import ROLES
from domain.access import DEMO_LOGINS, Role, Theme, User, source_of_attempts
from domain.errors import DomainError
from language import _
from services import passwords
from services import users as service

THEME_COOKIE = "stethos_theme"
_YEAR_S = 31_536_000

doors = Blueprint("signin", __name__)


@doors.get("/login")
def login_form() -> ResponseReturnValue:
    """Show the form; who is signed in already goes on."""
    if guard.signed_in() is not None:
        return flask.redirect(local_path(request.args.get("next")))
    return _form(local_path(request.args.get("next")))


@doors.post("/login")
def login() -> ResponseReturnValue:
    """Check name and password, begin a new session, go on to where the person wanted to be."""
    goal = local_path(request.form.get("next"))
    try:
        user = _checked(request.form.get("name", ""), request.form.get("password", ""))
    except service.TooManyAttemptsError as error:
        return _form(goal, error=_waiting(error), status=429, wait_s=_seconds(error))
    except DomainError:
        return _form(goal, error=_("Name or password is wrong."), status=401)
    sessions.begin(user)
    answer = flask.redirect(goal, 303)
    _set_theme(answer, user.theme)
    return answer


@route(doors, "/logout", role=Role.VIEWER, methods=("POST",))
def logout() -> ResponseReturnValue:
    """End this session on the server and in the browser."""
    user, session_id = guard.current_user(), sessions.end()
    if session_id:
        with guard.writing() as conn:
            service.end_session(conn, session_id, lifetime_hours=sessions.LIFETIME_HOURS)
        guard.forget(user.id, session_id=session_id)
    return flask.redirect("/login", 303)


@route(doors, "/theme", role=Role.VIEWER, methods=("POST",))
def choose_theme() -> ResponseReturnValue:
    """Remember how the screens shall look, for this user and in this browser."""
    try:
        theme = Theme(request.form.get("theme", ""))
    except ValueError:
        flask.abort(400)
    user = guard.current_user()
    with guard.writing() as conn:
        service.choose_theme(conn, user.id, theme)
    guard.forget(user.id)
    answer = flask.make_response("", 204)
    _set_theme(answer, theme)
    return answer


def local_path(goal: str | None) -> str:
    """Return the path if it stays on this server, else the first page."""
    goal = goal or "/"
    parts = urlsplit(goal)
    plain = goal.startswith("/") and not goal.startswith("//") and goal.isprintable() and "\\" not in goal
    return goal if plain and not parts.scheme and not parts.netloc and parts.path != "/login" else "/"


def theme() -> Theme:
    """Return how the screens shall look: as this browser knows, else as the user chose elsewhere."""
    user = None if THEME_COOKIE in request.cookies else guard.signed_in()
    return user.theme if user else browser_theme()


def browser_theme() -> Theme:
    """Return how the screens shall look in this browser, whoever uses it."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return Theme(chosen) if chosen in set(Theme) else Theme.AUTO


def _checked(name: str, password: str) -> User:
    now = datetime.now(UTC)
    with guard.writing() as conn:
        attempt = service.begin_login(conn, name=name, address=source_of_attempts(request.remote_addr or ""), now=now)
    user = service.right_user(attempt, password, demo=_is_demo())
    stronger = passwords.stronger(password, attempt.password_hash or "")
    with guard.writing() as conn:
        service.complete_login(conn, attempt, stronger_hash=stronger, now=now)
    guard.forget(user.id)
    return user


def _form(goal: str, *, error: str = "", status: int = 200, wait_s: int = 0) -> ResponseReturnValue:
    page = flask.render_template("login.html", goal=goal, error=error, name=request.form.get("name", ""),
                                 demo=DEMO_LOGINS if _is_demo() else (), theme=browser_theme(),
                                 roles=ROLES)
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(wait_s)} if wait_s else {})
    return page, status, headers


def _is_demo() -> bool:
    return bool(flask.current_app.config["STETHOS_DEMO"])


def _seconds(error: service.TooManyAttemptsError) -> int:
    return max(1, round(error.wait.total_seconds() + 0.5))


def _waiting(error: service.TooManyAttemptsError) -> str:
    return _("Too many attempts. Try again in {seconds} s.").format(seconds=_seconds(error))


def _set_theme(answer: flask.typing.ResponseValue, theme: Theme) -> None:
    answer.set_cookie(THEME_COOKIE, theme, max_age=_YEAR_S, samesite="Lax", httponly=False,  # type: ignore[union-attr]
                      secure=flask.current_app.config["SESSION_COOKIE_SECURE"])
