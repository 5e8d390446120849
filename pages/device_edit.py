"""A device is edited or retired: ``/devices/7/edit``."""

from typing import Any

from dash import html

import auth
import db.fleet_forms
import db.placing
from components import device_form, form, history
from domain.access import Role
from domain.errors import NotFoundError
from domain.fleet_form import FormKind
from language import lazy


def layout(device_id: str = "") -> Any:
    """Return the form, and what was changed before.

    Raises: NotFoundError, which shows the page for what is missing; what is retired is restored first.
    """
    number = auth.path_id(device_id)
    with auth.reading() as conn:
        found = db.fleet_forms.opened(conn, FormKind.DEVICE, number)
        where = db.placing.device(conn, number)
        takes = db.fleet_forms.consequences(conn, FormKind.DEVICE, number)
    if found.retired_at is not None:
        raise NotFoundError
    machine = " · ".join([where.machine or "", " › ".join(where.places)])
    return html.Div([form.frame(device_form.edit(found, machine, takes=takes)), history.section("device", number)],
                    className="stack")


def exists(device_id: str) -> bool:
    """Tell whether there is such a device that can be edited. Raises: NotFoundError."""
    with auth.reading() as conn:
        return db.fleet_forms.is_in_service(conn, FormKind.DEVICE, auth.path_id(device_id))


# Before the page of a device, whose address Dash would find in this one.
auth.page(__name__, path_template="/devices/<device_id>/edit", role=Role.ADMIN, layout=layout, exists=exists, order=1,
          title=lazy("Edit a device · Stethos"))
