"""The form of planned maintenance: what somebody typed becomes what is planned, or it is said what is wrong with it.

The rules are those of the fleet file; a form has one number and its unit where a file has two columns.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from domain import fleet_column as read
from domain.fleet_fault import Fault, Problem
from domain.fleet_row import UPKEEP_COLUMNS
from domain.upkeep import Upkeep

DAYS, MONTHS = "days", "months"
_INTERVALS = {DAYS: "every_days", MONTHS: "every_months"}
FIELDS = ("every", "every_unit", *(name for name in UPKEEP_COLUMNS if name not in _INTERVALS.values()))


def upkeep(values: Mapping[str, str]) -> tuple[Upkeep | None, list[Problem]]:
    """Return what is planned, None with all that is wrong."""
    unit = values.get("every_unit", DAYS) or DAYS
    texts = {name: values.get(name, "") for name in UPKEEP_COLUMNS} | {
        column: values.get("every", "") if name == unit else "" for name, column in _INTERVALS.items()}
    found, problems = read.filled(UPKEEP_COLUMNS, texts)
    if unit not in _INTERVALS:
        problems.append(Problem("", 0, "every_unit", Fault.NOT_A_CHOICE))
    if not problems:
        problems = [Problem("", 0, column, fault) for column, fault in faults(found)]
    if problems:
        return None, [replace(one, field="every") if one.field in _INTERVALS.values() else one for one in problems]
    return Upkeep(**found), []


def faults(found: Mapping[str, Any]) -> Iterator[tuple[str, Fault]]:
    """Yield which columns lack something: an interval and its next due come together, and there is one of them."""
    has_interval = found.get("every_days") is not None or found.get("every_months") is not None
    if found.get("every_days") is not None and found.get("every_months") is not None:
        yield "every_months", Fault.TWO_SCHEDULES
    if has_interval != (found.get("due_on") is not None):
        yield "due_on" if has_interval else "every_days", Fault.HALF_A_SCHEDULE
    has_hours = found.get("every_h") is not None
    if has_hours != (found.get("due_at_h") is not None):
        yield "due_at_h" if has_hours else "every_h", Fault.HALF_A_SCHEDULE
    if not any(found.get(name) is not None for name in ("every_days", "every_months", "due_on", "every_h", "due_at_h")):
        yield "due_on", Fault.NO_SCHEDULE


def texts(planned: Upkeep) -> dict[str, str]:
    """Return what is planned as the texts of its form."""
    values = asdict(planned)
    unit = MONTHS if planned.every_months is not None else DAYS
    found = {name: _text(values[name]) for name in FIELDS if name in values}
    return found | {"every": _text(values[_INTERVALS[unit]]), "every_unit": unit}


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)
