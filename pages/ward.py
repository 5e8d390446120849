"""The ward round: ``/``. All machines, worst first, one line each; the healthy ones as one grey line a site.

The search stands in the address: ``/?site=nordwerk&q=fan&limit=100&open=nordwerk`` (assets/ward.js, live/ward.py).
"""

from typing import Any

import auth
import db.alarms_view
from components import ward
from domain.access import Role
from language import lazy


def layout(q: str = "") -> Any:
    """Return the frame."""
    with auth.reading() as conn:
        seen_at = db.alarms_view.seen_at(conn, auth.current_user().id)
    return ward.frame(q=q[:100], seen_at=seen_at)


auth.page(__name__, path="/", role=Role.VIEWER, layout=layout, title=lazy("Ward round · Stethos"))
