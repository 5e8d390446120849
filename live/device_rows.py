"""The settings of one device as its page draws them, and what is told of changes that meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import db.device_view
import db.system
import db.twin
import language
from components import settings_words as words
from db.connect import Connection
from db.device_view import Device
from db.twin import Stored
from domain import reach, settings_form, settings_history, settings_schema
from domain import twin as twins
from domain.device_signal import DeviceSignal
from domain.errors import NotFoundError
from domain.settings_check import Finding
from domain.settings_form import Clash, Row
from domain.settings_history import Revision
from domain.settings_schema import Field, Schema
from domain.twin import Reach, Settings, State, Value
from language import _, ngettext

MOST_REVISIONS = 50
_TOO_MANY = 1000        # revisions between what a person saw and what is


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is known of one device at a moment; ``history`` has one more than is shown, to compare with."""

    device: Device
    stored: Stored
    schema: Schema | None
    fields: Mapping[str, Field]
    rows: Sequence[Row]
    history: Sequence[Revision]
    signals: Sequence[DeviceSignal]
    reach: Reach
    zone: str

    @property
    def titles(self) -> dict[str, str]:
        """Return the title of each signal by its name."""
        return {signal.name: signal.title for signal in self.signals}

    def title(self, path: str) -> str:
        """Return the whole name of a setting."""
        return words.title(path, self.fields.get(path), self.titles)

    def value(self, path: str, given: Value) -> str:
        """Return a value of a setting in words."""
        return words.value(given, self.fields.get(path))


def look(conn: Connection, device_id: int, *, now: datetime) -> Seen:
    """Return what is known of a device. Raises: NotFoundError."""
    device, stored = db.device_view.device(conn, device_id), db.twin.twin(conn, device_id)
    if stored is None:
        raise NotFoundError
    schema = settings_schema.read(device.about)
    reached = reach.reach(db.twin.contacts(conn, [device_id])[device_id], now=now)
    return Seen(device, stored, schema, settings_form.fields(stored.twin, schema),
                settings_form.rows(stored.twin, schema, reach=reached, now=now),
                db.twin.revisions(conn, device_id, most=MOST_REVISIONS + 1),
                db.device_view.signals(conn, device_id), reached, device.time_zone or db.system.site_zone(conn))


def rows(seen: Seen) -> list[dict[str, Any]]:
    """Return one object a setting, in the order of the form."""
    since = settings_form.since(seen.stored.twin.desired, seen.history)
    return [_row(row, seen, since.get(row.standing.path)) for row in seen.rows]


def summary(found: Sequence[Row]) -> list[str]:
    """Return how all that is wanted stands, as a mark: the worst state with how many settings are in it."""
    wanted = [row.standing.state for row in found if row.standing.is_desired]
    for state in _WORST_FIRST:
        if count := wanted.count(state):
            shown = words.STATES[state]
            text = ngettext("{count} setting", "{count} settings", count)
            return [f"{shown.word}: {text}", shown.icon, shown.tone]
    return [_("Nobody has set anything here yet."), "info", "state-plain"]


def history(seen: Seen) -> list[dict[str, Any]]:
    """Return the revisions, the newest first, each with what it changed; at the end the time before the first."""
    before = [*(one.settings for one in seen.history[1:]), {}]
    shown = [_revision(one, older, seen) for one, older in zip(seen.history, before, strict=False)]
    if len(shown) > MOST_REVISIONS:
        return shown[:MOST_REVISIONS]
    start = {"number": 0, "title": _("Before the first change"), "by": _("What the device did by itself."), "why": "",
             "rows": [], "may_return": bool(seen.stored.twin.desired)}
    return [*shown, start] if shown else []


def documents(seen: Seen) -> dict[str, Any]:
    """Return the documents as they are on the wire."""
    twin = seen.stored.twin
    desired = {"revision": twin.revision, "settings": twins.nested(twin.desired)} if twin.revision else None
    return {"desired": desired, "reported": seen.stored.document, "about": seen.device.about}


