"""A Mosquitto found on this machine, with the values of deploy/mosquitto.conf and a place of its own."""

import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from demo import account
from demo.account import Account
from demo.process import Program

TEMPLATE = Path(__file__).parents[1] / "deploy" / "mosquitto.conf"
_OLDEST = (2, 0)


@dataclass(frozen=True, slots=True)
class Mosquitto:
    """The program and its version."""

    path: Path
    version: str

    @property
    def label(self) -> str:
        """Return what it is, for people."""
        return f"Mosquitto {self.version}"


def find() -> Mosquitto | None:
    """Return the Mosquitto of this machine, 2.0 or later; /usr/sbin is not on everybody's PATH."""
    path = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if path is None:
        return None
    answer = subprocess.run([path, "-h"], check=False, capture_output=True, text=True).stdout  # noqa: S603
    version = re.search(r"mosquitto version (\d+)\.(\d+)[\w.]*", answer)
    if version is None or (int(version[1]), int(version[2])) < _OLDEST:
        return None
    return Mosquitto(Path(path), version[0].removeprefix("mosquitto version "))


def configuration(template: str, *, port: int, folder: Path) -> str:
    """Return the template with this port and folder in the place of its own, for this machine alone."""
    ours = {"listener": f"{port} 127.0.0.1", "persistence_location": f"{folder}/", "allow_anonymous": "true"}
    kept = [line for line in template.splitlines()
            if line.strip() and not line.startswith("#") and line.split()[0] not in ours]
    return "\n".join([*(f"{name} {value}" for name, value in ours.items()), *kept]) + "\n"


def program(found: Mosquitto, folder: Path, *, port: int, log: Path) -> Program:
    """Write the configuration into the broker's folder and return the broker as a program.

    Root does not leave it to Mosquitto to change the user: that would make it forget to end with us.

    Raises: OSError if the folder cannot be written.
    """
    owner: Account | None = account.lent("mosquitto")
    account.give(owner, folder)
    text = configuration(TEMPLATE.read_text(encoding="utf-8"), port=port, folder=folder)
    path = folder / "mosquitto.conf"
    path.write_text(text, encoding="utf-8")
    return Program(name="broker", command=(str(found.path), "-c", str(path)), log=log,
                   account=owner, orphan_signal=signal.SIGTERM)
