"""Processes: each in a session of its own, so that Ctrl-C reaches us alone, and none outlives us."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from demo.account import Account

_LAUNCH = Path(__file__).with_name("launch.py")
_TAIL_BYTES = 8192
_MAX_LOG_BYTES = 5_000_000
_POSTGRES_PREFIX = re.compile(r"^\d{4}-\d\d-\d\d \S+ \w+ \[\d+\] +(\S+ )?(?=[A-Z]+: )")
_TELLING = ("FATAL", "PANIC", "ERROR", "Error", "error", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What is started, how it is stopped, and where it writes what it has to say.

    again: the command for a restart, where that is another; orphan_signal: what it gets from the kernel
    when we die without stopping it.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    again: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path("/")
    account: Account | None = None
    root: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    stop_within_s: float = 10.0


def start(program: Program, *, again: bool = False) -> subprocess.Popen[bytes]:
    """Start a program and return its process; what it prints goes to the end of its log.

    Raises: OSError if the log cannot be written.
    """
    command = program.again if again and program.again else program.command
    user = f"{program.account.uid}:{program.account.gid}" if program.account else ""
    launch = [sys.executable, "-I", "-S", str(_LAUNCH), str(int(program.orphan_signal)), str(os.getpid()),
              user, str(program.root or "")]
    with program.log.open("ab") as log:
        return subprocess.Popen([*launch, *command],  # noqa: S603 - our own programs
                                cwd=program.folder, start_new_session=True,
                                env={**os.environ, **program.environment},
                                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)


def stop(program: Program, process: subprocess.Popen[bytes]) -> bool:
    """Ask a process to end, kill its whole group when its time is over; tell whether asking was enough."""
    if process.poll() is None:
        process.send_signal(program.stop_signal)
    try:
        process.wait(program.stop_within_s)
    except subprocess.TimeoutExpired:
        kill(process)
        return False
    _kill_group(process.pid)
    return True


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and its group at once, as a power cut would."""
    _kill_group(process.pid)
    process.wait()


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and that still run."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return [int(child) for child in text.split()]


def is_alive(pid: int) -> bool:
    """Tell whether there is a process of that number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_now(pid: int) -> None:
    """Kill one process; one that has ended meanwhile is no error."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def turn_over(log: Path) -> None:
    """Keep a log from growing for ever: a long one becomes the .1 of the next start."""
    if log.exists() and log.stat().st_size > _MAX_LOG_BYTES:
        log.replace(log.with_name(log.name + ".1"))


def last_words(log: Path) -> str:
    """Return what the newest line of a log that speaks of an error says, or else its last line."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _TAIL_BYTES))
        lines = [line.strip() for line in file.read().decode(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in _TELLING)]
    return _words((telling or lines or [""])[-1])


def _words(line: str) -> str:
    """Return what a line says, without the time and the process, as people read it."""
    if line.startswith("{"):
        try:
            return str(json.loads(line)["message"])
        except (ValueError, KeyError):
            return line
    return _POSTGRES_PREFIX.sub("", line)
