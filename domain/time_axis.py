"""The time axis of a chart: which span is shown, and where its marks stand on the clock of the plant.

On the axis itself time is absolute: seconds since 1970. So it runs on evenly when the clocks are changed, and
no browser can move it. The clock of the plant is read in three places only: what a person enters (here),
where the marks stand (here), and the texts (language.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.errors import InvalidError

DAY_S = 86_400
RANGES_S = {"1h": 3600, "6h": 6 * 3600, "24h": DAY_S, "7d": 7 * DAY_S, "30d": 30 * DAY_S, "90d": 90 * DAY_S,
            "1y": 365 * DAY_S}
DEFAULT_RANGE = "24h"
_SHORTEST_S, _LONGEST_S = 1, 20 * 366 * DAY_S
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_QUARTER_S = 900       # every zone is a whole number of these away from UTC


class InvalidSpanError(InvalidError):
    """Enter a start and a later end, like 2026-11-22T14:00."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a chart shows. A live span ends now and moves along."""

    start_at: datetime
    end_at: datetime
    live: bool = False

    @property
    def seconds(self) -> float:
        """Return how long it is."""
        return (self.end_at - self.start_at).total_seconds()


class Grain(StrEnum):
    """What changes from one mark to the next."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


# Steps between marks: grain, seconds, and days or months where a step is counted in those.
_STEPS = (
    *((Grain.SECOND, step, step) for step in (1, 5, 15, 30)),
    *((Grain.MINUTE, step * 60, step) for step in (1, 2, 5, 15, 30, 60, 180, 360, 720)),
    *((Grain.DAY, step * DAY_S, step) for step in (1, 2, 7, 14)),
    *((Grain.MONTH, step * 31 * DAY_S, step) for step in (1, 2, 3, 6)),
    *((Grain.YEAR, step * 366 * DAY_S, step) for step in (1, 2, 5)),
)


def span(name: str, start: str, end: str, *, zone: str, now: datetime) -> Span:
    """Return what is asked for: from ``start`` to ``end`` if one is given, else the range of that name.

    Raises: InvalidSpanError.
    """
    return fixed_span(start, end, zone=zone) if start or end else live_span(name, now=now)


def live_span(name: str, *, now: datetime) -> Span:
    """Return the span of that name up to now; an unknown name gives the default."""
    seconds = RANGES_S.get(name, RANGES_S[DEFAULT_RANGE])
    return Span(now - timedelta(seconds=seconds), now, live=True)


def fixed_span(start: str, end: str, *, zone: str) -> Span:
    """Return the span between two points in time as entered or as written in a URL.

    With an offset (``2026-11-22T13:00:00Z``) that instant; without, the clock of the plant. In the hour that
    comes twice in autumn a start is the first and an end the second. A day alone is the whole day.
    Raises: InvalidSpanError.
    """
    start_at, end_at = _moment(start, zone, is_end=False), _moment(end, zone, is_end=True)
    if not _SHORTEST_S <= (end_at - start_at).total_seconds() <= _LONGEST_S:
        raise InvalidSpanError
    return Span(start_at, end_at)


def marks(span: Span, *, zone: str, most: int = 8) -> tuple[Grain, list[datetime]]:
    """Return at most about ``most`` points in time that are round on the clock of the plant."""
    grain, step_s, step = next((found for found in _STEPS if span.seconds <= found[1] * most), _STEPS[-1])
    if grain in (Grain.SECOND, Grain.MINUTE):
        found = _within_days(span, step_s, plant=ZoneInfo(zone))
    else:
        found = _midnights(span, grain, step=step, plant=ZoneInfo(zone))
    return grain, [at for at in found if span.start_at <= at <= span.end_at]


def _moment(text: str, zone: str, *, is_end: bool) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidSpanError from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise InvalidSpanError
    if is_end and len(text) <= len("2026-11-22"):
        found += timedelta(days=1)
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(zone), fold=int(is_end))
    return found.astimezone(UTC)


def _within_days(span: Span, step_s: int, *, plant: ZoneInfo) -> Iterator[datetime]:
    """Yield instants whose time of day at the plant is a whole number of steps."""
    stride_s = min(step_s, _QUARTER_S)
    second = -(-int(span.start_at.timestamp()) // stride_s) * stride_s
    while second <= span.end_at.timestamp():
        local = datetime.fromtimestamp(second, plant)
        if (local.hour * 3600 + local.minute * 60 + local.second) % step_s == 0:
            yield local.astimezone(UTC)
        second += stride_s


def _midnights(span: Span, grain: Grain, *, step: int, plant: ZoneInfo) -> Iterator[datetime]:
    """Yield the midnights at the plant on which a step of days, months or years begins."""
    day = span.start_at.astimezone(plant).date()
    last = span.end_at.astimezone(plant).date()
    while day <= last:
        if _begins(day, grain, step=step):
            yield datetime(day.year, day.month, day.day, tzinfo=plant).astimezone(UTC)
        day += timedelta(days=1)


def _begins(day: date, grain: Grain, *, step: int) -> bool:
    if grain is Grain.DAY:
        return day.toordinal() % step == 1 % step     # day 1 is a Monday: so are all sevenths
    if grain is Grain.MONTH:
        return day.day == 1 and (day.month - 1) % step == 0
    return (day.month, day.day) == (1, 1) and day.year % step == 0
