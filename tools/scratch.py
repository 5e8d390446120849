"""Folders for servers that live as long as one test run."""

import os
import shutil
import tempfile
from pathlib import Path

from demo.process import is_alive

_PREFIX = "stethos-test-"


def folder(root: Path | None = None) -> Path:
    """Return a new folder that every system user may enter, in /tmp of this machine or of another root.

    What earlier runs that were killed have left there is removed.
    """
    parent = (root or Path("/")) / "tmp"
    for left in parent.glob(f"{_PREFIX}*"):
        if not is_alive(int(left.name.split("-")[2])):
            shutil.rmtree(left, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
    new.chmod(0o711)
    return new

