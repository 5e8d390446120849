"""The words of alarms: one table of priority, state and kind -> word, icon and colour, and the sentence why."""

from datetime import datetime
from typing import Any

import language
import reasons
from components.status import Mark
from domain.alarm import LONGEST_SHELF, NE107, Kind, Ne107, State, Subject
from domain.alarm_list import Line, Stage, View
from domain.case import Outcome
from domain.limit import Priority
from language import _, lazy, ngettext, number

PRIORITIES = {
    Priority.CRITICAL: Mark(reasons.PRIORITIES[Priority.CRITICAL], "critical", "state-critical"),
    Priority.HIGH: Mark(reasons.PRIORITIES[Priority.HIGH], "warning", "state-warning"),
    Priority.MEDIUM: Mark(reasons.PRIORITIES[Priority.MEDIUM], "advisory", "state-advisory"),
    Priority.LOW: Mark(reasons.PRIORITIES[Priority.LOW], "info", "state-unknown"),
}
STATES = {
    State.NORMAL: Mark(lazy("Over"), "healthy", "state-plain"),
    State.ACTIVE_UNACKNOWLEDGED: Mark(lazy("Not acknowledged"), "bell", "state-call"),
    State.ACTIVE_ACKNOWLEDGED: Mark(lazy("Acknowledged"), "good", "state-plain"),
    State.RETURNED_UNACKNOWLEDGED: Mark(lazy("Returned, not acknowledged"), "bell", "state-call"),
    State.LATCHED_UNACKNOWLEDGED: Mark(lazy("Latched, not acknowledged"), "bell", "state-call"),
    State.LATCHED_ACKNOWLEDGED: Mark(lazy("Latched"), "lock", "state-plain"),
    State.SHELVED: Mark(lazy("Shelved"), "shelf", "state-plain"),
    State.SUPPRESSED: Mark(lazy("Explained by another alarm"), "more", "state-plain"),
    State.OUT_OF_SERVICE: Mark(lazy("Out of service"), "wrench", "state-plain"),
}
NE107_MARKS = {
    Ne107.FAILURE: Mark(lazy("Failure"), "critical", "state-critical"),
    Ne107.FUNCTION_CHECK: Mark(lazy("Function check"), "wrench", "state-warning"),
    Ne107.OUT_OF_SPECIFICATION: Mark(lazy("Out of specification"), "warning", "state-warning"),
    Ne107.MAINTENANCE_REQUIRED: Mark(lazy("Maintenance required"), "advisory", "state-advisory"),
}
STAGES = {Stage.UNACKNOWLEDGED: lazy("Not acknowledged"), Stage.ACKNOWLEDGED: lazy("Acknowledged"),
          Stage.RETURNED: lazy("Returned")}
VIEWS = {View.ACTIVE: lazy("Active"), View.SHELVED: lazy("Shelved"), View.OUT_OF_SERVICE: lazy("Out of service"),
         View.DEVICES: lazy("Sensors and devices"), View.HISTORY: lazy("History")}
OUTCOMES = {
    Outcome.CONFIRMED_FAULT: lazy("Confirmed fault"), Outcome.FALSE_ALARM: lazy("False alarm"),
    Outcome.SENSOR_FAULT: lazy("Fault of the sensor"), Outcome.PROCESS: lazy("The process, not the machine"),
    Outcome.NOT_FOUND: lazy("Nothing found"),
}


def mark(shown: Mark) -> list[str]:
    """Return word, icon and tone, as the scripts take them."""
    return [str(shown.word), shown.icon, shown.tone]


def ne107(kind: Kind) -> list[str] | None:
    """Return the category of NAMUR NE 107 of an alarm of a device."""
    return mark(NE107_MARKS[NE107[kind]]) if kind in NE107 else None


def title(line: Line) -> str:
    """Return what an alarm is about: a machine, a device, a gateway, or the platform."""
    if line.subject is Subject.PLATFORM:
        return "Stethos"
    if line.subject is Subject.GATEWAY:
        return _("Gateway {name}").format(name=line.gateway)
    return line.machine or line.device or language.NOTHING


def place(line: Line) -> str:
    """Return the way to the machine: Nordwerk › Paper machine 1."""
    return " › ".join(line.places or [])


