"""What an import writes into the audit trail: one line for each thing it creates or changes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from domain.fleet import Device, Machine, Owner, Place, Signal
from domain.fleet_limit import SETTING_COLUMNS
from domain.fleet_list import Lists
from domain.fleet_plan import Change, Outcome, Plan
from domain.limit import Level

CREATED, CHANGED, PLACED = "created", "changed", "placed"
_ACTIONS = {Outcome.CREATED: CREATED, Outcome.UPDATED: CHANGED, Outcome.PLACED: PLACED}
_OBJECTS = {Place: "place", Machine: "machine", Device: "device", Signal: "signal"}
# Limits have lines of their own; the unit on the wire follows from what the device says.
_APART = frozenset({"settings", "wire_unit", *(level.value for level in Level), *SETTING_COLUMNS})
_WITHOUT_WORTH: tuple[object, ...] = (None, (), [], {})


@dataclass(frozen=True, slots=True)
class Line:
    """One change: of what, by its identity in the fleet (key, id, path); the fields that differ, before and after."""

    object: str
    key: str
    action: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Author:
    """Who imports, None for an operator's command, and why."""

    user_id: int | None = None
    reason: str = ""


def lines(plan: Plan) -> Iterator[Line]:
    """Yield what a plan changes; limits apart, which are written down where they are set."""
    for changes in (plan.places, plan.machines, plan.devices, plan.signals):
        for change in changes.every:
            if change.outcome is not Outcome.UNCHANGED:
                yield from _line(change)
    lists: dict[str, Lists[Any]] = {"contacts": plan.contacts, "bearings": plan.bearings, "nameplate": plan.nameplates,
                                    "maintenance": plan.maintenance}
    for name, made in lists.items():
        for owner, entries in made.needed().items():
            yield _list(name, owner, made.before.get(owner, ()), entries)


def told(thing: Place | Machine | Device | Signal) -> dict[str, Any]:
    """Return all that is known of a thing, as JSON; what is nothing is left out."""
    return {name: value for name, value in asdict(thing).items()
            if name not in _APART and value not in _WITHOUT_WORTH and value is not False}


def _line(change: Change[Any]) -> Iterator[Line]:
    before, after = change.before and told(change.before), told(change.after)
    if before is not None:
        names = [name for name in before | after if before.get(name) != after.get(name)]
        before, after = ({name: values.get(name) for name in names} for values in (before, after))
    if after:
        yield Line(_OBJECTS[type(change.after)], _key(change.after), _ACTIONS[change.outcome], before, after)


def _key(thing: Place | Machine | Device | Signal) -> str:
    if isinstance(thing, Signal):
        return thing.path
    return thing.id if isinstance(thing, Device) else thing.key


def _list(name: str, owner: Owner, before: Iterable[Any], after: Iterable[Any]) -> Line:
    return Line(owner.kind, owner.key, CHANGED, {name: _entries(before)}, {name: _entries(after)})


def _entries(entries: Iterable[Any]) -> list[dict[str, Any]]:
    """Return contacts, bearings, lines of a nameplate or plans as JSON."""
    return [{name: value.isoformat() if isinstance(value, date) else value
             for name, value in asdict(entry).items() if value is not None} for entry in entries]
