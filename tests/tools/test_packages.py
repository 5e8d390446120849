import os

import pytest

from tools import packages
from tools.packages import MissingError


def test_a_program_of_the_system_is_found_even_if_only_root_has_it_on_the_path(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    assert packages.find("chroot") in {"/usr/sbin/chroot", "/sbin/chroot"}


def test_an_ordinary_user_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(MissingError, match="no-such-broker is not installed: as root, apt-get install m"):
        packages.obtain("no-such-broker", package="mosquitto")


def test_a_machine_that_has_never_asked_for_its_packages_asks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def apt(verb: str, *_: str) -> int:
        asked.append(verb)
        return 0 if "update" in asked else 100

    monkeypatch.setattr(packages, "_apt", apt)
    packages.install("mosquitto")
    assert asked == ["install", "update", "install"]


def test_a_refusal_of_the_package_manager_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_apt", lambda *_: 100)
    with pytest.raises(MissingError, match="could not install mosquitto"):
        packages.install("mosquitto")
