"""The frame of the audit trail, which assets/pages/audit.js fills."""

import json
from typing import Any

from dash import html

from components.attributes import attributes
from components.icons import icon
from language import _


def frame() -> Any:
    """Return the page: tools, the changes, more of them."""
    return html.Section([
        html.Div([html.H1(_("Changes")), html.P(_("Everything anybody has changed, the newest first."),
                                                className="soft")], className="audit-head"),
        _tools(),
        html.P(id="audit-count", className="soft", role="status"),
        html.Ol([_bone() for _number in range(5)], id="audit-list", className="audit-list panel",
                **attributes(aria_label=_("Changes, the newest first"))),
        html.Button(_("Show older changes"), id="audit-more", type="button", className="btn btn-outline-secondary",
                    hidden=True),
    ], className="audit", **attributes(data_live="audit", data_words=json.dumps(words())))


def words() -> dict[str, str]:
    """Return what the script says about changes."""
    return {"none": _("No change fits this search."), "nothing": _("Nothing was changed so far."),
            "field": _("Field"), "before": _("before"), "after": _("after"), "why": _("Why:"),
            "failed": _("That did not work: there is no connection to the server."), "clear": _("Show everything"),
            "more_rows": _("Show all fields"), "older": _("Show older changes"), "differences": _("What differs")}


def _tools() -> Any:
    search = html.Div([icon("search"), html.Span(id="audit-q-room")], className="audit-search")
    return html.Form([
        html.Label([html.Span(_("Search")), search], className="audit-words"),
        _choice("person", _("Who"), _("Anybody")), _choice("object", _("What"), _("Everything")),
        _choice("action", _("Done"), _("Anything")), _date("from", _("From")), _date("to", _("To")),
    ], className="audit-tools", role="search", id="audit-tools")


def _choice(name: str, label: str, every: str) -> Any:
    return html.Label([html.Span(label), html.Select([html.Option(every, value="")], id=f"audit-{name}",
                                                     className="form-select")])


def _date(name: str, label: str) -> Any:
    return html.Label([html.Span(label), html.Span(id=f"audit-{name}-room")])


def _bone() -> Any:
    return html.Li(html.Div("…", className="skeleton"), className="audit-line", **attributes(aria_hidden="true"))
