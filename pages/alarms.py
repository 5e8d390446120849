"""The alarms: ``/alarms``. What is wrong now, the worst first; what is shelved or out of service; the history.

The search stands in the address: ``/alarms?view=history&q=pump&priority=critical&site=nordwerk&from=2026-11-01``
(assets/pages/alarms.js, live/alarms.py).
"""

from typing import Any

import auth
import db.alarms_view
from components import alarms
from domain.access import Role
from language import lazy


def layout(q: str = "") -> Any:
    """Return the frame."""
    with auth.reading() as conn:
        seen_at = db.alarms_view.seen_at(conn, auth.current_user().id)
    return alarms.frame(q=q[:100], may_act=auth.may(Role.TECHNICIAN), seen_at=seen_at)


auth.page(__name__, path="/alarms", role=Role.VIEWER, layout=layout, title=lazy("Alarms · Stethos"))
