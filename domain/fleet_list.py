"""The lists of a fleet file: contacts of a place or machine; bearings, nameplate and maintenance of one.

A list is given as a whole: one that is not in the file stays; one that is given takes the place of what was there, an
empty one too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Generic, TypeVar

from domain import upkeep_form
from domain.contact import Contact
from domain.fleet import Owner
from domain.fleet_fault import Fault, Problem
from domain.fleet_row import COLUMNS, Row, Table, Values, missing, required, values
from domain.fleet_rules import Surroundings
from domain.plate import Bearing, PlateLine
from domain.upkeep import Upkeep

T = TypeVar("T", bound=Contact | Bearing | PlateLine | Upkeep)
_OWNERS = ("place", "machine")


@dataclass(slots=True)
class Lists(Generic[T]):
    """The lists that a file gives, and those that are there."""

    before: Mapping[Owner, tuple[T, ...]] = field(default_factory=dict)
    after: dict[Owner, tuple[T, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def needed(self) -> dict[Owner, tuple[T, ...]]:
        """Return the lists that have to be written."""
        return {owner: items for owner, items in self.after.items() if items != self.before.get(owner, ())}

    def pairs(self) -> Iterator[tuple[T | None, T | None]]:
        """Yield how each entry was and will be, by its place in its list; None: there is none."""
        for owner, items in self.after.items():
            yield from zip_longest(self.before.get(owner, ()), items)


def plan(kind: Callable[..., T], before: Mapping[Owner, tuple[T, ...]], rows: Iterable[Row],
         around: Surroundings) -> Lists[T]:
    """Read the lists of one kind, and what is wrong with them."""
    made, lists = Lists(before), defaultdict[Owner | None, list[Row]](list)
    problems: list[Problem] = []
    for row in rows:
        problems += _owner_problems(row, around)
        lists[_owner(row)].append(row)
    for owner, listed in lists.items():
        items = tuple(_items(kind, listed, problems))
        if owner is not None:
            made.after[owner] = items
    made.problems = [problem for problem in problems if problem.field]
    return made


def fields(table: Table) -> tuple[str, ...]:
    """Return the columns of an entry without those that say whose it is."""
    return tuple(name for name in COLUMNS[table] if name not in _OWNERS)


def _items(kind: Callable[..., T], rows: list[Row], problems: list[Problem]) -> Iterator[T]:
    """Yield the entries of one list; what is wrong with them is added to ``problems``."""
    if len(rows) == 1 and _is_nothing(rows[0]):
        return
    named: dict[str, Row] = {}
    for row in rows:
        found, wrong = values(row)
        wrong += missing(row, is_new=True)
        if row.table is Table.CONTACTS and not (_text(row, "phone") or _text(row, "email")):
            wrong.append(row.problem("phone", Fault.NO_WAY_TO_REACH))
        if row.table is Table.MAINTENANCE and not wrong:
            wrong += _upkeep_problems(row, found, named)
        problems += wrong
        if not wrong:
            yield kind(**{name: value for name, value in found.items() if name in fields(row.table)})


def _upkeep_problems(row: Row, found: Values, named: dict[str, Row]) -> Iterator[Problem]:
    """Yield what a plan lacks, and that another one of its machine has its name, which are noted in ``named``."""
    first = named.setdefault(found["name"].lower(), row)
    if first is not row:
        yield row.problem("name", Fault.STANDS_TWICE, wanted=[first.file, str(first.line)])
    yield from (row.problem(column, fault) for column, fault in upkeep_form.faults(found))


def _is_nothing(row: Row) -> bool:
    """Tell whether a row says that the list is empty: what is required is given, as nothing, like all else."""
    return required(row.table) <= row.cells.keys() and not any(_text(row, name) for name in fields(row.table))


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
