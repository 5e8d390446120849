"""Sending: when the desired settings of a device have to be published, and published again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.twin import Twin

FIRST_AGAIN = timedelta(seconds=10)
LONGEST_AGAIN = timedelta(hours=1)
_DOUBLINGS = 9      # from the one to the other


@dataclass(frozen=True, slots=True)
class Sending:
    """What the broker has taken: the newest revision, when, how often since the device last answered; who asked.

    ``published_at`` is None if it may have nothing: never sent, or its memory was lost.
    """

    published_revision: int = 0
    published_at: datetime | None = None
    publications: int = 0
    asked_at: datetime | None = None


def again_after(publications: int) -> timedelta:
    """Return how long to wait for an answer before the settings are published once more: longer each time.

    A device that comes back gets them from the broker anyway; this is for messages that were lost.
    """
    return min(FIRST_AGAIN * (1 << min(publications, _DOUBLINGS)), LONGEST_AGAIN)


def is_due(twin: Twin, sending: Sending, *, now: datetime) -> bool:
    """Tell whether the desired settings have to be published: never yet, asked for, or too long without an answer."""
    if _is_asked(sending):
        return True
    if not twin.revision:
        return False
    if sending.published_at is None or sending.published_revision < twin.revision:
        return True
    return not twin.answered and now - sending.published_at >= again_after(sending.publications)


def _is_asked(sending: Sending) -> bool:
    if sending.asked_at is None:
        return False
    return sending.published_at is None or sending.published_at < sending.asked_at
