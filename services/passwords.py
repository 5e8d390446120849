"""Passwords: argon2id, and nothing about a password is ever kept or logged but its hash."""

from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.access import DEMO_LOGINS
from domain.errors import InvalidError

_OF_THE_DEMO = frozenset(login.password for login in DEMO_LOGINS)
SHORTEST, LONGEST = 12, 1024
# RFC 9106, the second recommended choice: argon2id, 64 MiB, 3 passes, 4 lanes.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
# Each hash holds 64 MiB while it is computed: a crowd at the door must not take the machine's memory.
_AT_ONCE = BoundedSemaphore(2)


class PasswordTooShortError(InvalidError):
    """A password needs at least 12 characters; three or four words that you can remember do well."""


class PasswordTooLongError(InvalidError):
    """A password may have at most 1024 characters."""


class PasswordKnownError(InvalidError):
    """This password stands in the demo for everybody to read; choose another one."""


def is_of_the_demo(password: str) -> bool:
    """Tell whether everybody knows this password."""
    return password in _OF_THE_DEMO


def hashed(password: str, *, for_demo: bool = False) -> str:
    """Return the argon2id hash of a new password.

    Raises: PasswordTooShortError, PasswordTooLongError, PasswordKnownError.
    """
    if is_of_the_demo(password) and not for_demo:
        raise PasswordKnownError
    if len(password) < SHORTEST:
        raise PasswordTooShortError
    if len(password) > LONGEST:
        raise PasswordTooLongError
    return _hash(password)


def matches(password: str, known_hash: str | None) -> bool:
    """Tell whether the password is the right one; ``None`` (no such user) takes as long and is False."""
    with _AT_ONCE:
        try:
            _HASHER.verify(known_hash or _nobodys_hash(), password[:LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return known_hash is not None


def stronger(password: str, known_hash: str) -> str | None:
    """Return a new hash if this one was made with other parameters than today's."""
    return _hash(password) if _HASHER.check_needs_rehash(known_hash) else None


def _hash(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(password)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody has this password")
