"""``python -m fleet import|export PATH``: the fleet as one YAML file, or as a folder of CSV files."""

import argparse
import sys
from pathlib import Path

import config
import db.fleet
from db.connect import Connection, open_connection
from db.outage import DatabaseSilentError
from domain.errors import ConfigError, InvalidError
from domain.fleet_fault import FleetFileError
from fleet import disk, report
from services.fleet import import_content

YAML_SUFFIXES = {".yaml", ".yml"}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 after saying what is wrong."""
    asked = _parser().parse_args(arguments)
    try:
        with open_connection(config.load().database_url, name="fleet") as conn:
            if not db.fleet.is_migrated(conn):
                raise InvalidError("The database is empty; first run: python -m db.migrate")
            if asked.command == "import":
                import_from(conn, asked.path, dry_run=asked.dry_run)
            else:
                export_to(conn, asked.path)
    except FleetFileError as error:
        print(*report.mistakes(error), "Nothing was changed.", sep="\n", file=sys.stderr)
    except (InvalidError, ConfigError, OSError) as error:
        print(error, file=sys.stderr)
    except DatabaseSilentError as error:
        print(f"The database does not answer, nothing was changed: {error}", file=sys.stderr)
    else:
        return 0
    return 1


def import_from(conn: Connection, path: Path, *, dry_run: bool) -> None:
    """Import a YAML file or a folder of CSV files and print what changed.

    Raises: FleetFileError with all that is wrong; then nothing is changed.
    """
    content = disk.content(path if path.is_dir() else _yaml(path))
    print(*report.changes(import_content(conn, content, dry_run=dry_run), dry_run=dry_run), sep="\n")


def export_to(conn: Connection, path: Path) -> None:
    """Write the fleet to a YAML file, or to a folder of CSV files if the path has no suffix."""
    with conn.transaction():
        db.fleet.set_snapshot(conn)
        fleet = db.fleet.fleet(conn).in_service()
    if path.is_dir() or not path.suffix:
        disk.write_folder(path, fleet)
    else:
        disk.write_yaml(_yaml(path), fleet)
    print(f"{path}: {len(fleet.places)} places, {len(fleet.machines)} machines")


def _yaml(path: Path) -> Path:
    if path.suffix.lower() not in YAML_SUFFIXES:
        raise InvalidError(f"{path} must be a .yaml file or a folder of CSV files")
    return path


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("fleet", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    importing = commands.add_parser("import", help="create and change what the file says, or nothing")
    importing.add_argument("path", type=Path, help="a .yaml file, or a folder of CSV files")
    importing.add_argument("--dry-run", action="store_true", help="only say what would change")
    exporting = commands.add_parser("export", help="write the fleet as it is")
    exporting.add_argument("path", type=Path, help="a .yaml file, or a folder for CSV files")
    return parser


if __name__ == "__main__":
    sys.exit(main())
