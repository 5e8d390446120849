"""Users, their sessions, and the attempts to sign in."""

from datetime import datetime
from typing import Any

from db.connect import Connection
from db.sql import Queries
from domain.access import Failures, Role, Theme, User

SQL = Queries(__file__)


def user(conn: Connection, user_id: int) -> User | None:
    """Return one user."""
    return _user(conn.execute(SQL["user_by_id"], {"id": user_id}).fetchone())


def user_named(conn: Connection, name: str) -> User | None:
    """Return one user by the name to sign in with, in any case of letters."""
    return _user(conn.execute(SQL["user_by_name"], {"name": name}).fetchone())


def users(conn: Connection) -> list[User]:
    """Return everybody, by name."""
    return [found for row in conn.execute(SQL["all_users"]) if (found := _user(row))]


def password_hash(conn: Connection, user_id: int) -> str:
    """Return the argon2id hash of a user who exists."""
    row = conn.execute(SQL["password_hash"], {"id": user_id}).fetchone()
    return str(row[0]) if row else ""


def insert_user(conn: Connection, *, name: str, full_name: str, role: Role, password_hash: str) -> int | None:
    """Add a user and return the id; None if the name is taken."""
    row = conn.execute(SQL["insert_user"], {"name": name, "full_name": full_name, "role": role,
                                            "password_hash": password_hash}).fetchone()
    return int(row[0]) if row else None


def set_active(conn: Connection, user_id: int, *, active: bool) -> None:
    """Let a user in, or keep them out and end their sessions."""
    conn.execute(SQL["set_active"], {"id": user_id, "active": active})


def set_password(conn: Connection, user_id: int, *, password_hash: str) -> None:
    """Store the hash of a new password and end all sessions."""
    conn.execute(SQL["set_password"], {"id": user_id, "password_hash": password_hash})


def set_password_hash(conn: Connection, user_id: int, *, password_hash: str, before: str) -> None:
    """Store a stronger hash of the same password; nothing happens if the password changed meanwhile."""
    conn.execute(SQL["set_password_hash"], {"id": user_id, "password_hash": password_hash, "before": before})


def set_theme(conn: Connection, user_id: int, theme: Theme) -> None:
    """Store how the screens look for this user."""
    conn.execute(SQL["set_theme"], {"id": user_id, "theme": theme})


def set_last_login(conn: Connection, user_id: int, at: datetime) -> None:
    """Store when this user came in."""
    conn.execute(SQL["set_last_login"], {"id": user_id, "at": at})


def lock_attempts(conn: Connection, *, name: str, address: str) -> None:
    """Wait for other attempts on this account or from this address, until the end of the transaction."""
    conn.execute(SQL["lock_attempts"], {"keys": sorted({f"account {name}", f"address {address}"})})


def account_failures(conn: Connection, name: str, *, since: datetime) -> Failures:
    """Return the failures of one account since then, or since it was last signed in."""
    return _failures(conn.execute(SQL["account_failures"], {"name": name, "since": since}).fetchone())


def address_failures(conn: Connection, address: str, *, since: datetime) -> Failures:
    """Return the failures from one address since then."""
    return _failures(conn.execute(SQL["address_failures"], {"address": address, "since": since}).fetchone())


def insert_attempt(conn: Connection, *, name: str, address: str, at: datetime) -> int:
    """Record an attempt, as failed for now, and return its id."""
    row = conn.execute(SQL["insert_attempt"], {"at": at, "name": name, "address": address}).fetchone()
    assert row is not None  # noqa: S101 - INSERT RETURNING always answers
    return int(row[0])


def set_attempt_succeeded(conn: Connection, attempt_id: int) -> None:
    """Record that the password was right."""
    conn.execute(SQL["set_attempt_succeeded"], {"id": attempt_id})


def delete_attempts(conn: Connection, *, before: datetime) -> None:
    """Forget old attempts."""
    conn.execute(SQL["delete_attempts"], {"before": before})


def insert_ended_session(conn: Connection, session_id: str) -> None:
    """Record that a session was signed out."""
    conn.execute(SQL["insert_ended_session"], {"id": session_id})


def delete_ended_sessions(conn: Connection, *, older_than_hours: int) -> None:
    """Forget sessions whose cookie has expired anyway."""
    conn.execute(SQL["delete_ended_sessions"], {"hours": older_than_hours})


def ended_sessions(conn: Connection) -> frozenset[str]:
    """Return the sessions that are refused although their cookie is still good."""
    return frozenset(str(row[0]) for row in conn.execute(SQL["ended_sessions"]))


def _user(row: tuple[Any, ...] | None) -> User | None:
    if row is None:
        return None
    number, name, full_name, role, active, language, theme, version, created_at, last_login_at = row
    return User(number, name, full_name, Role(role), active, language, Theme(theme), version, created_at,
                last_login_at)


def _failures(row: tuple[Any, ...] | None) -> Failures:
    return Failures(int(row[0]), row[1]) if row else Failures()
