"""Icons: shapes of one colour, drawn by assets/icons.svg in the colour of the text beside them."""

from typing import Any

from dash import html


def icon(name: str, *, label: str | None = None, class_name: str = "") -> Any:
    """Return an icon of assets/icons.svg; without ``label`` it only decorates a word beside it."""
    spoken: dict[str, Any] = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return html.Span(className=f"icon i-{name} {class_name}".strip(), **spoken)
