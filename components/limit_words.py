"""What people read about limits: names, what is wrong with a field, what would have been, who changed what."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import language
from domain.audit import Entry, Values, differences
from domain.limit import VALUES, Fault, Level, Priority, default
from domain.limit_set import Faults, Limits, LimitSet, as_values
from domain.rollup import NEVER
from domain.watch import Episode
from language import _, lazy, ngettext

LEVELS = {Level.LOW_LOW: lazy("low-low"), Level.LOW: lazy("low"), Level.HIGH: lazy("high"),
          Level.HIGH_HIGH: lazy("high-high"), Level.RATE: lazy("rate of change")}
PRIORITIES = {Priority.CRITICAL: lazy("critical"), Priority.HIGH: lazy("high"), Priority.MEDIUM: lazy("medium"),
              Priority.LOW: lazy("low")}
FIELDS = {"value": lazy("value"), "deadband": lazy("deadband"), "on_delay_s": lazy("on-delay"),
          "off_delay_s": lazy("off-delay"), "priority": lazy("priority"), "latching": lazy("latching"),
          "only_while_running": lazy("only while running")}
_FAULTS = {
    Fault.NOT_A_NUMBER: lazy("This must be a number."), Fault.NEGATIVE: lazy("This must not be negative."),
    Fault.NOT_POSITIVE: lazy("This must be above 0."), Fault.TOO_LONG: lazy("At most seven days."),
    Fault.UNIT_MISMATCH: lazy("The signal has another unit by now. Reload the page."),
    Fault.NOT_KNOWN_WHEN_RUNNING: lazy("The machine has no rule that tells when it runs: see the fleet file."),
}
_NEWEST = 10
_MOST_SPANS = 60


def per_hour(level: str, unit: str | None) -> str:
    """Return the unit in which the numbers of a limit are, as it stands on a screen."""
    symbol = language.unit(unit) if unit else ""
    return f"{symbol or '1'}/h" if level == Level.RATE else symbol


def value(level: Level, number: float | None, unit: str | None) -> str:
    """Return a value of a limit with its unit."""
    if level is not Level.RATE:
        return language.number(number, unit)
    return language.number(number) + language.NBSP + per_hour(level, unit)


def values(limits: Limits, unit: str | None) -> str:
    """Return limits in a line: high 4.5 mm/s, high-high 7.1 mm/s."""
    given = [f"{LEVELS[level]} {value(level, one.value, unit)}" for level, one in limits.items()]
    return ", ".join(given) or _("no limits")


def faults(found: Faults, limits: Limits, known: LimitSet) -> dict[str, str]:
    """Return what is wrong in words, by ``level.field``."""
    return {f"{level}.{field}": _fault(level, fault, limits, known) for (level, field), fault in found.items()}


def _fault(level: Level, fault: Fault, limits: Limits, known: LimitSet) -> str:
    if fault is Fault.NOT_BELOW_NEXT:
        lower = [one for one in VALUES[:VALUES.index(level)] if one in limits][-1]
        return _("This must be above {limit}, which is {value}.").format(
            limit=LEVELS[lower], value=value(lower, limits[lower].value, known.unit))
    if fault is Fault.OUTSIDE_RANGE:
        return _("Outside the range of the signal, {low} to {high}: it would never raise an alarm.").format(
            low=language.number(known.frame.minimum), high=language.number(known.frame.maximum, known.unit))
    if fault is Fault.DEADBAND_TOO_WIDE:
        return _("Too wide: the alarm could never end.") if level is Level.RATE else _(
            "Too wide: together with that of {limit} nothing is left between them.").format(limit=LEVELS[Level.LOW])
    return str(_FAULTS[fault])


def count(episodes: Sequence[Episode], *, zone: str, until: datetime) -> dict[str, Any]:
    """Return how many alarms a limit would have raised, with the longest, the newest, and their spans in seconds."""
    end_us = round(until.timestamp() * 1e6)
    lengths = [_end(episode, end_us) - episode.raised_us for episode in episodes]
    said = ngettext("would have raised {count} alarm", "would have raised {count} alarms", len(episodes))
    if episodes:
        said += ", " + _("the longest {duration}").format(duration=language.duration(max(lengths) / 1e6))
    newest = [_episode(episode, zone) for episode in reversed(episodes[-_NEWEST:])]
    more = len(episodes) - len(newest)
    return {"text": said if episodes else _("would have raised no alarm"), "count": len(episodes),
            "newest": newest + ([ngettext("and {count} earlier", "and {count} earlier", more)] if more else []),
            "spans": [[episode.raised_us / 1e6, _end(episode, end_us) / 1e6] for episode in episodes[-_MOST_SPANS:]]}


def judged(readings: int, first_us: int | None, *, zone: str) -> str:
    """Return what the counts are made from."""
    if first_us is None:
        return _("There are no readings of the last 30 days: nothing can be said about what would have been.")
    return ngettext("Judged by the same rules as live: {count} reading since {moment}.",
                    "Judged by the same rules as live: {count} readings since {moment}.", readings).replace(
        "{moment}", language.moment(_at(first_us), zone))


def history(entries: Sequence[Entry], *, unit: str | None, zone: str) -> list[dict[str, Any]]:
    """Return the changes in words, the newest first."""
    return [{"at": language.iso(entry.at), "when": language.moment(entry.at, zone), "who": who(entry),
             "why": entry.reason, "rows": rows(entry.before, entry.after, unit=unit)} for entry in entries]


def who(entry: Entry) -> str:
    """Return who made a change."""
    return entry.who or _("by the fleet file")


def rows(before: Values, after: Values, *, unit: str | None) -> list[list[str]]:
    """Return what differs between two sets of limits: name, before, after."""
    found = []
    for path, old, new in sorted(differences(before, after), key=lambda one: _order(one[0])):
        level, _dot, field = path.partition(".")
        if field and (field == "value" or not _as_by_default(level, field, old, new)):
            name = str(LEVELS[Level(level)]) if field == "value" else f"{LEVELS[Level(level)]}, {FIELDS[field]}"
            found.append([name, shown(level, field, old, unit), shown(level, field, new, unit)])
    return found


def compared(mine: Limits, theirs: LimitSet) -> list[list[str]]:
    """Return what differs between what a person typed and what stands by now: name, theirs, mine."""
    return rows(as_values(theirs.limits, theirs.unit), as_values(mine, theirs.unit), unit=theirs.unit)


def shown(level: str, field: str, found: Any, unit: str | None) -> str:
    """Return one field of a limit as people read it."""
    if found is None:
        return language.NOTHING
    if field in ("value", "deadband"):
        return value(Level(level), float(found), unit)
    if field in ("on_delay_s", "off_delay_s"):
        return language.duration(float(found))
    if field == "priority":
        return str(PRIORITIES[Priority(found)])
    return _("yes") if found else _("no")


def _order(path: str) -> tuple[int, int]:
    """Let limits stand from low-low to rate, their values first; JSON in the database keeps no order."""
    level, _dot, field = path.partition(".")
    return (list(Level).index(Level(level)), list(FIELDS).index(field)) if field else (-1, 0)


def _as_by_default(level: str, field: str, old: Any, new: Any) -> bool:
    """Tell whether a limit that came or went had nothing to say of this field."""
    return None in (old, new) and getattr(default(Level(level), 0.0), field) in (old, new)


def _episode(episode: Episode, zone: str) -> str:
    began = language.moment(_at(episode.raised_us), zone)
    if episode.cleared_us == NEVER:
        return _("{moment}, still on").format(moment=began)
    lasted = language.duration((episode.cleared_us - episode.raised_us) / 1e6)
    return _("{moment}, for {duration}").format(moment=began, duration=lasted)


def _end(episode: Episode, end_us: int) -> int:
    return end_us if episode.cleared_us == NEVER else episode.cleared_us


def _at(time_us: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_us)
