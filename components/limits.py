"""The frame of the page of a signal's limits; what changes is drawn by assets/pages/limits.js."""

import json
from typing import Any

from dash import dcc, html

import language
from components import chart_marks, charts
from components.attributes import attributes
from components.icons import icon
from components.limit_words import FIELDS, LEVELS, PRIORITIES, per_hour
from components.proposal_words import NOT_CHECKED
from domain import limit
from domain.limit import VALUES, Level
from domain.limited import Limited
from language import _


def frame(signal: Limited, chart: Any, *, may_edit: bool) -> Any:
    """Return the page around the chart of the last 30 days."""
    return html.Article([
        _head(signal, may_edit=may_edit),
        html.Div([
            _past(chart),
            html.P(_("Reading the last 30 days …"), className="limits-judged soft", **attributes(data_part="judged")),
            chart_marks.room("limits-past", signal.machine_id),
            html.P(hidden=True, className="soft", **attributes(data_part="sensor")), _conflict(), _form(),
        ], className="limits-work"),
        _lists(), _definitions(),
        dcc.Store(id="limits-view"),
    ], className="limits", **_words(signal, may_edit=may_edit))


def _head(signal: Limited, *, may_edit: bool) -> Any:
    machine = dcc.Link([icon("left"), html.Span(signal.machine)], href=f"/machines/{signal.machine_id}",
                       className="limits-back") if signal.machine_id else html.P(signal.device, className="soft")
    about = [_("from {device}").format(device=signal.device)]
    if signal.minimum is not None or signal.maximum is not None:
        about.append(_("range {low} to {high}").format(low=language.number(signal.minimum),
                                                       high=language.number(signal.maximum, signal.unit)))
    told = (_("The limits of a retired signal rest.") if signal.retired_at is not None
            else _("Only an admin changes limits."))
    readers = None if may_edit else html.P([icon("lock"), html.Span(told)], className="limits-note")
    edit = dcc.Link(_("Edit"), href=f"/signals/{signal.id}/edit", className="btn btn-outline-secondary")
    return html.Header([machine, html.H1(_("Limits of {signal}").format(signal=signal.title)),
                        html.P(", ".join(about), className="soft"), readers,
                        html.Div(edit, className="page-acts") if may_edit else None], className="limits-head")


def _past(chart: Any) -> Any:
    label = _("The last 30 days with the limits; the text below says it in numbers")
    return html.Section([
        html.Div(chart, role="img", className="limits-chart", **attributes(aria_label=label)),
    ], className="limits-past", **attributes(aria_label=_("The last 30 days")))


def _conflict() -> Any:
    """Return the room for what somebody else has set meanwhile."""
    return html.Section(hidden=True, className="limits-conflict state-warning", role="alert", tabIndex="-1",
                        **attributes(data_part="conflict"))


def _form() -> Any:
    """Return the room of the form, with a bone in the place of each limit."""
    return html.Form([html.Div(className="limits-card skeleton") for _level in Level], className="limits-form",
                     noValidate="noValidate", **attributes(data_part="form"))


def _lists() -> Any:
    return html.Div([
        html.Section([html.H2(_("Proposals")), html.Ul(className="limits-list", **attributes(data_part="proposals")),
                      html.P(str(NOT_CHECKED), className="soft limits-small")]),
        html.Section([html.H2(_("Changes of the limits")),
                      html.Ol(className="limits-list", **attributes(data_part="history"))]),
    ], className="limits-lists")


def _definitions() -> Any:
    lines = [
        _("Deadband: how far within the limit the value has to be again before the alarm ends."),
        _("On-delay, off-delay: for how long the value has to be beyond the limit before the alarm is raised, and "
          "within it again before the alarm ends, at the times of the device. A silence of the sensor begins it anew."),
        _("Rate of change: how fast the value rises or falls, in its unit an hour, over the last ten minutes or "
          "six readings."),
        _("Latching: the alarm stays on the screen after it has returned, until somebody resets it."),
        _("Only while running: the limit rests while the machine stands still and while it starts."),
        _("Judge here, also on the sensor: Stethos holds every reading against the limit, or the device does so by "
          "itself, or both. The device gets the value in its own unit, and it is in effect there once it says so."),
        _("Would have raised: the readings of the last 30 days, judged by the rules of the live alarms. Shaded in the "
          "chart."),
    ]
    return html.Details([html.Summary(_("What these words mean")), html.Ul([html.Li(line) for line in lines])],
                        className="machine-definitions soft")


def _words(signal: Limited, *, may_edit: bool) -> dict[str, Any]:
    told = {
        "fields": {name: str(word) for name, word in FIELDS.items()}, "judging": _("How it is judged"),
        "priorities": {priority.value: str(word) for priority, word in PRIORITIES.items()},
        "none": _("no limit"), "seconds": "s", "fill": _("Fill in"),
        "filled": _("Filled in; nothing is saved yet."), "saved": _("Saved"), "when": _("When"),
        "no_history": _("These limits were never changed here."),
        "no_proposals": _("Nothing is proposed for such a signal."),
        "not_proposed": _("Not proposed: {title}"), "theirs": _("Theirs"), "mine": _("Yours"), "field": _("Limit"),
        "before": _("before"), "after": _("after"), "take": _("Take theirs"), "keep": _("Go on with yours"),
        "by": _("{who}, {when}"), "failed": _("That did not work; nothing was saved. Try again."),
        "why": _("Why do the limits change?"), "save": _("Save"), "discard": _("Discard"),
        "here": _("Judge here"), "sensor": _("Also on the sensor"),
        "on_sensor": _("The device {device} can judge limits by itself; how they stand there is shown at each limit."),
        "unsaved": _("Your changes are not saved yet."), "close": _("Close"),
    }
    return attributes(data_live="limits", data_signal=str(signal.id), data_words=json.dumps(told),
                      data_levels=json.dumps(_levels(signal)), data_may_edit="yes" if may_edit else "")


def _levels(signal: Limited) -> list[dict[str, Any]]:
    """Return each limit with its name, how it is drawn (the rate is not), its unit and how it is judged by default."""
    styles: list[dict[str, str]] = [*charts.limit_styles(), {}]
    return [{"level": level.value, "name": str(LEVELS[level]), "unit": per_hour(level, signal.unit),
             "plain": _plain(level)} | style for level, style in zip((*VALUES, Level.RATE), styles, strict=True)]


def _plain(level: Level) -> dict[str, Any]:
    plain = limit.default(level, 0.0)
    return {"deadband": plain.deadband, "on_delay_s": plain.on_delay_s, "off_delay_s": plain.off_delay_s,
            "priority": plain.priority.value, "latching": plain.latching,
            "only_while_running": plain.only_while_running}
