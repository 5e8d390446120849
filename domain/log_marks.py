"""Where the entries of a log book are marked in a chart: by their numbers, in the order of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.time_axis import Span

APART, APART_NARROW = 0.025, 0.075     # of the span; entries closer than that share a mark


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark: where it stands, and from which number to which its entries go."""

    at: datetime
    low: int
    high: int

    @property
    def label(self) -> str:
        """Return what is written at it: 3, or 3–5."""
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


def spots(numbered: Iterable[tuple[int, datetime]], span: Span, *, apart: float = APART) -> list[Spot]:
    """Return the marks of numbered entries in a span, from its start on; those too close to each other share one.

    The numbers rise or fall with time. A mark stands where the first of its entries was.
    """
    found: list[Spot] = []
    for number, at in sorted(numbered, key=lambda one: one[1]):
        if not span.start_at <= at <= span.end_at:
            continue
        last = found[-1] if found else None
        if last and (at - last.at).total_seconds() < apart * span.seconds:
            found[-1] = Spot(last.at, min(last.low, number), max(last.high, number))
        else:
            found.append(Spot(at, number, number))
    return found
