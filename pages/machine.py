"""One machine: ``/machines/7``. What it is, how it is, what its signals say now and said before.

The page's script (assets/pages/machine.js) holds what the person looks at (signals, time), writes it into the
address and into the store ``machine-view``; the charts are drawn here whenever that changes.
"""

from datetime import UTC, datetime
from typing import Any

from dash import Input, Output, dcc, html

import auth
import db.alarms
import db.contacts
import db.device_view
import db.documents
import db.fleet_forms
import db.log
import db.machine_view
import db.operation
import db.pictures
import db.plate
import db.position
import db.trend
import db.upkeep
from components import (
    chart_marks,
    charts,
    documents,
    graph,
    history,
    log,
    machine,
    machine_case,
    machine_devices,
    machine_plate,
    operation,
    pictures,
    place_map,
    retired,
    retired_signals,
    upkeep,
)
from components.attributes import attributes
from components.charts_series import Series
from components.contacts import contacts
from db.connect import Connection
from domain import chart_request
from domain.access import Role
from domain.distribution import distribution
from domain.fleet_form import FormKind
from domain.machine import Signal, first_choice
from domain.owner import Owner, OwnerKind
from domain.time_axis import Span
from domain.trend import curve, summary, with_gaps
from language import _, lazy


def layout(machine_id: str = "") -> Any:
    """Return the page of a machine.

    Raises: NotFoundError, which shows the page for what is missing.
    """
    with auth.reading() as conn:
        shown = db.machine_view.machine(conn, auth.path_id(machine_id))
        every = db.machine_view.signals(conn, shown.id, retired=True)
        judged = db.machine_view.state(conn, shown.id)
        people = db.contacts.of_machine(conn, shown.id)
        alarms = len(db.alarms.of_machine(conn, shown.id))
        owner, user = Owner(OwnerKind.MACHINE, shown.id), auth.current_user()
        images, papers = db.pictures.of_owner(conn, owner), db.documents.of_owner(conn, owner)
        devices = db.device_view.of_machine(conn, shown.id, most=machine_devices.MOST)
        plate = machine_plate.section(db.plate.nameplate(conn, shown.id), db.plate.bearings(conn, shown.id))
        entries = db.log.of_machine(conn, shown.id, most=log.PAGE + 1, with_retired=auth.may(Role.TECHNICIAN))
        plans = db.upkeep.of_machine(conn, shown.id, with_retired=True)
        clock = db.upkeep.clock(conn, shown.id, zone=shown.time_zone, now=datetime.now(UTC))
        ended = db.fleet_forms.retired_by(conn, FormKind.MACHINE, shown.id)
        teller = db.operation.teller(conn, shown.id)
        lies, way = db.position.of_place(conn, shown.place_id), db.position.directions(conn, shown.place_id)
    may_edit, may_write, in_service = auth.may(Role.ADMIN), auth.may(Role.TECHNICIAN), shown.retired_at is None
    signals = [one for one in every if one.retired_at is None]
    gone = retired_signals.section([one for one in every if one.retired_at], zone=shown.time_zone)
    banner = retired.banner("machine", shown.id, shown.retired_at, zone=shown.time_zone, by=ended, may_edit=may_edit)
    first = first_choice(signals, explaining=judged.state.signal_id if judged else None)
    trouble = machine_case.section(shown.id, may_act=may_write, alarms=alarms)
    return html.Article([banner, machine.head(shown, signals, images, may_edit=may_edit), trouble, contacts(people),
                         place_map.of_machine(lies, shown.place_id, way),
                         machine.vitals(signals), gone, frame(),
                         operation.section(shown.id, teller, may_edit=may_edit and in_service),
                         upkeep.section(shown.id, plans, clock, may_write=may_write, in_service=in_service),
                         log.section(shown.id, entries, zone=shown.time_zone, may_write=may_write,
                                     in_service=in_service),
                         pictures.section(owner, shown.name, images, user=user, zone=shown.time_zone),
                         documents.section(owner, papers, user=user, zone=shown.time_zone), plate,
                         machine_devices.section(shown.id, devices, may_edit=may_edit),
                         history.section("machine", shown.id)],
                        className="machine", style=machine.heights(first),
                        **machine.words(shown, every, first=first, may_edit=may_edit))


def exists(machine_id: str) -> bool:
    """Tell whether there is such a machine. Raises: NotFoundError for what cannot be the number of one."""
    with auth.reading() as conn:
        return db.machine_view.exists(conn, auth.path_id(machine_id))


def frame() -> Any:
    """Return the part of the page that callbacks fill."""
    return html.Section([
        html.H2(_("History")), machine.tools(), machine.readout(),
        html.Div([_chart("machine-trend", _("History; the table below says it in numbers")),
                  _chart("machine-spread", _("How the values are spread")), chart_marks.room("machine-trend")],
                 className="machine-charts"),
        machine.table(), machine.definitions(),
        dcc.Store(id="machine-view"),
    ])


@auth.cb(Output("machine-trend", "figure"), Output("machine-spread", "figure"), Input("machine-view", "data"),
         role=Role.VIEWER, prevent_initial_call=True)
def show(view: object) -> tuple[Any, Any]:
    """Draw what the person chose; a chart that is there already keeps its zoom."""
    asked = chart_request.read(view)
    with auth.reading() as conn:
        shown = db.machine_view.machine(conn, auth.path_id(asked.machine))
        span = asked.span(zone=shown.time_zone, now=datetime.now(UTC))
        every = db.machine_view.signals(conn, shown.id, retired=True)
        series = [_series(conn, signal, span) for signal in asked.chosen(every)]
        done = db.log.marks(conn, shown.id, start_at=span.start_at, end_at=span.end_at)
    look = charts.Look(narrow=asked.narrow, touch=asked.touch, revision=asked.turn)
    trend = charts.trend(series, span, zone=shown.time_zone, look=look, log=done)
    return (trend if asked.fresh else graph.changed(trend, keeps_range=asked.zoomed)), charts.spread(series, look=look)


def _chart(element_id: str, label: str) -> Any:
    return html.Div(graph.graph(element_id), role="img", className="machine-chart", **attributes(aria_label=label))


def _series(conn: Connection, signal: Signal, span: Span) -> Series:
    level, found = db.trend.history(conn, signal.id, start_at=span.start_at, end_at=span.end_at,
                                    interval_s=signal.interval_s)
    found = with_gaps(found, interval_s=signal.interval_s)
    limits = signal.limits if signal.retired_at is None else (None,) * 4
    return Series(signal.title, signal.unit, limits, level,
                  curve(found, span_s=span.seconds, level=level), summary(found), distribution(found))


auth.page(__name__, path_template="/machines/<machine_id>", role=Role.VIEWER, layout=layout, exists=exists,
          title=lazy("Machine · Stethos"))
