"""The words of the system page: facts about processes, stream and database, each label, value and note."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import language
from domain.heartbeat import Heartbeat, Intake, Life
from domain.ledger import Account, Minute
from domain.rejection import Reason
from language import Lazy, _, lazy, ngettext, number

PROCESSES = {
    "ingest": (lazy("Ingest"), lazy("receives what devices say and stores it")),
    "jobs": (lazy("Jobs"), lazy("judges the machines, tallies, forgets what is too old")),
}
LIVES = {Life.RUNNING: lazy("running"), Life.GONE: lazy("not running"), Life.NEVER: lazy("has not run yet")}
_LIFE_TONES = {Life.RUNNING: ("good", "state-healthy"), Life.GONE: ("offline", "state-critical"),
               Life.NEVER: ("offline", "state-unknown")}

REASONS = {
    Reason.BAD_TOPIC: lazy("Topic is none of ours"), Reason.TOO_LARGE: lazy("Too large"),
    Reason.BAD_JSON: lazy("No valid JSON"), Reason.WRONG_TYPE: lazy("Wrong type"),
    Reason.MISSING_VALUES: lazy("Values are missing"), Reason.BAD_NAME: lazy("Impossible name"),
    Reason.BAD_TIME: lazy("Time cannot be read"), Reason.FUTURE_TIME: lazy("Time in the future"),
    Reason.ANCIENT_TIME: lazy("Time too far in the past"), Reason.BAD_QUALITY: lazy("Unknown quality"),
    Reason.UNKNOWN_UNIT: lazy("Unknown unit"), Reason.UNIT_MISMATCH: lazy("Unit does not fit"),
    Reason.TOO_MANY_DEVICES: lazy("Too many waiting devices"),
    Reason.TOO_MANY_SIGNALS: lazy("Too many signals"), Reason.TOO_FAST: lazy("Too many values a second"),
    Reason.NOT_STORABLE: lazy("Could not be stored"),
}
# By the names of db.edition.Edition: what it is, and what that means.
EDITIONS: Mapping[str, tuple[Lazy, Lazy]] = {
    "COMMUNITY": (lazy("TimescaleDB, community licence"),
                  lazy("Readings lie in chunks by day; old chunks are compressed, and too old ones dropped at once.")),
    "APACHE": (lazy("TimescaleDB, Apache licence"),
               lazy("Readings lie in chunks by day, and too old chunks are dropped at once. This licence does not "
                    "compress.")),
    "PLAIN": (lazy("PostgreSQL without TimescaleDB"),
              lazy("All of Stethos works. Readings lie in one plain table: they are not compressed, and old ones are "
                   "deleted row by row. For a large fleet install TimescaleDB.")),
}
_BYTES = ("B", "kB", "MB", "GB", "TB")

Fact = dict[str, Any]


def fact(key: str, label: str, value: str, *, note: str = "", icon: str = "", tone: str = "") -> Fact:
    """Return one line of facts as assets/pages/system.js draws it."""
    return {"key": key, "label": label, "value": value, "note": note, "icon": icon, "tone": tone}


def process(name: str, beat: Heartbeat | None, life: Life, *, zone: str) -> Fact:
    """Return how a process is: running since when, or since when not."""
    label, does = PROCESSES[name]
    icon, tone = _LIFE_TONES[life]
    note = str(does)
    if beat is not None and life is Life.RUNNING:
        note = _("{does}; version {version}, since {time}").format(
            does=does, version=beat.version, time=language.moment(beat.started_at, zone))
    elif beat is not None:
        note = _("{does}; last sign of life {time}").format(
            does=does, time=language.moment(beat.at, zone, seconds=True))
    return fact(name, str(label), str(LIVES[life]), note=note, icon=icon, tone=tone)


def broker(intake: Intake) -> Fact:
    """Return whether ingest is connected to the broker; without ingest nobody knows."""
    shown = {
        Intake.OPEN: (_("connected"), "good", "state-healthy", ""),
        Intake.NO_BROKER: (_("not connected"), "offline", "state-critical",
                           _("ingest tries again and again; devices and broker keep what they can")),
        Intake.NO_INGEST: (_("not known"), "unknown", "state-unknown", _("only ingest speaks to the broker")),
    }
    value, icon, tone, note = shown[intake]
    return fact("broker", _("Broker"), value, note=note, icon=icon, tone=tone)


def stream(details: Mapping[str, Any]) -> list[Fact]:
    """Return how the stream runs now, in the words of ingest's heartbeat; empty details: nobody knows."""
    return [
        fact("messages", _("Messages a second"), number(_figure(details, "messages_per_s"))),
        fact("readings", _("Readings a second"), number(_figure(details, "readings_per_s"))),
        fact("backlog", _("Backlog"), number(_figure(details, "backlog"), digits=0),
             note=_("messages received and not yet stored")),
        fact("lag", _("Lag"), number(_figure(details, "lag_ms"), "ms", digits=0),
             note=_("longest time from arrival to commit")),
    ]


