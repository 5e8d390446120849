"""The system: ``/system``. Whether all parts run, how the stream flows, and what could not be used.

Everybody may look; the bytes of rejected messages are for admins (assets/pages/system.js, live/system.py).
"""

from typing import Any

import auth
from components import system
from domain.access import Role
from language import lazy


def layout() -> Any:
    """Return the frame."""
    return system.frame(may_see_payloads=auth.current_user().role.allows(Role.ADMIN))


auth.page(__name__, path="/system", role=Role.VIEWER, layout=layout, title=lazy("System · Stethos"))
