"""What can keep the demo from starting; the message is the one sentence the newcomer reads."""

import errno

from domain.errors import DomainError

_DISK = {
    errno.ENOSPC: "The disk that holds {path} is full",
    errno.EDQUOT: "Your share of the disk that holds {path} is used up",
    errno.EROFS: "{path} lies on a disk that can only be read",
    errno.EACCES: "{path} may not be written by this user",
    errno.EPERM: "{path} may not be written by this user",
}


class StartError(DomainError):
    """The demo could not start."""


def sentence(error: OSError, *, fallback_path: str) -> str:
    """Say in one sentence what the operating system refused; ``fallback_path`` if it named no file."""
    path = error.filename or fallback_path
    known = _DISK.get(error.errno or 0)
    if known is None:
        return f"{path}: {error.strerror or error}."
    return known.format(path=path) + "."
