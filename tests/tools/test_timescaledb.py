import os
import subprocess
from pathlib import Path

import pytest

from demo import postgres
from tools import packages, timescaledb
from tools.packages import MissingError


@pytest.fixture(autouse=True)
def _a_machine_without_timescaledb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "with_timescaledb", lambda *_: [])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_an_ordinary_user_is_told_that_it_takes_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(MissingError, match="it needs root and Debian's postgresql-17-timescaledb"):
        timescaledb.obtain()


def test_a_system_that_is_not_debian_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "can_install", lambda: True)
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(
        command, returncode=100 if command[0] == "apt-cache" else 0, stdout="Ubuntu main http://mirror/ubuntu/\n"))
    with pytest.raises(MissingError, match="this system is not Debian"):
        timescaledb.obtain()


def test_a_failed_unpacking_leaves_nothing_behind_that_looks_finished(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        if command[0] == "apt-get":
            return subprocess.CompletedProcess(command, 0, stdout="Debian main http://mirror/debian/\n")
        assert command[-1] in {"http://mirror/debian/", "postgresql-17-timescaledb"}
        return subprocess.CompletedProcess(command, 100, stdout="", stderr="E: disk full\n")

    monkeypatch.setattr(packages, "can_install", lambda: True)
    monkeypatch.setattr(packages, "obtain", lambda *_, **__: "/usr/bin/mmdebstrap")
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(MissingError, match="mmdebstrap failed: E: disk full"):
        timescaledb.obtain()
    assert list((tmp_path / "stethos").iterdir()) == []
