"""``python -m users``: add NAME --role ROLE, list, disable NAME, enable NAME, password NAME, reach NAME, demo."""

import argparse
import getpass
import sys
from collections.abc import Iterable

import config
from db.connect import Connection, open_connection
from db.outage import DatabaseSilentError
from domain.access import Role
from domain.errors import DomainError, InvalidError
from users import commands

REACH = {"email": "an address, an empty text takes it away", "phone": "as in +4915112345678",
         "zone": "as in Europe/Berlin; empty: that of the plant", "quiet": "as in 22:00-06:00",
         "budget": "messages an hour at most"}


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments say; one clear sentence and 1 if that is not possible."""
    options = _parser().parse_args(arguments)
    try:
        settings = config.load()
        if options.command == "demo" and not settings.demo:
            raise InvalidError("The demo's passwords are public; if this is a demo, set STETHOS_DEMO=yes")
        with open_connection(settings.database_url, name="users") as conn, conn.transaction():
            for line in _lines(conn, options):
                print(line)
    except (DomainError, DatabaseSilentError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _lines(conn: Connection, options: argparse.Namespace) -> Iterable[str]:
    match options.command:
        case "add":
            return [commands.add(conn, name=options.name, role=Role(options.role),
                                 full_name=options.full_name, ask=_ask)]
        case "password":
            return [commands.change_password(conn, name=options.name, ask=_ask)]
        case "disable":
            return [commands.disable(conn, name=options.name)]
        case "enable":
            return [commands.enable(conn, name=options.name)]
        case "reach":
            given = {field: value for field in REACH if (value := getattr(options, field)) is not None}
            return [commands.reach(conn, name=options.name, given=given)]
        case "demo":
            return commands.demo(conn)
    return commands.listing(conn)


def _ask(question: str) -> str:
    """Ask on the terminal without showing what is typed; from a pipe take one line per question."""
    if sys.stdin.isatty():
        return getpass.getpass(question)
    return sys.stdin.readline().rstrip("\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m users", description="People who may sign in.")
    commands_ = parser.add_subparsers(dest="command", required=True)
    new = commands_.add_parser("add", help="add a user; asks for the password twice")
    new.add_argument("name")
    new.add_argument("--role", choices=[str(role) for role in Role], required=True)
    new.add_argument("--full-name", default="")
    commands_.add_parser("list", help="name, role, active or disabled, last sign-in, full name")
    for name, text in (("disable", "keep a user out, end all sessions"), ("enable", "let a user in again"),
                       ("password", "give a user a new password, end all sessions")):
        commands_.add_parser(name, help=text).add_argument("name")
    reach = commands_.add_parser("reach", help="say how a user is reached by messages about alarms")
    reach.add_argument("name")
    for field, text in REACH.items():
        reach.add_argument(f"--{field}", help=text)
    commands_.add_parser("demo", help="create the demo's logins and print them (needs STETHOS_DEMO=yes)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
