"""A machine's history as comma-separated values: ``/live/machine/download?machine=7&signals=3,5&range=24h``.

Any span, of any length, in little memory: the rows of each signal are read in pages and written as they come.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Blueprint, Response, request, stream_with_context

import auth
import db.machine_view
import db.trend
from domain import chart_request, spreadsheet
from domain.access import Role
from domain.errors import InvalidError
from domain.machine import Machine, Signal
from domain.spreadsheet import Row
from domain.time_axis import Span
from domain.trend import Level

door = Blueprint("live_machine_download", __name__)

_ROWS_A_PAGE = 5000


class UnknownLevelError(InvalidError):
    """Choose raw, minute, hour or day."""


@auth.route(door, "/live/machine/download", role=Role.VIEWER)
def download() -> Response:
    """Answer with the readings, or the minutes, hours or days, of the chosen signals in the chosen span."""
    asked, level = chart_request.read(request.args), _level(request.args.get("level", "raw"))
    with auth.reading() as conn:
        machine = db.machine_view.machine(conn, auth.path_id(asked.machine))
        signals = asked.chosen(db.machine_view.signals(conn, machine.id, retired=True))
    span = asked.span(zone=machine.time_zone, now=datetime.now(UTC))
    lines = spreadsheet.lines([_heads(signal, level) for signal in signals],
                              [_rows(signal.id, span, level) for signal in signals], zone=machine.time_zone)
    return Response(stream_with_context(lines), content_type="text/csv; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="{_file_name(machine, span, level)}"',
        "Cache-Control": "no-store"})


def _level(text: str) -> Level:
    try:
        return Level(text)
    except ValueError:
        raise UnknownLevelError from None


def _heads(signal: Signal, level: Level) -> list[str]:
    """Return the heads of a signal's columns. Units in UCUM spelling: plain letters in every program."""
    unit = f" ({signal.unit})" if signal.unit else ""
    if level is Level.RAW:
        return [f"{signal.title}{unit}"]
    return [f"{signal.title}, {name}{unit}" for name in ("lowest", "mean", "highest")] + [
        f"{signal.title}, readings"]


def _rows(signal_id: int, span: Span, level: Level) -> Iterator[Row]:
    """Yield the rows of one signal; no connection is held while the browser takes its time."""
    after = db.trend.before(span.start_at, level)
    while True:
        with auth.reading() as conn:
            page = db.trend.page(conn, signal_id, level=level, after=after, end_at=span.end_at,
                                 most=_ROWS_A_PAGE)
        yield from page
        if len(page) < _ROWS_A_PAGE:
            return
        after = page[-1][0]


def _file_name(machine: Machine, span: Span, level: Level) -> str:
    start, end = (at.strftime("%Y%m%dT%H%M%SZ") for at in (span.start_at, span.end_at))
    return f"{re.sub('[^A-Za-z0-9-]', '-', machine.key)}_{start}_{end}_{level}.csv"
