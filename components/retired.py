"""The banner of what is retired: since when, by whom, why, and for admins the button that restores it."""

from datetime import datetime
from typing import Any

from dash import html

import language
from components.attributes import attributes
from components.icons import icon
from language import _


def banner(kind: str, number: int, at: datetime | None, *, zone: str, by: tuple[str | None, str],
           may_edit: bool, url: str = "") -> Any:
    """Return the banner, None for what is not retired; ``by`` is who and why, ``url`` restores it if no form does."""
    if at is None:
        return None
    who, why = by
    told = _("Retired {when}").format(when=language.moment(at, zone))
    told += _(", by {who}").format(who=who) if who else ""
    button = html.Button(_("Restore"), type="button", className="btn btn-outline-secondary")
    return html.Aside([
        html.P([icon("shelf"), " ", html.Strong(told), html.Span(f": {why}" if why else "")]),
        button if may_edit else None,
    ], className="retired panel state-unknown", **attributes(
        data_live="retired", data_url=url or f"/live/forms/{kind}/restore", data_number=str(number),
        data_failed=_("That did not work: there is no connection to the server.")))
