"""Database servers for tests: thrown away afterwards, with as many migrated databases as asked for."""

import itertools
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self
from urllib.parse import urlsplit

import psycopg

from db import migrate
from db.connect import Connection, open_connection
from db.sql import Queries
from demo import account, cluster, port, postgres, process
from demo.postgres import Installation
from tools import scratch

SQL = Queries(__file__)
# Only for servers that no test kills: their data need not outlive a power cut.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def offers_timescaledb(url: str) -> bool:
    """Tell whether a server has TimescaleDB."""
    with open_connection(url, name="test") as conn:
        return conn.execute(SQL["timescaledb"]).fetchone() is not None


class Databases:
    """The databases of one server: a sealed template made by db.migrate, and copies of it."""

    def __init__(self, url: str, *, admin_url: str | None = None) -> None:
        self.url = url
        self._admin_url = admin_url or url
        self._numbers = itertools.count(1)
        self._template = ""
        self._shared: Connection | None = None
        self._made: list[str] = []

    def at(self, name: str) -> str:
        """Return the address of one database of this server."""
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def empty(self) -> str:
        """Make an empty database and return its address."""
        return self.at(self._create("create_empty"))

    def copy(self) -> str:
        """Make a migrated database and return its address; about 0.1 s."""
        if not self._template:
            self._template = self._make_template()
        return self.at(self._create("clone"))

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        name = urlsplit(url).path.lstrip("/")
        with self._admin() as conn:
            conn.execute(_named("drop", name))
        self._made.remove(name)

    @contextmanager
    def borrowed(self) -> Iterator[Connection]:
        """Lend a connection to a migrated database inside a transaction that is rolled back."""
        if self._shared is None or self._shared.closed:
            self._shared = open_connection(self.copy(), name="test")
        with self._shared.transaction(force_rollback=True):
            yield self._shared
        self._shared.execute(SQL["release_locks"])

    def close(self) -> None:
        """Close the connection that was lent."""
        if self._shared is not None:
            self._shared.close()

    def drop_all(self) -> None:
        """Remove every database made here."""
        self.close()
        for name in reversed(self._made.copy()):
            self.drop(self.at(name))

    def _make_template(self) -> str:
        name = self._create("create_empty")
        with open_connection(self.at(name), name="test") as conn:
            migrate.migrate(conn)
        with self._admin() as conn:
            conn.execute(_named("seal", name))
            conn.execute(SQL["evict"], {"name": name})
        return name

    def _create(self, query: str) -> str:
        """Run one of the statements that make a database; a worker that is just leaving is waited for."""
        name = f"stethos_test_{os.getpid()}_{next(self._numbers)}"
        with open_connection(self.url, name="test") as conn:
            for attempt in range(50):
                try:
                    conn.execute(_named(query, name, template=self._template))
                    break
                except psycopg.errors.ObjectInUse:
                    if attempt == 49:
                        raise
                    time.sleep(0.1)
        self._made.append(name)
        return name

    def _admin(self) -> Connection:
        return open_connection(self._admin_url, name="test-admin")


class Server:
    """One PostgreSQL of our own in a scratch folder, which can be stopped, killed and started again."""

    def __init__(self, installation: Installation, *, durable: bool) -> None:
        self.installation = installation
        self._folder = scratch.folder(installation.root)
        self.log = self._folder / "log"
        self._cluster = cluster.at(
            self._folder / "server", self._reachable(), port=port.free(), password="only-for-tests",
            log=self.log, settings={} if durable else FORGETFUL)
        self._process: subprocess.Popen[bytes] | None = None
        self._admin_url = self._cluster.url("postgres", user=cluster.OWNER)
        self.databases = Databases(self._cluster.url(), admin_url=self._admin_url)

    def __enter__(self) -> Self:
        """Make the cluster and start it."""
        self._cluster.make()
        self.start()
        self._cluster.prepare()
        with open_connection(self._admin_url, name="test-admin") as conn:
            conn.execute(SQL["let_create"])
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it and forget its data."""
        self.databases.close()
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it again on the same port with the same data, and wait until it takes connections."""
        self._process = process.start(self._cluster.program())
        self._cluster.await_ready(self._process)

    def stop(self) -> None:
        """Shut it down as an administrator would."""
        if self._process is not None:
            process.stop(self._cluster.program(), self._process)
            self._process = None

    def write_all(self) -> None:
        """Write everything that is dirty to the disk now, and not while something is measured."""
        with open_connection(self._admin_url, name="test-admin") as conn:
            conn.execute(SQL["checkpoint"])

    def forget_files(self) -> None:
        """Let the system forget what it keeps of this server's files in memory; it must not run."""
        for path in self._cluster.data.rglob("*"):
            if path.is_file():
                with path.open("rb+") as file:
                    os.fsync(file)      # what is not on the disk yet cannot be forgotten
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def kill(self) -> None:
        """End it as a power cut would: kill -9 of the server and everything it had started."""
        if self._process is not None:
            connections = process.children(self._process.pid)
            process.kill(self._process)
            for pid in connections:   # sessions of their own, which would notice only at their next pause
                process.end_now(pid)
            self._process = None

    def _reachable(self) -> Installation:
        lent = account.lent(cluster.OWNER)
        if lent is None or self.installation.root is not None:
            return self.installation
        return postgres.usable(self.installation, lent, self._folder)


def _named(query: str, name: str, *, template: str = "") -> bytes:
    """Return a statement about a database; names cannot be parameters, and these are our own."""
    return SQL[query].replace(b"database_name", name.encode()).replace(b"template_name", template.encode())


