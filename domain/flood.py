"""Floods: more new alarms than people can read one by one (EEMUA 191)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

MOST_ALARMS, SPAN = 10, timedelta(minutes=10)


def flood(announced_at: Iterable[datetime], *, now: datetime) -> int:
    """Return how many alarms were announced in the last ten minutes if that is a flood, else 0."""
    count = sum(now - SPAN < at <= now for at in announced_at)
    return count if count > MOST_ALARMS else 0
