"""Sparklines: the last day of a signal in a few points that keep its extremes and its gaps."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

SPAN = timedelta(hours=24)
FINE = timedelta(hours=3)          # the newest part, by ten minutes instead of hours
_LAST_MINUTE = int(SPAN.total_seconds() // 60)      # the newest bucket is not over yet
INTERVALS_BRIDGED = 3              # a longer pause of a signal is a gap

Points: TypeAlias = tuple[list[int], list[float | None]]


@dataclass(frozen=True, slots=True)
class Bucket:
    """What a stretch of time says about a signal: its extremes, its first and its last value."""

    start: datetime
    width_s: int
    min: float
    max: float
    first: float
    last: float


def points(buckets: list[Bucket], *, start: datetime, interval_s: float) -> Points:
    """Return minutes since ``start`` and values, both of shape (n,); None between two points is a gap.

    Each bucket gives its two extremes, in the order in which the value went. ``buckets`` are in order of time.
    """
    minutes: list[int] = []
    values: list[float | None] = []
    end_s = None
    for bucket in buckets:
        at_s = (bucket.start - start).total_seconds()
        if end_s is not None and at_s - end_s > max(INTERVALS_BRIDGED * interval_s, bucket.width_s / 2):
            minutes.append(round(end_s / 60))
            values.append(None)
        for share, value in _extremes(bucket):
            minutes.append(min(round((at_s + share * bucket.width_s) / 60), _LAST_MINUTE))
            values.append(value)
        end_s = at_s + bucket.width_s
    return minutes, values


def rounded(value: float, *, span: float) -> float:
    """Return a value with no more digits than a small chart of this span can show (a five-hundredth of it)."""
    digits = 0
    while digits < 6 and 10.0**-digits > span / 500:
        digits += 1
    return round(value, digits)


def _extremes(bucket: Bucket) -> tuple[tuple[float, float], ...]:
    if bucket.min == bucket.max:
        return ((0.5, bucket.min),)
    rising = bucket.last >= bucket.first
    earlier, later = (bucket.min, bucket.max) if rising else (bucket.max, bucket.min)
    return (0.25, earlier), (0.75, later)
