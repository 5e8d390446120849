"""What people read about planned maintenance: how it stands, when it is due, how often it is done."""

import language
from components.status import Mark
from domain.upkeep import Due, Plan, Standing, Upkeep
from language import _, lazy, ngettext

MARKS = {
    Standing.OVERDUE: Mark(lazy("Overdue"), "advisory", "state-advisory"),
    Standing.SOON: Mark(lazy("Due soon"), "late", "state-plain"),
    Standing.OK: Mark(lazy("Planned"), "calendar", "state-unknown"),
}


def due(plan: Plan, found: Due) -> str:
    """Return when it is due: on 12 Dec 2026, in 13 days; at 2,000 running hours, 40 h ago."""
    upkeep, told = plan.upkeep, []
    if upkeep.due_on is not None and found.over_days is not None:
        told.append(f"{_('due on {day}').format(day=language.calendar_day(upkeep.due_on))} ({days(found.over_days)})")
    if upkeep.due_at_h is not None:
        at = language.number(upkeep.due_at_h, "h", 0)
        told.append(f"{_('due at {hours} of running').format(hours=at)} ({hours(found.over_h)})")
    return "; ".join(told)


def days(over: int) -> str:
    """Return how far a day is away."""
    if over == 0:
        return _("today")
    if over > 0:
        return ngettext("{count} day overdue", "{count} days overdue", over)
    return ngettext("in {count} day", "in {count} days", -over)


def hours(over: float | None) -> str:
    """Return how many running hours are left; None: nobody counts them."""
    if over is None:
        return _("its running hours are not counted")
    if over > 0:
        return _("{hours} overdue").format(hours=language.number(over, "h", 0))
    return _("{hours} left").format(hours=language.number(-over, "h", 0))


def often(upkeep: Upkeep) -> str:
    """Return how often it is to be done."""
    told = []
    if upkeep.every_months is not None:
        told.append(ngettext("every month", "every {count} months", upkeep.every_months))
    if upkeep.every_days is not None:
        told.append(ngettext("every day", "every {count} days", upkeep.every_days))
    if upkeep.every_h is not None:
        told.append(_("every {hours} of running").format(hours=language.number(upkeep.every_h, "h", 0)))
    return _("{this} or {that}, whichever comes first").format(this=told[0], that=told[1]) if len(told) > 1 else told[0]
