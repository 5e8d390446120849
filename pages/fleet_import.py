"""The whole fleet as files, in and out: ``/import``."""

from typing import Any

import auth
from components import fleet_import
from domain.access import Role
from language import lazy


def layout() -> Any:
    """Return the frame."""
    return fleet_import.frame()


auth.page(__name__, path="/import", role=Role.ADMIN, layout=layout, title=lazy("Import and export · Stethos"))
