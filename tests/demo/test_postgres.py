from pathlib import Path

import pytest

from demo import postgres
from demo.postgres import Installation

CONFIG = """#!/bin/sh
case "$1" in
    --version) echo "PostgreSQL {major}.4 (Debian)" ;;
    --bindir) echo "{folder}/bin" ;;
    --sharedir) echo "{folder}/share" ;;
    --pkglibdir) echo "{folder}/lib" ;;
esac
"""


def install(folder: Path, *, major: int, timescaledb: str = "") -> Path:
    """Lay out an installation as a distribution does, its pg_config telling where everything is."""
    for part in ("bin", "share/extension", "lib"):
        (folder / part).mkdir(parents=True)
    for program in ("postgres", "initdb"):
        (folder / "bin" / program).touch(mode=0o755)
    (folder / "bin" / "pg_config").touch(mode=0o755)
    (folder / "bin" / "pg_config").write_text(CONFIG.format(major=major, folder=folder))
    if timescaledb:
        (folder / "share/extension/timescaledb.control").write_text(f"default_version = '{timescaledb}'\n")
        (folder / "lib" / "timescaledb.so").touch()
    return folder


@pytest.fixture(autouse=True)
def _nothing_else_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_PLACES", ())


def test_a_timescaledb_on_the_path_is_found_with_its_version(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = install(tmp_path / "pg", major=17, timescaledb="2.19.3")
    monkeypatch.setenv("PATH", str(folder / "bin"), prepend=":")
    [found] = postgres.with_timescaledb()
    assert found == Installation(tmp_path / "pg/bin", 17, "2.19.3")
    assert found.label == "PostgreSQL 17 with TimescaleDB 2.19.3"
    assert found.data_name == "timescaledb-17"


@pytest.mark.parametrize(("major", "timescaledb"), [(17, ""), (14, "2.19.3")])
def test_a_server_without_timescaledb_or_older_than_15_is_left_alone(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, major: int, timescaledb: str) -> None:
    folder = install(tmp_path / "pg", major=major, timescaledb=timescaledb)
    monkeypatch.setenv("PATH", str(folder / "bin"), prepend=":")
    assert postgres.with_timescaledb() == []


def test_the_newest_of_several_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for major in (16, 18, 17):
        install(tmp_path / str(major), major=major, timescaledb="2.23.0")
    monkeypatch.setattr(postgres, "_PLACES", (f"{tmp_path.relative_to('/')}/*/bin",))
    assert [found.major for found in postgres.with_timescaledb()] == [18, 17, 16]


def test_the_embedded_server_is_plain_postgresql_18() -> None:
    found = postgres.embedded()
    assert found is not None
    assert (found.label, found.data_name) == ("PostgreSQL 18", "postgresql-18")
