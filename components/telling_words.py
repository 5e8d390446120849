"""The words of telling: kinds, states and reasons of messages, rules as sentences, and what is wrong with a field."""

from collections.abc import Sequence
from datetime import time

import language
from components.status import Mark
from domain.limit import PRIORITIES_WORST_FIRST, Priority
from domain.telling import MessageKind, MessageState, Reason
from domain.telling_form import SHORTEST_REMIND_MIN, SHORTEST_SECRET, Fault
from language import Lazy, _, lazy, listed, ngettext, number

KINDS: dict[MessageKind, Lazy] = {
    MessageKind.RAISED: lazy("Alarm"), MessageKind.ESCALATION: lazy("Escalation"),
    MessageKind.REMINDER: lazy("Reminder"), MessageKind.CLEARED: lazy("Over"),
    MessageKind.FLAPPING: lazy("Comes and goes"), MessageKind.DIGEST: lazy("Digest"),
    MessageKind.TEST: lazy("Test"),
}
STATES = {
    MessageState.WAITING: Mark(lazy("Waiting"), "waiting", "state-plain"),
    MessageState.SENT: Mark(lazy("Sent"), "good", "state-plain"),
    MessageState.FAILED: Mark(lazy("Failed"), "critical", "state-critical"),
    MessageState.HELD_BACK: Mark(lazy("Held back"), "minus", "state-unknown"),
}
REASONS: dict[Reason, Lazy] = {
    Reason.NOT_ACKNOWLEDGED: lazy("nobody had acknowledged it"), Reason.STILL_BAD: lazy("still bad"),
    Reason.PREVIOUS_FAILED: lazy("the message before could not be delivered"),
    Reason.WITHDRAWN: lazy("it never was: late data says so"), Reason.HOURS: lazy("outside the hours"),
    Reason.FLOOD: lazy("counted in a digest: many alarms at once"),
    Reason.BUDGET: lazy("counted in a digest: too many messages within an hour"),
    Reason.OVER: lazy("it was over, or acknowledged, before the hours began"),
    Reason.NEVER_TOLD: lazy("what it resolves did not arrive"),
}
# What a digest is made for.
_DIGESTS: dict[Reason, Lazy] = {Reason.FLOOD: lazy("many alarms at once"),
                               Reason.BUDGET: lazy("too many messages within an hour")}
FAULTS: dict[Fault, Lazy] = {
    Fault.MISSING: lazy("Needed."), Fault.TOO_LONG: lazy("Too long."),
    Fault.TAKEN: lazy("There is another one with this name."),
    Fault.NO_EMAIL: lazy("This is no e-mail address."),
    Fault.NO_PHONE: lazy("With the code of the country, as in +49 151 23456789."),
    Fault.NO_ZONE: lazy("There is no such time zone; as in Europe/Berlin."),
    Fault.NO_TIME: lazy("A time of the day, as in 22:00."),
    Fault.BOTH_TIMES: lazy("Needed, as the other time is given."),
    Fault.SAME_TIME: lazy("The same time twice; leave both empty for the whole day."),
    Fault.NO_ADDRESS: lazy("This is no address: scheme://..., without spaces."),
    Fault.NO_WEB_ADDRESS: lazy("A webhook has an address that begins with https:// or http://."),
    Fault.NO_WEEKDAY: lazy("Choose a weekday."),
    Fault.NOTHING_CHOSEN: lazy("Choose a place or a machine, or everything."),
    Fault.NO_STEP: lazy("At least one step, eight at most."),
    Fault.NOT_RISING: lazy("Not before the step above."),
    Fault.UNKNOWN: lazy("Is no longer there."),
}
_LEAST = {
    Priority.CRITICAL: lazy("Critical alarms"), Priority.HIGH: lazy("High and critical alarms"),
    Priority.MEDIUM: lazy("All alarms but low ones"), Priority.LOW: lazy("All alarms"),
}
_MOST_NAMED = 3


def reason(found: Reason, kind: MessageKind) -> str:
    """Return why a message was made, waits or was held back; nothing if a rule says so and that is all."""
    told = (_DIGESTS if kind is MessageKind.DIGEST else REASONS).get(found)
    return str(told) if told else ""


def fault(found: Fault, name: str) -> str:
    """Return what is wrong with a field, in words."""
    if found is Fault.OUT_OF_RANGE and name == "remind":
        return _("Minutes, {least} or more.").format(least=number(SHORTEST_REMIND_MIN, digits=0))
    if found is Fault.OUT_OF_RANGE:
        return _("From 1 to 1,000.") if name == "budget" else _("Minutes, from 0 to 10,080.")
    if found is Fault.TOO_SHORT:
        return _("At least {count} characters.").format(count=number(SHORTEST_SECRET, digits=0))
    return str(FAULTS[found])


def priorities() -> list[tuple[str, str]]:
    """Return what a rule may begin at, the strictest first."""
    return [(priority.value, str(_LEAST[priority])) for priority in PRIORITIES_WORST_FIRST]


def about(least: Priority, names: Sequence[str], *, everywhere: bool) -> str:
    """Return what a rule is about: High and critical alarms of Nordwerk, White water pump and 2 more."""
    if everywhere:
        where = _("everything")
    elif not names:
        where = _("nothing any more: what was chosen is gone")
    else:
        more = len(names) - _MOST_NAMED
        named = list(names[:_MOST_NAMED])
        where = listed([*named, ngettext("{count} more", "{count} more", more)] if more > 0 else named)
    return _("{alarms} of {where}").format(alarms=_LEAST[least], where=where)


def when(weekdays: Sequence[int], begin: time | None, end: time | None) -> str:
    """Return when a rule tells: Mon, Tue and Wed, 06:00 to 14:00; nothing if always."""
    days = "" if len(weekdays) == 7 else listed([language.weekday(day) for day in weekdays])
    hours = "" if begin is None or end is None else _("{begin} to {end}").format(begin=clock(begin), end=clock(end))
    return ", ".join(part for part in (days, hours) if part)


def step(person: str, channel: str, after_min: int) -> str:
    """Return one step: Anna by SMS, after 15 min."""
    told = _("{person} by {channel}").format(person=person, channel=channel)
    if not after_min:
        return told
    return _("{told}, after {duration} without acknowledgement").format(
        told=told, duration=language.duration(after_min * 60))


def reminder(remind_min: int | None) -> str:
    """Return how often is reminded, nothing if never."""
    return "" if remind_min is None else _("again every {duration} while it stays bad").format(
        duration=language.duration(remind_min * 60))


def clock(at: time | None) -> str:
    """Return a time of the day as the fields of a form take it, empty if there is none."""
    return "" if at is None else at.isoformat("minutes")


def quiet(begin: time | None, end: time | None) -> str:
    """Return the quiet hours of somebody, nothing without any."""
    if begin is None or end is None:
        return ""
    return _("quiet from {begin} to {end}").format(begin=clock(begin), end=clock(end))


def counted(count: int) -> str:
    """Return how many messages a digest counts."""
    return ngettext("counts {count} message", "counts {count} messages", count)


def attempts(count: int) -> str:
    """Return how often it was tried."""
    return ngettext("{count} attempt", "{count} attempts", count)