def findings(found: Sequence[Finding], seen: Seen) -> dict[str, Any]:
    """Return what there is to say against a change: by setting, whether it is a warning only, and the sentence."""
    told: dict[str, list[Any]] = {}
    for one in found:
        told.setdefault(one.path, []).append([one.is_warning, words.finding(one, seen.fields.get(one.path))])
    return {"findings": told, "errors": sum(not one.is_warning for one in found),
            "warnings": sum(one.is_warning for one in found)}


def conflict(conn: Connection, seen: Seen, mine: Settings, *, base: int) -> dict[str, Any] | None:
    """Return what somebody else has set since a revision that a person saw, None if nobody has."""
    twin = seen.stored.twin
    if base == twin.revision:
        return None
    between = db.twin.revisions(conn, seen.device.id, since=base, most=_TOO_MANY)
    known = {one.number: one for one in between}
    before = known[base].settings if base in known else {}
    newest = known.get(twin.revision)
    return {"revision": twin.revision, "by": _by(newest, seen.zone) if newest else "",
            "why": newest.reason if newest else "",
            "rows": [_clash(one, seen) for one in settings_form.clashes(before, twin.desired, mine)]}


_WORST_FIRST = (State.REFUSED, State.CHANGED, State.OVERDUE, State.UNSUPPORTED, State.WAITING, State.SENDING,
                State.UNKNOWN, State.IN_EFFECT)


def _row(row: Row, seen: Seen, since: Revision | None) -> dict[str, Any]:
    found, field = row.standing, row.field
    mark = words.STATES[found.state]
    group = words.signal_of(found.path, field)
    return {
        "path": found.path, "name": words.name(found.path, field), "title": seen.title(found.path),
        "group": group or "", "group_title": seen.titles.get(group, group) if group else "",
        "state": found.state.value, "mark": [str(mark.word), mark.icon, mark.tone],
        "why": words.standing(found, seen.stored.twin, reach=seen.reach, zone=seen.zone),
        "wanted": seen.value(found.path, found.desired) if found.is_desired else "",
        "wanted_by": _by(since, seen.zone) if since else "", "wanted_why": since.reason if since else "",
        "revision": since.number if since else 0,
        "reported": seen.value(found.path, found.reported) if found.is_reported else "",
        "raw": found.reported, "value": row.value, "field": _field(field)}


def _field(field: Field | None) -> dict[str, Any] | None:
    """Return what a browser needs to draw a field, None if this cannot be entered."""
    if field is None:
        return None
    return {"type": "text" if field.type == "choice" and not field.choices else field.type.value,
            "unit": language.unit(field.unit) if field.unit else "", "choices": list(field.choices),
            "bounds": words.bounds(field), "none": field.is_limit}


def _revision(one: Revision, before: Settings, seen: Seen) -> dict[str, Any]:
    changed = settings_history.differences(before, one.settings)
    return {"number": one.number, "title": _("Revision {number}: {what}").format(
                number=one.number, what=str(words.CAUSES[one.cause]).lower()),
            "by": _by(one, seen.zone), "why": one.reason,
            "rows": [[seen.title(path), _there(path, old, before, seen), _there(path, new, one.settings, seen)]
                     for path, old, new in changed],
            "may_return": bool(settings_history.differences(seen.stored.twin.desired, one.settings))}


def _there(path: str, given: Value, settings: Settings, seen: Seen) -> str:
    return seen.value(path, given) if path in settings else _("not set")


def _clash(one: Clash, seen: Seen) -> list[str]:
    theirs = seen.value(one.path, one.theirs) if one.path in seen.stored.twin.desired else _("not set")
    return [seen.title(one.path), theirs, seen.value(one.path, one.mine) if one.is_mine else "–"]


def _by(one: Revision, zone: str) -> str:
    return _("{who}, {when}").format(who=one.who or _("Stethos"), when=language.moment(one.at, zone))
