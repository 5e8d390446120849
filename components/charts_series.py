"""One signal as charts show it, and what a chart says in words: for those who do not see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import language
from domain.distribution import Distribution
from domain.time_axis import Span
from domain.trend import Curve, Level, Summary
from language import _, lazy, ngettext

_LIVE_STEPS, _LIVE_LEAST_S = 720, 5    # a live chart is drawn anew when it has moved by one of so many steps
_DRAWN_FROM = {Level.RAW: lazy("readings"), Level.MINUTE: lazy("minutes"), Level.HOUR: lazy("hours"),
               Level.DAY: lazy("days")}


@dataclass(frozen=True, slots=True)
class Series:
    """One signal in a chart: four limits (low-low, low, high, high-high; None where there is none)."""

    title: str
    unit: str | None
    limits: tuple[float | None, float | None, float | None, float | None]
    level: Level
    curve: Curve
    summary: Summary | None
    spread: Distribution | None


def told(series: Sequence[Series], span: Span, *, zone: str) -> dict[str, Any]:
    """Return what the page's script shows beside the chart: its span, and each signal in a row of a table."""
    return {
        "zone": zone, "live": span.live, "from": span.start_at.timestamp(), "to": span.end_at.timestamp(),
        "every_s": max(_LIVE_LEAST_S, span.seconds / _LIVE_STEPS),
        "span": _("{start} to {end}").format(start=language.moment(span.start_at, zone, seconds=True),
                                             end=language.moment(span.end_at, zone, seconds=True)),
        "series": [{"title": one.title, "unit": one.unit} for one in series],
        "rows": [[one.title, *_cells(one, zone)] for one in series],
    }


def columns() -> list[str]:
    """Return the heads of the table."""
    return [_("Signal"), _("Lowest"), _("Mean"), _("Highest"), _("Last"), _("At"), _("Gaps"), _("Read from")]


def _cells(one: Series, zone: str) -> list[str]:
    known = one.summary
    if known is None:
        return [language.NOTHING] * 7
    values = (known.minimum, known.mean, known.maximum, known.last)
    return [*(language.number(value, one.unit) for value in values),
            language.moment(datetime.fromtimestamp(known.last_at, UTC), zone, seconds=True), _gaps(known),
            _read_from(one, known)]


def _gaps(known: Summary) -> str:
    if not known.gaps:
        return _("none")
    return _("{count}, {duration} in all").format(count=language.number(known.gaps, digits=0),
                                                  duration=language.duration(known.missing_s))


def _read_from(one: Series, known: Summary) -> str:
    readings = ngettext("{count} reading", "{count} readings", known.count)
    if one.level is Level.RAW:
        return readings
    return _("{readings}, by {steps}").format(readings=readings, steps=_DRAWN_FROM[one.level])
