"""A machine is edited or retired: ``/machines/7/edit``."""

from typing import Any

import auth
import db.fleet_forms
import db.former
from components import form, machine_form
from domain.access import Role
from domain.errors import NotFoundError
from domain.fleet_form import FormKind
from language import lazy


def layout(machine_id: str = "") -> Any:
    """Return the form.

    Raises: NotFoundError, which shows the page for what is missing; what is retired is restored first.
    """
    number = auth.path_id(machine_id)
    with auth.reading() as conn:
        found = db.fleet_forms.opened(conn, FormKind.MACHINE, number)
        places = [(key, " › ".join(names)) for key, names in db.fleet_forms.place_choices(conn)]
        signals = db.fleet_forms.signals(conn, number)
        takes = db.fleet_forms.consequences(conn, FormKind.MACHINE, number)
        former = db.former.contacts(conn, FormKind.MACHINE, found)
    if found.retired_at is not None:
        raise NotFoundError
    return form.frame(machine_form.edit(found, places, signals, takes=takes, former=former))


def exists(machine_id: str) -> bool:
    """Tell whether there is such a machine that can be edited. Raises: NotFoundError."""
    with auth.reading() as conn:
        return db.fleet_forms.is_in_service(conn, FormKind.MACHINE, auth.path_id(machine_id))


# Before the page of a machine, whose address Dash would find in this one.
auth.page(__name__, path_template="/machines/<machine_id>/edit", role=Role.ADMIN, layout=layout, exists=exists, order=1,
          title=lazy("Edit a machine · Stethos"))
