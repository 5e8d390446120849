"""A signal is added to a device, which may not have sent it yet: ``/devices/7/signals/new``."""

from typing import Any

import auth
import db.fleet_forms
import db.signal_form
from components import form, signal_form
from domain.access import Role
from domain.errors import NotFoundError
from domain.fleet_form import FormKind
from language import lazy


def layout(device_id: str = "") -> Any:
    """Return the form. Raises: NotFoundError, which shows the page for what is missing."""
    number = auth.path_id(device_id)
    with auth.reading() as conn:
        if not db.fleet_forms.is_in_service(conn, FormKind.DEVICE, number):
            raise NotFoundError
        known = db.signal_form.known(conn, device_id=number)
    return form.frame(signal_form.new(known, device_id=number))


def exists(device_id: str) -> bool:
    """Tell whether there is such a device. Raises: NotFoundError."""
    with auth.reading() as conn:
        return db.fleet_forms.is_in_service(conn, FormKind.DEVICE, auth.path_id(device_id))


# Before the page of a device, whose address Dash would find in this one.
auth.page(__name__, path_template="/devices/<device_id>/signals/new", role=Role.ADMIN, layout=layout, exists=exists,
          order=1, title=lazy("New signal · Stethos"))
