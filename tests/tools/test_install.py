import re
import sys
from pathlib import Path

import pytest

from tools import install

PROJECT: dict[str, object] = {
    "name": "stethos",
    "dependencies": ["dash==4.4.1"],
    "optional-dependencies": {"demo": ["iotcore==0.4.0"], "dev": ["stethos[demo]", "pytest>=9"]},
}


def test_the_demo_gets_only_what_it_needs() -> None:
    assert install.requirements(PROJECT, "demo") == ["dash==4.4.1", "iotcore==0.4.0"]


def test_an_extra_that_names_another_gets_that_too() -> None:
    assert install.requirements(PROJECT, "dev") == ["dash==4.4.1", "iotcore==0.4.0", "pytest>=9"]


def test_what_is_installed_already_is_not_installed_again(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def run(*command: str) -> str:
        asked.append(command)
        return ""

    monkeypatch.setattr(install, "_run", run)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert [install.main("demo"), install.main("demo")] == [0, 0]
    assert [command[:3] for command in asked] == [("uv", "--version"), ("uv", "pip", "install")]


def test_pip_does_it_where_uv_does_not_get_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "_run", lambda *command: "no route" if command[0] == "uv" else "")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert install.main("demo") == 0


def test_a_full_disk_is_one_sentence_and_tried_again_next_time(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(install, "_run", lambda *_: "ERROR: [Errno 28] No space left on device")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert install.main("demo") == 1
    assert capsys.readouterr().err == "Installing failed: ERROR: [Errno 28] No space left on device\n"
    assert not install.stamp("demo").exists()


def test_every_command_of_the_makefile_is_listed_with_a_sentence() -> None:
    makefile = (install.ROOT / "Makefile").read_text()
    phony = re.search(r"\.PHONY: (.+)", makefile)
    assert phony is not None
    listed = set(re.findall(r"^([a-z-]+):.*## \w", makefile, re.MULTILINE))
    assert listed == set(phony[1].split()) - {"run-env", "test-env"}
