"""The programs of a stack as the demo starts them, and the steps that come before."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from demo.folder import Folder
from demo.process import Program

ROOT = Path(__file__).parents[1]
RECORDINGS = ROOT / "demo" / "data"
_WEB_SETTINGS = ROOT / "deploy" / "gunicorn.conf.py"
_SEED = "7"
# The past is as dense as the present, so that it has no gaps; a day of it is stored within half a minute.
_INTERVAL_S, _HISTORY_HOURS = "20", "24"


@dataclass(frozen=True, slots=True)
class Stack:
    """What all parts of one stack are told, and where they write."""

    folder: Folder
    environment: Mapping[str, str]
    machines: int
    web_port: int

    def migrate(self) -> Program:
        """Bring the database to the version of this code."""
        return self._python("migrate", "-m", "db.migrate")

    def write_fleet(self) -> Program:
        """Write the file of the simulated fleet."""
        return self._python("fleet-file", "-m", "simulator", *self._fleet(), "--write-fleet",
                            str(self.folder.fleet_file))

    def import_fleet(self) -> Program:
        """Bring the fleet file into the database."""
        return self._python("fleet", "-m", "fleet", "import", str(self.folder.fleet_file))

    def make_users(self) -> Program:
        """Make sure that the demo's logins work, and print them."""
        return self._python("users", "-m", "users", "demo")

    def make_telling(self) -> Program:
        """Make the channel to the receiver, and a rule."""
        return self._python("telling", "-m", "demo.telling")

    def draw_files(self) -> Program:
        """Give the fleet's machines pictures and documents; it ends by itself."""
        return self._python("files", "-m", "demo.files")

    def receiver(self, port: int) -> Program:
        """Take the messages about alarms; they are in messages.log of the folder."""
        return self._python("receiver", "-m", "demo.receiver", str(port), str(self.folder.messages_file))

    def ingest(self) -> Program:
        """Bring readings from the broker into the database; asked to end, it stores what it holds first."""
        return replace(self._python("ingest", "-m", "ingest"), stop_within_s=30)

    def jobs(self) -> Program:
        """Do what the clock asks for."""
        return self._python("jobs", "-m", "jobs")

    def web(self) -> Program:
        """Show it all; the app is loaded once for both workers, which halves the time until it answers."""
        return self._python("web", "-m", "gunicorn", "app:server", "-c", str(_WEB_SETTINGS), "--preload",
                            "--graceful-timeout", "3", "-b", f"127.0.0.1:{self.web_port}")

    def simulator(self, *, with_history: bool) -> Program:
        """Play the fleet; the past is uploaded once, not again after a crash."""
        play = [sys.executable, "-m", "simulator", *self._fleet(), "--faults", "mixed"]
        past = ["--history", _HISTORY_HOURS, "--history-step", _INTERVAL_S] if with_history else []
        return Program(name="simulator", command=(*play, *past), again=tuple(play), folder=ROOT,
                       environment=self.environment, log=self.folder.log("simulator"))

    def _fleet(self) -> list[str]:
        return ["--machines", str(self.machines), "--seed", _SEED, "--interval", _INTERVAL_S,
                "--replay", str(RECORDINGS)]

    def _python(self, name: str, *arguments: str) -> Program:
        return Program(name=name, command=(sys.executable, *arguments), folder=ROOT,
                       environment=self.environment, log=self.folder.log(name))
