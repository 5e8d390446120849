"""Answers a worker keeps for a moment, so that hundreds of screens that ask the same cost one look."""

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

import flask
import orjson
from flask import Response

T = TypeVar("T")

SHARED_MS = 250          # how long an answer is handed to all who ask the same, before anybody looks again
_FRESH_FOR_S = 0.25
_MOST_KEPT = 256
_WORTH_PACKING_BYTES = 1200


class Answers:
    """What this worker said last; one for each Flask app, found by `answers`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._locks: dict[Hashable, Lock] = {}
        self._fresh: dict[Hashable, tuple[float, object]] = {}
        self._kept: OrderedDict[Hashable, object] = OrderedDict()

    def fresh(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what was read at most a quarter of a second ago; ``key`` names what, of a fixed few."""
        found = self._fresh.get(key)
        if found is None or time.monotonic() - found[0] > _FRESH_FOR_S:
            with self._lock_of(key):
                found = self._fresh.get(key)
                if found is None or time.monotonic() - found[0] > _FRESH_FOR_S:
                    found = (time.monotonic(), read())
                    self._fresh[key] = found
        return found[1]  # type: ignore[return-value]

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for this key before, or make it; the key says all it depends on."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return made

    def _lock_of(self, key: Hashable) -> Lock:
        with self._lock:
            return self._locks.setdefault(key, Lock())


def answers() -> Answers:
    """Return the answers of the app that is serving this request."""
    kept: Answers = flask.current_app.extensions.setdefault("stethos.answers", Answers())
    return kept


def packed(content: object) -> tuple[bytes, bytes]:
    """Return JSON, plain and packed."""
    plain = orjson.dumps(content)
    return plain, gzip.compress(plain, 5) if len(plain) > _WORTH_PACKING_BYTES else b""


def nothing_new() -> Response:
    """Return the answer that costs nothing."""
    return Response(status=204)


def if_new(body: dict[str, Any], *, since: str) -> Response:
    """Return an answer with a digest of it as ``seq``, 204 if the browser has seen it so."""
    seq = hashlib.blake2b(orjson.dumps(body), digest_size=8).hexdigest()
    return nothing_new() if since[:64] == seq else send(packed({"seq": seq} | body))


def send(body: tuple[bytes, bytes]) -> Response:
    """Return a packed body to this browser in the form it takes."""
    plain, small = body
    if small and "gzip" in flask.request.headers.get("Accept-Encoding", ""):
        return Response(small, mimetype="application/json",
                        headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
    return Response(plain, mimetype="application/json", headers={"Vary": "Accept-Encoding"})
