"""What devices say of themselves."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SignalAbout:
    """One signal as its device describes it; the range is in the wire's unit."""

    name: str
    unit: str | None
    kind: str | None
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True)
class About:
    """What a device says it is, with the document as it came."""

    model: str | None
    serial: str | None
    signals: list[SignalAbout]
    document: dict[str, Any]
