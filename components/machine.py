"""The pieces of the page of one machine: what is fixed. What lives is drawn by assets/pages/machine.js."""

import json
from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

import language
from components import machine_plate, machine_words, pictures
from components.attributes import attributes
from components.charts import COLOURS, height_px
from components.charts_series import columns
from components.icons import icon
from domain.chart_request import MOST_SIGNALS
from domain.machine import SPARK_HOURS, Machine, Signal
from domain.picture import Shown
from domain.time_axis import DEFAULT_RANGE, RANGES_S
from language import _, lazy

_RANGES = {"1h": lazy("1 h"), "6h": lazy("6 h"), "24h": lazy("24 h"), "7d": lazy("7 d"), "30d": lazy("30 d"),
           "90d": lazy("90 d"), "1y": lazy("1 y")}
_LEVELS = {"raw": lazy("Readings"), "minute": lazy("Minutes"), "hour": lazy("Hours"), "day": lazy("Days")}


def head(machine: Machine, signals: Sequence[Signal], images: Sequence[Shown] = (), *, may_edit: bool = False) -> Any:
    """Return what the machine is and where it stands, with room for how it is."""
    return html.Header([
        pictures.face(machine.id, machine.type, images),
        html.Div([
            html.H1(machine.name),
            html.P(dcc.Link(" › ".join(machine.places), href=f"/places/{machine.place_id}"), className="machine-place"),
            html.P(machine.address, className="machine-address soft") if machine.address else None,
            machine_plate.tags(machine.tags),
            _acts(machine, may_edit=may_edit and machine.retired_at is None),
        ], className="machine-name"),
        _state(),
        _facts(machine, signals),
    ], className="machine-head panel")


def vitals(signals: Sequence[Signal]) -> Any:
    """Return the frame of the live signals, with a bone in the place of each."""
    return html.Section([
        html.H2([_("Signals now"), html.Span(_("small charts: the last {hours}").format(
            hours=language.duration(SPARK_HOURS * 3600)), className="machine-aside soft")],
            id="machine-signals-title"),
        html.Ul([html.Li(className="machine-signal skeleton") for _signal in signals],
                className="machine-signals",
                **attributes(data_part="signals", aria_labelledby="machine-signals-title")),
        html.P(_("This machine has no signals yet: no device is mounted on it."), hidden=True,
               className="soft", **attributes(data_part="empty")),
    ])


def tools() -> Any:
    """Return what chooses the time, moves through it, and takes the data away."""
    return html.Div([_ranges(), _steps(), _dates(), _downloads()], className="machine-tools")


def readout() -> Any:
    """Return the lines above the charts: legend, which time they show, and the values under the cursor."""
    return html.Div([html.Ul(className="machine-legend", **attributes(data_part="legend")),
                     html.P(className="machine-span", **attributes(data_part="span")),
                     html.P(className="machine-readout",
                            **attributes(data_part="readout", aria_hidden="true"))])


def table() -> Any:
    """Return the frame of the table that says in numbers what the charts show."""
    heads = html.Tr([html.Th(name, scope="col") for name in columns()])
    name = _("The time shown, in numbers")
    numbers = html.Table([html.Caption(name), html.Thead(heads), html.Tbody(**attributes(data_part="rows"))],
                         className="machine-table")
    return html.Div(numbers, className="machine-table-room", tabIndex="0", role="region",
                    **attributes(aria_label=name))


def heights(first: Sequence[Signal]) -> dict[str, str]:
    """Return how high the charts of the first choice are, on a wide and on a narrow screen."""
    units = [signal.unit for signal in first]
    return {"--chart-wide": f"{height_px(units, narrow=False)}px",
            "--chart-narrow": f"{height_px(units, narrow=True)}px"}


def definitions() -> Any:
    """Return what the words and the drawings of this page mean."""
    lines = [
        _("Band and line: the band spans from the lowest to the highest reading of each small step of time, the "
          "line is their mean. Where few readings are shown, the line runs through each of them."),
        _("Gap: no usable reading for longer than three of the signal's expected intervals. Nothing is drawn "
          "across it."),
        _("Share of readings: where only minutes, hours or days are read, their lowest and highest readings "
          "count as one each, all others at their mean."),
        _("Running hours: the minutes in which the signal that tells whether the machine runs was above its "
          "threshold on average, since the first day in the records."),
        _("Times are those of the plant's clock, whatever the zone of this device."),
    ]
    return html.Details([html.Summary(_("What these words mean")), html.Ul([html.Li(line) for line in lines])],
                        className="machine-definitions soft")


