"""Keeps programs running: a crashed one is reported and started again, each time later if it crashes on."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from demo import process
from demo.process import Program

_FIRST_DELAY_S, _LONGEST_DELAY_S = 0.5, 30.0
_STEADY_AFTER_S = 60.0


def restart_delay_s(crashes: int) -> float:
    """Return how long to wait before the next start, after so many crashes in a row."""
    return float(min(_LONGEST_DELAY_S, _FIRST_DELAY_S * 2 ** (crashes - 1)))


@dataclass(slots=True)
class _Watched:
    program: Program
    process: subprocess.Popen[bytes]
    started_at: float
    crashes: int = 0
    start_at: float | None = None


class Supervisor:
    """The programs of one demo, in the order in which they were started."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._watched: list[_Watched] = []

    def start(self, program: Program) -> subprocess.Popen[bytes]:
        """Start a program and keep it running from now on."""
        process.turn_over(program.log)
        started = process.start(program)
        self._watched.append(_Watched(program, started, time.monotonic()))
        return started

    def tend(self, *, now: float | None = None) -> None:
        """Look after every program once: report the crashed, restart those whose time has come."""
        now = time.monotonic() if now is None else now
        for watched in self._watched:
            if watched.start_at is not None:
                self._restart(watched, now)
            elif watched.process.poll() is not None:
                self._report(watched, now)

    def crashes(self) -> dict[str, int]:
        """Return how often in a row each program has crashed; those that run steadily are not in it."""
        return {watched.program.name: watched.crashes for watched in self._watched if watched.crashes}

    def stop(self) -> None:
        """Stop everything, the last started first."""
        while self._watched:
            watched = self._watched.pop()
            if not process.stop(watched.program, watched.process):
                self._say(f"{watched.program.name} did not stop by itself and was killed.")

    def _report(self, watched: _Watched, now: float) -> None:
        steady = now - watched.started_at > _STEADY_AFTER_S
        watched.crashes = 1 if steady else watched.crashes + 1
        delay_s = restart_delay_s(watched.crashes)
        watched.start_at = now + delay_s
        words = process.last_words(watched.program.log)
        self._say(f"{watched.program.name} stopped unexpectedly, starting it again in {delay_s:g} s"
                  + (f": {words}" if words else ""))

    def _restart(self, watched: _Watched, now: float) -> None:
        if watched.start_at is not None and now >= watched.start_at:
            watched.process = process.start(watched.program, again=True)
            watched.started_at, watched.start_at = now, None
