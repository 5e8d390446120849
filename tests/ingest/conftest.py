"""Ingesters and devices that end with their test."""

import pytest

from tests.ingest.actors import Ingester, Jobs, Sender


@pytest.fixture
def ingester_factory(tmp_path):
    """Return a function that starts an ingester; all of them end with the test."""
    started = []

    def start(broker_url, database_url, tenant):
        log = tmp_path / f"ingest-{len(started)}.log"
        started.append(Ingester(broker_url, database_url, tenant, log).start())
        return started[-1]

    yield start
    for one in started:
        one.end()


@pytest.fixture
def jobs_factory(tmp_path):
    """Return a function that starts the jobs of a database; all of them end with the test."""
    started = []

    def start(database_url):
        started.append(Jobs(database_url, tmp_path / f"jobs-{len(started)}.log"))
        return started[-1]

    yield start
    for one in started:
        one.end()


@pytest.fixture
def sender_factory():
    """Return a function that connects a numbering device; all of them end with the test."""
    connected = []

    def connect(port, tenant, name="dev-1"):
        connected.append(Sender(port, tenant, name))
        return connected[-1]

    yield connect
    for one in connected:
        one.close()
