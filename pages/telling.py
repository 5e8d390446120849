"""Telling people: ``/telling``. Rules, channels, how people are reached, and the last messages.

Technicians see all of it and change how they themselves are reached; rules and channels are changed by admins
(assets/pages/telling.js, live/telling.py, live/telling_actions.py).
"""

from typing import Any

import auth
from components import telling
from domain.access import Role
from language import lazy


def layout() -> Any:
    """Return the frame."""
    return telling.frame(may_change=auth.current_user().role.allows(Role.ADMIN))


auth.page(__name__, path="/telling", role=Role.TECHNICIAN, layout=layout, title=lazy("Telling people · Stethos"))
