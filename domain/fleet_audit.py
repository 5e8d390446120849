"""What an import writes into the audit trail: one line for each thing it creates or changes."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from domain.contact import Contact
from domain.fleet import Contacts, Device, Machine, Owner, Place, Signal
from domain.fleet_limit import SETTING_COLUMNS
from domain.fleet_plan import Change, Outcome, Plan
from domain.limit import Level

CREATED, CHANGED, PLACED = "created", "changed", "placed"
_ACTIONS = {Outcome.CREATED: CREATED, Outcome.UPDATED: CHANGED, Outcome.PLACED: PLACED}
_OBJECTS = {Place: "place", Machine: "machine", Device: "device", Signal: "signal"}
# Limits have lines of their own; the unit on the wire follows from what the device says.
_APART = frozenset({"settings", "wire_unit", *(level.value for level in Level), *SETTING_COLUMNS})
_WITHOUT_WORTH = (None, (), [], {})


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
    for owner, contacts in plan.contacts.needed().items():
        yield _contacts(owner, plan.contacts.before.get(owner, ()), contacts)


def told(thing: Place | Machine | Device | Signal) -> dict[str, Any]:
    """Return all that is known of a thing, as JSON; what is nothing is left out."""
    return {name: value for name, value in asdict(thing).items() if name not in _APART and value not in _WITHOUT_WORTH}


def _line(change: Change[Any]) -> Iterator[Line]:
    before, after = change.before and told(change.before), told(change.after)
    if before is not None:
        names = [name for name in before | after if before.get(name) != after.get(name)]
        before, after = ({name: values.get(name) for name in names} for values in (before, after))
    if after:
        key = change.after.path if isinstance(change.after, Signal) else getattr(change.after, "key", "") or change.after.id
        yield Line(_OBJECTS[type(change.after)], key, _ACTIONS[change.outcome], before, after)


def _contacts(owner: Owner, before: Contacts, after: Contacts) -> Line:
    return Line(owner.kind, owner.key, CHANGED, {"contacts": _people(before)}, {"contacts": _people(after)})


def _people(contacts: Contacts) -> list[dict[str, str]]:
    return [_person(contact) for contact in contacts]


def _person(contact: Contact) -> dict[str, str]:
    return {name: value for name, value in asdict(contact).items() if value is not None}
