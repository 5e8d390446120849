"""Histories of several signals as one table of comma-separated values (RFC 4180), made row by row.

The first columns are the time, as UTC and on the clock of the plant, both ISO 8601; then come those of each
signal. A row is there for each point in time at which any of them has something.
"""

import csv
import heapq
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias
from zoneinfo import ZoneInfo

Row: TypeAlias = tuple[datetime, *tuple[float, ...]]
_Placed: TypeAlias = tuple[datetime, int, tuple[float, ...]]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_ROWS_TOGETHER = 500


def lines(heads: list[list[str]], streams: list[Iterable[Row]], *, zone: str) -> Iterator[str]:
    """Yield the table piece by piece; never holds more than _ROWS_TOGETHER rows.

    ``heads`` are the names of each signal's columns; each stream yields time and as many numbers, in the
    order of time.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["time_utc", f"time_plant ({zone})", *(safe(head) for one in heads for head in one)])
    for number, cells in enumerate(_rows([len(one) for one in heads], streams, ZoneInfo(zone)), start=1):
        writer.writerow(cells)
        if number % _ROWS_TOGETHER == 0:
            yield _emptied(text)
    yield _emptied(text)


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: names come from people and from devices."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _rows(widths: list[int], streams: list[Iterable[Row]], plant: ZoneInfo) -> Iterator[list[str | float]]:
    placed = [_placed(stream, position) for position, stream in enumerate(streams)]
    for at, together in groupby(heapq.merge(*placed, key=itemgetter(0)), key=itemgetter(0)):
        found = {position: values for _at, position, values in together}
        cells: list[str | float] = [at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
                                    at.astimezone(plant).isoformat()]
        for position, width in enumerate(widths):
            cells += found.get(position, ("",) * width)
        yield cells


def _placed(stream: Iterable[Row], position: int) -> Iterator[_Placed]:
    for at, *values in stream:
        yield at, position, tuple(values)


def _emptied(text: io.StringIO) -> str:
    piece = text.getvalue()
    text.seek(0)
    text.truncate()
    return piece
