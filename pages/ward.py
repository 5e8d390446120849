"""The ward round: ``/``. All machines, worst first, one line each; the healthy ones as one grey line a site.

The search stands in the address: ``/?site=nordwerk&q=fan&limit=100&open=nordwerk`` (assets/ward.js, live/ward.py).
"""

from typing import Any

import auth
from components import ward
from domain.access import Role
from language import lazy


def layout(q: str = "") -> Any:
    """Return the frame."""
    return ward.frame(q=q[:100])


auth.page(__name__, path="/", role=Role.VIEWER, layout=layout, title=lazy("Ward round · Stethos"))
