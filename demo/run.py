"""One run of the demo: prepare, start, wait until it is useful, look after it, stop it in order."""

import hashlib
import os
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime

import config
from demo import database, port, process, readiness, stream
from demo.database import Database
from demo.errors import StartError
from demo.folder import Folder
from demo.marks import Marks
from demo.process import Program
from demo.stack import Stack
from demo.stream import Broker
from demo.supervisor import Supervisor

_READY_WITHIN_S = 180.0
_HOPELESS_AFTER_CRASHES = 3
_STDOUT = 1
_TURN_S, _SHORT_TURN_S = 0.1, 0.02


class StoppedError(Exception):
    """Somebody asked the demo to stop before it was ready."""


class Run:
    """What one run knows: its folder, whether it shall stop, and the programs it looks after."""

    def __init__(self, folder: Folder, *, machines: int, simulate: bool, say: Callable[[str], None]) -> None:
        self._folder, self._machines, self._simulate, self._say = folder, machines, simulate, say
        self._settings = config.load()
        self._supervisor = Supervisor(say)
        self._stop_asked, self._has_terminal = False, os.isatty(_STDOUT)
        self._began_at, self._began_s = datetime.now(UTC), time.monotonic()
        self._receiver_port = port.free()
        self._drawing: tuple[Program, subprocess.Popen[bytes]] | None = None
        self._drawn: Callable[[], None] = lambda: None

    def ask_to_stop(self) -> None:
        """Let the run come to its orderly end, wherever it is.

        For signal handlers, hence a plain value: a lock might be held by the very code they interrupt.
        """
        self._stop_asked = True

    def main(self) -> None:
        """Run until somebody asks to stop; whatever was started is stopped on every way out.

        Raises: StartError, OSError with the reason why it could not start.
        """
        web_port = self._settings.web_port
        self._folder.make()
        with self._folder.locked(f"http://127.0.0.1:{web_port}"):
            if not port.becomes_free(web_port):
                raise StartError(f"Port {web_port} is in use by another program: stop that one, or set "
                                 "STETHOS_WEB_PORT to another port.")
            try:
                self._start()
                self._look_after()
            except StoppedError:
                self._say("Stopped before it was ready.")
            finally:
                self._say("Stopping ...")
                if self._drawing:
                    process.stop(*self._drawing)
                self._supervisor.stop()
        self._say("Everything is stopped; the next start finds its data again.")

    def _start(self) -> None:
        broker = stream.choose(self._folder, given_url=os.environ.get("STETHOS_BROKER_URL", ""))
        chosen = database.choose(self._folder, given_url=os.environ.get("STETHOS_DATABASE_URL", ""))
        self._say(f"  database   {chosen.label}\n  broker     {broker.label}, {broker.url}")
        stack = self._stack(chosen, broker)
        marks = Marks(self._folder, chosen)
        if broker.program is not None:
            self._supervisor.start(broker.program)
        self._start_database(chosen)
        self._to_end("The database could not be brought up to date", stack.migrate())
        for program in (stack.ingest(), stack.jobs(), stack.web(), stack.receiver(self._receiver_port)):
            self._supervisor.start(program)
        logins = self._to_end("The demo's users could not be made", stack.make_users())
        self._to_end("The demo's rule for messages could not be made", stack.make_telling())
        if self._simulate:
            self._bring_in_fleet(stack, marks)
            self._start_simulator(stack, chosen, with_history=not marks.has("history"))
        self._await("the web app does not answer", lambda: readiness.web_answers(self._settings.web_port))
        if self._simulate:
            self._await("no readings arrive",
                        lambda: readiness.readings_are_in(chosen.url, since=self._began_at))
            marks.set("history")
        self._greet(logins)
        if self._simulate and not marks.has("files"):     # nobody waits for it
            program = stack.draw_files()
            self._drawing = program, process.start(program)
            self._drawn = lambda: marks.set("files")

    def _stack(self, chosen: Database, broker: Broker) -> Stack:
        """Return the stack's programs, told all they must know, and note that for those started by hand."""
        told = {
            "STETHOS_DATABASE_URL": chosen.url,
            "STETHOS_BROKER_URL": broker.url,
            "STETHOS_TENANT": self._settings.tenant,
            "STETHOS_SECRET_KEY": self._settings.secret_key or self._folder.secret("sessions"),
            "STETHOS_COOKIE_SECURE": "no",
            "STETHOS_DEMO": "yes",
            "STETHOS_PUBLIC_URL": self._settings.public_url or f"http://127.0.0.1:{self._settings.web_port}",
            "STETHOS_TELL_NETWORKS": f"127.0.0.1 {self._settings.tell_networks}".strip(),
            "STETHOS_DEMO_RECEIVER": f"http://127.0.0.1:{self._receiver_port}/",
            "STETHOS_DEMO_SECRET": self._folder.secret("messages"),
            **{name: value for name, value in broker.environment.items() if name not in os.environ},
        }
        note = self._folder.settings_file
        note.touch(mode=0o600)
        note.write_text("".join(f"{name}='{value}'\n" for name, value in told.items()), encoding="utf-8")
        return Stack(self._folder, told, self._machines, self._settings.web_port)

    def _start_database(self, chosen: Database) -> None:
        if chosen.cluster is not None:
            chosen.cluster.await_gone()
            chosen.cluster.make()
            chosen.cluster.await_ready(self._supervisor.start(chosen.cluster.program()))
            chosen.cluster.prepare()

    def _bring_in_fleet(self, stack: Stack, marks: Marks) -> None:
        """Write the fleet file if there is none, and import it unless this very file has been imported."""
        path = self._folder.fleet_file
        if not path.exists():
            self._to_end("The fleet file could not be written", stack.write_fleet())
        mark = f"fleet-{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"
        if not marks.has(mark):
            self._to_end("The fleet could not be imported", stack.import_fleet())
            marks.set(mark)

    def _start_simulator(self, stack: Stack, chosen: Database, *, with_history: bool) -> None:
        if with_history:   # later on, the broker keeps messages for ingest until it listens
            self._await("ingest does not reach the broker",
                        lambda: readiness.ingest_listens(chosen.url, since=self._began_at))
        self._supervisor.start(stack.simulator(with_history=with_history))

    def _to_end(self, trouble: str, program: Program) -> str:
        """Run a program that ends by itself and return what it printed.

        Raises: StartError if it fails, StoppedError if it is not wanted any more.
        """
        program.log.unlink(missing_ok=True)
        started = process.start(program)
        while started.poll() is None:
            time.sleep(_SHORT_TURN_S)
            if self._is_over():
                process.stop(program, started)
        self._go_on()
        return self._result(trouble, program, started)

    def _result(self, trouble: str, program: Program, ended: subprocess.Popen[bytes]) -> str:
        if ended.returncode != 0:
            raise StartError(f"{trouble}: {process.last_words(program.log)}")
        return program.log.read_text(encoding="utf-8")

    def _await(self, trouble: str, holds: Callable[[], bool]) -> None:
        """Wait until something holds, looking after the programs meanwhile.

        Raises: StartError if it takes too long or a program keeps crashing, StoppedError.
        """
        while not holds():
            time.sleep(_TURN_S)
            self._go_on()
            self._supervisor.tend()
            self._give_up_on_crashing()
            if time.monotonic() - self._began_s > _READY_WITHIN_S:
                raise StartError(f"Nothing to see after {_READY_WITHIN_S:.0f} s: {trouble}; the logs are in "
                                 f"{self._folder.root}/log.")

    def _give_up_on_crashing(self) -> None:
        for name, crashes in self._supervisor.crashes().items():
            if crashes >= _HOPELESS_AFTER_CRASHES:
                raise StartError(f"The program {name} will not start: "
                                 f"{process.last_words(self._folder.log(name))}")

    def _look_after(self) -> None:
        while not self._is_over():
            time.sleep(_TURN_S)
            self._supervisor.tend()
            if self._drawing and self._drawing[1].poll() is not None:
                if self._drawing[1].returncode == 0:
                    self._drawn()
                self._drawing = None

    def _go_on(self) -> None:
        if self._is_over():
            raise StoppedError

    def _is_over(self) -> bool:
        """Tell whether to stop: asked to, or the terminal is gone and only make was told so."""
        return self._stop_asked or (self._has_terminal and not os.isatty(_STDOUT))

    def _greet(self, logins: str) -> None:
        took_s = time.monotonic() - self._began_s
        self._say(f"ready after {took_s:.0f} s: http://127.0.0.1:{self._settings.web_port}")
        for line in logins.splitlines():
            name, password, *_ = [*line.split("\t"), ""]
            self._say(f"  sign in as {name} with the password {password}")
        self._say(f"  messages about alarms: {self._folder.messages_file}")
        self._say(f"Data and logs are in {self._folder.root}; Ctrl-C stops everything.")
