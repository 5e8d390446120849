"""Who may do what, and how long somebody who guesses passwords has to wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network


class Role(StrEnum):
    """What a person may do; each role may do all that the ones before it may."""

    VIEWER = "viewer"
    TECHNICIAN = "technician"
    ADMIN = "admin"

    def allows(self, needed: "Role") -> bool:
        """Tell whether somebody with this role may do what asks for ``needed``."""
        return _RANK[self] >= _RANK[needed]


_RANK = {role: rank for rank, role in enumerate(Role)}


class Theme(StrEnum):
    """How the screens look; ``auto`` follows the device."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in, without the password. ``session_version`` counts what ends all sessions."""

    id: int
    name: str
    full_name: str
    role: Role
    active: bool
    language: str | None
    theme: Theme
    session_version: int
    created_at: datetime
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A login of the demo. Everybody knows its password: it opens nothing outside the demo."""

    name: str
    full_name: str
    role: Role
    password: str


DEMO_LOGINS = (
    DemoLogin("viewer", "Vera Holm", Role.VIEWER, "demo-viewer-stethos"),
    DemoLogin("technician", "Timo Brandt", Role.TECHNICIAN, "demo-technician-stethos"),
    DemoLogin("admin", "Ada Lindqvist", Role.ADMIN, "demo-admin-stethos"),
)


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed attempts to sign in since a success or within ATTEMPTS_COUNT_FOR, and when the last one was."""

    count: int = 0
    last_at: datetime | None = None


ATTEMPTS_COUNT_FOR = timedelta(minutes=15)
FREE_PER_ACCOUNT, FREE_PER_ADDRESS = 5, 20
LONGEST_WAIT = timedelta(seconds=60)


def source_of_attempts(address: str) -> str:
    """Return what counts as one address: an IPv4 address, or the network that one IPv6 customer is given (/64)."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return str(parsed)


def wait_before_login(account: Failures, address: Failures, *, now: datetime) -> timedelta:
    """Return how long this account, or this address, has to wait before the next attempt; zero: go on.

    The wait doubles with each failure beyond the free ones, up to LONGEST_WAIT: guessing becomes hopeless,
    yet nobody can lock a colleague out for good. Refused attempts are no failures.
    """
    return max(_wait(account, FREE_PER_ACCOUNT, now), _wait(address, FREE_PER_ADDRESS, now))


def _wait(failures: Failures, free: int, now: datetime) -> timedelta:
    beyond = failures.count - free
    if beyond < 0 or failures.last_at is None:
        return timedelta()
    pause = min(timedelta(seconds=2 ** min(beyond, 6)), LONGEST_WAIT)
    return max(failures.last_at + pause - now, timedelta())
