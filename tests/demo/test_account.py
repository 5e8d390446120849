import os
from pathlib import Path

import pytest

from demo import account
from demo.account import Account

PASSWD = "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\npostgres:x:101:103::/:/bin/sh\n"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def test_the_first_known_user_of_the_list_is_taken(tmp_path: Path) -> None:
    (tmp_path / "passwd").write_text(PASSWD)
    found = account.find(("mosquitto", "postgres", "nobody"), passwd=tmp_path / "passwd")
    assert found == Account("postgres", 101, 103)


def test_an_unknown_user_is_nobody(tmp_path: Path) -> None:
    (tmp_path / "passwd").write_text(PASSWD)
    assert account.find(("mosquitto",), passwd=tmp_path / "passwd") is None


def test_an_ordinary_user_runs_servers_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account.lent("postgres") is None


@needs_root
def test_a_folder_below_one_that_is_roots_alone_cannot_be_used(tmp_path: Path) -> None:
    nobody = account.find(("nobody",))
    assert nobody is not None
    closed = tmp_path / "closed"
    (closed / "inside").mkdir(parents=True)
    closed.chmod(0o700)
    assert account.can_use(nobody, Path("/usr/bin/env"))
    assert not account.can_use(nobody, closed / "inside")


@needs_root
def test_a_given_folder_belongs_to_the_server_alone(tmp_path: Path) -> None:
    nobody = account.find(("nobody",))
    given = account.give(nobody, tmp_path / "data").stat()
    assert nobody is not None
    assert (given.st_uid, given.st_mode & 0o777) == (nobody.uid, 0o700)
