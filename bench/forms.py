"""forms: what the server takes to check a form as somebody types it, at 10,000 machines (BENCH_MACHINES).

One admin at a time, as the checks of ``/live/forms/<kind>/check``: a machine, a place, a device and a signal that are
there, each with right and wrong values, and a new machine, whose key has to be free.
"""

import os
import secrets
import statistics
import time
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient

import app
from bench.fleet_data import Extent, fill
from bench.record import Figure
from config import Settings
from db.connect import open_connection
from domain.access import DEMO_LOGINS, Role
from services import users
from tools import timescaledb
from tools.database import Server

MACHINES = int(os.environ.get("BENCH_MACHINES", "10000"))
ROUNDS = 20
TYPED = {"machine": {"year": "98"}, "place": {"name": "Hall"}, "device": {"model": "X"}, "signal": {"interval_s": "0"}}
Form = tuple[str, dict[str, Any]]


def run() -> list[Figure]:
    """Measure and return the figures."""
    with Server(timescaledb.obtain(), durable=False) as server:
        url = server.databases.copy()
        with open_connection(url, name="bench") as conn:
            fill(conn, Extent(MACHINES, hours=0, tally_hours=0, tally_days=0), now=datetime.now(UTC))
            users.ensure_demo(conn)
            conn.execute("ANALYZE")
        client = app.create_app(Settings(database_url=url, secret_key=secrets.token_urlsafe(48), cookie_secure=False,
                                         demo=True)).server.test_client()
        login = next(one for one in DEMO_LOGINS if one.role is Role.ADMIN)
        client.post("/login", data={"name": login.name, "password": login.password, "csrf_token": _token(client)})
        forms = [form for kind in TYPED for form in _forms(client, kind)]
        headers = {"X-CSRF-Token": _token(client)}
        took: dict[str, list[float]] = {}
        for again in range(ROUNDS + 1):
            for kind, form in forms:
                took.setdefault(kind, []).extend([_ms(client, kind, form, headers)] if again else [])
    return [*(Figure(f"check of a {kind} at {MACHINES} machines, p95", statistics.quantiles(each, n=20)[18], "ms",
                     "< 100") for kind, each in took.items()),
            Figure("longest", max(max(each) for each in took.values()), "ms")]


def _forms(client: FlaskClient, kind: str) -> list[Form]:
    """Return what somebody types: what stands there, something else in it, and a new machine."""
    found: dict[str, Any] = client.get(f"/live/forms/{kind}", query_string={"id": 2}).get_json()
    typed = found | {"values": found["values"] | TYPED[kind]}
    new = [(kind, found | {"id": None})] if kind == "machine" else []
    return [(kind, found), (kind, typed), *new]


def _token(client: FlaskClient) -> str:
    client.get("/login")
    cookie = client.get_cookie("_csrf_token")
    return cookie.value if cookie else ""


def _ms(client: FlaskClient, kind: str, form: dict[str, Any], headers: dict[str, str]) -> float:
    began_s = time.perf_counter()
    answer = client.post(f"/live/forms/{kind}/check", json=form, headers=headers)
    assert answer.status_code == 200, answer.status_code
    return (time.perf_counter() - began_s) * 1000
