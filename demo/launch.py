"""Become the program of a child: as another user, under another root, and ending with its parent.

``python -I -S launch.py SIGNAL PARENT UID:GID ROOT PROGRAM ARGUMENT ...`` where SIGNAL is what the kernel
sends when the process PARENT dies, even by kill -9. UID:GID and ROOT may be empty. A program of its own,
because between fork and exec of a process with threads nearly nothing is safe, and because the kernel
forgets the signal whenever the user changes: so it is asked for last.
"""

import ctypes
import os
import sys

_SET_PARENT_DEATH_SIGNAL = 1
_LIBC = ctypes.CDLL(None)   # before the root changes: another root has another C library


def become(user: str) -> None:
    """Change to the user UID:GID and to no other groups than that one."""
    uid, gid = (int(number) for number in user.split(":"))
    os.setgroups([gid])
    os.setgid(gid)
    os.setuid(uid)


def end_with(parent: int, death_signal: int) -> None:
    """Ask the kernel for a signal when the parent dies; leave at once if it already has."""
    if sys.platform == "linux":
        _LIBC.prctl(_SET_PARENT_DEATH_SIGNAL, death_signal)
    if os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    """Read the arguments and turn into the program."""
    death_signal, parent, user, root, program = sys.argv[1:6]
    if root:
        os.chroot(root)
        os.chdir("/")
    if user:
        become(user)
    end_with(int(parent), int(death_signal))
    os.execv(program, sys.argv[5:])  # noqa: S606 - the caller decides what is started


if __name__ == "__main__":
    main()
