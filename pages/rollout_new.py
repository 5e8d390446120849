"""A change of many devices is prepared: ``/new-rollout``. Choose devices, set fields, look at all differences."""

from typing import Any

import auth
from components import rollouts
from domain.access import Role
from language import lazy


def layout() -> Any:
    """Return the frame."""
    return rollouts.new()


auth.page(__name__, path="/new-rollout", role=Role.ADMIN, layout=layout, title=lazy("Change devices · Stethos"))
