"""The limits of a signal: ``/signals/7/limits``. The last 30 days behind the limits, what these would have raised,
what is proposed, and who changed them when and why.

The page's script (assets/pages/limits.js) draws form, lines and lists from ``/live/limits``; the chart behind the lines
is drawn here.
"""

from datetime import UTC, datetime
from typing import Any

from dash import Input, Output, html

import auth
import db.fleet_forms
import db.limits
import db.log
import db.trend
from components import charts, history, limits, retired
from components.charts_series import Series
from components.graph import graph
from db.connect import Connection
from domain.access import Role
from domain.fleet_form import FormKind
from domain.limited import Limited
from domain.time_axis import Span, live_span
from domain.trend import curve, summary, with_gaps
from language import lazy

_NO_LIMITS = (None, None, None, None)       # the script draws them: they move while somebody types


def layout(signal_id: str = "") -> Any:
    """Return the page of a signal's limits.

    Raises: NotFoundError, which shows the page for what is missing.
    """
    with auth.reading() as conn:
        signal = db.limits.limited(conn, auth.path_id(signal_id))
        ended = db.fleet_forms.retired_by(conn, FormKind.SIGNAL, signal.id)
    may_edit = auth.current_user().role.allows(Role.ADMIN)
    banner = retired.banner("signal", signal.id, signal.retired_at, zone=signal.time_zone, by=ended, may_edit=may_edit)
    frame = limits.frame(signal, graph("limits-past"), may_edit=may_edit and signal.retired_at is None)
    return html.Div([banner, frame, history.section("signal", signal.id)], className="stack")


def exists(signal_id: str) -> bool:
    """Tell whether there is such a signal."""
    with auth.reading() as conn:
        return db.limits.exists(conn, auth.path_id(signal_id))


@auth.cb(Output("limits-past", "figure"), Input("limits-view", "data"), role=Role.VIEWER, prevent_initial_call=True)
def show(view: object) -> Any:
    """Draw the last 30 days of the signal, without its limits, and what the log book says of them."""
    asked = view if isinstance(view, dict) else {}
    with auth.reading() as conn:
        signal = db.limits.limited(conn, auth.path_id(str(asked.get("signal"))))
        span = live_span("30d", now=datetime.now(UTC))
        series = _series(conn, signal, span)
        done = db.log.marks(conn, signal.machine_id or 0, start_at=span.start_at, end_at=span.end_at)
    look = charts.Look(narrow=asked.get("narrow") is True, touch=True)
    return charts.trend([series], span, zone=signal.time_zone, look=look, log=done)


def _series(conn: Connection, signal: Limited, span: Span) -> Series:
    level, found = db.trend.history(conn, signal.id, start_at=span.start_at, end_at=span.end_at,
                                    interval_s=signal.interval_s)
    found = with_gaps(found, interval_s=signal.interval_s)
    return Series(signal.title, signal.unit, _NO_LIMITS, level, curve(found, span_s=span.seconds, level=level),
                  summary(found), None)


auth.page(__name__, path_template="/signals/<signal_id>/limits", role=Role.VIEWER, layout=layout, exists=exists,
          title=lazy("Limits · Stethos"))
