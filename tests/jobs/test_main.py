"""The process of the clock: leads alone, beats, and ends when it is told to."""

import os
import signal
import subprocess
import sys

import psycopg
import pytest

from tests.ingest.actors import eventually


@pytest.fixture
def jobs_factory(database, tmp_path):
    """Return a function that starts ``python -m jobs``; all of them end with the test."""
    started = []

    def start():
        path = tmp_path / f"jobs-{len(started)}.log"
        with path.open("wb") as log:
            started.append(subprocess.Popen([sys.executable, "-m", "jobs"], stderr=log, start_new_session=True,
                                            env={**os.environ, "STETHOS_DATABASE_URL": database}))
        return started[-1], path

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


def _beaten(database):
    with psycopg.connect(database) as conn:
        return conn.execute("SELECT at FROM heartbeat WHERE process = 'jobs'").fetchone()


def test_it_beats_and_ends_politely(database, jobs_factory):
    process, log = jobs_factory()
    eventually(lambda: _beaten(database))
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert '"message":"stopped"' in log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_second_one_waits_for_the_first_to_end(database, jobs_factory):
    first, _ = jobs_factory()
    eventually(lambda: _beaten(database))
    _, log = jobs_factory()
    eventually(lambda: "another jobs process" in log.read_text())
    first.kill()
    first.wait()
    eventually(lambda: '"message":"working"' in log.read_text())
