"""What is said about how a machine was run: figures, days, and words where there are none."""

from datetime import UTC, datetime, time
from typing import Any

import language
from domain.operation import DAYS, WEEK_DAYS, Day, Operation, Stretch, Teller
from language import _, ngettext

_LEAST_UNKNOWN_S = 360      # a tenth of an hour


def told(found: Operation, teller: Teller, *, zone: str) -> dict[str, Any]:
    """Return what the page's script places: either ``nothing``, or figures and days."""
    if not found.known_s:
        return {"nothing": _("Not known: {signal} has said nothing usable in the last {days} days.").format(
            signal=teller.title, days=DAYS)}
    days = [_day(day, is_today=day is found.days[-1]) for day in found.days]
    return {"figures": _figures(found, zone=zone), "days": days,
            "unknown": _unknown(found), "ends": [days[0]["day"], days[len(days) // 2]["day"], _("today")]}


def hours(seconds: float) -> str:
    """Return a time in hours with one digit, in minutes if it is short."""
    if 0 < seconds < 3600:
        return language.number(seconds / 60, "min", digits=0)
    return language.number(seconds / 3600, "h", digits=1 if seconds else 0)


def _figures(found: Operation, *, zone: str) -> list[list[str]]:
    """Return name, value and what is to be known about it."""
    today = found.days[-1]
    return [
        [_("Running today"), hours(today.running_s), _share(today.running_s, today.known_s)],
        [_("Last {days} days").format(days=WEEK_DAYS), hours(found.running_s(WEEK_DAYS)),
         _share(found.running_s(WEEK_DAYS), sum(day.known_s for day in found.days[-WEEK_DAYS:]))],
        [_("Last {days} days").format(days=DAYS), hours(found.running_s(DAYS)),
         _share(found.running_s(DAYS), found.known_s)],
        [_("Starts today"), language.number(today.starts, digits=0), _("{starts} a day in the last {days} days").format(
            starts=language.number(found.starts_a_day, digits=1), days=DAYS)],
        [_("Longest run"), *_stretch(found.longest_run, zone)],
        [_("Longest stop"), *_stretch(found.longest_stop, zone)],
    ]


def _unknown(found: Operation) -> str:
    """Return how much is not known, beside its colour in the chart; empty if it is next to nothing."""
    unknown_s = sum(day.unknown_s for day in found.days)
    return _("not known: {hours}").format(hours=hours(unknown_s)) if unknown_s >= _LEAST_UNKNOWN_S else ""


def _stretch(found: Stretch | None, zone: str) -> list[str]:
    if found is None:
        return [language.NOTHING, ""]
    return [hours(found.seconds), _("from {moment}").format(moment=language.moment(found.start_at, zone))]


def _share(part_s: float, known_s: float) -> str:
    if not known_s:
        return _("not known")
    return _("{share} of the time known").format(share=language.percent(part_s / known_s))


def _day(day: Day, *, is_today: bool) -> dict[str, Any]:
    """Return a day for the chart (hours), the table, and the line that is read under the cursor."""
    name = language.day(datetime.combine(day.date, time(12), UTC), "UTC")
    cells = [hours(day.running_s), language.number(day.starts, digits=0), hours(day.stopped_s), hours(day.unknown_s)]
    said = _("{day}: running {running}, {starts}").format(
        day=_("today") if is_today else name, running=cells[0],
        starts=ngettext("{count} start", "{count} starts", day.starts))
    if day.unknown_s >= _LEAST_UNKNOWN_S:
        said += _(", not known {unknown}").format(unknown=cells[3])
    return {"day": name, "running": round(day.running_s / 3600, 3), "unknown": round(day.unknown_s / 3600, 3),
            "starts": day.starts, "said": said, "cells": [name, *cells]}

