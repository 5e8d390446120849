"""tools/environment.sh on machines whose Python will not do."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "environment.sh"
OLD = '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit\nexit 1\n'
# New enough, but asked for the module venv it fails, as Debian's python3 without python3-venv does.
BARE = '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.12.3" && exit\ncase "$2" in *venv*) exit 1 ;; esac\n'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return a machine's only folder of programs, without any Python, beside a checkout of the script."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "tools").mkdir()
    shutil.copy(SCRIPT, tmp_path / "tools")
    for program in ("sh", "dirname", "rm", "tail"):
        found = shutil.which(program)
        assert found is not None
        (tmp_path / "bin" / program).symlink_to(found)
    return tmp_path / "bin"


def complaint(machine: Path) -> str:
    """Run the script on this machine, see it fail, and return all it said."""
    done = subprocess.run([machine / "sh", machine.parent / "tools" / "environment.sh", "demo"], check=False,
                          capture_output=True, text=True, env={**os.environ, "PATH": str(machine)})
    assert done.returncode == 1
    assert not (machine.parent / ".venv").exists()
    return done.stdout + done.stderr


def put(path: Path, script: str) -> None:
    path.touch(mode=0o755)
    path.write_text(script)


def test_a_machine_without_python_is_told_what_to_install(machine: Path) -> None:
    assert complaint(machine) == ("Stethos needs Python 3.11 or later; this machine has none. Install it, for example "
                                  "by: apt-get install python3 python3-venv\n")


def test_a_python_that_is_too_old_is_named(machine: Path) -> None:
    put(machine / "python3", OLD)
    assert "3.11 or later; this machine has Python 3.9.2. Install it" in complaint(machine)


def test_a_python_without_its_venv_module_is_named(machine: Path) -> None:
    put(machine / "python3.12", BARE)
    assert complaint(machine) == ("Python 3.12.3 comes without its venv module here. Install it, for example by: "
                                  "apt-get install python3-venv\n")
