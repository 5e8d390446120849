"""Ports on 127.0.0.1: free ones, and whether a wanted one is."""

import socket
import time


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port now."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def becomes_free(port: int, *, within_s: float = 3.0) -> bool:
    """Tell whether a port is free, or will be in a moment: its last owner may just be leaving."""
    deadline = time.monotonic() + within_s
    while not is_free(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def free(wanted: int = 0) -> int:
    """Return the wanted port if nobody has it, else any that is free at this moment."""
    if wanted and is_free(wanted):
        return wanted
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
