"""A device is added before it speaks: ``/devices/new?machine=KEY``."""

from typing import Any

import auth
import db.placing
from components import device_form, form
from domain.access import Role
from language import lazy


def layout(machine: str = "") -> Any:
    """Return the form."""
    with auth.reading() as conn:
        name = db.placing.machine_name(conn, machine[:100].replace("\0", ""))
    return form.frame(device_form.new(machine if name else "", name=name))


# Before the page of one device: both fit the address.
auth.page(__name__, path="/devices/new", role=Role.ADMIN, layout=layout, order=1, title=lazy("New device · Stethos"))
