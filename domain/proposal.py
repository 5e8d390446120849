"""Limits that are proposed for a signal, each with where they come from, and what is not proposed and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain import limit, unit, zones
from domain.limit import Frame, Level, Limit
from domain.limit_set import Limits
from domain.unit import Kind
from domain.zones import Facts, Refusal, Scope, Zones


class Basis(StrEnum):
    """What limits are made from."""

    ZONES = "zones"             # borders B/C and C/D of a standard
    BASE_LINE = "base_line"     # what the machine does itself, with those borders as the frame
    USUAL = "usual"             # what is usual for such a signal


@dataclass(frozen=True, slots=True)
class Proposal:
    """Limits with their origin; ``group`` is a category for pumps, ``median`` the base line they rest on."""

    basis: Basis
    limits: Limits
    standard: str
    edition: str
    source: str
    group: str = ""
    foundation: str = ""
    median: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """What is not proposed, with every reason."""

    basis: Basis
    standard: str
    reasons: tuple[Refusal, ...]


def proposals(facts: Facts) -> tuple[list[Proposal], list[Refused]]:
    """Return what is proposed for a signal and what is not."""
    found = [*_by_zones(facts), *_usual(facts)]
    return ([one for one in found if isinstance(one, Proposal)], [one for one in found if isinstance(one, Refused)])


def _by_zones(facts: Facts) -> Iterator[Proposal | Refused]:
    if facts.kind not in (Kind.VIBRATION_VELOCITY_RMS, Kind.VIBRATION_ACCELERATION_RMS):
        return
    scope, rows, refused = zones.applying(facts)
    if scope is None or refused:
        yield Refused(Basis.ZONES, scope.standard if scope else "", tuple(refused))
        return
    for row in rows:
        yield _fitting(facts, _of_zones(facts, row))
        if facts.median is not None:
            yield _fitting(facts, _of_base_line(facts, scope, row, facts.median))
    if facts.median is None:
        yield Refused(Basis.BASE_LINE, scope.standard, (Refusal.NO_BASE_LINE,))


def _of_zones(facts: Facts, row: Zones) -> Proposal:
    values = {Level.HIGH: _stored(row.b_c_mm_s, facts), Level.HIGH_HIGH: _stored(row.c_d_mm_s, facts)}
    return Proposal(Basis.ZONES, _limits(values, facts), row.standard, row.edition, row.source, row.group,
                    row.foundation)


def _of_base_line(facts: Facts, scope: Scope, row: Zones, median: float) -> Proposal:
    """Alarm: a significant change above the base line, within bounds. Trip: the border of the worst zone."""
    b_c, c_d = _stored(row.b_c_mm_s, facts), _stored(row.c_d_mm_s, facts)
    alarm = min(median + scope.change_share * b_c, scope.alarm_at_most * b_c)
    values = {Level.HIGH: alarm, Level.HIGH_HIGH: min(max(c_d, alarm), scope.trip_at_most * c_d)}
    return Proposal(Basis.BASE_LINE, _limits(values, facts), row.standard, row.edition, row.source, row.group,
                    row.foundation, median)


def _usual(facts: Facts) -> Iterator[Proposal | Refused]:
    rows = [row for row in zones.rows("usual_limits") if row["kind"] == facts.kind
            and row["machine_type"] in ("", facts.machine_type) and row["name_has"] in facts.name.lower()]
    if not rows:
        return
    best = max((row["name_has"], row["machine_type"]) for row in rows)      # the most particular ones
    rows = [row for row in rows if (row["name_has"], row["machine_type"]) == best]
    if facts.median is None and rows[0]["basis"] != "value":
        yield Refused(Basis.USUAL, "", (Refusal.NO_BASE_LINE,))
        return
    values = {Level(row["level"]): _usual_value(row, facts) for row in rows}
    first = rows[0]
    yield _fitting(facts, Proposal(Basis.USUAL, _limits(values, facts), "", first["edition"], first["source"],
                                   median=None if first["basis"] == "value" else facts.median))


def _usual_value(row: dict[str, str], facts: Facts) -> float:
    number, median = float(row["number"]), facts.median or 0.0
    if row["basis"] == "median_times":
        return median * number
    conversion = unit.conversion(row["unit"], facts.unit or "") or unit.SAME
    return conversion(number) if row["basis"] == "value" else median + number * conversion.factor


def _stored(value_mm_s: float, facts: Facts) -> float:
    return (unit.conversion("mm/s", facts.unit or "") or unit.SAME)(value_mm_s)


def _limits(values: dict[Level, float], facts: Facts) -> Limits:
    return {level: _limit(level, value, facts) for level, value in values.items()}


def _limit(level: Level, value: float, facts: Facts) -> Limit:
    """Return a limit judged as is usual for such signals; only while the machine runs, if that is known."""
    plain = limit.default(level, _rounded(value))
    row = next((row for row in zones.rows("judging") if row["kind"] == facts.kind), None)
    if row is None:
        return plain
    whole = abs(value)
    if row["share_of"] == "range":
        whole = facts.maximum - facts.minimum if facts.minimum is not None and facts.maximum is not None else 0.0
    return Limit(level, plain.value, _rounded(whole * float(row["deadband_share"])), float(row["on_delay_s"]),
                 float(row["off_delay_s"]), plain.priority,
                 only_while_running=facts.knows_running or plain.only_while_running)


def _fitting(facts: Facts, proposal: Proposal) -> Proposal | Refused:
    if limit.faults(proposal.limits, Frame(facts.minimum, facts.maximum, facts.knows_running)):
        return Refused(proposal.basis, proposal.standard, (Refusal.OUTSIDE_RANGE,))
    return proposal


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")
