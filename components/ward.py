"""The ward round's frame, which assets/ward.js fills, and its texts that depend on what is found."""

import json
from datetime import datetime
from typing import Any

from dash import dcc, html

from components import status
from components.attributes import attributes
from components.icons import icon
from language import _, ngettext

SKELETON_LINES = 6


def frame(*, q: str, seen_at: datetime | None) -> Any:
    """Return the frame: tools, what must be told at once, the list, the healthy ones; ``q`` is the search.

    What began after ``seen_at`` is marked as new.
    """
    return html.Section([
        html.Div([html.H1(_("Ward round")), html.P(id="ward-counts", className="ward-counts")],
                 className="ward-head"),
        _tools(q),
        html.Div(id="ward-alert", className="ward-alert", role="alert"),
        html.Div(id="ward-notices", className="ward-notices", role="status"),
        html.Button(id="ward-pill", type="button", className="ward-pill", hidden=True),
        html.Ol(_skeleton(), id="ward-list", className="ward-list",
                **attributes(aria_label=_("Machines, worst first"))),
        html.Button(id="ward-more", type="button", className="btn btn-outline-secondary", hidden=True),
        html.Div(id="ward-empty", className="ward-empty", hidden=True),
        html.Div(id="ward-healthy", className="ward-healthy", role="group",
                 **attributes(aria_label=_("Healthy machines"))),
        html.Span(**attributes(data_live="ward-seen")),
    ], className="ward", **attributes(data_live="ward", data_words=json.dumps(_words(seen_at))))


def healthy_line(site: str, count: int) -> str:
    """Return the grey line of a site: Nordwerk: 23 machines healthy."""
    return ngettext("{site}: {count} machine healthy", "{site}: {count} machines healthy",
                    count).replace("{site}", site)


def more_healthy(count: int) -> str:
    """Return how many healthy machines are not listed, nothing if all are."""
    return ngettext("and {count} more", "and {count} more", count) if count > 0 else ""


def more_lines(count: int) -> str:
    """Return what the button under the list says, nothing if there is nothing more."""
    return ngettext("Show {count} more machine", "Show {count} more machines", count) if count > 0 else ""


def elsewhere(count: int) -> str:
    """Return what a filter hides that must not be hidden, nothing if there is nothing."""
    if count <= 0:
        return ""
    return ngettext("{count} critical machine is outside of this search",
                    "{count} critical machines are outside of this search", count)


def way(places: list[str]) -> str:
    """Return the way to a place: Nordwerk › Paper machine 1."""
    return " › ".join(places)


def _tools(q: str) -> Any:
    search = html.Div([
        icon("search"),
        dcc.Input(id="ward-q", type="search", value=q, className="form-control", maxLength=100,
                  autoComplete="off", placeholder=_("Name, place, type, serial")),
    ], className="ward-search")
    return html.Div([
        html.Label([html.Span(_("Search"), className="visually-hidden"), search], className="ward-q"),
        html.Label([html.Span(_("Site"), className="visually-hidden"),
                    html.Select([html.Option(_("All sites"), value="")], id="ward-site",
                                className="form-select")], className="ward-site"),
    ], className="ward-tools", role="search")


def _skeleton() -> list[Any]:
    line = html.Li(html.Div("…", className="skeleton"), className="ward-line ward-waiting",
                   **attributes(aria_hidden="true"))
    return [line] * SKELETON_LINES


def _words(seen_at: datetime | None) -> dict[str, Any]:
    return {
        "states": status.words(), "new": _("New"),
        "seen_ms": round(seen_at.timestamp() * 1000) if seen_at else 0,
        "pill_one": _("1 change"), "pill_many": _("{count} changes"),
        "now_critical": _("Now critical:"), "close": _("Close"), "and_more": _("and {count} more"),
        "not_judged": _("Not judged since {time}: what you see may be out of date."),
        "never_judged": _("Not judged yet: the watching process is not running."),
        "clear": _("Show everything"),
        "no_match": _("No machine fits this search."),
        "all_well": _("Nothing needs you now."),
        "no_machines": _("No machines yet. An admin adds the first site on the page Fleet, or loads a fleet file."),
        "waiting": _("Devices that wait to be placed"),
        "for": _("for"),
    }
