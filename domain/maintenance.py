"""Maintenance windows: a machine is out of service for a time. Its alarms are kept, but call nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import InvalidError

LONGEST = timedelta(days=30)
LONGEST_REASON = 500
_TYPED_LATE = timedelta(minutes=30)     # a form is filled in a while before it is sent


class NoReasonError(InvalidError):
    """Say why the machine is out of service, in 500 characters at most."""


class WindowError(InvalidError):
    """A maintenance window ends in the future, after its start, and lasts 30 days at most."""


class OutOfServiceError(InvalidError):
    """There is a maintenance window of this machine in that time already."""


class WindowOverError(InvalidError):
    """This maintenance window is over."""


@dataclass(frozen=True, slots=True)
class Window:
    """One window of a machine; ``ended_at`` is when it ended, before its time or in time."""

    id: int
    machine_id: int
    starts_at: datetime
    ends_at: datetime
    reason: str
    by: str | None = None
    ended_at: datetime | None = None

    def is_on(self, now: datetime) -> bool:
        """Tell whether the machine is out of service because of it; it ends by itself."""
        return self.starts_at <= now < (self.ended_at or self.ends_at)

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has ended, or was called off before it began."""
        return self.ended_at is not None or self.ends_at <= now


def checked(starts_at: datetime, ends_at: datetime, *, reason: str, now: datetime) -> tuple[datetime, str]:
    """Return start and reason of a window that may begin; a start that has just passed is now.

    Raises: NoReasonError, WindowError.
    """
    text = reason.replace("\0", "").strip()
    if not 1 <= len(text) <= LONGEST_REASON:
        raise NoReasonError
    if now - _TYPED_LATE <= starts_at < now:
        starts_at = now
    if starts_at < now or ends_at <= starts_at or ends_at - starts_at > LONGEST:
        raise WindowError
    return starts_at, text
