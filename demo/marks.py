"""Marks: what has been done to a database once and for all, kept beside its data and lost with them."""

import hashlib
from pathlib import Path

from demo.database import Database
from demo.folder import Folder


class Marks:
    """The marks of one database; of somebody else's they lie in var/."""

    def __init__(self, folder: Folder, chosen: Database) -> None:
        if chosen.cluster is not None:
            self._folder: Path = chosen.cluster.folder
        else:
            self._folder = folder.root / f"done-{hashlib.sha256(chosen.url.encode()).hexdigest()[:12]}"
            self._folder.mkdir(exist_ok=True)

    def has(self, name: str) -> bool:
        """Tell whether this has been done."""
        return (self._folder / f"done-{name}").exists()

    def set(self, name: str) -> None:
        """Remember that this has been done."""
        (self._folder / f"done-{name}").touch()
