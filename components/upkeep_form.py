"""The form of planned maintenance, and the one in which somebody says that it is done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dash import dcc, html

from components import log_form, upkeep_words
from components.form import Choices, Field, Group, Sheet
from domain import log_form as log_forms
from domain import upkeep_form as forms
from domain.upkeep import SOON_DAYS, SOON_H, Clock, Plan, due
from language import _, number


def new(machine_id: int, name: str, *, clock: Clock) -> Sheet:
    """Return the form of something that is to be planned."""
    values = {"every_unit": forms.MONTHS, "soon_days": str(SOON_DAYS), "soon_h": f"{SOON_H:g}"}
    return Sheet(_("Plan maintenance: {name}").format(name=name), f"/live/plans/{machine_id}",
                 f"/machines/{machine_id}", _groups(clock), values)


def edit(plan: Plan, *, clock: Clock) -> Sheet:
    """Return the form of what is planned already."""
    return Sheet(_("Edit {name}").format(name=plan.upkeep.name), f"/live/plans/{plan.machine_id}",
                 f"/machines/{plan.machine_id}", _groups(clock), forms.texts(plan.upkeep), {}, plan.id, plan.version,
                 [_("It is not planned any more and never due. Its history stays, and it can be restored.")])


def done(plan: Plan, *, values: Mapping[str, str], cases: Choices) -> Sheet:
    """Return the form of an entry of the log book that says that it is done."""
    note = _("It goes into the log book. It is due again {often}, counted from then on.")
    groups = log_form.groups(cases, note=note.format(often=upkeep_words.often(plan.upkeep)))
    return Sheet(_("Done: {name}").format(name=plan.upkeep.name), f"/live/plan-done/{plan.id}",
                 f"/machines/{plan.machine_id}", groups, values, {"parts": []}, None, plan.version)


def proposed(plan: Plan, *, zone: str, now: datetime, who: str, hours: float | None) -> dict[str, str]:
    """Return what the form of one that is done begins with."""
    return {"done_at": log_forms.local(now, zone=zone), "text": plan.upkeep.name, "done_by": who,
            "running_h": log_forms.hours(hours)}


def shown(plan: Plan, name: str, *, clock: Clock) -> Any:
    """Return a plan that is retired, to be looked at before it is restored."""
    return html.Section([
        html.H1(f"{name}: {plan.upkeep.name}"), html.P(upkeep_words.often(plan.upkeep)),
        html.P(upkeep_words.due(plan, due(plan.upkeep, clock))),
        html.P(plan.upkeep.note, className="log-text") if plan.upkeep.note else None,
        html.P(dcc.Link(_("To the machine"), href=f"/machines/{plan.machine_id}",
                        className="btn btn-outline-secondary"), className="page-acts"),
    ])


def _groups(clock: Clock) -> Sequence[Group]:
    return [
        Group(_("What is to be done"), [
            Field("name", _("What"), required=True, suggest=(_("Oil change"), _("Inspection"), _("Lubrication"))),
            Field("note", _("Note"), "story", hint=_("What somebody needs to know who does it"))]),
        Group(_("By date"), _by_date(), note=_("It is overdue from the day after.")),
        Group(_("By running hours"), _by_hours(clock),
              note=_("With both, it is due by what comes first.")),
    ]


def _by_date() -> list[Field]:
    return [
        Field("every", _("Every"), "number"),
        Field("every_unit", _("Days or months"), "choice", required=True,
              choices=[(forms.DAYS, _("days")), (forms.MONTHS, _("months"))]),
        Field("due_on", _("Next due on"), "day"),
        Field("soon_days", _("Due soon, so long before"), "number", unit=_("days")),
    ]


def _by_hours(clock: Clock) -> list[Field]:
    hint = _("Nothing tells yet whether this machine runs, so nothing counts its hours.")
    if clock.running_h is not None:
        hint = _("As counted here, now {hours}").format(hours=number(clock.running_h, "h", 0))
    return [
        Field("every_h", _("Every so many running hours"), "number", unit="h"),
        Field("due_at_h", _("Next due at"), "number", unit="h", hint=hint),
        Field("soon_h", _("Due soon, so many hours before"), "number", unit="h"),
    ]
