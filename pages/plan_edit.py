"""What is planned for a machine is changed, retired or restored: ``/plans/3/edit``."""

from datetime import UTC, datetime
from typing import Any

from dash import html

import auth
import db.log
import db.upkeep
from components import form, retired, upkeep_form
from domain.access import Role
from language import lazy


def layout(plan_id: str = "") -> Any:
    """Return the form, for what is retired the way back. Raises: NotFoundError."""
    with auth.reading() as conn:
        plan = db.upkeep.one(conn, auth.path_id(plan_id))
        machine = db.log.machine(conn, plan.machine_id)
        clock = db.upkeep.clock(conn, plan.machine_id, zone=machine.zone, now=datetime.now(UTC))
        ended = db.upkeep.retired_by(conn, plan.id)
    if plan.retired_at is None:
        return form.frame(upkeep_form.edit(plan, clock=clock))
    banner = retired.banner("plan", plan.id, plan.retired_at, zone=machine.zone, by=ended, may_edit=True,
                            url=f"/live/plans/{machine.id}/restore")
    return html.Article([banner, upkeep_form.shown(plan, machine.name, clock=clock)], className="form")


def exists(plan_id: str) -> bool:
    """Tell whether there is such a plan, retired or not. Raises: NotFoundError."""
    with auth.reading() as conn:
        return db.upkeep.one(conn, auth.path_id(plan_id)).id > 0


auth.page(__name__, path_template="/plans/<plan_id>/edit", role=Role.TECHNICIAN, layout=layout, exists=exists,
          title=lazy("Edit planned maintenance · Stethos"))
