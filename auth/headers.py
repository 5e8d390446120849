"""What every answer carries: a strict content policy with hashes, the usual headers, and the CSRF token."""

import base64
import hashlib
from collections.abc import Callable

import flask
from dash import Dash
from flask import Flask, Response
from flask_wtf.csrf import CSRFProtect, generate_csrf

CSRF_COOKIE = "_csrf_token"

# Dash, React and Plotly set styles from scripts, which needs style-src 'unsafe-inline'; scripts get no such.
_POLICY = ("default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
           "img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; font-src 'self' data:; "
           "manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
           "frame-ancestors 'none'")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
}
# An image opens no window, frame or device: of these it needs no more, and a list has many of them.
_OF_IMAGES = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")
# Nothing in them to protect, and 200 screens get one each second.
_WITHOUT_BODY = frozenset({204, 304})
_ONE_YEAR = "max-age=31536000"


def protect(server: Flask) -> None:
    """Refuse every change without a token of this session. Call it after the guard, before Dash."""
    server.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=True)
    CSRFProtect(server)


def csrf_token() -> str:
    """Return the token of this session, for a form."""
    return str(generate_csrf())


def dress(server: Flask, app: Dash) -> None:
    """Put the headers on every answer."""
    policy = _policies(app)

    @server.after_request
    def headers(answer: Response) -> Response:
        if answer.status_code in _WITHOUT_BODY:
            return answer
        is_image = (answer.mimetype or "").startswith("image/")
        answer.headers.extend({name: _HEADERS[name] for name in _OF_IMAGES} if is_image else _HEADERS)
        if flask.request.is_secure:
            answer.headers["Strict-Transport-Security"] = _ONE_YEAR
        if answer.mimetype == "text/html":
            _dress_page(answer, policy())
        elif "Cache-Control" not in answer.headers:
            answer.headers["Cache-Control"] = "no-store"
        return answer


def _dress_page(answer: Response, policy: str) -> None:
    answer.headers["Content-Security-Policy"] = policy
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.set_cookie(CSRF_COOKIE, csrf_token(), samesite="Strict", httponly=False,
                      secure=flask.current_app.config["SESSION_COOKIE_SECURE"])


def _policies(app: Dash) -> Callable[[], str]:
    """Return a function for the policy of now: Dash adds inline scripts as callbacks are registered."""
    known: dict[int, str] = {}

    def policy() -> str:
        scripts = [*app._inline_scripts, app.renderer]
        if len(scripts) not in known:
            hashes = "".join(f" '{_digest(script)}'" for script in scripts)
            known[len(scripts)] = _POLICY.format(hashes=hashes)
        return known[len(scripts)]

    return policy


def _digest(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
