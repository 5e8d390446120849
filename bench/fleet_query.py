"""fleet_query: what the server takes to answer the ward round and the fleet page, and how large the answers are.

One web worker in this process, signed in, on a fleet of 10,000 machines with 5 signals each (BENCH_MACHINES).
Before each measured request one machine in twenty changes and the worker forgets what it has kept, so that every
answer is made anew; the warm figure is what another browser gets within the same second.
"""

import gzip
import json
import os
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import numpy as np
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

import app
import db.heartbeat
from bench.fleet_data import Extent, fill
from bench.record import Figure
from config import Settings
from db.connect import Connection, open_connection
from db.sql import Queries
from domain.access import DEMO_LOGINS
from services import users
from tools import timescaledb
from tools.database import Server

SQL = Queries(__file__)
MACHINES = int(os.environ.get("BENCH_MACHINES", "10_000"))
_WARM_ROUNDS, _UNCHANGED_ROUNDS = 200, 2000
_GOAL_MS, _GOAL_KB = "p95 < 150", "< 60"
_KEPT = ("stethos.answers", "stethos.sparks")    # what a worker remembers of its answers


@dataclass(frozen=True, slots=True)
class Question:
    """One request of a page: the name of the figure, its path, and the body if it is a callback."""

    name: str
    path: str
    callback: dict[str, Any] | None = None


class Worker:
    """One web worker and a browser that is signed in at it."""

    def __init__(self, url: str) -> None:
        settings = Settings(database_url=url, secret_key=secrets.token_urlsafe(48), cookie_secure=False, demo=True)
        self.server = app.create_app(settings).server
        self.client: FlaskClient = self.server.test_client()
        self._sign_in()

    def ask(self, question: Question, **more: str) -> TestResponse:
        """Return the answer, which must be 200, or 204 if there is nothing new."""
        join = "&" if "?" in question.path else "?"
        path = question.path + (join + urlencode(more) if more else "")
        headers = {"Accept-Encoding": "gzip", "X-CSRFToken": self._token()}
        answer = (self.client.get(path, headers=headers) if question.callback is None
                  else self.client.post(path, headers=headers, json=question.callback))
        assert answer.status_code in (200, 204), f"{path}: {answer.status}"
        return answer

    def forget(self) -> None:
        """Forget every answer, as a worker that was not asked yet."""
        for name in _KEPT:
            self.server.extensions.pop(name, None)
        self.server.extensions["sharing"].forget()

    def close(self) -> None:
        """Give all connections back."""
        self.server.extensions["doorkeeper"].pools.close()

    def _sign_in(self) -> None:
        form = self.client.get("/login").text
        login = {"name": DEMO_LOGINS[0].name, "password": DEMO_LOGINS[0].password,
                 "csrf_token": form.partition('name="csrf_token" value="')[2].partition('"')[0]}
        assert self.client.post("/login", data=login).status_code == 303
        self.client.get("/", headers={"Accept": "text/html"})

    def _token(self) -> str:
        cookie = self.client.get_cookie("_csrf_token")
        return cookie.value if cookie else ""


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=False) as server:
        return measure(server.databases.copy(), machines=MACHINES)


def measure(url: str, *, machines: int, rounds: int = 60) -> list[Figure]:
    """Fill an empty database with so many machines and measure each question so many times."""
    with open_connection(url, name="bench") as conn:
        fill(conn, Extent(machines), now=datetime.now(UTC))
        users.ensure_demo(conn)
        with _worker(url) as worker:
            return [*_times(conn, worker, rounds=rounds), *_payloads(conn, worker), _warm(conn, worker),
                    *_unchanged(worker)]


@contextmanager
def _worker(url: str) -> Iterator[Worker]:
    worker = Worker(url)
    try:
        yield worker
    finally:
        worker.close()


def _questions(conn: Connection) -> list[Question]:
    signals = ",".join(str(row[0]) for row in conn.execute(SQL["troubled_signals"], {"most": 50}))
    return [
        Question("ward round", "/live/ward"),
        Question("ward round, search", "/live/ward?q=pump+77"),
        Question("ward round, one site", "/live/ward?site=site-3"),
        Question("ward round, healthy of a site", "/live/ward?open=site-3"),
        Question("small charts of 50 machines", f"/live/sparks?signals={signals}"),
        Question("fleet, all sites", "/live/fleet"),
        Question("fleet, one site", "/live/fleet?place=site-3"),
        Question("fleet, one line", "/live/fleet?place=site-3-line-4"),
        Question("fleet chart, all sites, 7 d", "/_dash-update-component", _chart("", "7d")),
        Question("fleet chart, one site, 30 d", "/_dash-update-component", _chart("site-3", "30d")),
    ]


