"""fleet_import: a fleet file of 10,000 machines, read, compared and imported; what the audit trail adds to that.

BENCH_MACHINES is the size of the fleet. Each import is into a new database, in turns. *Without* is without the lines of
what was created and without what lets the trail be searched.
"""

import os
import time
from contextlib import ExitStack
from unittest import mock

import db.fleet_audit
from bench.record import Figure
from db.connect import open_connection
from db.sql import Queries
from domain.fleet_row import Content
from fleet_file import yaml_reader
from services.fleet import import_content
from simulator import fleet, fleet_file
from tools import timescaledb
from tools.database import Databases, Server

SQL = Queries(__file__)
MACHINES = int(os.environ.get("BENCH_MACHINES", "10000"))
_TURNS = 2


def run() -> list[Figure]:
    """Measure and return the figures."""
    text = fleet_file.text(fleet.build(MACHINES, seed=1), interval_s=10.0).encode()
    began_s = time.process_time()
    content = yaml_reader.content("fleet.yaml", text)
    read_s = time.process_time() - began_s
    with Server(timescaledb.obtain(), durable=False) as server:
        plain_s, audited_s = [], []
        for _turn in range(_TURNS):
            plain_s.append(_import(server.databases, content, with_trail=False))
            audited_s.append(_import(server.databases, content, with_trail=True))
    return [Figure(f"read {MACHINES} machines as YAML, {len(text) / 1e6:.0f} MB", read_s, "s"),
            Figure("compare and import, with the audit trail", min(audited_s), "s"),
            Figure("compare and import, without", min(plain_s), "s"),
            Figure("with the audit trail, against without", min(audited_s) / min(plain_s), "ratio")]


def _import(databases: Databases, content: Content, *, with_trail: bool) -> float:
    url = databases.copy()
    with open_connection(url, name="bench") as conn, ExitStack() as patched:
        if not with_trail:
            patched.enter_context(mock.patch.object(db.fleet_audit, "insert_lines"))
            for name in SQL.names():
                conn.execute(SQL[name])
        began_s = time.monotonic()
        import_content(conn, content)
        took_s = time.monotonic() - began_s
    databases.drop(url)
    return took_s
