"""The demo's database: yours by STETHOS_DATABASE_URL, else a server of ours with the best PostgreSQL here."""

from dataclasses import dataclass
from pathlib import Path

from demo import account, cluster, port, postgres
from demo.cluster import Cluster
from demo.errors import StartError
from demo.folder import Folder
from demo.postgres import Installation

_DATA_NAMES = ("timescaledb-*", "postgresql-*")


@dataclass(frozen=True, slots=True)
class Database:
    """Where the database is, what it is, and the server to start, unless it is somebody else's."""

    url: str
    label: str
    cluster: Cluster | None = None


def choose(folder: Folder, *, given_url: str) -> Database:
    """Return the database to use; nothing is started yet.

    Raises: StartError if there is none, or if the data there needs a server that is gone.
    """
    if given_url:
        return Database(given_url, "yours, from STETHOS_DATABASE_URL")
    owner = account.lent(cluster.OWNER)
    servers = folder.servers(owner)
    chosen = pick(_offered(), servers)
    label = chosen.label if chosen.timescaledb else f"{chosen.label}, embedded (no TimescaleDB found here)"
    if owner is not None:
        chosen = postgres.usable(chosen, owner, servers)
    made = cluster.at(servers / chosen.data_name, chosen, port=port.free(), log=folder.log("database"),
                      password=folder.secret("database"))
    return Database(made.url(), label, made)


def pick(offered: list[Installation], servers: Path) -> Installation:
    """Return the installation that the data already there belongs to, else the best one.

    Raises: StartError if there is none, or none for the data.
    """
    if not offered:
        raise StartError("There is no PostgreSQL: make run installs one, or set STETHOS_DATABASE_URL.")
    there = sorted(path.name for pattern in _DATA_NAMES for path in servers.glob(pattern)
                   if (path / "data" / "PG_VERSION").exists())
    fitting = [one for one in offered if one.data_name in there]
    if there and not fitting:
        raise StartError(f"The data in {servers / there[0]} needs a {there[0]} server, which is no longer on "
                         "this machine: install it again, or remove that folder to begin anew.")
    return (fitting or offered)[0]


def _offered() -> list[Installation]:
    embedded = postgres.embedded()
    return [*postgres.with_timescaledb(), *([embedded] if embedded else [])]
