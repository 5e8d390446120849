"""All that the report of a machine says, read at once by the readers of the pages it is made of."""

from collections.abc import Sequence
from datetime import datetime

import domain.upkeep
from db import (
    alarms_view,
    case_view,
    contacts,
    fleet_forms,
    log,
    machine_view,
    pictures,
    plate,
    trend,
    upkeep,
)
from db.connect import Connection
from db.sql import Queries
from domain import alarm, alarm_list
from domain.alarm_list import Standing
from domain.fleet_form import FormKind
from domain.machine import Judged, Signal
from domain.owner import Owner, OwnerKind
from domain.report import (
    MOST_LOGGED,
    MOST_REMARKS,
    POINTS,
    RANGES,
    Charted,
    OpenCase,
    Remark,
    Report,
    Rest,
    Stretch,
    Whereabouts,
    charted,
)
from domain.state import Running
from domain.time_axis import Span, live_span
from domain.trend import curve, summary, with_gaps
from domain.upkeep import Due, Plan
from domain.vitals import Vital, vitals

SQL = Queries(__file__)


def report(conn: Connection, machine_id: int, *, now: datetime) -> Report:
    """Return what the report of a machine says. Raises: NotFoundError."""
    machine = machine_view.machine(conn, machine_id)
    signals, judged = machine_view.signals(conn, machine_id), machine_view.state(conn, machine_id)
    out = alarms_view.out_of_service(conn, now=now).get(machine_id)
    standing = _standing(conn, machine_id, out_of_service=out is not None, now=now)
    explained = alarm_list.explained(standing)
    folded = {one.line.id for found in explained.values() for one in found}
    images = pictures.of_owner(conn, Owner(OwnerKind.MACHINE, machine_id))
    return Report(
        at=now, machine=machine, where=_whereabouts(conn, machine_id), face=images[0] if images else None,
        signals=signals, judged=judged, charted=_charted(conn, machine_id, signals, judged, standing, now=now),
        alarms=[one for one in standing if one.line.id not in folded], explained=explained,
        rest=Rest(out.until, out.reason, out.by) if out else None, case=_case(conn, machine_id),
        contacts=contacts.of_machine(conn, machine_id), nameplate=plate.nameplate(conn, machine_id),
        bearings=plate.bearings(conn, machine_id), planned=_planned(conn, machine_id, zone=machine.time_zone, now=now),
        log=log.of_machine(conn, machine_id, most=MOST_LOGGED),
        retired_by=fleet_forms.retired_by(conn, FormKind.MACHINE, machine_id) if machine.retired_at else (None, ""))


def _whereabouts(conn: Connection, machine_id: int) -> Whereabouts:
    row = conn.execute(SQL["whereabouts"], {"machine_id": machine_id}).fetchone()
    return Whereabouts(*row) if row else Whereabouts(None, None, None, None)


def _standing(conn: Connection, machine_id: int, *, out_of_service: bool, now: datetime) -> list[Standing]:
    """Return the alarms that are not over, the worst first."""
    lines = alarms_view.of_machine(conn, machine_id)
    return sorted((Standing(line, alarm.state(line.alarm, now=now, out_of_service=out_of_service)) for line in lines),
                  key=alarm_list.urgency)


def _charted(conn: Connection, machine_id: int, signals: Sequence[Signal], judged: Judged | None,
             standing: Sequence[Standing], *, now: datetime) -> list[Charted]:
    tails, offline_at = machine_view.tails(conn, machine_id, [signal.id for signal in signals])
    found = vitals(signals, tails, offline_at=offline_at, now_us=round(now.timestamp() * 1e6),
                   running=judged.state.running if judged else Running.UNKNOWN)
    now_of: dict[int, Vital] = {signal.id: vital for signal, vital in zip(signals, found, strict=True)}
    chosen = charted(signals, explaining=judged.state.signal_id if judged else None,
                     alarmed={one.line.signal_id for one in standing})
    spans = [live_span(name, now=now) for name in RANGES]
    return [Charted(signal, now_of[signal.id], tuple(_stretch(conn, signal, span) for span in spans))
            for signal in chosen]


def _stretch(conn: Connection, signal: Signal, span: Span) -> Stretch:
    level, found = trend.history(conn, signal.id, start_at=span.start_at, end_at=span.end_at,
                                 interval_s=signal.interval_s)
    found = with_gaps(found, interval_s=signal.interval_s)
    return Stretch(span, curve(found, span_s=span.seconds, level=level, most=POINTS), summary(found))


def _planned(conn: Connection, machine_id: int, *, zone: str, now: datetime) -> list[tuple[Plan, Due]]:
    """Return what is planned, the overdue first."""
    clock = upkeep.clock(conn, machine_id, zone=zone, now=now)
    plans = upkeep.of_machine(conn, machine_id)
    return domain.upkeep.worst_first((plan, domain.upkeep.due(plan.upkeep, clock)) for plan in plans)


def _case(conn: Connection, machine_id: int) -> OpenCase | None:
    number = case_view.open_of(conn, machine_id)
    if number is None:
        return None
    head = case_view.head(conn, number)
    said = [Remark(one.at, one.by, one.text) for one in case_view.entries(conn, number) if one.kind == "comment"]
    return OpenCase(number, head.case.began_at, head.owner, said[::-1][:MOST_REMARKS], len(said))
