"""What was done to a machine is written into its log book: ``/machines/7/log/new``."""

from datetime import UTC, datetime
from typing import Any

import auth
import db.log
from components import form, log_form
from domain import log_form as forms
from domain.access import Role
from domain.errors import NotFoundError
from language import lazy


def layout(machine_id: str = "") -> Any:
    """Return the form. Raises: NotFoundError, which shows the page for what is missing."""
    number, now, user = auth.path_id(machine_id), datetime.now(UTC), auth.current_user()
    with auth.reading() as conn:
        machine = db.log.machine(conn, number)
        hours = db.log.running_h_at(conn, number, now)
        case = db.log.open_case(conn, number)
    if machine.retired_at is not None:
        raise NotFoundError
    values = {"done_at": forms.local(now, zone=machine.zone), "done_by": user.full_name or user.name,
              "running_h": forms.hours(hours)}
    return form.frame(log_form.new(number, machine.name, values=values, cases=log_form.cases(case, zone=machine.zone)))


def exists(machine_id: str) -> bool:
    """Tell whether there is such a machine in service. Raises: NotFoundError."""
    with auth.reading() as conn:
        return db.log.machine(conn, auth.path_id(machine_id)).retired_at is None


# Before the page of a machine, whose address Dash would find in this one.
auth.page(__name__, path_template="/machines/<machine_id>/log/new", role=Role.TECHNICIAN, layout=layout, exists=exists,
          order=1, title=lazy("New entry of the log book · Stethos"))
