import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from demo import process
from demo.process import Program

ROOT = Path(__file__).parents[2]
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""
# A parent that starts a sleeper, tells its number, and then waits to be killed.
PARENT = """
import sys, time
from pathlib import Path
from demo import process
child = process.start(process.Program(name="sleeper", command=("/bin/sleep", "60"), log=Path(sys.argv[1])))
print(child.pid, flush=True)
time.sleep(60)
"""


def sleeper(log: Path) -> Program:
    return Program(name="sleeper", command=("/bin/sleep", "60"), log=log)


def python(log: Path, code: str, *, stop_within_s: float = 10) -> Program:
    return Program(name="python", command=(sys.executable, "-c", code), log=log, stop_within_s=stop_within_s)


def ends(pid: int, *, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while process.is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not process.is_alive(pid)


def wait_for(log: Path, text: str) -> None:
    deadline = time.monotonic() + 10
    while not (log.exists() and text in log.read_text()):
        assert time.monotonic() < deadline, f"{text!r} never appeared"
        time.sleep(0.01)


def test_a_child_has_a_session_of_its_own_so_that_ctrl_c_does_not_reach_it(tmp_path: Path) -> None:
    child = process.start(sleeper(tmp_path / "log"))
    try:
        assert os.getsid(child.pid) == child.pid
    finally:
        process.kill(child)


def test_what_a_child_prints_is_added_to_its_log(tmp_path: Path) -> None:
    for number in (1, 2):
        process.start(python(tmp_path / "log", f"print('start {number}')")).wait()
    assert (tmp_path / "log").read_text() == "start 1\nstart 2\n"


def test_a_child_that_listens_is_stopped_by_asking(tmp_path: Path) -> None:
    program = sleeper(tmp_path / "log")
    child = process.start(program)
    assert process.stop(program, child)
    assert child.returncode == -signal.SIGTERM


def test_a_child_that_does_not_listen_is_killed_when_its_time_is_over(tmp_path: Path) -> None:
    program = python(tmp_path / "log", STUBBORN, stop_within_s=0.2)
    child = process.start(program)
    wait_for(tmp_path / "log", "up")
    assert not process.stop(program, child)
    assert child.returncode == -signal.SIGKILL


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path / "log")], cwd=ROOT,
                              stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        child = int(parent.stdout.readline())
    assert process.is_alive(child)
    parent.kill()
    parent.wait()
    assert ends(child, within_s=5)


def test_the_last_words_are_the_newest_line_that_speaks_of_an_error(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("started\nFATAL: could not bind\nshutting down\n\n")
    assert process.last_words(log) == "FATAL: could not bind"


@pytest.mark.parametrize(("line", "words"), [
    ("2026-11-22 06:53:55.048 UTC [8941]  PANIC:  disk full", "PANIC:  disk full"),
    ("2026-11-22 06:34:11.497 UTC [16592] stethos-web FATAL:  terminating", "FATAL:  terminating"),
    ('{"at":"2026-11-22T06:53:55","level":"error","message":"the broker refused"}', "the broker refused"),
    ("ValueError: {broken", "ValueError: {broken"),
])
def test_the_last_words_come_without_time_and_process(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "log").write_text(line)
    assert process.last_words(tmp_path / "log") == words


def test_without_an_error_the_last_words_are_the_last_line(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("started\nshutting down\n")
    assert process.last_words(log) == "shutting down"
    assert process.last_words(tmp_path / "missing") == ""


def test_a_log_over_five_megabytes_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * 5_000_001)
    process.turn_over(log)
    assert not log.exists()
    assert (tmp_path / "web.log.1").stat().st_size == 5_000_001
