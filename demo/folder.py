"""The folder of the demo, var/: its lock, its one secret, its logs and the places of its servers."""

import fcntl
import hashlib
import hmac
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.account import Account, can_use
from demo.errors import StartError

_NEEDED_BYTES = 500_000_000
# Where servers of another user keep their data if they may not enter the folder of this checkout.
_OUTSIDE = Path("/var/lib/stethos-demo")


class Folder:
    """The places below var/. Nothing here is known to git; removing the folder forgets the demo."""

    def __init__(self, root: Path, *, outside: Path = _OUTSIDE) -> None:
        self.root = root
        self._outside = outside
        self.fleet_file = root / "fleet.yaml"
        self.settings_file = root / "demo.env"
        self.messages_file = root / "messages.log"

    def make(self) -> None:
        """Make the folder.

        Raises: StartError if the disk has no room for the demo, OSError if it cannot be written.
        """
        (self.root / "log").mkdir(parents=True, exist_ok=True)
        room = shutil.disk_usage(self.root).free
        if room < _NEEDED_BYTES:
            raise StartError(f"The disk that holds {self.root} is nearly full: {room // 1_000_000} MB are "
                             f"free, the demo needs {_NEEDED_BYTES // 1_000_000} MB.")

    @contextmanager
    def locked(self, note: str) -> Iterator[None]:
        """Keep the folder for this process, with a note for whoever comes second.

        Raises: StartError if another demo has it.
        """
        with (self.root / "lock").open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                note = lock.read().strip()
                raise StartError(f"A demo is already running in {self.root}: {note}.") from None
            lock.truncate(0)
            lock.write(f"process {os.getpid()}, {note}\n")
            lock.flush()
            yield

    def log(self, name: str) -> Path:
        """Return the path of a log."""
        return self.root / "log" / f"{name}.log"

    def secret(self, purpose: str) -> str:
        """Return a secret of 64 letters for one purpose, always the same, made from the one in var/secret."""
        path = self.root / "secret"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32), encoding="ascii")
        return hmac.new(path.read_bytes(), purpose.encode(), hashlib.sha256).hexdigest()

    def servers(self, account: Account | None) -> Path:
        """Return the folder below which servers keep their data, reachable for their user.

        It lies in var/, or var/servers is a link to where it lies.
        """
        inside = self.root / "servers"
        if not inside.exists():
            inside.unlink(missing_ok=True)   # a link to what somebody has removed
            inside.mkdir(mode=0o755)
            if account is not None and not can_use(account, inside):
                inside.rmdir()
                inside.symlink_to(_new_below(self._outside))
        return inside.resolve()


def _new_below(folder: Path) -> Path:
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=folder))
    new.chmod(0o755)
    return new