def charts(minutes: list[Minute]) -> list[dict[str, Any]]:
    """Return the last hour as bars: messages and readings a second, and the longest lag in ms."""
    return [
        _chart("messages", _("Messages a second"), [minute.messages / 60 for minute in minutes]),
        _chart("readings", _("Readings a second"), [minute.readings / 60 for minute in minutes]),
        _chart("lag", _("Longest lag"), [float(minute.longest_lag_ms) for minute in minutes], unit="ms"),
    ]


def account(accounts: Mapping[int, Account]) -> dict[str, Any]:
    """Return the account as a table: a column for each span of hours, a row for each item."""
    rows = [(_("Messages received"), [one.messages for one in accounts.values()]),
            (_("of these rejected"), [one.rejected for one in accounts.values()]),
            (_("Readings received"), [one.readings for one in accounts.values()]),
            (_("stored"), [one.stored for one in accounts.values()]),
            (_("repeated: known already"), [one.repeated for one in accounts.values()]),
            (_("conflicting: another value was first"), [one.conflicting for one in accounts.values()])]
    return {"heads": [_("Last {duration}").format(duration=language.duration(hours * 3600)) for hours in accounts],
            "rows": [[label, [number(value, digits=0) for value in values]] for label, values in rows],
            "sum": _balance(accounts)}


def reason(text: str) -> str:
    """Return why a message was rejected, in words."""
    return str(REASONS[Reason(text)]) if text in set(Reason) else text


def further(count: int) -> str:
    """Return how many messages of the same kind were only counted, nothing if none."""
    return ngettext("and {count} more like it", "and {count} more like it", count) if count > 0 else ""


def size(count: int) -> str:
    """Return a number of bytes in the unit that fits it."""
    value, step = float(count), 0
    while value >= 1000 and step < len(_BYTES) - 1:
        value, step = value / 1000, step + 1
    return number(value, _BYTES[step], digits=0 if step == 0 else None)


def moment(at: datetime, zone: str) -> str:
    """Return a time to the second, with the zone named."""
    return language.moment(at, zone, seconds=True)


def _figure(details: Mapping[str, Any], name: str) -> float | None:
    value = details.get(name)
    return float(value) if isinstance(value, int | float) else None


def _chart(key: str, title: str, values: list[float], *, unit: str | None = None) -> dict[str, Any]:
    highest, mean = max(values, default=0.0), sum(values) / max(len(values), 1)
    return {"key": key, "title": title, "values": [round(value, 2) for value in values],
            "top": _("max. {value}").format(value=number(highest, unit)),
            "text": _("{title}, last 60 minutes: {mean} on average, {highest} at most").format(
                title=title, mean=number(mean, unit), highest=number(highest, unit))}


def _balance(accounts: Mapping[int, Account]) -> Fact:
    missing = sum(abs(one.missing) for one in accounts.values())
    if missing:
        return fact("sum", "", _("The account does not add up: readings are missing"), icon="warning",
                    tone="state-critical", note=number(missing, digits=0))
    return fact("sum", "", _("It adds up: received = stored + repeated + conflicting"), icon="good",
                tone="state-healthy")
