"""The section of a machine's page that says how it was run; assets/pages/operation.js draws what changes."""

import json
from typing import Any

from dash import dcc, html

import language
from components.attributes import attributes
from domain.operation import DAYS, Teller
from language import _

_FIGURES = 6        # bones of these, until the figures are there


def section(machine_id: int, teller: Teller | None, *, may_edit: bool) -> Any:
    """Return the section; without a signal that tells whether the machine runs it says what to do about it."""
    if teller is None:
        return html.Section([html.H2(_("Operation")), html.P(_not_known(machine_id, may_edit=may_edit))],
                            className="operation", **attributes(aria_label=_("Operation")))
    return html.Section([
        html.H2([_("Operation"), html.Span(_("last {days} days").format(days=DAYS), className="machine-aside soft")]),
        html.P(hidden=True, className="operation-nothing", **attributes(data_part="nothing")),
        html.Dl([html.Div(className="operation-figure skeleton") for _figure in range(_FIGURES)],
                className="operation-figures", **attributes(data_part="figures")),
        html.Div([_chart("hours", _("Running hours a day; the table below says them in numbers")),
                  _chart("starts", _("Starts a day; the table below says them in numbers")),
                  html.P(className="operation-readout soft", **attributes(data_part="said", aria_hidden="true"))],
                 className="operation-charts", **attributes(data_part="charts")),
        html.Details([html.Summary(_("Day by day, in numbers")), _table()], className="operation-table",
                     **attributes(data_part="table")),
        _definitions(teller),
    ], className="operation", **attributes(
        data_live="operation", data_machine=str(machine_id), data_words=json.dumps(_words()),
        aria_label=_("Operation")))


def columns() -> list[str]:
    """Return the heads of the table."""
    return [_("Day"), _("Running"), _("Starts"), _("Standing still"), _("Not known")]


def _not_known(machine_id: int, *, may_edit: bool) -> list[Any]:
    why = _("Whether this machine runs is not known: no signal of it tells so.")
    what = _("An admin can choose one, such as its speed, current or power, and the value above which it runs.")
    if not may_edit:
        return [f"{why} {what}"]
    return [why, " ", _("Choose one, such as its speed, current or power, and the value above which it runs:"), " ",
            dcc.Link(_("Edit the machine"), href=f"/machines/{machine_id}/edit")]


def _chart(name: str, label: str) -> Any:
    """Return the frame of one chart, which the script fills with an image."""
    return html.Figure([html.Figcaption(**attributes(data_part=f"{name}-caption")),
                        html.Div(role="img", className=f"operation-chart operation-{name}",
                                 **attributes(data_part=name, aria_label=label))])


def _table() -> Any:
    heads = html.Tr([html.Th(name, scope="col") for name in columns()])
    numbers = html.Table([html.Thead(heads), html.Tbody(**attributes(data_part="days"))], className="machine-table")
    return html.Div(numbers, className="machine-table-room", tabIndex="0", role="region",
                    **attributes(aria_label=_("Operation day by day")))


def _definitions(teller: Teller) -> Any:
    lines = [
        _("Running: a minute in which {signal} was above {value} on average.").format(
            signal=teller.title, value=language.number(teller.above, teller.unit)),
        _("Start: a minute of running right after a minute of standing still. Of several starts within a minute one is "
          "seen at most."),
        _("Not known: minutes without a usable reading; one stands for three intervals of the signal at most. What "
          "follows such a gap is no start, because nobody saw it."),
        _("Day: from midnight to midnight by the clock of the plant, with 23 or 25 hours where the clocks are changed; "
          "of today, what has passed."),
        _("Late readings correct the figures of their days within minutes. Whoever chooses another signal or threshold "
          "changes what is counted from then on."),
    ]
    return html.Details([html.Summary(_("What these words mean")), html.Ul([html.Li(line) for line in lines])],
                        className="machine-definitions soft")


def _words() -> dict[str, str]:
    return {"point": _("Point at a day to read it."), "running": _("running"),
            "hours": _("Running hours a day"), "starts": _("Starts a day")}
