"""Where a device is: ``/mounting/7``. A device that waits is placed; one that is placed is replaced or retired."""

from typing import Any

import auth
import db.placing
from components import placing
from domain.access import Role
from language import lazy


def layout(device_id: str = "") -> Any:
    """Return the frame for a device.

    Raises: NotFoundError, which shows the page for what is missing.
    """
    with auth.reading() as conn:
        found = db.placing.device(conn, auth.path_id(device_id))
    return placing.frame(found.id, found.name, may_act=auth.current_user().role.allows(Role.TECHNICIAN))


def exists(device_id: str) -> bool:
    """Tell whether there is one of that number. Raises: NotFoundError if not."""
    with auth.reading() as conn:
        return db.placing.device(conn, auth.path_id(device_id)) is not None


auth.page(__name__, path_template="/mounting/<device_id>", role=Role.VIEWER, layout=layout, exists=exists,
          title=lazy("Where it is · Stethos"))
