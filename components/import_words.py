"""What people read when a fleet file is imported: how much of what, what becomes of it, what is wrong."""

from collections.abc import Mapping

from domain.fleet_plan import Outcome
from domain.fleet_row import Table
from language import _, lazy, ngettext, number

TABLES = {Table.PLACES: lazy("Places"), Table.MACHINES: lazy("Machines"), Table.DEVICES: lazy("Devices"),
          Table.SIGNALS: lazy("Signals"), Table.CONTACTS: lazy("Contacts"), Table.BEARINGS: lazy("Bearings"),
          Table.NAMEPLATE: lazy("Lines of nameplates"), Table.MAINTENANCE: lazy("Planned maintenance")}
OUTCOMES = {Outcome.CREATED: lazy("new"), Outcome.PLACED: lazy("placed"), Outcome.UPDATED: lazy("changed"),
            Outcome.UNCHANGED: lazy("unchanged"), Outcome.REMOVED: lazy("removed")}
_ACTIONS = {"created": OUTCOMES[Outcome.CREATED], "placed": OUTCOMES[Outcome.PLACED],
            "changed": OUTCOMES[Outcome.UPDATED]}


def outcomes() -> list[str]:
    """Return the heads of the columns of counts."""
    return [str(word) for word in OUTCOMES.values()]


def counts(found: Mapping[Table, Mapping[Outcome, int]]) -> list[list[str]]:
    """Return a line a table that the files name: its name, then how many have which outcome."""
    return [[str(TABLES[table]), *(number(of_table[outcome], digits=0) for outcome in OUTCOMES)]
            for table, of_table in found.items() if any(of_table.values())]


def outcome(action: str) -> str:
    """Return what becomes of a thing."""
    return str(_ACTIONS[action])


def summary(differences: int) -> str:
    """Return how much would change."""
    return ngettext("{count} difference", "{count} differences", differences) if differences else _(
        "Nothing would change: the fleet is as these files say.")


def mistakes(shown: int, more: int) -> str:
    """Return how much is wrong."""
    return ngettext("{count} mistake; nothing was changed.", "{count} mistakes; nothing was changed.", shown + more) + (
        " " + _("The first {number} are listed.").format(number=shown) if more else "")


def done(found: Mapping[Table, Mapping[Outcome, int]]) -> str:
    """Return what was done."""
    changed = sum(count for of_table in found.values() for outcome, count in of_table.items()
                  if outcome is not Outcome.UNCHANGED)
    return ngettext("Imported: {count} thing was created or changed.",
                    "Imported: {count} things were created or changed.", changed)
