"""Maintenance of a machine is planned: ``/machines/7/plans/new``."""

from datetime import UTC, datetime
from typing import Any

import auth
import db.log
import db.upkeep
from components import form, upkeep_form
from domain.access import Role
from domain.errors import NotFoundError
from language import lazy


def layout(machine_id: str = "") -> Any:
    """Return the form. Raises: NotFoundError, which shows the page for what is missing."""
    number = auth.path_id(machine_id)
    with auth.reading() as conn:
        machine = db.log.machine(conn, number)
        clock = db.upkeep.clock(conn, number, zone=machine.zone, now=datetime.now(UTC))
    if machine.retired_at is not None:
        raise NotFoundError
    return form.frame(upkeep_form.new(number, machine.name, clock=clock))


def exists(machine_id: str) -> bool:
    """Tell whether there is such a machine in service. Raises: NotFoundError."""
    with auth.reading() as conn:
        return db.log.machine(conn, auth.path_id(machine_id)).retired_at is None


# Before the page of a machine, whose address Dash would find in this one.
auth.page(__name__, path_template="/machines/<machine_id>/plans/new", role=Role.TECHNICIAN, layout=layout,
          exists=exists, order=1, title=lazy("Plan maintenance · Stethos"))
