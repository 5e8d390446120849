"""Who changed what: ``/audit``. The search stands in the address: ``/audit?person=3&object=machine&q=pump``."""

from typing import Any

import auth
from components import audit
from domain.access import Role
from language import lazy


def layout() -> Any:
    """Return the frame."""
    return audit.frame()


auth.page(__name__, path="/audit", role=Role.ADMIN, layout=layout, title=lazy("Changes · Stethos"))
