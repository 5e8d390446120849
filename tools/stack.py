"""A whole stack for measurements, screenshots and tests: started part by part, thrown away afterwards."""

import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

from demo import port, process, readiness
from demo.folder import Folder
from demo.process import Program
from demo.stack import Stack
from tools import scratch

PARTS = ("ingest", "jobs", "web")
_READY_WITHIN_S = 60.0
_TURN_S = 0.05


class OwnStack:
    """The programs of one stack, as the demo starts them, on a database and a broker that are there already.

    ``tenant`` is its own, so that several stacks may share a broker. ``machines`` is the size of the fleet if
    it is a simulated one.
    """

    def __init__(self, database_url: str, broker_url: str, *, machines: int = 1) -> None:
        self.database_url, self.tenant = database_url, f"own-{secrets.token_hex(4)}"
        self._root = scratch.folder()
        self._folder, self._port = Folder(self._root), port.free()
        self._folder.make()
        self._stack = Stack(self._folder, {
            "STETHOS_DATABASE_URL": database_url, "STETHOS_BROKER_URL": broker_url, "STETHOS_TENANT": self.tenant,
            "STETHOS_SECRET_KEY": secrets.token_urlsafe(48), "STETHOS_COOKIE_SECURE": "no", "STETHOS_DEMO": "yes",
            "STETHOS_TELL_NETWORKS": "127.0.0.1",
        }, machines, self._port)
        self._running: dict[str, tuple[Program, subprocess.Popen[bytes]]] = {}

    @property
    def url(self) -> str:
        """Return where the web app answers."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        """Bring the database up to date, with the demo's users in it; nothing runs yet."""
        self._to_end(self._stack.migrate())
        self._to_end(self._stack.make_users())
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what runs, the last started first, and forget the logs."""
        while self._running:
            process.stop(*self._running.popitem()[1])
        shutil.rmtree(self._root, ignore_errors=True)

    def import_fleet(self, text: str = "") -> None:
        """Bring a fleet into the database: that of this fleet file, else the simulated one.

        Raises: RuntimeError with what the command said if it fails.
        """
        if text:
            self._folder.fleet_file.write_text(text, encoding="utf-8")
        else:
            self._to_end(self._stack.write_fleet())
        self._to_end(self._stack.import_fleet())

    def start(self, *parts: str) -> None:
        """Start ingest, jobs and web, or some of them, and wait until they are at work.

        Raises: RuntimeError with the log of one that is not within a minute.
        """
        began_at, asked = datetime.now(UTC), parts or PARTS
        for part in asked:
            self._begin(getattr(self._stack, part)())
        if "ingest" in asked:
            self._await("ingest", lambda: readiness.ingest_listens(self.database_url, since=began_at))
        if "web" in asked:
            self._await("web", lambda: readiness.web_answers(self._port))

    def simulate(self, *, with_history: bool = False, arguments: tuple[str, ...] = ()) -> None:
        """Let the simulated fleet speak, after it has uploaded two days of the past if that is wanted."""
        program = self._stack.simulator(with_history=with_history)
        self._begin(replace(program, command=(*program.command, *arguments)))

    def pids(self, part: str) -> list[int]:
        """Return the processes of a part, the one that was started first and then its children."""
        pid = self._running[part][1].pid
        return [pid, *process.children(pid)]

    def log(self, part: str) -> str:
        """Return what a part has written so far."""
        return self._folder.log(part).read_text(encoding="utf-8")

    def _begin(self, program: Program) -> None:
        self._running[program.name] = (program, process.start(program))

    def _to_end(self, program: Program) -> None:
        if process.start(program).wait() != 0:
            raise RuntimeError(program.log.read_text(encoding="utf-8"))

    def _await(self, part: str, holds: Callable[[], bool]) -> None:
        until = time.monotonic() + _READY_WITHIN_S
        while not holds():
            if self._running[part][1].poll() is not None or time.monotonic() > until:
                raise RuntimeError(self.log(part))
            time.sleep(_TURN_S)
