from pathlib import Path

import pytest

from demo import database
from demo.errors import StartError
from demo.folder import Folder
from demo.postgres import Installation

TIMESCALEDB = Installation(Path("/usr/lib/postgresql/17/bin"), 17, "2.19.3")
EMBEDDED = Installation(Path("/venv/bin"), 18)


def data(servers: Path, name: str) -> None:
    (servers / name / "data").mkdir(parents=True)
    (servers / name / "data" / "PG_VERSION").touch()


def test_a_given_address_is_used_as_it_is(tmp_path: Path) -> None:
    chosen = database.choose(Folder(tmp_path), given_url="postgresql://me@db/x")
    assert (chosen.url, chosen.cluster) == ("postgresql://me@db/x", None)


def test_timescaledb_is_taken_before_the_embedded_server(tmp_path: Path) -> None:
    assert database.pick([TIMESCALEDB, EMBEDDED], tmp_path) == TIMESCALEDB


def test_data_that_are_there_decide_even_when_something_better_has_been_installed(tmp_path: Path) -> None:
    data(tmp_path, "postgresql-18")
    assert database.pick([TIMESCALEDB, EMBEDDED], tmp_path) == EMBEDDED


def test_data_without_their_server_are_named_and_not_replaced(tmp_path: Path) -> None:
    data(tmp_path, "timescaledb-17")
    with pytest.raises(StartError, match="timescaledb-17 needs a timescaledb-17 server, which is no longer"):
        database.pick([EMBEDDED], tmp_path)


def test_no_server_at_all_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="There is no PostgreSQL"):
        database.pick([], tmp_path)
