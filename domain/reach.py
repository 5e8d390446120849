"""Reach: whether a device can be told something now, since when not, and when it is expected back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.fleet import DEFAULT_INTERVAL_S
from domain.twin import Reach


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of the connection of a device.

    ``wakes_in_s`` is what it said when it fell asleep, ``here_since`` when it last came back; ``interval_s`` is how
    often it is expected to say something; ``gateway_lost_at``: since when its gateway is off-line, None if it is not.
    """

    online: bool | None = None
    status_at: datetime | None = None
    wakes_in_s: float | None = None
    here_since: datetime | None = None
    last_message_at: datetime | None = None
    interval_s: float | None = None
    gateway_lost_at: datetime | None = None


def reach(contact: Contact, *, now: datetime) -> Reach:
    """Return how a device can be reached: by the gateway's word, its own, or else by its silence."""
    if contact.gateway_lost_at is not None:
        return Reach(away_since=contact.gateway_lost_at)
    if contact.status_at is not None and (contact.online is False or contact.wakes_in_s is not None):
        return Reach(away_since=contact.status_at, expected_at=_wakes_at(contact))
    if contact.last_message_at is None:
        return Reach(away_since=contact.status_at or now)
    if now - contact.last_message_at > _silent_after(contact):
        return Reach(away_since=contact.last_message_at)
    return Reach(here_since=contact.here_since)


def _silent_after(contact: Contact) -> timedelta:
    """Return the time after which a signal counts as silent, see domain/trust.py."""
    return timedelta(seconds=3 * (contact.interval_s or DEFAULT_INTERVAL_S) + 10)


def _wakes_at(contact: Contact) -> datetime | None:
    if contact.wakes_in_s is None or contact.status_at is None:
        return None
    return contact.status_at + timedelta(seconds=contact.wakes_in_s)
