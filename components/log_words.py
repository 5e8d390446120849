"""What people read about the log book: kinds of work, an entry as a line of the list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import language
from domain.log import Entry, Kind, Part
from language import Lazy, _, lazy

# The word and the icon of each kind.
KINDS: dict[Kind, Lazy] = {
    Kind.INSPECTION: lazy("Inspection"), Kind.LUBRICATION: lazy("Lubrication"), Kind.REPAIR: lazy("Repair"),
    Kind.PART_REPLACED: lazy("Part replaced"), Kind.OVERHAUL: lazy("Overhaul"), Kind.ALIGNMENT: lazy("Alignment"),
    Kind.BALANCING: lazy("Balancing"), Kind.CLEANING: lazy("Cleaning"), Kind.OTHER: lazy("Other work"),
}


def kinds() -> list[tuple[str, str]]:
    """Return every kind with its word."""
    return [(kind.value, str(word)) for kind, word in KINDS.items()]


def lines(entries: Sequence[Entry], *, zone: str) -> list[dict[str, Any]]:
    """Return entries as the script draws them."""
    return [line(one, zone=zone) for one in entries]


def line(one: Entry, *, zone: str) -> dict[str, Any]:
    """Return an entry: what, when and by whom, its parts, what else is known of it."""
    made = one.draft
    return {"id": one.id, "kind": str(KINDS[made.kind]), "at": language.iso(made.done_at),
            "when": language.moment(made.done_at, zone), "by": made.done_by, "text": made.text,
            "parts": [part(used) for used in made.parts], "about": about(one, zone=zone), "case": made.case_id,
            "retired": one.retired_at is not None}


def part(used: Part) -> str:
    """Return a part: 2 × Shaft seal (4711-A)."""
    name = f"{used.name} ({used.number})" if used.number else used.name
    if used.quantity is None:
        return name
    digits = 0 if float(used.quantity).is_integer() else None
    return f"{language.number(used.quantity, digits=digits)} × {name}"


def about(one: Entry, *, zone: str) -> str:
    """Return running hours, and who has written the entry down where somebody else has done the work."""
    told = []
    if one.draft.running_h is not None:
        told.append(_("at {hours} of running").format(hours=language.number(one.draft.running_h, "h")))
    if one.written_by and one.written_by != one.draft.done_by:
        told.append(_("written by {who}, {when}").format(who=one.written_by,
                                                         when=language.moment(one.written_at, zone)))
    return " · ".join(told)


def moment(text: str) -> datetime:
    """Return the moment in a mark of a page. Raises: ValueError."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at
