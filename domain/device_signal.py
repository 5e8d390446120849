"""A signal as the page of its device shows it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeviceSignal:
    """A signal of a device with its newest value, in its unit; it may be retired."""

    id: int
    name: str
    title: str
    unit: str | None
    value: float | None
    at: datetime | None
    kind: str
    retired_at: datetime | None
