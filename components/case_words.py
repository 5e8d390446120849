"""The words of a case: its timeline, in which alarms stand at their true times, and what other cases were."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import language
from components import alarm_words
from domain.alarm import LATE_AFTER, Entry, Event, Kind
from domain.alarm_list import Line
from domain.case import Outcome
from language import Lazy, _, lazy, ngettext

_KINDS: dict[Kind, Lazy] = {
    Kind.LOW_LOW: lazy("low-low limit"), Kind.LOW: lazy("low limit"), Kind.HIGH: lazy("high limit"),
    Kind.HIGH_HIGH: lazy("high-high limit"), Kind.RATE: lazy("rate of change"),
}
_TITLES: dict[Event, Lazy] = {
    Event.RAISED: lazy("Alarm"), Event.CLEARED: lazy("Returned"), Event.REVISED: lazy("Corrected by late data"),
    Event.WITHDRAWN: lazy("Withdrawn: late data say it never was"), Event.ACKNOWLEDGED: lazy("Acknowledged"),
    Event.RESET: lazy("Reset"), Event.SHELVED: lazy("Shelved"), Event.UNSHELVED: lazy("Off the shelf"),
    Event.SUPPRESSED: lazy("Explained by another alarm"), Event.RELEASED: lazy("Stands for itself again"),
    Event.COMMENTED: lazy("Comment"),
}
_ICONS = {
    Event.RAISED: "bell", Event.CLEARED: "healthy", Event.REVISED: "late", Event.WITHDRAWN: "late",
    Event.ACKNOWLEDGED: "good", Event.RESET: "lock", Event.SHELVED: "shelf", Event.UNSHELVED: "bell",
    Event.SUPPRESSED: "more", Event.RELEASED: "bell", Event.COMMENTED: "comment",
}
_WHY_CLEARED = {
    "within": lazy("back within the limit"), "stopped": lazy("the machine stopped"),
    "limit_removed": lazy("the limit was removed"), "late_data": lazy("late data say so"),
}
ADDED = {
    "comment": (lazy("Comment"), "comment"), "picture": (lazy("Picture"), "camera"), "owner": (lazy("Owner"), "person"),
    "closed": (lazy("Closed"), "case"), "reopened": (lazy("Opened again"), "case"), "note": (lazy("Note"), "info"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """When something was so, when it was stored, who did it, and in which zone people read it."""

    at: datetime
    stored_at: datetime
    by: str | None
    zone: str


def name(line: Line) -> str:
    """Return an alarm in few words: Vibration, high limit."""
    if line.kind in _KINDS:
        return f"{line.signal or _('The signal')}, {_KINDS[line.kind]}"
    return alarm_words.why(line)


def happening(entry: Entry, line: Line, told: Told) -> dict[str, Any]:
    """Return what happened to an alarm as one item of the timeline."""
    tone = alarm_words.PRIORITIES[line.alarm.priority].tone if entry.event is Event.RAISED else "state-plain"
    return _item(told, title=f"{_TITLES[entry.event]}: {_about(entry, line)}", icon=_ICONS[entry.event], tone=tone,
                 text=_details(entry, told.zone))


def added(kind: str, text: str, told: Told, *, owner: str | None = None,
          outcome: Outcome | None = None) -> dict[str, Any]:
    """Return what a person added as one item of the timeline."""
    word, icon = ADDED[kind]
    title = str(word)
    if kind == "owner":
        title = _("{name} looks after it").format(name=owner) if owner else _("Nobody looks after it")
    elif outcome is not None:
        title = f"{word}: {alarm_words.OUTCOMES[outcome]}"
    return _item(told, title=title, icon=icon, tone="state-plain", text=text)


def other(began_at: datetime, outcome: Outcome | None, alarms: int, *, zone: str) -> list[str]:
    """Return what another case was: its outcome, when it began, and how many alarms it holds."""
    return [str(alarm_words.OUTCOMES[outcome]) if outcome else _("Open"), language.day(began_at, zone),
            ngettext("{count} alarm", "{count} alarms", alarms)]


def closed(at: datetime, by: str | None, outcome: Outcome, *, zone: str) -> str:
    """Return when, by whom and with which outcome a case was closed."""
    return _("Closed {moment} by {name}: {outcome}").format(
        moment=language.moment(at, zone), name=by or language.NOTHING, outcome=alarm_words.OUTCOMES[outcome])


def _item(told: Told, *, title: str, icon: str, tone: str, text: str) -> dict[str, Any]:
    late = told.stored_at - told.at > LATE_AFTER
    note = _("discovered {moment}, data came late").format(moment=language.moment(told.stored_at, told.zone))
    return {"at": language.iso(told.at), "when": language.moment(told.at, told.zone), "title": title, "icon": icon,
            "tone": tone, "text": text, "by": told.by or "", "late": note if late else ""}


def _about(entry: Entry, line: Line) -> str:
    if entry.event is Event.RAISED and "value" in entry.details:
        return alarm_words.why(replace(line, value=entry.details["value"], limit_value=entry.details.get("limit")))
    return name(line)


def _details(entry: Entry, zone: str) -> str:
    if entry.event is Event.CLEARED:
        return str(_WHY_CLEARED.get(entry.reason, ""))
    if entry.event is Event.SHELVED:
        until = _("until {moment}").format(
            moment=language.moment(datetime.fromisoformat(entry.details["until"]), zone))
        return f"{until}: {entry.text}"
    if entry.event is Event.UNSHELVED and entry.user_id is None:
        return _("its time was over")
    if entry.event in (Event.RAISED, Event.REVISED):
        return _times(entry, zone)
    return entry.text


def _times(entry: Entry, zone: str) -> str:
    """Return when an episode began, and when it ended if that was known at once."""
    began, cleared = (entry.details.get(key) for key in ("began_at", "cleared_at"))
    parts = []
    if began and datetime.fromisoformat(began) != entry.at:
        parts.append(_("began {moment}").format(moment=language.moment(
            datetime.fromisoformat(began), zone, seconds=True)))
    if cleared:
        parts.append(_("was over {moment}").format(moment=language.moment(
            datetime.fromisoformat(cleared), zone, seconds=True)))
    return ", ".join(parts)
