"""``python -m tools.servers``: get what the tests need beside Python, and say what they will run on.

Where something cannot be had, the tests that need it say so themselves: this only reports it, except under
CI=true, where it is an error.
"""

import os
import sys
from collections.abc import Callable

from tools import broker, packages, timescaledb
from tools.packages import MissingError

_WANTED: dict[str, Callable[[], str]] = {
    "database": lambda: timescaledb.obtain().label,
    "broker": lambda: broker.obtain().label,
    "browser": lambda: packages.obtain("chromium", package="chromium"),
    "clients": lambda: packages.obtain("mosquitto_sub", package="mosquitto-clients"),
}


def main() -> int:
    """Get everything; return how many things are missing where nothing may be."""
    missing = [name for name, obtain in _WANTED.items() if not _report(name, obtain)]
    return len(missing) if os.environ.get("CI", "").lower() == "true" else 0


def _report(name: str, obtain: Callable[[], str]) -> bool:
    try:
        label, is_there = obtain(), True
    except MissingError as error:
        label, is_there = f"MISSING: {error}", False
    sys.stdout.write(f"{name}: {label}\n")
    sys.stdout.flush()
    return is_there


if __name__ == "__main__":
    sys.exit(main())
