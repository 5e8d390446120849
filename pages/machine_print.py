"""The report of a machine, to be printed by the browser: ``/machines/7/print``. As a PDF: live/reports.py."""

from datetime import UTC, datetime
from typing import Any

import auth
import db.machine_view
import db.report
from components import report, report_page
from domain.access import Role
from domain.picture import Face
from language import lazy


def layout(machine_id: str = "") -> Any:
    """Return the report as it is now. Raises: NotFoundError, which shows the page for what is missing."""
    user = auth.current_user()
    with auth.reading() as conn:
        found = db.report.report(conn, auth.path_id(machine_id), now=datetime.now(UTC))
    sheet = report.sheet(found, address=auth.address(f"/machines/{found.machine.id}"), by=user.full_name or user.name)
    face = Face(found.face.id, found.face.digest).address("image") if found.face else None
    return report_page.page(sheet, found.machine.id, face=face)


def exists(machine_id: str) -> bool:
    """Tell whether there is such a machine. Raises: NotFoundError for what cannot be the number of one."""
    with auth.reading() as conn:
        return db.machine_view.exists(conn, auth.path_id(machine_id))


# Before the page of a machine, whose address Dash would find in this one.
auth.page(__name__, path_template="/machines/<machine_id>/print", role=Role.VIEWER, layout=layout, exists=exists,
          order=1, title=lazy("Report · Stethos"))
