"""The page of a case: its frame, which assets/pages/case.js fills."""

import json
from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import alarm_words, chart_marks
from components.attributes import attributes
from components.charts import height_px
from components.contacts import contacts
from components.graph import graph
from domain.case import Case
from domain.contact import Contact
from language import _


def frame(case: Case, machine: str, people: Sequence[Contact], *, me: int | None,
          owners: Sequence[tuple[int, str]]) -> Any:
    """Return the frame: what it is, its alarms with the chart around one, whom to call, the timeline, other cases.

    ``me`` is who looks at it and may act, None for who may not.
    """
    heights = {f"--chart-{name}": f"{height_px([None], narrow=name == 'narrow')}px" for name in ("wide", "narrow")}
    return html.Article([
        _head(case, machine),
        html.Div([
            html.Div([_alarms(), _chart(case), _timeline()], className="case-main"),
            html.Div([contacts(people), _others()], className="case-beside"),
        ], className="case-columns"),
        dcc.Store(id="case-view"),
    ], className="case", style=heights, **attributes(
        data_live="case", data_case=str(case.id),
        data_words=json.dumps(_words(machine, me=me, owners=owners))))


def _head(case: Case, machine: str) -> Any:
    return html.Header([
        html.Div([html.Span(_("Case {number}").format(number=case.id), className="case-number soft"),
                  html.H1(machine), html.P(className="case-place soft", **attributes(data_part="place")),
                  html.P(dcc.Link(_("Print or PDF"), href=f"/machines/{case.machine_id}/print"),
                         className="page-acts")]),
        html.Div([html.Span(className="skeleton", **attributes(data_part="state")),
                  html.Span(**attributes(data_part="owner")), html.Span(**attributes(data_part="since"))],
                 className="case-marks"),
        html.P(hidden=True, className="case-closed", **attributes(data_part="closed")),
        html.Div(className="case-acts", role="toolbar",
                 **attributes(data_part="acts", aria_label=_("Do with this case"))),
    ], className="case-head panel")


def _alarms() -> Any:
    bone = html.Li(html.Div("…", className="skeleton"), className="alarm-line alarms-loading",
                   **attributes(aria_hidden="true"))
    return html.Section([
        html.H2(_("Alarms"), id="case-alarms-title"),
        html.Ul([bone, bone], className="alarm-list", **attributes(data_part="alarms",
                                                                   aria_labelledby="case-alarms-title"))])


def _chart(case: Case) -> Any:
    return html.Section([
        html.Div([html.H2(_("Around the alarm"), id="case-chart-title"),
                  html.Label([html.Span(_("Alarm"), className="visually-hidden"),
                              html.Select(className="form-select", **attributes(data_part="alarm"))])],
                 className="case-chart-head"),
        html.P(className="soft", **attributes(data_part="chart-words")),
        html.Div(graph("case-trend"), role="img", className="machine-chart",
                 **attributes(aria_labelledby="case-chart-title")),
        chart_marks.room("case-trend", case.machine_id),
    ], **attributes(data_part="chart"))


def _timeline() -> Any:
    return html.Section([html.H2(_("Timeline"), id="case-timeline-title"),
                         html.Ol(className="case-timeline", **attributes(data_part="timeline",
                                                                         aria_labelledby="case-timeline-title"))])


def _others() -> Any:
    return html.Section([html.H2(_("Other cases of this machine"), id="case-others-title"),
                         html.Ul(className="case-others", **attributes(data_part="others",
                                                                       aria_labelledby="case-others-title")),
                         html.P(_("This is its first case."), hidden=True, className="soft",
                                **attributes(data_part="first"))])


def _words(machine: str, *, me: int | None, owners: Sequence[tuple[int, str]]) -> dict[str, Any]:
    return alarm_words.line_words() | {
        "may_act": me is not None, "since": _("since {moment}"),
        "title": _("Case: {machine} · Stethos").format(machine=machine),
        "owners": [[number, name] for number, name in owners],
        "outcomes": [[outcome.value, str(word)] for outcome, word in alarm_words.OUTCOMES.items()],
        "take": _("Take the case"), "hand_over": _("Hand over"), "hand_title": _("Who looks after it?"),
        "hand_to": _("Hand over to"), "me": me,
        "nobody": _("Nobody"), "comment": _("Comment"), "picture": _("Add a picture"), "close": _("Close the case"),
        "picture_take": _("Take a picture"), "picture_choose": _("Or choose one"),
        "picture_text": _("What does it show?"),
        "picture_help": _("JPEG, PNG or WebP, 15 MB at most. Place and time the camera added are removed."),
        "picture_large": _("This picture is too large: 15 MB at most."), "picture_open": _("Picture in full size"),
        "outcome": _("What was it?"), "choose": _("Please choose"), "conclusion": _("What was found and done"),
        "close_help": _("A closed case is kept as it is: nobody can change it any more."),
        "standing": _("{count} alarms of this case are not acknowledged."),
        "standing_one": _("1 alarm of this case is not acknowledged."),
        "acknowledge_all": _("Acknowledge all and close"),
        "chart_words": _("The shaded time is when the alarm was active; the lines are the limits of the signal."),
        "by": _("by {name}"),
    }
