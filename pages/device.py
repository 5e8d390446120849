"""One device: ``/devices/7``. What it is, how it is reached, what it shall do and what it says it does.

All that changes is drawn by assets/pages/device.js and assets/pages/device_form.js from live/device.py, and changed
through live/device_settings.py.
"""

from typing import Any

from dash import html

import auth
import db.device_view
from components import device, history
from domain.access import Role
from language import lazy


def layout(device_id: str = "") -> Any:
    """Return the frame of a device.

    Raises: NotFoundError, which shows the page for what is missing.
    """
    with auth.reading() as conn:
        shown = db.device_view.device(conn, auth.path_id(device_id))
    frame = device.frame(shown.id, shown.name, may_edit=auth.may(Role.ADMIN), may_ask=auth.may(Role.TECHNICIAN))
    return html.Div([frame, history.section("device", shown.id)], className="stack")


def exists(device_id: str) -> bool:
    """Tell whether there is such a device. Raises: NotFoundError for what cannot be the number of one."""
    with auth.reading() as conn:
        return db.device_view.version(conn, auth.path_id(device_id)) is not None


auth.page(__name__, path_template="/devices/<device_id>", role=Role.VIEWER, layout=layout, exists=exists,
          title=lazy("Device · Stethos"))
