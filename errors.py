"""What people are told when something goes wrong, and what the log is told."""

import logging
import secrets
from typing import Any

import flask
from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

import language
from auth import signin
from components import shell
from db.connect import Pools
from db.outage import DatabaseSilentError
from domain.errors import DomainError, NotFoundError
from language import _

LOG = logging.getLogger("stethos.web")


def install(server: Flask, pools: Pools) -> None:
    """Answer errors in the look of the product, and offer the health checks."""
    server.register_error_handler(HTTPException, _refused)
    server.register_error_handler(DomainError, _impossible)
    server.register_error_handler(DatabaseSilentError, _database_silent)
    server.register_error_handler(Exception, _broken)
    server.add_url_rule("/health", "health", lambda: _health(pools))
    server.add_url_rule("/health/ready", "health_ready", lambda: _health(pools))


def tell(error: Exception) -> None:
    """Tell the person about an error in a callback; the page stays as it is."""
    if isinstance(error, HTTPException):
        raise error
    if isinstance(error, DomainError):
        shell.toast(_(str(error)))
    elif isinstance(error, DatabaseSilentError):
        LOG.warning("the database does not answer: %s", _first_line(error))
        shell.toast(_("The database does not answer; retrying."), kind="calm")
    else:
        shell.toast(_("Something went wrong. Incident {number}.").format(number=_incident(error)))


def _incident(error: Exception) -> str:
    number = secrets.token_hex(4)
    LOG.error("incident %s at %s", number, request.path, exc_info=error)
    return number


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _refused(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None:
        return error.response
    return _answer(status, *_WORDS.get(status, _WORDS[400])())


def _impossible(error: DomainError) -> ResponseReturnValue:
    return _answer(404 if isinstance(error, NotFoundError) else 400, _("Not possible"), _(str(error)))


def _database_silent(error: Exception) -> ResponseReturnValue:
    LOG.warning("the database does not answer: %s", _first_line(error))
    text = _("The database does not answer. This page tries again.")
    answer = flask.make_response(_answer(503, _("One moment"), text))
    answer.headers["Retry-After"] = answer.headers["Refresh"] = "5"   # a screen on a wall has nobody to reload it
    return answer


def _broken(error: Exception) -> ResponseReturnValue:
    text = _("Something went wrong. Incident {number}.").format(number=_incident(error))
    return _answer(500, _("Something went wrong"), text)


def _answer(status: int, title: str, text: str) -> ResponseReturnValue:
    if "text/html" in request.headers.get("Accept", "") and not request.path.startswith(("/_", "/live/")):
        return flask.render_template("error.html", title=title, text=text, theme=signin.browser_theme()), status
    return flask.jsonify(error=title, message=text), status


def _health(pools: Pools) -> ResponseReturnValue:
    try:
        with pools.reading() as conn:
            conn.execute(b"SELECT 1")
    except DatabaseSilentError:
        return {"status": "unavailable"}, 503
    return {"status": "ok"}


def _most() -> str:
    """Return how large a request may be here."""
    return language.number((request.max_content_length or 0) // 2**20, "MB", 0)


_WORDS: dict[int, Any] = {
    400: lambda: (_("Not possible"), _("The request is not valid. Reload the page and try again.")),
    401: lambda: (_("Signed out"), _("Sign in to go on.")),
    403: lambda: (_("Not allowed"), _("Your role does not allow this.")),
    404: lambda: (_("Not found"), _("There is nothing at this address.")),
    405: lambda: (_("Not possible"), _("This address does not take such a request.")),
    413: lambda: (_("Too large"), _("What was sent is too large: {size} at most.").format(size=_most())),
}
