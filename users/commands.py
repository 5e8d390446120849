"""What ``python -m users`` can do; every function gets a connection and says what it did."""

from collections.abc import Callable, Iterator

from db import users as memory
from db.connect import Connection
from domain.access import DEMO_LOGINS, Role
from domain.errors import InvalidError
from domain.telling_form import FaultsError
from services import telling_rules as telling
from services import users as service

Ask = Callable[[str], str]


def add(conn: Connection, *, name: str, role: Role, full_name: str, ask: Ask) -> str:
    """Add a user; the password is asked for. Raises the errors of services.users.add."""
    service.add(conn, name=name, role=role, full_name=full_name, password=_new_password(ask))
    return f"Added {name} as {role}."


def change_password(conn: Connection, *, name: str, ask: Ask) -> str:
    """Give a user a new password. Raises NotFoundError, the errors of services.passwords."""
    service.change_password(conn, name, _new_password(ask))
    return f"New password for {name}; all sessions have ended."


def disable(conn: Connection, *, name: str) -> str:
    """Keep a user out. Raises NotFoundError."""
    service.disable(conn, name)
    return f"{name} can no longer sign in; all sessions end within seconds."


def enable(conn: Connection, *, name: str) -> str:
    """Let a user in again. Raises NotFoundError."""
    service.enable(conn, name)
    return f"{name} can sign in again."


def reach(conn: Connection, *, name: str, given: dict[str, str]) -> str:
    """Say how somebody is reached: email, phone, zone, budget, quiet ("22:00-06:00"); an empty text takes it away.

    Raises: NotFoundError; InvalidError that names what cannot be used.
    """
    fields: dict[str, object] = dict(given)
    if "quiet" in given:
        fields["quiet_from"], _dash, fields["quiet_to"] = str(fields.pop("quiet")).partition("-")
    try:
        telling.set_reach(conn, name, fields)
    except FaultsError as error:
        raise InvalidError("These cannot be used: " + ", ".join(
            f"{field} ({fault})" for field, fault in error.faults.items())) from None
    return f"{name} is reached as you say; /telling shows how."


def listing(conn: Connection) -> Iterator[str]:
    """Return one line a user: name, role, active or disabled, last sign-in, full name; tabs between."""
    for user in memory.users(conn):
        seen = user.last_login_at.isoformat(timespec="seconds") if user.last_login_at else "-"
        yield "\t".join((user.name, user.role, "active" if user.active else "disabled", seen, user.full_name))


def demo(conn: Connection) -> Iterator[str]:
    """Make sure the demo's logins work; one line each: name, password, role, full name, tabs between."""
    service.ensure_demo(conn)
    for login in DEMO_LOGINS:
        yield "\t".join((login.name, login.password, login.role, login.full_name))


def _new_password(ask: Ask) -> str:
    first = ask("Password: ")
    if ask("Once more: ") != first:
        raise InvalidError("The two passwords differ; nothing was changed.")
    return first