def why(line: Line) -> str:
    """Return the sentence: Vibration 7.4 mm/s, above its high limit 7.1."""
    if line.kind in reasons.OF_A_LIMIT:
        return reasons.of_a_limit(line.kind, line.signal, value=number(line.value, line.unit),
                                  limit=number(line.limit_value))
    told = reasons.of_trouble(line.kind, _source(line))
    return f"{told}: {reasons.blind(line.blind)}" if line.blind else told


def notes(line: Line, state: State, *, zone: str) -> list[str]:
    """Return what else is worth knowing: that it came late, has returned, comes again, was acknowledged, is shelved."""
    found = []
    if line.came_late:
        found.append(_("began {began}, discovered {heard}: its data came late").format(
            began=language.moment(line.began_at, zone), heard=language.moment(line.heard_at, zone)))
    if line.cleared_at is not None and not line.alarm.active:
        found.append(_("returned {moment}").format(moment=language.moment(line.cleared_at, zone)))
    if line.episodes > 1:
        found.append(ngettext("raised {count} time", "raised {count} times", line.episodes))
    if line.alarm.acknowledged_at is not None and line.acknowledged_by:
        found.append(_("acknowledged by {name}, {moment}").format(
            name=line.acknowledged_by, moment=language.moment(line.alarm.acknowledged_at, zone)))
    if state is State.SHELVED and line.alarm.shelved_until is not None:
        found.append(shelf(line, zone=zone))
    return found


def shelf(line: Line, *, zone: str) -> str:
    """Return until when an alarm is shelved, by whom, and why."""
    until = line.alarm.shelved_until
    text = _("shelved until {moment} by {name}: {reason}")
    if line.alarm.shelved_once:
        text = _("shelved until it returns, or {moment}, by {name}: {reason}")
    return text.format(moment=language.moment(until, zone) if until else language.NOTHING,
                       name=line.shelved_by or language.NOTHING, reason=line.alarm.shelved_reason or "")


def out_of_service(until: datetime, reason: str, by: str | None, *, zone: str) -> str:
    """Return until when a machine is out of service, by whom, and why."""
    text = _("out of service until {moment}, {name}: {reason}") if by else _("out of service until {moment}: {reason}")
    return text.format(moment=language.moment(until, zone), name=by, reason=reason)


def explains(count: int) -> str:
    """Return how many alarms another one explains."""
    return ngettext("explains {count} more alarm", "explains {count} more alarms", count)


def shelf_choices() -> list[list[Any]]:
    """Return for how long an alarm may be shelved: seconds, words, and the priorities that allow it."""
    hours = (0.5, 1, 2, 4, 8, 12, 24, 72, 168, 336)
    return [[round(hour * 3600), language.duration(hour * 3600),
             [name.value for name, most in LONGEST_SHELF.items() if hour * 3600 <= most.total_seconds()]]
            for hour in hours]


def line_words() -> dict[str, Any]:
    """Return the texts of lines of alarms (assets/pages/alarm_line.js)."""
    return {
        "acts": action_words(), "new": _("New"), "owner": _("Owner: {name}"), "case": _("Open the case"),
        "choose": _("Choose: {name}"), "choose_group": _("Choose these"), "for": _("for"),
    }


def action_words() -> dict[str, Any]:
    """Return the texts of the dialogs in which people act on alarms (assets/alarm_actions.js)."""
    return {
        "acknowledge": _("Acknowledge"), "reset": _("Reset"), "shelve": _("Shelve"),
        "unshelve": _("Take off the shelf"),
        "comment": _("Comment"), "cancel": _("Cancel"), "more_acts": _("More actions"),
        "shelve_title": _("Shelve"), "shelve_for": _("For how long"), "shelve_reason": _("Why"),
        "shelve_once": _("Only until it is back to normal"), "shelve_choices": shelf_choices(),
        "shelve_help": _("A shelved alarm calls nobody. When the time is over, people are called again. "
                         "The worst priority chosen says how long it may be."),
        "comment_title": _("Comment"), "comment_text": _("What did you see or do?"), "send": _("Send"),
        "required": _("Please fill this in."), "failed": _("That did not reach the server. Try again."),
        "one": _("1 alarm"), "many": _("{count} alarms"),
    }


def _source(line: Line) -> str:
    if line.subject is Subject.GATEWAY:
        return line.gateway or language.NOTHING
    if line.signal and line.signal_id is not None:
        return f"{line.signal} ({line.device})" if line.device else line.signal
    return line.device or language.NOTHING