def words(machine: Machine, signals: Sequence[Signal], *, first: Sequence[Signal],
          may_edit: bool = False) -> dict[str, Any]:
    """Return what the script needs to know, as attributes of the page's element."""
    told = {
        "chart": _("Chart"), "in_chart": _("{signal} in the chart"), "most": _("Six signals at most."),
        "mean": _("mean {value}, {low} to {high}"), "title": f"{machine.name} · Stethos",
        "point": _("Point at the chart to read its values."), "limits": _("Limits"), "live": _("live"),
        "edit": _("Edit") if may_edit else "", "edit_signal": _("Edit {name}"),
        "dates": _("Enter a start and a later end."),
    }
    return attributes(
        data_live="machine", data_machine=str(machine.id), data_zone=machine.time_zone,
        data_signals=_ids(signals), data_first=_ids(first), data_words=json.dumps(told),
        data_colours=",".join(COLOURS), data_most=str(MOST_SIGNALS), data_range=DEFAULT_RANGE,
        data_ranges=json.dumps(RANGES_S))


def _acts(machine: Machine, *, may_edit: bool) -> Any:
    look = "btn btn-outline-secondary"
    report = dcc.Link(_("Print or PDF"), href=f"/machines/{machine.id}/print", className=look)
    label = html.A(_("Label to print"), href=f"/machines/{machine.id}/label.pdf", target="_blank", className=look)
    edit = dcc.Link(_("Edit"), href=f"/machines/{machine.id}/edit", className=look) if may_edit else None
    return html.Div([edit, report, label], className="page-acts")


def _ids(signals: Sequence[Signal]) -> str:
    return ",".join(str(signal.id) for signal in signals)


def _state() -> Any:
    """Return the room of the three marks and the sentence."""
    return html.Div([
        html.Div([html.Span(className="skeleton", **attributes(data_part=part))
                  for part in ("condition", "running", "trust")], className="machine-marks"),
        html.P([html.Span(_("Reading how it is …"), **attributes(data_part="sentence")), " ",
                html.Span([_("for"), " ", html.Time(**attributes(data_part="since"))], hidden=True,
                          className="soft", **attributes(data_part="since-line"))],
               className="machine-sentence"),
        html.P(hidden=True, className="machine-stale state-unknown", **attributes(data_part="stale")),
    ], className="machine-state", **attributes(data_part="state"))


def _facts(machine: Machine, signals: Sequence[Signal]) -> Any:
    pairs = [html.Div([html.Dt(name), html.Dd(text)]) for name, text in machine_words.facts(machine, signals)]
    hours = html.Div([html.Dt(_("Running hours")), html.Dd("…", **attributes(data_part="hours"))])
    return html.Dl([*pairs, hours], className="machine-facts")


def _ranges() -> Any:
    buttons = [html.Button(str(name), type="button", className="machine-range",
                           **attributes(data_range=key, aria_pressed="false"))
               for key, name in _RANGES.items()]
    return html.Div(buttons, role="group", className="machine-ranges",
                    **attributes(aria_label=_("Time shown")))


def _steps() -> Any:
    steps = (("earlier", "left", _("Earlier")), ("in", "plus", _("Zoom in")), ("out", "minus", _("Zoom out")),
             ("later", "right", _("Later")))
    buttons = [html.Button(icon(picture), type="button", title=name, className="machine-step",
                           **attributes(data_step=step, aria_label=name)) for step, picture, name in steps]
    live = html.Button([icon("pulse"), html.Span(_("Live"))], type="button", className="machine-go-live",
                       **attributes(data_step="live", aria_pressed="true"))
    return html.Div([*buttons, live], role="group", className="machine-steps",
                    **attributes(aria_label=_("Move through time")))


def _dates() -> Any:
    return html.Details([
        html.Summary([icon("calendar"), html.Span(_("From – to"))]),
        html.Form([
            _date("machine-from", _("From")), _date("machine-to", _("To")),
            html.P(hidden=True, role="alert", className="machine-fault", **attributes(data_part="fault")),
            dbc.Button(_("Show"), type="submit", color="primary"),
        ], className="machine-panel", **attributes(data_part="dates")),
    ], className="machine-menu")


def _date(element_id: str, name: str) -> Any:
    return html.Div([html.Label(name, htmlFor=element_id), dbc.Input(id=element_id, type="datetime-local")])


def _downloads() -> Any:
    links = [html.Li(html.A(str(name), href="", download="", **attributes(data_level=level)))
             for level, name in _LEVELS.items()]
    return html.Details([
        html.Summary([icon("download"), html.Span(_("CSV"))]),
        html.Div([html.P(_("The chosen signals and the time shown, as:")), html.Ul(links)],
                 className="machine-panel"),
    ], className="machine-menu")
