"""The demo as a newcomer meets it: a process of its own, from the outside."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from demo import port, process
from demo.folder import Folder
from tools import scratch

ROOT = Path(__file__).parents[2]


class Demo:
    """A running demo: what it has said so far, and the processes it has started."""

    def __init__(self, folder: Path, *, web_port: int) -> None:
        self.web_port = web_port
        self._said = folder.with_name("said")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("STETHOS_")}
        with self._said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "demo", "--machines", "3", "--folder", str(folder)], cwd=ROOT,
                stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                env={**environment, "STETHOS_WEB_PORT": str(web_port)})

    def said(self) -> str:
        return self._said.read_text()

    def await_said(self, text: str, *, within_s: float = 150) -> None:
        deadline = time.monotonic() + within_s
        while text not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def offspring(self) -> dict[int, str]:
        """Return the processes below the demo, by number, with their command lines."""
        found, waiting = {}, [self.process.pid]
        while waiting:
            for pid in process.children(waiting.pop()):
                found[pid] = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                waiting.append(pid)
        return found

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(90)


@pytest.fixture
def folder() -> Iterator[Path]:
    made = scratch.folder()
    yield made / "var"
    shutil.rmtree(made)


def await_ended(pids: dict[int, str], *, within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while left := {pid: command for pid, command in pids.items() if process.is_alive(pid)}:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def health(web_port: int) -> int:
    connection = HTTPConnection("127.0.0.1", web_port, timeout=5)
    connection.request("GET", "/health")
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_port_in_use_is_one_sentence_and_nothing_is_started(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        demo = Demo(folder, web_port=number)
        assert demo.process.wait(30) == 1
    assert demo.said() == (f"Port {number} is in use by another program: stop that one, or set STETHOS_WEB_PORT "
                           "to another port.\n")
    assert not (folder / "servers").exists()


def test_a_folder_in_use_is_one_sentence(folder: Path) -> None:
    mine = Folder(folder)
    mine.make()
    with mine.locked("http://127.0.0.1:8050"):
        demo = Demo(folder, web_port=port.free())
        assert demo.process.wait(30) == 1
    assert demo.said() == (f"A demo is already running in {folder}: process {os.getpid()}, "
                           "http://127.0.0.1:8050.\n")


@pytest.mark.slow
@pytest.mark.broker
def test_it_starts_mends_itself_stops_cleanly_and_finds_its_data_again(folder: Path) -> None:
    demo = Demo(folder, web_port=port.free())
    demo.await_said("Ctrl-C stops everything")
    assert health(demo.web_port) == 200
    started = demo.offspring()
    [ingest] = [pid for pid, command in started.items() if command.endswith("-m ingest ")]
    os.kill(ingest, signal.SIGKILL)
    demo.await_said("ingest stopped unexpectedly, starting it again in 0.5 s")
    assert demo.end(signal.SIGINT) == 0
    assert demo.said().endswith("Everything is stopped; the next start finds its data again.\n")
    await_ended(started, within_s=0)

    imported = (folder / "log" / "fleet.log").stat().st_mtime_ns
    again = Demo(folder, web_port=demo.web_port)
    again.await_said("Ctrl-C stops everything")
    assert (folder / "log" / "fleet.log").stat().st_mtime_ns == imported, "the fleet was imported a second time"
    left = again.offspring()
    assert again.end(signal.SIGKILL) == -signal.SIGKILL
    await_ended(left, within_s=15)

