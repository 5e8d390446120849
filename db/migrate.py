"""Migrations: plain SQL files, forward only, each applied once, under a lock.

``python -m db.migrate`` brings the database of STETHOS_DATABASE_URL to the version of this code.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from db import edition
from db.connect import Connection, open_connection
from db.sql import Queries
from domain.errors import DomainError

SQL = Queries(__file__)
FOLDER = Path(__file__).parent / "migrations"
_FILE = re.compile(r"(\d{4})_(\w+)\.sql")


class NewerDatabaseError(DomainError):
    """The database is newer than this program; install the newer program, nothing was changed."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file of statements."""

    version: int
    name: str
    text: str


def available(folder: Path = FOLDER) -> list[Migration]:
    """Return the migrations this program knows, in order.

    Raises: ValueError if a number is missing or stands twice.
    """
    found = sorted((int(match[1]), match[2], path) for path in folder.glob("*.sql")
                   if (match := _FILE.fullmatch(path.name)))
    if [number for number, _, _ in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"the migrations in {folder} are not numbered 1 to {len(found)}")
    return [Migration(number, name, path.read_text(encoding="utf-8")) for number, name, path in found]


def migrate(conn: Connection, *, compress_after_days: int = 7) -> list[Migration]:
    """Apply what is missing and return it; a second call applies nothing.

    Raises: NewerDatabaseError if the database knows a version this program does not.
    """
    conn.execute(SQL["lock"])
    try:
        conn.execute(SQL["create_history"])
        missing = _missing(conn)
        for migration in missing:
            _apply(conn, migration)
        edition.arrange(conn, compress_after_days=compress_after_days)
    finally:
        conn.execute(SQL["unlock"])
    return missing


def version(conn: Connection) -> int:
    """Return the number of the newest applied migration, 0 for an empty database."""
    row = conn.execute(SQL["version"]).fetchone()
    return int(row[0]) if row else 0


def _missing(conn: Connection) -> list[Migration]:
    known, current = available(), version(conn)
    if current > len(known):
        raise NewerDatabaseError(f"The database has version {current}, this program knows {len(known)}; "
                                 "install the newer program. Nothing was changed.")
    return known[current:]


def _apply(conn: Connection, migration: Migration) -> None:
    with conn.transaction():
        conn.execute(migration.text.encode())
        conn.execute(SQL["record"], {"version": migration.version, "name": migration.name})


def main() -> int:
    """Migrate the configured database and say what was done."""
    import config

    try:
        settings = config.load()
        with open_connection(settings.database_url, name="migrate") as conn:
            applied = migrate(conn, compress_after_days=settings.compress_after_days)
            print(f"database is at version {version(conn)}"  # noqa: T201 - this is a command
                  + (f", applied {', '.join(m.name for m in applied)}" if applied else ""))
    except (DomainError, psycopg.Error) as error:
        print(f"migration failed: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
