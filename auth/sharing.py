"""Live answers that are the same for everybody with one role and language: made once, handed to all who ask.

Hundreds of screens ask the same question within the same fraction of a second. A route registered with
``shared_ms`` is answered from memory for that long, before Flask has even looked at the request, to browsers
whose session Flask has looked at within the last minute and which is known to hold (auth/sessions.py). What is kept
is bounded and lives in one worker only.
"""

import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import flask
from flask import Flask, Response, request, session

Start = Callable[..., Any]
Environ = dict[str, Any]
Holds = Callable[[], bool]

_MOST_BROWSERS, _MOST_ANSWERS = 4000, 500
_LOOK_AGAIN_S = 60.0      # for the age of the session, and to renew its cookie
_SHAREABLE = frozenset({200, 204, 304})


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer as it goes over the wire, good until that moment of the monotonic clock."""

    until: float
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class Sharing:
    """The WSGI app in front of Flask, and what Flask told it."""

    def __init__(self, server: Flask) -> None:
        self._inner: Callable[[Environ, Start], Iterable[bytes]] = server.wsgi_app
        self._browsers: dict[str, tuple[float, Hashable, Holds]] = {}   # cookies -> good until, kind of person
        self._answers: dict[Hashable, _Answer] = {}
        self._lock = Lock()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer from memory if that is allowed, else let Flask answer."""
        if environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"].startswith("/live/"):
            kept = self._kept(environ)
            if kept is not None:
                start(kept.status, kept.headers)
                return [kept.body] if kept.body else []
        return self._inner(environ, start)

    def keep(self, answer: Response, *, who: Hashable, holds: Holds, shared_ms: int) -> None:
        """Keep the answer to this request, for this kind of person, and who this browser belongs to."""
        now = time.monotonic()
        kept = _Answer(now + shared_ms / 1000, answer.status, answer.headers.to_wsgi_list(), answer.get_data())
        with self._lock:
            _bound(self._browsers, _MOST_BROWSERS)
            _bound(self._answers, _MOST_ANSWERS)
            self._browsers[request.environ.get("HTTP_COOKIE", "")] = (now + _LOOK_AGAIN_S, who, holds)
            self._answers[_question(request.environ, who)] = kept

    def forget(self) -> None:
        """Ask Flask about every browser again: somebody's rights have changed."""
        with self._lock:
            self._browsers.clear()

    def _kept(self, environ: Environ) -> _Answer | None:
        now = time.monotonic()
        browser = self._browsers.get(environ.get("HTTP_COOKIE", ""))
        if browser is None or browser[0] <= now or not browser[2]():
            return None
        kept = self._answers.get(_question(environ, browser[1]))
        return kept if kept is not None and kept.until > now else None


def install(server: Flask) -> Sharing:
    """Put the sharing in front of the server, before other hooks: its own must see the final answer."""
    sharing = Sharing(server)
    server.wsgi_app = sharing  # type: ignore[method-assign, assignment]
    server.extensions["sharing"] = sharing
    server.after_request(_offer)
    return sharing


def offer(*, who: Hashable, holds: Holds, shared_ms: int) -> None:
    """Allow the answer that is being made to be shared with people of the kind ``who``.

    ``holds`` tells at any time, without asking anybody, whether the session of this browser still does.
    """
    flask.g.shared = {"who": who, "holds": holds, "shared_ms": shared_ms}


def _offer(answer: Response) -> Response:
    terms = flask.g.get("shared")
    if terms and answer.status_code in _SHAREABLE and not answer.is_streamed and not session.modified:
        sharing: Sharing = flask.current_app.extensions["sharing"]
        sharing.keep(answer, **terms)
    return answer


def _question(environ: Environ, who: Hashable) -> Hashable:
    return (who, environ["PATH_INFO"], environ.get("QUERY_STRING"), environ.get("HTTP_IF_NONE_MATCH"),
            environ.get("HTTP_ACCEPT_ENCODING"))


def _bound(kept: dict[Any, Any], most: int) -> None:
    """Start anew when there is too much: simpler than ageing, and at most as dear as the first second."""
    if len(kept) >= most:
        kept.clear()
