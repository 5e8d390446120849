"""The fleet: ``/fleet?place=KEY&range=7d``. Counts, shares and a trend for a place and what is right below it.

assets/pages/fleet.js shows what /live/fleet answers and puts into the store ``fleet-view`` what the chart is of.
"""

from datetime import UTC, datetime
from typing import Any

from dash import Input, Output

import auth
import db.fleet_view
from components import fleet, fleet_chart
from domain.access import Role
from domain.errors import NotFoundError
from domain.tally import RANGES, Period, window
from domain.time_axis import Span
from language import lazy


def layout(place: str = "") -> Any:
    """Return the frame. Raises: NotFoundError if there is no such place."""
    if place:
        with auth.reading() as conn:
            if db.fleet_view.place(conn, place) is None:
                raise NotFoundError
    return fleet.frame(may_edit=auth.may(Role.ADMIN))


@auth.cb(Output("fleet-graph", "children"), Output("fleet-summary", "children"), Input("fleet-view", "data"),
         role=Role.VIEWER, prevent_initial_call=True)
def show(view: dict[str, Any]) -> tuple[Any, Any]:
    """Draw how many machines of the place were in which condition."""
    hours, period = RANGES.get(str(view.get("range")), RANGES["24h"])
    span = _span(datetime.now(UTC), hours=hours, period=period)
    with auth.reading() as conn:
        place = db.fleet_view.place(conn, str(view.get("place") or ""))
        zone = place.zone if place else db.fleet_view.zone(conn)
        steps = db.fleet_view.trend(conn, place.id if place else None, period, start=span.start_at,
                                    end=span.end_at)
    return (fleet.graph(fleet_chart.trend(steps, span, period=period, zone=zone)),
            fleet.summary(fleet_chart.summary(steps, span, period=period)))


def _span(now: datetime, *, hours: int, period: Period) -> Span:
    """Return the finished hours of a range; days begin at midnight (UTC), as they are tallied."""
    shown = window(now, hours=hours)
    return Span(shown.first_day if period is Period.DAY else shown.start, shown.end)


auth.page(__name__, path="/fleet", role=Role.VIEWER, layout=layout, title=lazy("Fleet · Stethos"))
