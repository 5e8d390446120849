"""The fleet page's frame, which assets/pages/fleet.js fills, and the meaning of its figures."""

import json
from typing import Any

from dash import dcc, html

from components import status
from components.attributes import attributes
from components.fleet_chart import STACKED
from language import Lazy, _, lazy, ngettext

RANGE_NAMES = {"24h": lazy("24 h"), "7d": lazy("7 days"), "30d": lazy("30 days")}
MEANINGS: tuple[tuple[Lazy, Lazy], ...] = (
    (lazy("Availability"),
     lazy("The share of the known time in which a machine was not critical. Known is the time for which "
          "believable data said how the machine was; the rest counts neither for nor against it.")),
    (lazy("Running"),
     lazy("The share of running in the time in which it is known whether the machine ran. A machine runs while "
          "its running signal is above the threshold set for it.")),
    (lazy("Data completeness"),
     lazy("Readings received per reading expected, by the interval of each signal. A signal that sends more "
          "than expected does not make up for another that sends less.")),
    (lazy("Which time"),
     lazy("The last 24 hours, 7 days and 30 days of finished hours, minute by minute. A minute is critical or a "
          "warning if any value in it was beyond that limit; low limits count only while the machine runs. Late "
          "readings correct finished hours. Advice that looks ahead is not counted.")),
)


def frame(*, may_edit: bool = False) -> Any:
    """Return the frame."""
    return html.Section([
        html.Nav(html.Ol(id="fleet-path"), className="fleet-path",
                 **attributes(aria_label=_("Way to this place"))),
        html.Div([html.H1(_("Fleet"), id="fleet-name"), html.P(id="fleet-counts", className="fleet-counts")],
                 className="fleet-head"),
        _acts(may_edit=may_edit),
        html.Div(id="fleet-notices", className="fleet-notices", role="status"),
        html.Div(id="fleet-figures", className="fleet-figures"),
        _ranges(),
        html.Section([html.H2(_("Machines by condition")), _chart()], className="panel fleet-chart"),
        html.Section([html.H2(_("Places"), id="fleet-list-title"), html.Div(_skeleton(), id="fleet-list"),
                      html.Button(id="fleet-more", type="button", className="btn btn-outline-secondary",
                                  hidden=True)], className="fleet-below"),
        _meanings(),
        dcc.Store(id="fleet-view"),
    ], className="fleet", **attributes(data_live="fleet", data_words=json.dumps(_words())))


def graph(figure: Any) -> Any:
    """Return the chart; it is no part of the frame: the list must not wait for the library that draws charts."""
    config: Any = {"displayModeBar": False, "doubleClick": False, "showTips": False}
    return dcc.Graph(id="fleet-trend", figure=figure, config=config, responsive=True)


def summary(rows: list[tuple[str, str, str, str]]) -> Any:
    """Return the chart in words, as a table."""
    if not rows:
        text = _("Nothing is tallied for this time yet: figures appear a few minutes after a full hour.")
        return html.P(text, className="soft")
    head = html.Tr([html.Th(text, scope="col") for text in (_("Machines"), _("Least"), _("Average"), _("Most"))])
    body = [html.Tr([html.Th(row[0], scope="row"), *(html.Td(text, className="num") for text in row[1:])])
            for row in rows]
    return html.Details([html.Summary(_("In numbers")), html.Table([html.Thead(head), html.Tbody(body)])])


def machines(count: int) -> str:
    """Return how many machines there are."""
    return ngettext("{count} machine", "{count} machines", count)


def more_machines(count: int) -> str:
    """Return what the button under the list says, nothing if there is nothing more."""
    return ngettext("Show {count} more machine", "Show {count} more machines", count) if count > 0 else ""


def _acts(*, may_edit: bool) -> Any:
    """Return what one can do here; the script gives the links the place they are about."""
    names = {"place": _("About this place")}
    if may_edit:
        names |= {"site": _("New site"), "inside": _("New place here"), "machine": _("New machine here")}
    return html.Div([html.A(name, hidden=True, className="btn btn-outline-secondary", **attributes(data_act=act))
                     for act, name in names.items()], id="fleet-acts", className="page-acts")


def _ranges() -> Any:
    buttons = [html.Button(str(name), type="button", className="fleet-range",
                           **attributes(data_range=key, aria_pressed="false"))
               for key, name in RANGE_NAMES.items()]
    return html.Div(buttons, id="fleet-ranges", className="fleet-ranges", role="group",
                    **attributes(aria_label=_("Time shown below")))


def _chart() -> Any:
    return html.Div([
        html.Div(id="fleet-graph", role="img", className="fleet-graph",
                 **attributes(aria_label=_("Machines by condition; the table below says it in numbers"))),
        html.P([status.badge(condition) for condition in STACKED], className="fleet-legend"),
        html.Div(id="fleet-summary", className="fleet-summary")])


def _skeleton() -> list[Any]:
    return [html.Div("…", className="skeleton fleet-waiting", **attributes(aria_hidden="true"))] * 4


def _meanings() -> Any:
    return html.Details([html.Summary(_("What the figures mean")),
                         html.Dl([part for term, text in MEANINGS
                                  for part in (html.Dt(str(term)), html.Dd(str(text)))])],
                        open=True, className="panel fleet-meanings")


def _words() -> dict[str, Any]:
    return {
        "states": status.words(), "ranges": {key: str(name) for key, name in RANGE_NAMES.items()},
        "fleet": _("Fleet"), "all": _("All sites"), "sites": _("Sites"), "places": _("Places"),
        "machines": _("Machines"),
        "figures": [_("Availability"), _("Running"), _("Data complete")],
        "not_judged": _("Not judged since {time}: what you see may be out of date."),
        "never_judged": _("Not judged yet: the watching process is not running."),
        "missing": _("There is no such place any more."),
        "no_machines": _("No machines yet. An admin adds the first site here, or loads a fleet file."),
        "no_machines_here": _("No machines stand here."),
    }
