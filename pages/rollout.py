"""One change of many devices: ``/rollouts/7``. All differences, the progress of each device, start, pause, way back."""

from typing import Any

import auth
import db.rollout
from components import rollouts
from domain.access import Role
from language import lazy


def layout(rollout_id: str = "") -> Any:
    """Return the frame of a change.

    Raises: NotFoundError, which shows the page for what is missing.
    """
    with auth.reading() as conn:
        found = db.rollout.rollout(conn, auth.path_id(rollout_id))
    return rollouts.rollout(found.id, may_change=auth.current_user().role.allows(Role.ADMIN))


def exists(rollout_id: str) -> bool:
    """Tell whether there is one of that number. Raises: NotFoundError if not."""
    with auth.reading() as conn:
        return db.rollout.rollout(conn, auth.path_id(rollout_id)) is not None


auth.page(__name__, path_template="/rollouts/<rollout_id>", role=Role.VIEWER, layout=layout, exists=exists,
          title=lazy("Change · Stethos"))
