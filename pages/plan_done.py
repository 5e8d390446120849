"""Planned maintenance is done, and goes into the log book: ``/plans/3/done``."""

from datetime import UTC, datetime
from typing import Any

import auth
import db.log
import db.upkeep
from components import form, log_form, upkeep_form
from domain.access import Role
from domain.errors import NotFoundError
from language import lazy


def layout(plan_id: str = "") -> Any:
    """Return the form. Raises: NotFoundError, which shows the page for what is missing."""
    now, user = datetime.now(UTC), auth.current_user()
    with auth.reading() as conn:
        plan = db.upkeep.one(conn, auth.path_id(plan_id))
        machine = db.log.machine(conn, plan.machine_id)
        hours = db.log.running_h_at(conn, plan.machine_id, now)
        case = db.log.open_case(conn, plan.machine_id)
    if plan.retired_at is not None or machine.retired_at is not None:
        raise NotFoundError
    values = upkeep_form.proposed(plan, zone=machine.zone, now=now, who=user.full_name or user.name, hours=hours)
    return form.frame(upkeep_form.done(plan, values=values, cases=log_form.cases(case, zone=machine.zone)))


def exists(plan_id: str) -> bool:
    """Tell whether there is such a plan that is not retired. Raises: NotFoundError."""
    with auth.reading() as conn:
        return db.upkeep.exists(conn, auth.path_id(plan_id))


auth.page(__name__, path_template="/plans/<plan_id>/done", role=Role.TECHNICIAN, layout=layout, exists=exists,
          title=lazy("Maintenance done · Stethos"))