def _chart(place: str, range_name: str) -> dict[str, Any]:
    outputs = [{"id": "fleet-graph", "property": "children"}, {"id": "fleet-summary", "property": "children"}]
    return {"output": "..fleet-graph.children...fleet-summary.children..", "outputs": outputs,
            "inputs": [{"id": "fleet-view", "property": "data", "value": {"place": place, "range": range_name}}],
            "changedPropIds": ["fleet-view.data"]}


def _times(conn: Connection, worker: Worker, *, rounds: int) -> Iterator[Figure]:
    for question in _questions(conn):
        conn.execute(SQL["tidy"])
        took_ms = _repeat(rounds, lambda: worker.ask(question), before=lambda: _change(conn, worker))  # noqa: B023
        yield Figure(f"{question.name}, p50", statistics.median(took_ms), "ms")
        yield Figure(f"{question.name}, p95", float(np.percentile(took_ms, 95)), "ms", _GOAL_MS)


def _payloads(conn: Connection, worker: Worker) -> Iterator[Figure]:
    """Measure the first answer to a browser, and what it gets a second later."""
    for name, path in (("ward round", "/live/ward"), ("fleet page", "/live/fleet?place=site-3")):
        question = Question(name, path)
        first = worker.ask(question)
        refresh = _refresh(conn, worker, question, since=_seq(first))
        for when, answer in (("first answer", first), ("refresh, 5 % changed", refresh)):
            yield Figure(f"{name}, {when}, on the wire", len(answer.data) / 1000, "kB", _GOAL_KB)
            yield Figure(f"{name}, {when}, unpacked", len(_plain(answer)) / 1000, "kB", _GOAL_KB)


def _refresh(conn: Connection, worker: Worker, question: Question, *, since: str) -> TestResponse:
    """Return the next answer in which there is something new; a small fleet takes several changes for that."""
    while True:
        _change(conn, worker)
        answer = worker.ask(question, since=since)
        if answer.status_code == 200:
            return answer


def _warm(conn: Connection, worker: Worker) -> Figure:
    """Measure what the second browser waits that asks the same."""
    question = Question("ward round", "/live/ward")
    _change(conn, worker)
    worker.ask(question)
    took_ms = _repeat(_WARM_ROUNDS, lambda: worker.ask(question))
    return Figure("ward round, warm, p95", float(np.percentile(took_ms, 95)), "ms")


def _unchanged(worker: Worker) -> Iterator[Figure]:
    """Measure the processor time of saying that there is nothing new, in the app alone, without gunicorn."""
    environ = _asking_for_news(worker)
    sharing = worker.server.extensions["sharing"]
    for name, before in (("by Flask", sharing.forget), ("shared", lambda: None)):
        statuses: set[str] = set()
        began_s = time.process_time()
        for _ in range(_UNCHANGED_ROUNDS):
            before()
            b"".join(worker.server.wsgi_app(environ.copy(), lambda status, *_: statuses.add(status)))  # noqa: B023
        took_s = time.process_time() - began_s
        assert statuses == {"204 NO CONTENT"}, statuses
        yield Figure(f"nothing new (204) {name}, processor", 1000 * took_s / _UNCHANGED_ROUNDS, "ms", "< 1.2")


def _asking_for_news(worker: Worker) -> dict[str, Any]:
    """Return the request of a browser that knows the newest."""
    cookie = worker.client.get_cookie("stethos_session")
    assert cookie is not None
    worker.forget()
    seq = _seq(worker.ask(Question("ward round", "/live/ward")))
    headers = [("Cookie", f"stethos_session={cookie.value}"), ("Accept-Encoding", "gzip")]
    return EnvironBuilder("/live/ward", query_string={"since": seq}, headers=headers).get_environ()


def _change(conn: Connection, worker: Worker) -> None:
    db.heartbeat.beat(conn, "jobs", started_at=datetime.now(UTC), version="bench", details={})
    conn.execute(SQL["turn"])
    worker.forget()


def _repeat(rounds: int, act: Callable[[], object], *, before: Callable[[], None] = lambda: None) -> list[float]:
    """Return how long each round took, in milliseconds."""
    took_ms = []
    for _ in range(rounds):
        before()
        began_s = time.perf_counter()
        act()
        took_ms.append(1000 * (time.perf_counter() - began_s))
    return took_ms


def _seq(answer: TestResponse) -> str:
    return str(json.loads(_plain(answer))["seq"])


def _plain(answer: TestResponse) -> bytes:
    return gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
