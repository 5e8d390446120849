"""One case: ``/cases/7``. The trouble of a machine from its first alarm to what it was in the end.

assets/pages/case.js draws it from /live/case and puts into the store ``case-view`` which alarm the chart is around.
"""

from datetime import UTC, datetime
from typing import Any

from dash import Input, Output

import auth
import db.alarms_view
import db.case_view
import db.contacts
import db.log
import db.machine_view
import db.trend
from components import case, case_chart
from components.case_chart import Active
from components.charts import Look
from components.charts_series import Series
from db.connect import Connection
from domain.access import Role
from domain.alarm_list import Line
from domain.case import Case, around
from domain.errors import NotFoundError
from domain.machine import Signal
from domain.time_axis import Span
from domain.trend import curve, summary, with_gaps
from language import lazy


def layout(case_id: str = "") -> Any:
    """Return the frame. Raises: NotFoundError, which shows the page for what is missing."""
    with auth.reading() as conn:
        head = db.case_view.head(conn, auth.path_id(case_id))
        people, owners = db.contacts.of_machine(conn, head.case.machine_id), db.case_view.people(conn)
    return case.frame(head.case, head.machine, people, owners=owners,
                      me=auth.current_user().id if auth.may(Role.TECHNICIAN) else None)


def exists(case_id: str) -> bool:
    """Tell whether there is such a case. Raises: NotFoundError for what cannot be the number of one."""
    with auth.reading() as conn:
        return db.case_view.exists(conn, auth.path_id(case_id))


@auth.cb(Output("case-trend", "figure"), Input("case-view", "data"), role=Role.VIEWER, prevent_initial_call=True)
def show(view: dict[str, Any]) -> Any:
    """Draw the signal around an alarm of the case, and what the log book says of that time."""
    look = Look(view.get("narrow") is True, view.get("touch") is True, str(view.get("turn"))[:20])
    with auth.reading() as conn:
        head = db.case_view.head(conn, auth.path_id(str(view.get("case"))))
        line = _line(conn, head.case.id, view.get("alarm"))
        signal = _signal(conn, line)
        active = db.case_view.episodes(conn, line.id)
        span = _span(head.case, active, line, now=datetime.now(UTC))
        series = _series(conn, signal, span)
        done = db.log.marks(conn, head.case.machine_id, start_at=span.start_at, end_at=span.end_at)
    return case_chart.around(series, span, [Active(one.began_at, one.cleared_at) for one in active], look=look,
                             limit=None if line.kind == "rate" else line.limit_value, zone=head.zone, log=done)


def _line(conn: Connection, case_id: int, alarm_id: object) -> Line:
    for line in db.alarms_view.of_case(conn, case_id):
        if line.id == alarm_id:
            return line
    raise NotFoundError


def _signal(conn: Connection, line: Line) -> Signal:
    for signal in db.machine_view.signals(conn, line.machine_id or 0):
        if signal.id == line.signal_id:
            return signal
    raise NotFoundError


def _span(shown: Case, active: list[db.case_view.Episode], line: Line, *, now: datetime) -> Span:
    """Return from a bit before the alarm's first time to a bit after its last; of a closed case it stays the same."""
    first = min([line.began_at, *(one.began_at for one in active)])
    return around(first, line.cleared_at if not line.alarm.active else None, now=shown.closed_at or now)


def _series(conn: Connection, signal: Signal, span: Span) -> Series:
    level, found = db.trend.history(conn, signal.id, start_at=span.start_at, end_at=span.end_at,
                                    interval_s=signal.interval_s)
    found = with_gaps(found, interval_s=signal.interval_s)
    return Series(signal.title, signal.unit, signal.limits, level, curve(found, span_s=span.seconds, level=level),
                  summary(found), None)


auth.page(__name__, path_template="/cases/<case_id>", role=Role.VIEWER, layout=layout, exists=exists,
          title=lazy("Case · Stethos"))
