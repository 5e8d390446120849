"""What people read about changes: who did what to which thing, and what differs, field by field."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import language
from components import limit_words, log_words
from components.placing_words import KINDS, PLACES
from components.status import TYPES
from domain.audit import Values, differences
from domain.audit_search import Line
from domain.limit_set import NUMBERS
from domain.unit import Kind
from language import Lazy, _, lazy

# The thing in the middle of a sentence, and its kind at the head of a list.
THINGS: dict[str, tuple[Lazy, Lazy]] = {
    "place": (lazy("the place {name}"), lazy("Places")), "machine": (lazy("the machine {name}"), lazy("Machines")),
    "device": (lazy("the device {name}"), lazy("Devices")), "signal": (lazy("the signal {name}"), lazy("Signals")),
    "signal_limit": (lazy("the limits of {name}"), lazy("Limits")),
    "device_settings": (lazy("the settings of {name}"), lazy("Settings of devices")),
    "contact": (lazy("the contact {name}"), lazy("Contacts")),
    "rollout": (lazy("a change of many devices"), lazy("Changes of many devices")),
    "telling_rule": (lazy("the rule {name} of who is told"), lazy("Rules of who is told")),
    "telling_channel": (lazy("the way {name} to tell people"), lazy("Ways to tell people")),
    "telling_person": (lazy("how {name} is told"), lazy("How people are told")),
    "picture": (lazy("the picture {name}"), lazy("Pictures")),
    "document": (lazy("the document {name}"), lazy("Documents")),
    "log_entry": (lazy("an entry of the log book of {name}"), lazy("Log book")),
    "maintenance_plan": (lazy("the planned maintenance {name}"), lazy("Planned maintenance")),
    "user": (lazy("the user {name}"), lazy("People")),
}
ACTIONS: dict[str, tuple[Lazy, Lazy]] = {
    "created": (lazy("{who} created {thing}"), lazy("created")), "added": (lazy("{who} added {thing}"), lazy("added")),
    "changed": (lazy("{who} changed {thing}"), lazy("changed")),
    "imported": (lazy("{who} changed {thing} by a fleet file"), lazy("imported")),
    "removed": (lazy("{who} removed {thing}"), lazy("removed")),
    "retired": (lazy("{who} retired {thing}"), lazy("retired")),
    "restored": (lazy("{who} restored {thing}"), lazy("restored")),
    "moved": (lazy("{who} moved {thing}"), lazy("moved")),
    "placed": (lazy("{who} placed {thing} on a machine"), lazy("placed")),
    "replaced": (lazy("{who} replaced {thing} by another"), lazy("replaced")),
    "out_of_service": (lazy("{who} took {thing} out of service"), lazy("taken out of service")),
    "back_in_service": (lazy("{who} took {thing} back into service"), lazy("taken back into service")),
    "asked": (lazy("{who} asked again for {thing}"), lazy("asked to report again")),
    "change": (lazy("{who} changed {thing}"), lazy("settings changed")),
    "bulk": (lazy("{who} changed {thing} together with others"), lazy("settings changed with many")),
    "rollback": (lazy("{who} took {thing} back to what they were"), lazy("settings taken back")),
    "adopted": (lazy("{who} adopted {thing} as changed at the device"), lazy("settings adopted")),
    "pushed_again": (lazy("{who} sent {thing} again"), lazy("settings sent again")),
    "prepared": (lazy("{who} prepared {thing}"), lazy("prepared")),
    "started": (lazy("{who} started {thing}"), lazy("started")),
    "paused": (lazy("{who} paused {thing}"), lazy("paused")),
    "resumed": (lazy("{who} resumed {thing}"), lazy("resumed")),
    "stopped": (lazy("{who} stopped {thing}"), lazy("stopped")),
    "discarded": (lazy("{who} discarded {thing}"), lazy("discarded")),
    "stage": (lazy("{who} took {thing} to the next stage"), lazy("next stage")),
    "finished": (lazy("{who} finished {thing}"), lazy("finished")),
    "done": (lazy("{who} marked {thing} as done"), lazy("done")),
}
FIELDS: dict[str, Lazy] = {
    "id": lazy("Name on the wire"), "key": lazy("Key"), "name": lazy("Name"), "kind": lazy("Kind"),
    "parent": lazy("Lies in"), "place": lazy("Place"), "machine": lazy("Machine"), "device": lazy("Device"),
    "time_zone": lazy("Time zone"), "address": lazy("Address"), "latitude": lazy("Latitude"),
    "longitude": lazy("Longitude"), "directions": lazy("How to find it"), "contacts": lazy("Contacts"),
    "type": lazy("Type"), "maker": lazy("Maker"), "model": lazy("Model"), "serial_number": lazy("Serial number"),
    "year": lazy("Year"), "mounting": lazy("Mounting"), "tags": lazy("Tags"), "nameplate": lazy("Nameplate"),
    "maintenance": lazy("Planned maintenance"), "bearings": lazy("Bearings"),
    "rated_power_kw": lazy("Rated power"), "rated_speed_rpm": lazy("Rated speed"),
    "criticality": lazy("Criticality"), "foundation": lazy("Foundation"), "shaft_height_mm": lazy("Shaft height"),
    "impeller": lazy("Impeller"), "motion": lazy("Motion"), "running_signal": lazy("Signal that tells whether it runs"),
    "running_above": lazy("Runs above"), "starting_s": lazy("Starting takes"), "title": lazy("Title"),
    "unit": lazy("Unit"), "interval_s": lazy("Expected every"), "minimum": lazy("Lowest possible value"),
    "maximum": lazy("Highest possible value"), "stuck_after_s": lazy("Stuck after"),
    "band_from_hz": lazy("Band from"), "band_to_hz": lazy("Band to"), "retired_at": lazy("Retired"),
    "retired": lazy("Retired"), "replaced_by": lazy("Replaced by"), "location": lazy("Location"),
    "designation": lazy("Designation"), "rolling_elements": lazy("Rolling elements"), "role": lazy("Role"),
    "phone": lazy("Telephone"), "email": lazy("E-mail"), "hours": lazy("Hours"), "language": lazy("Language"),
    "from": lazy("From"), "until": lazy("Until"), "devices": lazy("Devices"), "rate": lazy("Rate of change"),
    "value": lazy("Value"), "done_at": lazy("When"), "text": lazy("What was done"), "done_by": lazy("By whom"),
    "parts": lazy("Parts"), "running_h": lazy("Running hours"), "case": lazy("Case"),
    "every_days": lazy("Every so many days"), "every_months": lazy("Every so many months"),
    "due_on": lazy("Next due on"), "every_h": lazy("Every so many running hours"), "due_at_h": lazy("Next due at"),
    "soon_days": lazy("Due soon, days before"), "soon_h": lazy("Due soon, hours before"), "note": lazy("Note"),
}
_UNITS = {"_kw": "kW", "_rpm": "rpm", "_mm": "mm", "_hz": "Hz", "_h": "h", "_c": "Cel"}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_LONGEST_VALUE = 2000
_PAGES: dict[str, Callable[[str], str]] = {
    "place": lambda number: f"/places/{number}", "machine": lambda number: f"/machines/{number}",
    "device": lambda number: f"/devices/{number}", "device_settings": lambda number: f"/devices/{number}",
    "signal": lambda number: f"/signals/{number}/limits", "signal_limit": lambda number: f"/signals/{number}/limits",
    "rollout": lambda number: f"/rollouts/{number}", "telling_rule": lambda _number: "/telling",
    "telling_channel": lambda _number: "/telling", "telling_person": lambda _number: "/telling",
}
# What a field is called by its kind of thing; without that: the thing in question has no other name.
_CHOICES: dict[tuple[str, str], Mapping[Any, Lazy]] = {
    ("machine", "type"): TYPES, ("place", "kind"): PLACES,
    ("log_entry", "kind"): {kind.value: word for kind, word in log_words.KINDS.items()},
    ("signal", "kind"): {kind.value: KINDS[kind] for kind in Kind}}


def line(found: Line, *, zone: str) -> dict[str, Any]:
    """Return a change for the screen; ``said`` are pieces of text, the one with an address is the thing."""
    entry = found.entry
    return {"id": found.mark.id, "at": language.iso(entry.at), "when": language.moment(entry.at, zone, seconds=True),
            "said": said(found), "rows": rows(found, zone=zone), "why": entry.reason}


def said(found: Line) -> list[list[str]]:
    """Return who did what to which thing as pieces: text, and the address of what it names."""
    thing = str(THINGS[found.object][0]) if found.object in THINGS else _spoken(found.object) + " {name}"
    if found.entry.action in ACTIONS:
        whole = str(ACTIONS[found.entry.action][0])
    else:
        whole = "{who}: " + _spoken(found.entry.action) + ", {thing}"
    whole = whole.replace("{who}", who(found)).replace("{thing}", thing)
    if "{name}" not in whole:
        return [[whole, page(found)]]
    before, _name, after = whole.partition("{name}")
    return [piece for piece in ([before, ""], [found.name or _number(found), page(found)], [after, ""]) if piece[0]]


def who(found: Line) -> str:
    """Return who made a change."""
    if found.entry.who is not None:
        return found.entry.who
    return _("The fleet file") if found.entry.reason == "fleet file" else stack()


def stack() -> str:
    """Return who stands for what no person has done."""
    return _("Stethos")


def page(found: Line) -> str:
    """Return the address of the page of what was changed, empty without one."""
    return _PAGES[found.object](found.object_id) if found.object in _PAGES and found.object_id.isdecimal() else ""


def rows(found: Line, *, zone: str) -> list[list[str]]:
    """Return what differs: field, before, after."""
    return differing(found.object, found.entry.before, found.entry.after, zone=zone)


def thing(what: str, name: str) -> str:
    """Return a thing with its name, as it stands in a sentence."""
    return str(THINGS[what][0]).format(name=name)


def differing(what: str, before: Values, after: Values, *, zone: str) -> list[list[str]]:
    """Return what differs at a kind of thing: field, before, after."""
    if what == "signal_limit":
        unit = (after or before or {}).get("unit")
        return limit_words.rows(_limits(before), _limits(after), unit=unit)
    return [[field(name), shown(what, name, old, zone=zone), shown(what, name, new, zone=zone)]
            for name, old, new in differences(before, after)]


def field(path: str) -> str:
    """Return the name of a field; of one inside others, all names on the way."""
    return ", ".join(str(FIELDS[name]) if name in FIELDS else _spoken(name) for name in path.split("."))


def shown(what: str, path: str, value: Any, *, zone: str) -> str:
    """Return a value as people read it."""
    name = path.rpartition(".")[2]
    if value is None or value in ("", [], ()):
        return language.NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return _quantity(name, value)
    if isinstance(value, list | tuple):
        return _listed(value)
    if (what, name) in _CHOICES and value in _CHOICES[what, name]:
        return str(_CHOICES[what, name][value])
    text = str(value)
    if _TIME.fullmatch(text):
        return language.moment(datetime.fromisoformat(text), zone)
    return text[:_LONGEST_VALUE]


def kinds(found: Sequence[str]) -> list[list[str]]:
    """Return kinds of things with their names, by name."""
    return sorted(([one, str(THINGS[one][1]) if one in THINGS else _spoken(one).capitalize()] for one in found),
                  key=lambda pair: pair[1])


def actions(found: Sequence[str]) -> list[list[str]]:
    """Return actions with their names, by name."""
    return sorted(([one, str(ACTIONS[one][1]) if one in ACTIONS else _spoken(one)] for one in found),
                  key=lambda pair: pair[1])


def _quantity(name: str, value: float) -> str:
    if name.endswith("_s"):
        return language.duration(value)
    unit = next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), None)
    if unit is None and (isinstance(value, int) or name in {"latitude", "longitude"}):
        return f"{value:g}" if abs(value) < 1e6 else str(value)      # a year has no thousands
    return language.number(value, unit)


def _listed(values: Sequence[Any]) -> str:
    return "; ".join(_item(value) for value in values)[:_LONGEST_VALUE]


def _item(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(str(one) for one in value.values() if one is not None)
    return ": ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)


def _limits(values: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return limits without what is not judged by them."""
    return values and {level: one for level, one in values.items() if level == "unit" or (isinstance(one, Mapping)
                       and set(one) >= set(NUMBERS))}


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _number(found: Line) -> str:
    return _("number {number}").format(number=found.object_id)
