"""What the search says: a line for each thing it finds, and how many there are."""

from typing import Any

from components import status
from domain.search import Asked, Found, telling
from domain.state import Condition
from language import _, lazy, ngettext

_KINDS = {"machine": lazy("Machine"), "place": lazy("Place"), "device": lazy("Device"), "contact": lazy("Contact")}
_ICONS = {"device": "chip", "contact": "person"}


def item(found: Found, wanted: Asked) -> dict[str, Any]:
    """Return one line: ``mark`` is the condition of a machine (word, icon, tone), ``why`` what answers the search."""
    shown = status.mark(Condition(found.condition)) if found.condition else None
    return {"href": found.href, "name": found.name, "kind": str(_KINDS[found.kind]), "icon": _icon(found),
            "where": " › ".join(found.where), "why": " · ".join(telling(found, wanted)),
            "retired": _("Retired") if found.retired else "",
            "mark": [str(shown.word), shown.icon, shown.tone] if shown and not found.retired else None}


def count(found: int, *, most: int) -> str:
    """Return how many were found, in words."""
    if found == 0:
        return _("Nothing fits. Try fewer letters, or another word.")
    if found == most:
        return _("The {count} best").format(count=found)
    return ngettext("{count} result", "{count} results", found).format(count=found)


def _icon(found: Found) -> str:
    if found.kind == "machine":
        return status.type_icon(found.machine_type or "other")
    return _ICONS.get(found.kind) or ("site" if found.place_kind == "site" else "line")
