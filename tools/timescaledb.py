"""A real TimescaleDB for the tests: the machine's own, or as root Debian's package, kept in the cache.

Debian 13 and later have the package; on Debian 12 a small Debian 13 is unpacked beside the system, once, from
the mirror the system itself uses.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from demo import postgres
from demo.postgres import Installation
from tools import packages
from tools.packages import MissingError

_PACKAGE = "postgresql-17-timescaledb"
_SUITE = "trixie"


def cache() -> Path:
    """Return the folder of the unpacked Debian, whether it is there or not."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "stethos" / "timescaledb-17"


def find() -> Installation | None:
    """Return what is on this machine already: its own TimescaleDB, else for root the unpacked one."""
    here = postgres.with_timescaledb()
    if not here and os.geteuid() == 0 and cache().exists():
        here = postgres.with_timescaledb(cache())
    return here[0] if here else None


def obtain() -> Installation:
    """Return a TimescaleDB, after installing it if there was none.

    Raises: MissingError with one sentence on what is in the way.
    """
    found = find()
    if found is None:
        _install()
        found = find()
    if found is None:
        raise MissingError(f"there is no TimescaleDB even after installing {_PACKAGE}")
    return found


def _install() -> None:
    if not packages.can_install():
        raise MissingError(f"no TimescaleDB: it needs root and Debian's {_PACKAGE}")
    if _is_offered():
        packages.install(_PACKAGE)
    else:
        _unpack(_mirror())


def _is_offered() -> bool:
    """Tell whether this system's own package lists know the package."""
    known = subprocess.run(["apt-cache", "show", _PACKAGE], check=False,
                           capture_output=True)
    return known.returncode == 0


def _mirror() -> str:
    """Return the address from which this system gets Debian itself.

    Raises: MissingError on a system that is not Debian.
    """
    lists = subprocess.run(["apt-get", "indextargets", "--format",
                            "$(LABEL) $(COMPONENT) $(REPO_URI)"], check=True, capture_output=True, text=True)
    sources = (line.split(" ") for line in lists.stdout.splitlines())
    mirrors = [fields[2] for fields in sources if fields[:2] == ["Debian", "main"]]
    if not mirrors:
        raise MissingError(f"no TimescaleDB: this system is not Debian, which has {_PACKAGE}")
    return mirrors[0]


def _unpack(mirror: str) -> None:
    """Unpack a small Debian with the package; what is half done carries another name and never counts."""
    tool = packages.obtain("mmdebstrap", package="mmdebstrap")
    cache().parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix="timescaledb-17.", dir=cache().parent))
    new.chmod(0o755)   # it becomes the root folder of the server's own user
    try:
        built = subprocess.run([tool, "--quiet", "--variant=minbase",
                                f"--include={_PACKAGE}", _SUITE, str(new), mirror],
                               check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if built.returncode != 0:
            raise MissingError(f"mmdebstrap failed: {(built.stderr.splitlines() or ['?'])[-1]}")
        if not cache().exists():   # somebody else may have been faster
            new.rename(cache())
    finally:
        shutil.rmtree(new, ignore_errors=True)

