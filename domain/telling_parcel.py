"""Parcels: messages on their way, with all that is needed to write and to send them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.alarm import Kind, Subject
from domain.contact import Contact
from domain.limit import Priority
from domain.telling import MessageKind, Reason


class ChannelKind(StrEnum):
    """How a channel sends."""

    APPRISE = "apprise"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel; its address and its secret are never shown and never logged, not even by accident."""

    id: int
    name: str
    kind: ChannelKind
    address: str = field(repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, and how they are reached; ``zone`` is IANA."""

    id: int
    name: str
    full_name: str
    email: str | None = None
    phone: str | None = None
    language: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of an alarm; values in ``unit`` (UCUM), ``places`` from the site down, ``zone`` of the plant."""

    id: int
    subject: Subject
    kind: Kind
    priority: Priority
    active: bool
    acknowledged: bool
    began_at: datetime
    raised_at: datetime
    discovered_at: datetime
    cleared_at: datetime | None = None
    value: float | None = None
    limit: float | None = None
    episodes: int = 1
    blind: int = 0
    case_id: int | None = None
    gateway: str | None = None
    machine_id: int | None = None
    machine_key: str | None = None
    machine: str | None = None
    places: Sequence[str] = ()
    zone: str = "UTC"
    device: str | None = None
    signal: str | None = None
    unit: str | None = None
    value_now: float | None = None
    per_day: float | None = None
    contacts: Sequence[Contact] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to be sent; a digest has ``members`` instead of an alarm: what is told of each.

    ``key`` is the same for every attempt: a receiver that has seen it has seen this message.
    """

    id: int
    key: UUID
    kind: MessageKind
    reason: Reason
    priority: Priority
    attempts: int
    admitted_at: datetime
    recipient: Recipient
    channel: Channel
    alarm: Facts | None = None
    members: Sequence[tuple[MessageKind, Facts]] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A parcel as people read it: a line, some lines, and links as (case, machine or alarms; word; address)."""

    title: str
    lines: Sequence[str]
    links: Sequence[tuple[str, str, str]] = ()

    def body(self) -> str:
        """Return everything below the title."""
        links = [f"{word}: {address}" for _name, word, address in self.links]
        return "\n".join([*self.lines, *([""] if links else []), *links])
