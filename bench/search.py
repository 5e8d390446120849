"""search: what the server takes to answer the search of every page, at 10,000 machines (BENCH_MACHINES), four at once.

The answers of /live/search, as four threads of one web worker give them: whole names, beginnings, places with types,
serial numbers, and words with real typing mistakes. Each is asked for as a person types it, from the third letter on.
"""

import os
import secrets
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from flask.testing import FlaskClient

import app
from bench.fleet_data import Extent, fill
from bench.record import Figure
from config import Settings
from db.connect import open_connection
from domain.access import DEMO_LOGINS
from services import users
from tools import timescaledb
from tools.database import Server

MACHINES = int(os.environ.get("BENCH_MACHINES", "10000"))
TYPED = ("machine 4711", "cooling pump", "pmup 77", "compresor", "site 3 fan", "line 7", "machin 12", "node-8888",
         "nod-123", "maker", "gaerbox", "moter site 9")
_AT_ONCE, _LEAST = 4, 3


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=False) as server:
        url = server.databases.copy()
        with open_connection(url, name="bench") as conn:
            fill(conn, Extent(MACHINES, hours=0, tally_hours=0, tally_days=0), now=datetime.now(UTC))
            users.ensure_demo(conn)
            conn.execute("ANALYZE")
        flask_app = app.create_app(Settings(database_url=url, secret_key=secrets.token_urlsafe(48),
                                            cookie_secure=False, demo=True)).server
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            took = [ms for each in pool.map(lambda _: _person(flask_app.test_client()), range(_AT_ONCE)) for ms in each]
    return [Figure(f"search at {MACHINES} machines, {_AT_ONCE} at once, median", statistics.median(took), "ms"),
            Figure("p95", statistics.quantiles(took, n=20)[18], "ms", "< 100"), Figure("longest", max(took), "ms")]


def _person(client: FlaskClient) -> list[float]:
    """Return how long each letter of one person took, after all searches once."""
    login = DEMO_LOGINS[0]
    client.post("/login", data={"name": login.name, "password": login.password, "csrf_token": _token(client)})
    asked = [text[:length] for text in TYPED for length in range(_LEAST, len(text) + 1)]
    return [_ms(client, text) for _round in range(2) for text in asked][len(asked):]


def _token(client: FlaskClient) -> str:
    client.get("/login")
    cookie = client.get_cookie("_csrf_token")
    return cookie.value if cookie else ""


def _ms(client: FlaskClient, text: str) -> float:
    began_s = time.perf_counter()
    answer = client.get("/live/search", query_string={"q": text})
    assert answer.status_code == 200, answer.status_code
    return (time.perf_counter() - began_s) * 1000
