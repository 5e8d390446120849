"""The frame of the system page, which assets/pages/system.js fills."""

import json
from typing import Any

from dash import html

from components.attributes import attributes
from language import _


def frame(*, may_see_payloads: bool) -> Any:
    """Return the frame; ``may_see_payloads``: rejected messages can be opened."""
    return html.Section([
        html.H1(_("System")),
        _section(_("Parts"), "processes", [_facts("processes", 4)]),
        _section(_("Account"), "account", [
            html.P(_("Every message and every reading that came is accounted for."), className="soft"),
            html.Div(html.Table(className="system-table", **attributes(data_part="account")),
                     className="system-scroll"),
            _facts("balance", 1)]),
        _section(_("Stream"), "stream", [_facts("stream", 4, tiles=True), _charts()]),
        _section(_("Rejected messages"), "rejected", [
            html.P(className="soft", **attributes(data_part="rejected-text")),
            html.Ul(className="system-reasons", **attributes(data_part="reasons")),
            html.Ul(className="system-list", **attributes(data_part="rejected")), _more("rejected")]),
        _section(_("Conflicts"), "conflicts", [
            html.P(className="soft", **attributes(data_part="conflicts-text")),
            html.Ul(className="system-list", **attributes(data_part="conflicts")), _more("conflicts")]),
        _section(_("Messages to people"), "telling", [
            _facts("telling", 3),
            html.Ul(className="system-list", **attributes(data_part="failed")), _more("failed")]),
        _section(_("Database"), "database", [_facts("database", 4)]),
        _section(_("Versions"), "versions", [_facts("versions", 5)]),
    ], className="system", **attributes(data_live="system", data_words=json.dumps(_words(may_see_payloads))))


def _section(title: str, name: str, content: list[Any]) -> Any:
    return html.Section([html.H2(title, id=f"system-{name}"), *content], className=f"panel system-part system-{name}",
                        **attributes(aria_labelledby=f"system-{name}"))


def _facts(name: str, waiting: int, *, tiles: bool = False) -> Any:
    skeleton = html.Div(html.Div("…", className="skeleton"), className="system-fact",
                        **attributes(aria_hidden="true"))
    return html.Div([skeleton] * waiting, className="system-facts system-tiles" if tiles else "system-facts",
                    **attributes(data_part=name))


def _more(name: str) -> Any:
    return html.Button(_("Show more"), type="button", className="btn btn-outline-secondary btn-sm", hidden=True,
                       **attributes(data_part=f"{name}-more"))


def _charts() -> Any:
    return html.Div([html.Div(html.Div("…", className="skeleton"), className="system-chart")] * 3,
                    className="system-charts", **attributes(data_part="charts"))


def _words(may_see_payloads: bool) -> dict[str, Any]:
    return {
        "payloads": may_see_payloads, "show": _("Show the bytes"), "hide": _("Hide the bytes"),
        "failed": _("The bytes could not be loaded."), "start": _("60 min ago"), "end": _("now"),
        "item": _("Item"),
    }
