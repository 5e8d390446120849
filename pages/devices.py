"""The devices: ``/devices``. Who is there, who is not, and who waits to be placed.

The search stands in the address: ``/devices?q=gw-7&site=nordwerk&state=silent&limit=200`` (assets/pages/devices.js,
live/devices.py).
"""

from typing import Any

import auth
from components import devices
from domain.access import Role
from language import lazy


def layout(q: str = "") -> Any:
    """Return the frame."""
    return devices.frame(q=q[:100], may_edit=auth.may(Role.ADMIN))


auth.page(__name__, path="/devices", role=Role.VIEWER, layout=layout, title=lazy("Devices · Stethos"))
