"""Brokers for tests: a real Mosquitto with the values of deploy/mosquitto.conf, killed and restarted."""

import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from demo import mosquitto, port, process
from tools import packages, scratch
from tools.packages import MissingError


def obtain() -> mosquitto.Mosquitto:
    """Return a Mosquitto, after installing it if there was none.

    Raises: MissingError with one sentence on what is in the way.
    """
    packages.obtain("mosquitto", package="mosquitto")
    found = mosquitto.find()
    if found is None:
        raise MissingError("the Mosquitto of this machine is older than 2.0")
    return found


class Broker:
    """One Mosquitto of our own in a scratch folder."""

    def __init__(self, found: mosquitto.Mosquitto) -> None:
        self._folder = scratch.folder()
        self.port = port.free()
        self.log: Path = self._folder / "log"
        self._program = mosquitto.program(found, self._folder / "broker", port=self.port, log=self.log)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return where a client finds it."""
        return f"mqtt://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Return the number of its process, 0 while there is none."""
        return self._process.pid if self._process else 0

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it and forget what it kept."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it again on the same port with what it kept, and wait until it takes connections.

        Raises: RuntimeError with its log if it does not within ten seconds.
        """
        self._process = process.start(self._program)
        deadline = time.monotonic() + 10
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.log.read_text(encoding="utf-8"))
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop it as an administrator would: what waits is written down."""
        if self._process is not None:
            process.stop(self._program, self._process)
            self._process = None

    def kill(self) -> None:
        """End it as a power cut would: what it had not written down within the last second is lost."""
        if self._process is not None:
            process.kill(self._process)
            self._process = None

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True
