"""Packages of the system that the tests need: installed as root where apt-get is, else named as missing."""

import os
import shutil
import subprocess


class MissingError(Exception):
    """Something the tests need is not on this machine and cannot be put there."""


def find(program: str) -> str | None:
    """Return the path of a program; ordinary users do not have the sbin folders on their PATH."""
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/sbin")


def can_install() -> bool:
    """Tell whether packages can be installed here: as root, on a system that uses apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def obtain(program: str, *, package: str) -> str:
    """Return the path of a program, after installing its package if it was not there.

    Raises: MissingError with one sentence that says what to install.
    """
    path = find(program)
    if path is None and can_install():
        install(package)
        path = find(program)
    if path is None:
        raise MissingError(f"{program} is not installed: as root, apt-get install {package}")
    return path


def install(*packages: str) -> None:
    """Install packages; a machine that has never asked asks first what there is.

    Raises: MissingError if apt-get refuses.
    """
    if _apt("install", *packages) != 0 and (_apt("update") != 0 or _apt("install", *packages) != 0):
        raise MissingError(f"apt-get could not install {' '.join(packages)}")


def _apt(verb: str, *packages: str) -> int:
    """Run apt-get without questions and without its chatter; return its exit code."""
    command = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", verb]
    if packages:
        command += ["--yes", "--no-install-recommends", *packages]
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL,
                          capture_output=True,
                          env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    return done.returncode
