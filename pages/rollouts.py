"""Changes of many devices: ``/rollouts``. What was changed in stages, by whom, and how that stands."""

from typing import Any

import auth
from components import rollouts
from domain.access import Role
from language import lazy


def layout() -> Any:
    """Return the frame."""
    return rollouts.rollouts(may_change=auth.current_user().role.allows(Role.ADMIN))


auth.page(__name__, path="/rollouts", role=Role.VIEWER, layout=layout, title=lazy("Changes · Stethos"))
