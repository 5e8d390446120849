"""The signals of a machine that are retired, folded below those that live: their history can still be drawn."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

import language
from components.attributes import attributes
from components.icons import icon
from domain.machine import Signal
from language import _, ngettext


def section(signals: Sequence[Signal], *, zone: str) -> Any:
    """Return the fold, None if there is no such signal; assets/pages/machine.js lets its buttons draw."""
    if not signals:
        return None
    title = ngettext("{count} retired signal", "{count} retired signals", len(signals))
    return html.Details([html.Summary(title), html.Ul([_line(one, zone=zone) for one in signals],
                                                      className="retired-signals")],
                        className="machine-definitions", **attributes(data_part="retired"))


def _line(signal: Signal, *, zone: str) -> Any:
    label = _("{signal} in the chart").format(signal=signal.title)
    toggle = html.Button([icon("chart"), html.Span(_("Chart"))], type="button", className="machine-toggle",
                         **attributes(data_signal=str(signal.id), data_toggles="yes", aria_pressed="false",
                                      aria_label=label))
    since = _("retired {moment}").format(moment=language.moment(signal.retired_at, zone)) if signal.retired_at else ""
    return html.Li([dcc.Link(signal.title, href=f"/signals/{signal.id}/limits"), html.Span(since, className="soft"),
                    toggle])
