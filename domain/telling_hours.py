"""Hours in which people are told: by the clock on their own wall, over midnight and changes of the clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

WHOLE_WEEK = frozenset(range(1, 8))
_LOOK_AHEAD_DAYS = 8


@dataclass(frozen=True, slots=True)
class Hours:
    """From one time of the day to another, that one excluded; ``begin`` after ``end`` goes past midnight."""

    begin: time
    end: time

    def hold(self, clock: time) -> bool:
        """Tell whether this time of the day is within."""
        if self.begin < self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end


@dataclass(frozen=True, slots=True)
class Timetable:
    """When somebody may be told: on these weekdays (Monday is 1), within ``hours``, outside ``quiet``.

    Hours past midnight belong to the weekday on which they began: Friday 22:00 to 06:00 ends on Saturday.
    """

    zone: str
    weekdays: frozenset[int] = WHOLE_WEEK
    hours: Hours | None = None
    quiet: Hours | None = None

    def is_open(self, at: datetime) -> bool:
        """Tell whether a message may go out at that moment."""
        local = at.astimezone(ZoneInfo(self.zone))
        clock, weekday = local.time(), local.isoweekday()
        if self.quiet and self.quiet.hold(clock):
            return False
        if self.hours is None:
            return weekday in self.weekdays
        if not self.hours.hold(clock):
            return False
        began_yesterday = self.hours.begin > self.hours.end and clock < self.hours.end
        return ((weekday - 2) % 7 + 1 if began_yesterday else weekday) in self.weekdays

    def opens_at(self, at: datetime) -> datetime | None:
        """Return the first moment from ``at`` on at which it is open; None if that never comes."""
        if self.is_open(at):
            return at
        return next((moment for moment in sorted(self._edges(at)) if moment > at and self.is_open(moment)), None)

    def _edges(self, at: datetime) -> Iterator[datetime]:
        """Return the moments at which it may open; one that the clock skips comes when the clock has skipped it."""
        zone = ZoneInfo(self.zone)
        clocks = {time(0), *([self.hours.begin] if self.hours else []), *([self.quiet.end] if self.quiet else [])}
        today = at.astimezone(zone).date()
        for days in range(_LOOK_AHEAD_DAYS + 1):
            for clock in clocks:
                yield datetime.combine(today + timedelta(days=days), clock, zone).astimezone(UTC)
