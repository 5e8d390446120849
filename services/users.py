"""What happens to users: they are added, kept out, let in, given passwords, and they sign in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db import users
from db.connect import Connection
from domain.access import ATTEMPTS_COUNT_FOR, DEMO_LOGINS, Role, Theme, User, wait_before_login
from domain.errors import DomainError, InvalidError, NotFoundError
from services import passwords

KEEP_ATTEMPTS = timedelta(days=1)


class NameTakenError(DomainError):
    """There is a user with that name already."""


class WrongPasswordError(DomainError):
    """Name or password is wrong."""


class TooManyAttemptsError(DomainError):
    """Too many attempts; wait a moment."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to sign in that may be checked: it is counted already."""

    id: int
    user: User | None
    password_hash: str | None


def add(conn: Connection, *, name: str, role: Role, password: str, full_name: str = "") -> int:
    """Add a user and return the id.

    Raises: NameTakenError, InvalidError for a name that cannot be one, the errors of passwords.hashed.
    """
    if not _is_user_name(name):
        raise InvalidError("A name to sign in with has 1 to 64 letters, digits or . _ @ + -")
    new = users.insert_user(conn, name=name, full_name=full_name.strip(), role=role,
                            password_hash=passwords.hashed(password))
    if new is None:
        raise NameTakenError
    return new


def ensure_demo(conn: Connection) -> None:
    """Make sure that the demo's logins work as DEMO_LOGINS says, whatever they were before."""
    for login in DEMO_LOGINS:
        known = users.user_named(conn, login.name)
        if known and known.active and passwords.matches(login.password, users.password_hash(conn, known.id)):
            continue
        password_hash = passwords.hashed(login.password, for_demo=True)
        if known is None:
            users.insert_user(conn, name=login.name, full_name=login.full_name, role=login.role,
                              password_hash=password_hash)
        else:
            users.set_active(conn, known.id, active=True)
            users.set_password(conn, known.id, password_hash=password_hash)


def disable(conn: Connection, name: str) -> None:
    """Keep a user out; every session ends within seconds. Raises NotFoundError."""
    users.set_active(conn, _named(conn, name).id, active=False)


def enable(conn: Connection, name: str) -> None:
    """Let a user in again. Raises NotFoundError."""
    users.set_active(conn, _named(conn, name).id, active=True)


def change_password(conn: Connection, name: str, password: str) -> None:
    """Give a user a new password; every session ends.

    Raises: NotFoundError, the errors of passwords.hashed.
    """
    users.set_password(conn, _named(conn, name).id, password_hash=passwords.hashed(password))


def choose_theme(conn: Connection, user_id: int, theme: Theme) -> None:
    """Remember how the screens shall look for this user."""
    users.set_theme(conn, user_id, theme)


def begin_login(conn: Connection, *, name: str, address: str, now: datetime) -> Attempt:
    """Count an attempt and return what is needed to check it; its transaction is short.

    The password is checked between this and `complete_login`, without holding a connection.
    Raises: TooManyAttemptsError; then nothing is counted.
    """
    name, since = name.strip().lower()[:64], now - ATTEMPTS_COUNT_FOR
    users.lock_attempts(conn, name=name, address=address)
    wait = wait_before_login(users.account_failures(conn, name, since=since),
                             users.address_failures(conn, address, since=since), now=now)
    if wait:
        raise TooManyAttemptsError(wait)
    users.delete_attempts(conn, before=now - KEEP_ATTEMPTS)
    attempt = users.insert_attempt(conn, name=name, address=address, at=now)
    user = users.user_named(conn, name)
    return Attempt(attempt, user, users.password_hash(conn, user.id) if user else None)


def right_user(attempt: Attempt, password: str, *, demo: bool = False) -> User:
    """Return who this is; takes as long for names that do not exist. ``demo`` lets its known passwords in.

    Raises: WrongPasswordError, also for a user who is kept out: nobody learns which names exist.
    """
    if passwords.is_of_the_demo(password) and not demo:
        raise WrongPasswordError
    if not passwords.matches(password, attempt.password_hash) or not (attempt.user and attempt.user.active):
        raise WrongPasswordError
    return attempt.user


def complete_login(conn: Connection, attempt: Attempt, *, stronger_hash: str | None, now: datetime) -> None:
    """Record that the attempt succeeded; store the stronger hash of the same password, if there is one."""
    users.set_attempt_succeeded(conn, attempt.id)
    if attempt.user and attempt.password_hash:
        users.set_last_login(conn, attempt.user.id, now)
        if stronger_hash:
            users.set_password_hash(conn, attempt.user.id, password_hash=stronger_hash,
                                    before=attempt.password_hash)


def end_session(conn: Connection, session_id: str, *, lifetime_hours: int) -> None:
    """Refuse this session from now on, and forget those whose cookies have expired."""
    users.insert_ended_session(conn, session_id)
    users.delete_ended_sessions(conn, older_than_hours=lifetime_hours)


def _named(conn: Connection, name: str) -> User:
    found = users.user_named(conn, name)
    if found is None:
        raise NotFoundError(f"There is no user {name!r}")
    return found


def _is_user_name(name: str) -> bool:
    return 1 <= len(name) <= 64 and name.isascii() and all(c.isalnum() or c in "._@+-" for c in name)
