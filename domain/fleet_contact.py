"""The contacts of a fleet file: a list belongs to one place or machine and is given as a whole.

A list that is not in the file stays; one that is given takes the place of what was there, an empty one too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from domain.contact import Contact
from domain.fleet import Contacts, Owner
from domain.fleet_fault import Fault, Problem
from domain.fleet_row import COLUMNS, Row, Table, missing, values
from domain.fleet_rules import Surroundings

_OWNERS = ("place", "machine")
_FIELDS = tuple(name for name in COLUMNS[Table.CONTACTS] if name not in _OWNERS)


@dataclass(slots=True)
class ContactLists:
    """The lists that a file gives, and those that are there."""

    before: Mapping[Owner, Contacts] = field(default_factory=dict)
    after: dict[Owner, Contacts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def needed(self) -> dict[Owner, Contacts]:
        """Return the lists that have to be written."""
        return {owner: contacts for owner, contacts in self.after.items()
                if contacts != self.before.get(owner, ())}

    def pairs(self) -> Iterator[tuple[Contact | None, Contact | None]]:
        """Yield how each contact was and will be, by its place in its list; None: there is none."""
        for owner, contacts in self.after.items():
            yield from zip_longest(self.before.get(owner, ()), contacts)


def plan(before: Mapping[Owner, Contacts], rows: Iterable[Row], around: Surroundings) -> ContactLists:
    """Read the lists of a file, and what is wrong with them."""
    made, lists = ContactLists(before), defaultdict[Owner | None, list[Row]](list)
    problems: list[Problem] = []
    for row in rows:
        problems += _owner_problems(row, around)
        lists[_owner(row)].append(row)
    for owner, listed in lists.items():
        contacts = tuple(_contacts(listed, problems))
        if owner is not None:
            made.after[owner] = contacts
    made.problems = [problem for problem in problems if problem.field]
    return made


def _contacts(rows: list[Row], problems: list[Problem]) -> Iterator[Contact]:
    """Yield the contacts of one list; what is wrong with them is added to ``problems``."""
    if len(rows) == 1 and _is_nobody(rows[0]):
        return
    for row in rows:
        found, wrong = values(row)
        wrong += missing(row, is_new=True)
        if not (_text(row, "phone") or _text(row, "email")):
            wrong.append(row.problem("phone", Fault.NO_WAY_TO_REACH))
        problems += wrong
        if not wrong:
            yield Contact(**{name: value for name, value in found.items() if name in _FIELDS})


def _is_nobody(row: Row) -> bool:
    """Tell whether a row says that there is nobody: name and role are given, as nothing, like all else."""
    return {"role", "name"} <= row.cells.keys() and not any(_text(row, name) for name in _FIELDS)


def _owner(row: Row) -> Owner | None:
    given = [(kind, text) for kind in _OWNERS if (text := _text(row, kind))]
    return Owner(*given[0]) if len(given) == 1 else None


def _owner_problems(row: Row, around: Surroundings) -> Iterator[Problem]:
    owner = _owner(row)
    if owner is None:
        fault = Fault.TWO_OWNERS if _text(row, "place") else Fault.MISSING
        yield row.problem("machine", fault)
    elif owner.kind == "place" and owner.key not in around.known_places:
        yield row.problem("place", Fault.UNKNOWN_PLACE)
    elif owner.kind == "machine" and owner.key not in around.known_machines:
        yield row.problem("machine", Fault.UNKNOWN_MACHINE)


def _text(row: Row, column: str) -> str | None:
    return row.cells[column].text if column in row.cells else None
