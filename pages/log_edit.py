"""An entry of a log book is changed, retired or restored: ``/log/12/edit``."""

from typing import Any

from dash import html

import auth
import db.log
from components import form, log_form, retired
from domain import log_form as forms
from domain.access import Role
from language import lazy


def layout(entry_id: str = "") -> Any:
    """Return the form, for what is retired the way back. Raises: NotFoundError."""
    number = auth.path_id(entry_id)
    with auth.reading() as conn:
        entry = db.log.one(conn, number)
        machine = db.log.machine(conn, entry.machine_id)
        case = db.log.open_case(conn, entry.machine_id)
        ended = db.log.retired_by(conn, number)
    if entry.retired_at is not None:
        banner = retired.banner("log", number, entry.retired_at, zone=machine.zone, by=ended, may_edit=True,
                                url=f"/live/log/{machine.id}/restore")
        return html.Article([banner, log_form.shown(entry, machine.name, zone=machine.zone)], className="form")
    cases = log_form.cases(case, zone=machine.zone, own=entry.draft.case_id)
    sheet = log_form.edit(number, machine.id, forms.texts(entry.draft, zone=machine.zone), version=entry.version,
                          cases=cases)
    return form.frame(sheet)


def exists(entry_id: str) -> bool:
    """Tell whether there is such an entry. Raises: NotFoundError for what cannot be the number of one."""
    with auth.reading() as conn:
        return db.log.exists(conn, auth.path_id(entry_id))


auth.page(__name__, path_template="/log/<entry_id>/edit", role=Role.TECHNICIAN, layout=layout, exists=exists,
          title=lazy("Edit an entry of the log book · Stethos"))
