"""The form of an entry of the log book: what somebody typed becomes a draft, or it is said what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain import fleet_column as read
from domain.fleet_column import Column
from domain.fleet_fault import Fault, Problem, Refused
from domain.log import EARLIEST_YEAR, MOST_PARTS, Draft, Kind, Part

MOST_HOURS = 1e7
_AHEAD = timedelta(minutes=5)       # clocks of phones differ
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", re.ASCII)

COLUMNS = {
    "done_at": Column(lambda given: given, required=True), "kind": Column(read.choice(Kind), required=True),
    "text": Column(read.story, required=True), "done_by": Column(read.text, required=True),
    "running_h": Column(read.number_between(0, MOST_HOURS)), "case": Column(read.whole_between(1, 2**31 - 1))}
PART_COLUMNS = {"name": Column(read.text, required=True), "number": Column(read.text),
                "quantity": Column(read.number_between(1e-3, 1e6))}


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody typed: texts by column, and the rows of parts."""

    values: Mapping[str, str]
    parts: Sequence[Mapping[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Around:
    """What a form is held against: the clock of the plant, the time, the cases of the machine."""

    zone: str
    now: datetime
    cases: frozenset[int] = frozenset()


def draft(form: Form, around: Around) -> tuple[Draft | None, list[Problem]]:
    """Return the draft, None with all that is wrong."""
    found, problems = read.filled(COLUMNS, form.values)
    parts = list(_parts(form.parts, problems))
    if found.get("done_at"):
        found["done_at"] = _moment(found["done_at"], around, problems)
    if found.get("case") is not None and found["case"] not in around.cases:
        problems.append(Problem("", 0, "case", Fault.NOT_A_CHOICE))
    if problems:
        return None, problems
    case = found.pop("case")
    return Draft(**found | {"kind": Kind(found["kind"])}, parts=tuple(parts), case_id=case), []


def texts(kept: Draft, *, zone: str) -> Form:
    """Return a draft as the texts of its form."""
    hours = "" if kept.running_h is None else f"{kept.running_h:.12g}"
    values = {"done_at": local(kept.done_at, zone=zone), "kind": kept.kind.value, "text": kept.text,
              "done_by": kept.done_by, "running_h": hours, "case": str(kept.case_id or "")}
    return Form(values, [{name: _text(value) for name, value in asdict(part).items()} for part in kept.parts])


def local(at: datetime, *, zone: str) -> str:
    """Return a moment as the field of a form has it, by the clock of the plant."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def hours(found: float | None) -> str:
    """Return running hours as a field proposes them: to the tenth."""
    return "" if found is None else f"{round(found, 1):.12g}"


def moment(form: Form, around: Around) -> datetime | None:
    """Return when it was done, None if that is not known so far."""
    return _moment(form.values.get("done_at", "").strip(), around, [])


def _parts(rows: Sequence[Mapping[str, str]], problems: list[Problem]) -> Any:
    """Yield the parts; a row with nothing in it is none."""
    for number, row in enumerate(rows[:MOST_PARTS]):
        if any(text.strip() for text in row.values()):
            found, wrong = read.filled(PART_COLUMNS, row, path=f"parts.{number}.")
            problems += wrong
            if not wrong:
                yield Part(**found)


def _moment(given: str, around: Around, problems: list[Problem]) -> datetime | None:
    try:
        at = _at(given, around.zone)
    except Refused as refused:
        problems.append(Problem("", 0, "done_at", refused.fault, given))
        return None
    if at > around.now + _AHEAD:
        problems.append(Problem("", 0, "done_at", Fault.IN_THE_FUTURE, given))
    return min(at, around.now.replace(second=0, microsecond=0))


def _at(given: str, zone: str) -> datetime:
    """Return a moment of the plant's clock. Raises: Refused."""
    try:
        local_at = datetime.fromisoformat(given) if _MOMENT.fullmatch(given) else None
    except ValueError:      # the 31st of February
        local_at = None
    if local_at is None or not EARLIEST_YEAR <= local_at.year <= read.LATEST.year:
        raise Refused(Fault.NOT_A_MOMENT)
    return local_at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)
