"""One device: ``/devices/7``. What it is, how it is reached, what it shall do and what it says it does.

All that changes is drawn by assets/pages/device.js and assets/pages/device_form.js from live/device.py, and changed
through live/device_settings.py.
"""

from typing import Any

from dash import html

import auth
import db.device_view
import db.fleet_forms
import db.system
from components import device, device_signals, history, retired
from domain.access import Role
from domain.fleet_form import FormKind
from language import lazy


def layout(device_id: str = "") -> Any:
    """Return the frame of a device.

    Raises: NotFoundError, which shows the page for what is missing.
    """
    with auth.reading() as conn:
        shown = db.device_view.device(conn, auth.path_id(device_id))
        signals = db.device_view.signals(conn, shown.id)
        ended = db.fleet_forms.retired_by(conn, FormKind.DEVICE, shown.id)
        zone = shown.time_zone or db.system.site_zone(conn)
    may_edit, is_retired = auth.may(Role.ADMIN), shown.retired_at is not None
    banner = retired.banner("device", shown.id, shown.retired_at, zone=zone, by=ended, may_edit=may_edit)
    frame = device.frame(shown.id, shown.name, may_edit=may_edit, may_ask=auth.may(Role.TECHNICIAN),
                         is_retired=is_retired)
    measures = device_signals.section(shown.id, signals, zone=zone, may_edit=may_edit and not is_retired)
    return html.Div([banner, frame, measures, history.section("device", shown.id)], className="stack")


def exists(device_id: str) -> bool:
    """Tell whether there is such a device. Raises: NotFoundError for what cannot be the number of one."""
    with auth.reading() as conn:
        return db.device_view.version(conn, auth.path_id(device_id)) is not None


auth.page(__name__, path_template="/devices/<device_id>", role=Role.VIEWER, layout=layout, exists=exists,
          title=lazy("Device · Stethos"))
