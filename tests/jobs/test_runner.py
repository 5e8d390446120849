"""A job goes on whatever happens around it."""

from datetime import UTC, datetime

import pytest

from config import Settings
from jobs.runner import Runner
from jobs.table import Job, jobs


@pytest.fixture
def runner_of():
    """Return a function that makes a runner; its connection is closed with the test."""
    made = []

    def make(run, database):
        made.append(Runner(run if isinstance(run, Job) else Job("test", 1.0, "a test", run), database))
        return made[-1]

    yield make
    for runner in made:
        runner.close()


def test_a_job_gets_a_connection_and_the_time(database, runner_of):
    seen = []
    runner_of(lambda conn, now: seen.append((conn.execute("SELECT 1").fetchone(), now)), database)()
    (answer, now), = seen
    assert answer == (1,)
    assert abs((datetime.now(UTC) - now).total_seconds()) < 60


def test_the_connection_is_kept_between_runs(database, runner_of):
    seen = []
    runner = runner_of(lambda conn, _: seen.append(conn), database)
    runner()
    runner()
    assert seen[0] is seen[1]


def test_an_error_is_logged_and_the_next_run_has_a_new_connection(database, caplog, runner_of):
    seen = []

    def fail_once(conn, _):
        seen.append(conn)
        if len(seen) == 1:
            conn.execute("SELECT 1/0")

    runner = runner_of(fail_once, database)
    runner()
    runner()
    assert "job test failed" in caplog.text
    assert seen[0] is not seen[1]
    assert seen[0].closed


def test_a_database_that_is_away_is_told_once_and_not_at_every_run(caplog, runner_of):
    runner = runner_of(lambda *_: None, "postgresql://nobody@127.0.0.1:1/none")
    for _ in range(3):
        runner()
    assert caplog.text.count("waits for the database") == 1
    assert "Traceback" not in caplog.text


def test_every_job_says_how_often_and_why_and_runs_on_an_empty_database(database, caplog, runner_of):
    table = jobs(Settings())
    assert len({job.name for job in table}) == len(table)
    for job in table:
        assert job.every_s > 0
        assert job.why
        runner_of(job, database)()
    assert "failed" not in caplog.text
