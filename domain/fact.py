"""Facts: what readings and the clock say about alarms, before anybody has dealt with it."""

from dataclasses import dataclass
from datetime import datetime

from domain.alarm import Event, Kind, Subject
from domain.limit import Priority
from domain.watch import Reason


@dataclass(frozen=True, slots=True)
class Source:
    """What an alarm is about; ``name`` is unique: ``signal:7``, ``device:3``, ``gateway:gw-7``, ``platform``."""

    name: str
    subject: Subject
    machine_id: int | None = None
    device_id: int | None = None
    signal_id: int | None = None
    gateway: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to the alarm of a source and kind; values in the unit of its signal.

    RAISED, REVISED: the episode as it is, with ``cleared_at`` if it is over already. CLEARED: ``cleared_at``.
    REVISED, WITHDRAWN: ``was_raised_at`` names the episode as it was known; ``keeps_end``: it ends as it did.
    RAISED, SUPPRESSED: ``cause`` is the source of another alarm that explains this one. ``blind``: how many
    machines cannot be seen because of it. SUPPRESSED, RELEASED: ``raised_at`` is when it was so.
    """

    source: Source
    kind: Kind
    event: Event
    reason: Reason
    priority: Priority = Priority.MEDIUM
    latching: bool = False
    began_at: datetime | None = None
    raised_at: datetime | None = None
    cleared_at: datetime | None = None
    value: float | None = None
    limit_value: float | None = None
    was_raised_at: datetime | None = None
    keeps_end: bool = False
    cause: str | None = None
    blind: int = 0

    @property
    def settles(self) -> bool:
        """Tell whether nobody has to deal with the alarm once it is over."""
        return self.source.subject is not Subject.MACHINE

    @property
    def key(self) -> tuple[str, str]:
        """Return which alarm it is about: source and kind."""
        return self.source.name, self.kind.value

    @property
    def at(self) -> datetime:
        """Return when it was so."""
        told = self.cleared_at if self.event is Event.CLEARED else self.raised_at
        at = told or self.was_raised_at
        if at is None:
            raise ValueError(f"{self.event} of {self.source.name} without a time")
        return at


def of_signal(signal_id: int, *, machine_id: int, device_id: int | None = None,
              subject: Subject = Subject.MACHINE) -> Source:
    """Return the source of the alarms of a signal."""
    return Source(f"signal:{signal_id}", subject, machine_id, device_id, signal_id)
