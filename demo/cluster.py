"""A database cluster of ours: made once, listening on 127.0.0.1 alone, with settings that fit two cores."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from db.connect import open_connection
from db.sql import Queries
from demo import account, process
from demo.account import Account
from demo.errors import StartError
from demo.postgres import Installation
from demo.process import Program

SQL = Queries(__file__)
OWNER = "postgres"
_PID_LINE, _STATUS_LINE = 0, 7
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "128MB",
    "work_mem": "16MB",
    "min_wal_size": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "synchronous_commit": "on",      # ingest acknowledges what is committed: it must be on the disk
    "jit": "off",                    # the queries are short, compiling them takes longer
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %a ",
    "lc_messages": "C",
}
_TIMESCALEDB = {"shared_preload_libraries": "timescaledb", "timescaledb.telemetry_level": "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One server of ours: which programs, where its data lies, on which port, as which system user.

    folder belongs to the server's user and lies below the root of the installation, if that has one.
    """

    installation: Installation
    folder: Path
    port: int
    password: str
    log: Path
    account: Account | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """Return the folder PostgreSQL calls its data directory."""
        return self.folder / "data"

    def url(self, database: str = "stethos", *, user: str = "stethos") -> str:
        """Return where a client finds a database."""
        return f"postgresql://{user}:{self.password}@127.0.0.1:{self.port}/{database}"

    def program(self) -> Program:
        """Return the server itself; an orphan shuts down as quickly as is clean."""
        offered = _TIMESCALEDB if self.installation.timescaledb else {}
        settings = {**_SETTINGS, **offered, "port": str(self.port), **self.settings}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self._program("database", "postgres", "-D", self._inside(self.data), *options)

    def await_gone(self, *, within_s: float = 15) -> None:
        """Wait for a server that still shuts down, because the demo it belonged to was killed just now."""
        deadline = time.monotonic() + within_s
        while (pid := self._running()) and process.is_alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)

    def make(self) -> bool:
        """Make the cluster if it is not there yet; tell whether it was made. Leaves nothing half made.

        Raises: StartError with initdb's own reason.
        """
        if (self.data / "PG_VERSION").exists():
            return False
        new = self.folder / "new"
        shutil.rmtree(new, ignore_errors=True)
        secret = self._password_file()
        started = process.start(self._program("initdb", "initdb", *_how_to_make(self.installation.major),
                                              "--pwfile", self._inside(secret), "-D", self._inside(new)))
        failed = started.wait()
        secret.unlink()
        if failed:
            raise StartError(f"The database could not be made: {process.last_words(self.log)}")
        new.rename(self.data)
        return True

    def await_ready(self, server: subprocess.Popen[bytes], *, within_s: float = 60) -> None:
        """Wait until the server takes connections.

        Raises: StartError with the server's own reason, if it ends or does not get there.
        """
        deadline = time.monotonic() + within_s
        while not self._is_ready(server.pid):
            if server.poll() is not None or time.monotonic() > deadline:
                raise StartError(f"The database would not start: {process.last_words(self.log)}")
            time.sleep(0.02)

    def prepare(self) -> None:
        """Make the stack's user and its database if they are not there yet."""
        with open_connection(self.url("postgres", user=OWNER), name="demo") as conn:
            if not conn.execute(SQL["role_exists"]).fetchone():
                conn.execute(SQL["hold_password"], {"password": self.password})
                conn.execute(SQL["create_role"])
                conn.execute(SQL["grant_settings"])
            if not conn.execute(SQL["database_exists"]).fetchone():
                conn.execute(SQL["create_database"])

    def _is_ready(self, pid: int) -> bool:
        lines = self._pid_file()
        return self._running() == pid and len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready"

    def _running(self) -> int:
        lines = self._pid_file()
        return int(lines[_PID_LINE]) if lines and lines[_PID_LINE].isdecimal() else 0

    def _pid_file(self) -> list[str]:
        """Return what the server says of itself, as pg_ctl reads it; nothing if there is no server."""
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _program(self, name: str, program: str, *arguments: str) -> Program:
        return Program(name=name, command=(self.installation.program(program), *arguments), log=self.log,
                       account=self.account, root=self.installation.root, stop_within_s=30,
                       stop_signal=signal.SIGINT, orphan_signal=signal.SIGINT)

    def _inside(self, path: Path) -> str:
        root = self.installation.root
        return str(Path("/") / path.relative_to(root)) if root else str(path)

    def _password_file(self) -> Path:
        path = self.folder / "password"
        path.touch(mode=0o600)
        path.write_text(self.password, encoding="utf-8")
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)
        return path


def at(folder: Path, installation: Installation, *, port: int, password: str, log: Path,
       settings: Mapping[str, str] | None = None) -> Cluster:
    """Return the cluster whose data lie in this folder, which is made and given to the server's user."""
    root = installation.root
    owner = account.find((OWNER,), passwd=root / "etc/passwd") if root else account.lent(OWNER)
    account.give(owner, folder)
    return Cluster(installation=installation, folder=folder, port=port, password=password, log=log,
                   account=owner, settings=settings or {})


def _how_to_make(major: int) -> list[str]:
    """Return initdb's options: passwords for everyone, and an order of letters no update changes."""
    locale = ["--locale=C.UTF-8"] if major < 17 else ["--locale=C", "--locale-provider=builtin",
                                                     "--builtin-locale=C.UTF-8"]
    return ["--username", OWNER, "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync", *locale]
