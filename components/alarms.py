"""The page of alarms: its frame, which assets/pages/alarms.js fills."""

import json
from datetime import datetime
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import alarm_words
from components.attributes import attributes
from components.icons import icon
from language import _, ngettext

SKELETON_LINES = 5


def frame(*, q: str, may_act: bool, seen_at: datetime | None) -> Any:
    """Return the frame: banners, lists to choose from, tools, the list, what to do with the chosen ones.

    ``seen_at`` is until when the person has seen the list: what came later is marked as new.
    """
    seen_ms = "" if seen_at is None else str(round(seen_at.timestamp() * 1000))
    return html.Section([
        html.Div([html.H1(_("Alarms")), html.P(id="alarms-count", className="soft")], className="alarms-head"),
        html.Div(id="alarms-banners", className="alarms-banners", role="status"),
        html.Nav(id="alarms-views", className="alarms-views", **attributes(aria_label=_("Lists of alarms"))),
        _tools(q),
        html.Div(id="alarms-stages", className="alarms-stages", role="group",
                 **attributes(aria_label=_("Show only"))),
        html.Div(id="alarms-all", className="alarms-all", hidden=True),
        html.Ul(_skeleton(), id="alarms-list", className="alarms-list", **attributes(aria_label=_("Alarms"))),
        html.Button(_("Show more"), id="alarms-more", type="button", className="btn btn-outline-secondary",
                    hidden=True),
        html.Div(id="alarms-empty", className="alarms-empty", hidden=True),
        html.Div(id="alarms-chosen", className="alarms-chosen", role="toolbar", hidden=True,
                 **attributes(aria_label=_("Do with the chosen alarms"))),
    ], className="alarms", **attributes(data_live="alarms", data_words=json.dumps(_words(may_act=may_act)),
                                        data_seen=seen_ms))


def total(count: int) -> str:
    """Return how many alarms are in the list."""
    return ngettext("{count} alarm", "{count} alarms", count)


def flood(count: int) -> str:
    """Return what the banner of a flood says."""
    return ngettext("Flood: {count} new alarm in 10 minutes. They are grouped by machine and site.",
                    "Flood: {count} new alarms in 10 minutes. They are grouped by machine and site.", count)


def alone() -> str:
    """Return what stands beside a site over machines that have one alarm each."""
    return _("machines with one alarm each")


def _tools(q: str) -> Any:
    search = html.Div([icon("search"), dcc.Input(
        id="alarms-q", type="search", value=q, className="form-control", maxLength=100, autoComplete="off",
        placeholder=_("Machine, place, signal, device, owner"))], className="alarms-search")
    priorities = [html.Option(_("All priorities"), value=""),
                  *(html.Option(str(mark.word), value=name) for name, mark in alarm_words.PRIORITIES.items())]
    dates = [html.Label([html.Span(name), dbc.Input(id=f"alarms-{key}", type="date")])
             for key, name in (("from", _("From")), ("to", _("To")))]
    return html.Div([
        html.Label([html.Span(_("Search"), className="visually-hidden"), search], className="alarms-q"),
        html.Label([html.Span(_("Priority"), className="visually-hidden"),
                    html.Select(priorities, id="alarms-priority", className="form-select")]),
        html.Label([html.Span(_("Site"), className="visually-hidden"),
                    html.Select([html.Option(_("All sites"), value="")], id="alarms-site",
                                className="form-select")]),
        html.Div(dates, id="alarms-dates", className="alarms-dates", hidden=True),
    ], className="alarms-tools", role="search")


def _skeleton() -> list[Any]:
    line = html.Li(html.Div("…", className="skeleton"), className="alarm-line alarms-loading",
                   **attributes(aria_hidden="true"))
    return [line] * SKELETON_LINES


def _words(*, may_act: bool) -> dict[str, Any]:
    return alarm_words.line_words() | {
        "may_act": may_act,
        "views": {name.value: str(word) for name, word in alarm_words.VIEWS.items()},
        "stages": {name.value: str(word) for name, word in alarm_words.STAGES.items()},
        "every": _("All"), "clear": _("Show everything"), "choose_all": _("Choose all {count}"),
        "choose_none": _("Choose none"), "chosen": _("{count} chosen"),
        "no_match": _("No alarm fits this search."),
        "empty": {
            "active": _("No alarms: nothing needs you now."), "shelved": _("Nothing is shelved."),
            "out_of_service": _("No alarms of machines that are out of service."),
            "devices": _("Sensors and devices are well."), "history": _("No alarms yet.")},
    }
