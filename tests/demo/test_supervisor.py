import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.process import Program
from demo.supervisor import Supervisor, restart_delay_s

Said = list[str]


@pytest.fixture
def said() -> Said:
    return []


@pytest.fixture
def supervisor(said: Said) -> Iterator[Supervisor]:
    made = Supervisor(said.append)
    yield made
    made.stop()


def program(tmp_path: Path, name: str, code: str, *, again: str = "") -> Program:
    return Program(name=name, command=(sys.executable, "-c", code), log=tmp_path / f"{name}.log",
                   again=(sys.executable, "-c", again) if again else (), stop_within_s=5)


def note(path: Path, word: str, *, forever: bool = True) -> str:
    """Return a program that notes its start and, unless it ends by itself, also how it was asked to stop."""
    return ("import signal, sys, time\n"
            f"def note(word): open({str(path)!r}, 'a').write(word + ' ')\n"
            f"signal.signal(signal.SIGTERM, lambda *_: (note('{word}-stopped'), sys.exit()))\n"
            f"note('{word}')\n" + ("time.sleep(60)" if forever else "sys.exit('Error: broken')"))


def wait_for(path: Path, text: str, supervisor: Supervisor | None = None, *, now: float = 0.0) -> None:
    deadline = time.monotonic() + 10
    while not (path.exists() and text in path.read_text()):
        assert time.monotonic() < deadline, f"{text!r} never appeared"
        if supervisor is not None:
            supervisor.tend(now=now)
        time.sleep(0.01)


def test_each_crash_in_a_row_doubles_the_wait_up_to_half_a_minute() -> None:
    assert [restart_delay_s(crashes) for crashes in (1, 2, 3, 7, 50)] == [0.5, 1, 2, 30, 30]


def test_a_crashed_program_is_reported_with_its_last_words_and_started_again(
        tmp_path: Path, supervisor: Supervisor, said: Said) -> None:
    notes = tmp_path / "notes"
    crashing = program(tmp_path, "ingest", note(notes, "first", forever=False), again=note(notes, "again"))
    supervisor.start(crashing).wait()
    now = time.monotonic()
    supervisor.tend(now=now)
    assert said == ["ingest stopped unexpectedly, starting it again in 0.5 s: Error: broken"]
    supervisor.tend(now=now + 0.4)
    assert notes.read_text() == "first "
    supervisor.tend(now=now + 0.6)
    wait_for(notes, "first again ")
    assert supervisor.crashes() == {"ingest": 1}


def test_a_program_that_ran_for_more_than_a_minute_begins_with_the_short_wait_again(
        tmp_path: Path, supervisor: Supervisor, said: Said) -> None:
    supervisor.start(program(tmp_path, "jobs", "import sys; sys.exit(1)")).wait()
    supervisor.tend(now=time.monotonic() + 61)
    assert said == ["jobs stopped unexpectedly, starting it again in 0.5 s"]


def test_programs_are_stopped_in_the_opposite_order_of_their_start(
        tmp_path: Path, supervisor: Supervisor, said: Said) -> None:
    notes = tmp_path / "notes"
    for name in ("database", "ingest", "simulator"):
        supervisor.start(program(tmp_path, name, note(notes, name)))
        wait_for(notes, name)
    supervisor.stop()
    assert notes.read_text().split()[3:] == ["simulator-stopped", "ingest-stopped", "database-stopped"]
    assert said == []
