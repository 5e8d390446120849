"""Accounts: PostgreSQL and Mosquitto refuse to work as root, so root lends them a system user."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """A system user, by number: its name may mean another user inside another root folder."""

    name: str
    uid: int
    gid: int


def find(names: tuple[str, ...], *, passwd: Path = Path("/etc/passwd")) -> Account | None:
    """Return the first of these users that the machine knows, or None."""
    lines = (line.split(":") for line in passwd.read_text(encoding="utf-8").splitlines())
    known = {fields[0]: Account(fields[0], int(fields[2]), int(fields[3]))
             for fields in lines if len(fields) > 3}
    return next((known[name] for name in names if name in known), None)


def lent(*names: str) -> Account | None:
    """Return the user a server runs as when we are root; None: as ourselves."""
    return find((*names, "nobody")) if os.geteuid() == 0 else None


def can_use(account: Account, path: Path) -> bool:
    """Tell whether the user can reach, read and enter or execute this path; tried out as that user."""
    trial = subprocess.run(  # noqa: S603 - the path is handed over, not part of the script
        ["/bin/sh", "-c", 'test -r "$0" && test -x "$0"', path], check=False, cwd="/",
        user=account.uid, group=account.gid, extra_groups=[])
    return trial.returncode == 0


def give(account: Account | None, folder: Path) -> Path:
    """Make a folder that only its server may enter, and return it; None: the server is ourselves."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return folder
