"""Attributes that Python cannot spell as arguments."""

from typing import Any


def attributes(**named: str | None) -> dict[str, Any]:
    """Return ``data-`` and ``aria-`` attributes for a component, without those that are None.

    ``html.Div(**attributes(data_live="ward", aria_label=_("Machines")))``
    """
    return {name.replace("_", "-"): text for name, text in named.items() if text is not None}
