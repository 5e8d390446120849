"""Install what one extra of pyproject.toml needs into the Python that runs this; a moment if it is there.

``python tools/install.py demo|dev``. The project itself runs from its folder and is not installed. uv does it
in a fifth of pip's time (measured: 6 s to 30 s), so pip installs uv first; where uv does not get through, for
example because only pip knows the way to a company's mirror, pip does it all.
"""

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
# The certificates of the system, as pip uses them: a company's proxy has its own. Older uv knows the second name.
_SYSTEM_CERTIFICATES = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}


def requirements(project: dict[str, object], extra: str) -> list[str]:
    """Return what the project and one of its extras ask for, extras that it names itself included.

    Raises: KeyError if there is no such extra.
    """
    name, extras, wanted = project["name"], project["optional-dependencies"], project["dependencies"]
    assert isinstance(wanted, list)
    assert isinstance(extras, dict)
    found = list(wanted)
    for requirement in extras[extra]:
        own = re.fullmatch(rf"{name}\[(\w+)\]", requirement)
        found += requirements(project, own[1]) if own else [requirement]
    return list(dict.fromkeys(found))


def stamp(extra: str) -> Path:
    """Return the file that remembers what was installed last for an extra."""
    return Path(sys.prefix) / f"installed-{extra}"


def main(extra: str) -> int:
    """Install what is missing; return 0, or 1 after one sentence on why it is not possible."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = requirements(project, extra)
    version = hashlib.sha256("\n".join([sys.version, *wanted]).encode()).hexdigest()
    if stamp(extra).exists() and stamp(extra).read_text(encoding="ascii") == version:
        return 0
    print("Installing what pyproject.toml asks for into .venv ...", flush=True)
    trouble = _install(wanted)
    if trouble:
        print(f"Installing failed: {trouble}", file=sys.stderr)
        return 1
    stamp(extra).write_text(version, encoding="ascii")
    return 0


def _install(wanted: list[str]) -> str:
    """Install by uv, else by pip; return the last thing pip said if both fail."""
    if not _run("uv", "--version") or not _run("pip", "install", "--quiet", "uv"):
        trouble = _run("uv", "pip", "install", "--quiet", "--python", sys.executable, *wanted)
        if not trouble:
            return ""
    return _run("pip", "install", "--quiet", *wanted)


def _run(*command: str) -> str:
    """Run a module of this Python; return nothing if it succeeds, else its last line."""
    done = subprocess.run([sys.executable, "-m", *command], check=False,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, **_SYSTEM_CERTIFICATES})
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return "" if done.returncode == 0 else (lines or ["no reason given"])[-1].strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
