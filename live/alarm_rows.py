"""Alarms as the scripts draw them: one dictionary a line, the same on all pages; and what stands now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import db.alarms_view
import db.system
import language
from components import alarm_words
from db.alarms_view import Out
from db.connect import Connection
from domain import alarm, alarm_list
from domain.alarm import Subject
from domain.alarm_list import Line, Standing

MOST_EXPLAINED = 20


@dataclass(frozen=True, slots=True)
class Board:
    """All that stands now: the worst first; what explains what; which machines are out of service."""

    standing: list[Standing]
    explained: dict[int, list[Standing]]
    out: dict[int, Out]
    zone: str           # of alarms that have no place

    @property
    def folded(self) -> frozenset[int]:
        """Return the alarms that stand under the one that explains them."""
        return frozenset(one.line.id for found in self.explained.values() for one in found)


def board(conn: Connection, *, now: datetime) -> Board:
    """Return what stands now."""
    out = db.alarms_view.out_of_service(conn, now=now)
    found = sorted((standing(line, out=out, now=now) for line in db.alarms_view.standing(conn)),
                   key=alarm_list.urgency)
    return Board(found, alarm_list.explained(found), out, db.system.site_zone(conn))


def standing(line: Line, *, out: dict[int, Out], now: datetime) -> Standing:
    """Return an alarm with its state now."""
    return Standing(line, alarm.state(line.alarm, now=now, out_of_service=line.machine_id in out))


def row(one: Standing, known: Board) -> dict[str, Any]:
    """Return a line as the scripts draw it."""
    line, zone = one.line, one.line.zone or known.zone
    under = known.explained.get(line.id, [])
    notes = alarm_words.notes(line, one.state, zone=zone)
    if line.machine_id in known.out:
        why_out = known.out[line.machine_id]
        notes.append(alarm_words.out_of_service(why_out.until, why_out.reason, why_out.by, zone=zone))
    return {
        "id": line.id, "priority": line.alarm.priority.value, "mark": alarm_words.mark(
            alarm_words.PRIORITIES[line.alarm.priority]),
        "state": alarm_words.mark(alarm_words.STATES[one.state]), "title": alarm_words.title(line),
        "href": f"/machines/{line.machine_id}" if line.machine_id else None, "place": alarm_words.place(line),
        "why": alarm_words.why(line), "notes": notes, "since": language.iso(line.began_at), "active": line.alarm.active,
        "heard_ms": round(line.heard_at.timestamp() * 1000), "owner": line.owner,
        "case": f"/cases/{line.case_id}" if line.case_id else None, "calls": alarm.calls(one.state),
        "ne107": alarm_words.ne107(line.kind) if line.subject is Subject.DEVICE else None,
        "acts": [act.value for act in alarm_list.acts(one.state, line.alarm)],
        "explains": alarm_words.explains(len(under)) if under else "",
        "explained": [[two.line.id, alarm_words.title(two.line), alarm_words.why(two.line)]
                      for two in under[:MOST_EXPLAINED]],
    }
