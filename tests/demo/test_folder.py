import os
import shutil
import stat
from collections import namedtuple
from pathlib import Path

import pytest

from demo import account
from demo.errors import StartError
from demo.folder import Folder

Usage = namedtuple("Usage", "total used free")


def test_secrets_are_long_kept_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    first = Folder(tmp_path).secret("sessions")
    assert len(first) == 64
    assert Folder(tmp_path).secret("sessions") == first
    assert Folder(tmp_path).secret("database") != first
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_second_demo_in_the_same_folder_is_told_who_has_it(tmp_path: Path) -> None:
    with (Folder(tmp_path).locked("http://127.0.0.1:8050"),
          pytest.raises(StartError, match=rf"already running in .*: process {os.getpid()}, http://127.0.0.1:8050\."),
          Folder(tmp_path).locked("http://127.0.0.1:8051")):
        pass


def test_a_nearly_full_disk_is_named_before_anything_is_started(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**10, 10**10 - 20_000_000, 20_000_000))
    with pytest.raises(StartError, match="nearly full: 20 MB are free, the demo needs 500 MB"):
        Folder(tmp_path / "var").make()


def test_servers_of_our_own_user_keep_their_data_inside(tmp_path: Path) -> None:
    assert Folder(tmp_path).servers(None) == tmp_path.resolve() / "servers"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends a user to the server")
def test_servers_of_a_user_who_may_not_enter_keep_their_data_outside_and_a_link_to_it(tmp_path: Path) -> None:
    nobody = account.find(("nobody",))
    var = tmp_path / "closed" / "var"
    var.mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    servers = Folder(var, outside=tmp_path / "outside").servers(nobody)
    assert servers.parent == tmp_path / "outside"
    assert (var / "servers").is_symlink()
    assert Folder(var).servers(nobody) == servers
