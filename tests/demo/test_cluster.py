import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db.connect import open_connection
from demo import account, cluster, port, postgres, process
from demo.cluster import Cluster
from demo.errors import StartError
from demo.postgres import Installation
from tools import scratch


@pytest.fixture
def folder() -> Iterator[Path]:
    made = scratch.folder()
    yield made
    shutil.rmtree(made)


def embedded(folder: Path, *, number: int = 0) -> Cluster:
    installation = postgres.embedded()
    assert installation is not None
    lent = account.lent("postgres")
    if lent is not None:
        installation = postgres.usable(installation, lent, folder)
    return cluster.at(folder / "server", installation, port=number or port.free(), password="secret-words",
                      log=folder / "log", settings={"fsync": "off"})


def test_a_cluster_is_made_once_keeps_its_data_and_lets_nobody_in_without_the_password(folder: Path) -> None:
    ours = embedded(folder)
    assert ours.make()
    assert not ours.make()
    assert stat.S_IMODE(ours.folder.stat().st_mode) == 0o700
    assert not (ours.folder / "password").exists()
    for _ in range(2):
        server = process.start(ours.program())
        try:
            ours.await_ready(server)
            ours.prepare()
            with open_connection(ours.url(), name="test") as conn:
                conn.execute("CREATE TABLE IF NOT EXISTS kept ()")
                rights = conn.execute("SELECT usesuper FROM pg_user WHERE usename = 'stethos'")
                assert rights.fetchall() == [(False,)]
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                open_connection(ours.url().replace("secret-words", "guess"), name="test")
        finally:
            assert process.stop(ours.program(), server)
            assert server.returncode == 0


def test_a_server_that_cannot_start_says_why_in_one_sentence(folder: Path) -> None:
    ours = embedded(folder)
    ours.make()
    (ours.data / "pg_hba.conf").unlink()
    server = process.start(ours.program())
    with pytest.raises(StartError, match=r"The database would not start: .*pg_hba\.conf"):
        ours.await_ready(server)


def test_a_cluster_that_cannot_be_made_says_why_and_leaves_nothing_half_made(folder: Path) -> None:
    (folder / "initdb").touch(mode=0o755)
    (folder / "initdb").write_text("#!/bin/sh\necho 'initdb: error: No space left on device'; exit 1\n")
    broken = Installation(folder, 18)
    ours = cluster.at(folder / "server", broken, port=5499, password="x", log=folder / "log")
    with pytest.raises(StartError, match="could not be made: initdb: error: No space left on device"):
        ours.make()
    assert list(ours.folder.iterdir()) == []


def test_the_server_listens_on_this_machine_alone_and_commits_to_the_disk(folder: Path) -> None:
    command = " ".join(embedded(folder, number=5499).program().command)
    assert "-c listen_addresses=127.0.0.1 -c unix_socket_directories= " in command
    assert "-c synchronous_commit=on" in command
    assert "-c port=5499" in command


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends a user to the server")
def test_root_lends_the_server_a_user(folder: Path) -> None:
    ours = embedded(folder)
    assert ours.account is not None
    assert ours.account.uid != 0
    assert ours.folder.stat().st_uid == ours.account.uid
