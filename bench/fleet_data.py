"""A fleet of any size, written straight into an empty database by a few statements: for measurements.

``python -m bench.fleet_data postgresql://... --machines 10000`` fills the database and says how long it took.
"""

import argparse
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from db import migrate
from db.connect import Connection, open_connection
from db.sql import Queries

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of everything. A site has ten lines; hours and minutes are closed rollups of all signals."""

    machines: int
    signals: int = 5
    sites: int = 10
    interval_s: float = 10.0
    hours: int = 24
    minutes: int = 0
    tally_hours: int = 48
    tally_days: int = 30


def fill(conn: Connection, extent: Extent, *, now: datetime) -> None:
    """Fill places, machines, devices, signals, limits, latest, states, rollups and tally.

    The database must be migrated and empty.
    """
    for name in ("places", "machines", "devices", "signals", "limits", "running_signals", "slopes", "latest",
                 "states"):
        conn.execute(SQL[name], {"sites": extent.sites, "machines": extent.machines,
                                 "signals": extent.signals, "interval_s": extent.interval_s})
    conn.execute(SQL["hours"], {"until": now, "hours": extent.hours})
    conn.execute(SQL["minutes"], {"until": now, "minutes": extent.minutes})
    for period, steps in (("hour", extent.tally_hours), ("day", extent.tally_days)):
        conn.execute(SQL["machine_tally"], {"until": now, "period": period, "steps": steps})
        conn.execute(SQL["place_tally"], {"period": period})
    conn.execute(SQL["analyze"])


def main() -> None:
    """Fill the named database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--machines", type=int, default=10_000)
    parser.add_argument("--minutes", type=int, default=0, help="minutes of rollups of all signals")
    wanted = parser.parse_args()
    started = time.monotonic()
    with open_connection(wanted.url, name="bench") as conn:
        migrate.migrate(conn)
        fill(conn, Extent(wanted.machines, minutes=wanted.minutes), now=datetime.now(UTC))
    print(f"{wanted.machines} machines in {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
