"""The part of a machine's page about its trouble: out of service or not, its alarms, its cases.

assets/pages/machine_case.js fills it from /live/machine_case.
"""

import json
from datetime import datetime
from typing import Any

from dash import html

import language
from components import alarm_words
from components.attributes import attributes
from domain.maintenance import LONGEST_REASON, Window
from language import _

MOST_BONES = 4


def section(machine_id: int, *, may_act: bool, alarms: int) -> Any:
    """Return the frame: a banner, the alarms that stand, what people can do, other cases.

    ``alarms`` stand now: there is as much room as they will need, so that nothing moves when they come.
    """
    bone = html.Li(html.Div("…", className="skeleton"), className="alarm-line alarms-loading",
                   **attributes(aria_hidden="true"))
    return html.Section([
        html.Div(className="out-banners", role="status", **attributes(data_part="windows")),
        html.Div([html.H2(_("Alarms"), id="machine-case-title", tabIndex="-1"),
                  html.A(hidden=True, className="alarm-case", **attributes(data_part="case"))],
                 className="machine-case-head"),
        html.Ul([bone] * min(alarms, MOST_BONES), className="alarm-list", **attributes(data_part="alarms",
                                                             aria_labelledby="machine-case-title")),
        html.P(_("No alarms: nothing needs you here."), hidden=alarms > 0, className="machine-case-well soft",
               **attributes(data_part="well")),
        html.Div([
            html.Details([html.Summary(_("Earlier cases")), html.Ul(className="case-others",
                                                                    **attributes(data_part="others"))],
                         hidden=True, className="machine-case-others", **attributes(data_part="earlier")),
            html.Div(className="machine-case-acts", **attributes(data_part="acts")) if may_act else None,
        ], className="machine-case-foot"),
    ], className="machine-case", id="machine-case", **attributes(
        data_live="machine_case", data_machine=str(machine_id), data_words=json.dumps(_words(may_act=may_act))))


def window(found: Window, *, now: datetime, zone: str) -> dict[str, Any]:
    """Return a maintenance window as its banner says it."""
    is_on = found.is_on(now)
    text = _("Out of service until {end}") if is_on else _("Will be out of service from {start} to {end}")
    by = _("{name}: {reason}").format(name=found.by, reason=found.reason) if found.by else found.reason
    return {"id": found.id, "on": is_on, "reason": by, "text": text.format(
        start=language.moment(found.starts_at, zone), end=language.moment(found.ends_at, zone))}


def _words(*, may_act: bool) -> dict[str, Any]:
    return alarm_words.line_words() | {
        "may_act": may_act,
        "open_case": _("Open case of {name}"), "open_nobody": _("Open case; nobody looks after it yet"),
        "begin": _("Take out of service"), "begin_help": _(
            "Alarms of the machine are kept, but call nobody. The window ends by itself, after 30 days at most."),
        "from": _("From"), "until": _("Until"), "reason": _("Why"), "longest_reason": LONGEST_REASON,
        "zone_help": _("On the clock of the plant ({zone})."),
        "end": _("Back in service"), "call_off": _("Call it off"),
        "end_help": _("Alarms that still stand and that nobody has acknowledged call people from now on."),
        "quiet": _("Alarms are kept, but call nobody."),
    }
