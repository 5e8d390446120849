"""The log book on the page of a machine: the frame that assets/pages/log.js fills."""

import json
from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import log_words
from components.attributes import attributes
from components.icons import icon
from domain.log import Entry, Place
from language import _

PAGE = 10


def section(machine_id: int, entries: Sequence[Entry], *, zone: str, may_write: bool, in_service: bool) -> Any:
    """Return the newest entries; ``entries`` has one more than are shown if there are older ones."""
    add = dcc.Link([icon("plus"), html.Span(_("New entry"))], href=f"/machines/{machine_id}/log/new",
                   className="btn btn-outline-secondary") if may_write and in_service else None
    return html.Section([
        html.Div([html.H2(_("Log book"), id="log-title"), add], className="log-head"),
        html.Ol(className="log-list", hidden=not entries, **attributes(data_part="list", aria_labelledby="log-title")),
        html.P(_("Nothing was written down yet."), hidden=bool(entries), className="soft"),
        html.Button(_("Show older entries"), type="button", className="btn btn-outline-secondary", hidden=True,
                    **attributes(data_part="more")),
    ], className="log", id="log", **attributes(
        data_live="log", data_number=str(machine_id), data_first=json.dumps(page(entries, zone=zone)),
        data_words=json.dumps(_words(may_write=may_write))))


def page(entries: Sequence[Entry], *, zone: str, most: int = PAGE) -> dict[str, Any]:
    """Return lines for the script, and after which entry the next page begins."""
    shown = entries[:most]
    after = f"{shown[-1].draft.done_at.isoformat()}~{shown[-1].id}" if len(entries) > most else ""
    return {"rows": log_words.lines(shown, zone=zone), "after": after}


def place(mark: str) -> Place | None:
    """Return the place a page begins after, None for a text that is none."""
    at, _tilde, number = mark.partition("~")
    try:
        return Place(log_words.moment(at), int(number)) if number.isdecimal() and len(number) < 11 else None
    except ValueError:
        return None


def _words(*, may_write: bool) -> dict[str, Any]:
    return {"may_write": may_write, "edit": _("Edit"), "restore": _("Restore"), "retired": _("retired"),
            "case": _("Case {number}"), "parts": _("Parts"), "entry": _("{what}: {when}"),
            "failed": _("That did not work: there is no connection to the server.")}
