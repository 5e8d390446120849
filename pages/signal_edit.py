"""A signal is edited or retired: ``/signals/7/edit``."""

from typing import Any

from dash import html

import auth
import db.fleet_forms
import db.signal_form
from components import form, history, signal_form
from domain.access import Role
from domain.errors import NotFoundError
from domain.fleet_form import FormKind
from language import lazy


def layout(signal_id: str = "") -> Any:
    """Return the form, and what was changed before.

    Raises: NotFoundError, which shows the page for what is missing; what is retired is restored first.
    """
    number = auth.path_id(signal_id)
    with auth.reading() as conn:
        found = db.fleet_forms.opened(conn, FormKind.SIGNAL, number)
        known = db.signal_form.known(conn, signal_id=number)
        takes = db.fleet_forms.consequences(conn, FormKind.SIGNAL, number)
    if found.retired_at is not None:
        raise NotFoundError
    return html.Div([form.frame(signal_form.edit(found, known, takes=takes)), history.section("signal", number)],
                    className="stack")


def exists(signal_id: str) -> bool:
    """Tell whether there is such a signal that can be edited. Raises: NotFoundError."""
    with auth.reading() as conn:
        return db.fleet_forms.is_in_service(conn, FormKind.SIGNAL, auth.path_id(signal_id))


auth.page(__name__, path_template="/signals/<signal_id>/edit", role=Role.ADMIN, layout=layout, exists=exists, order=1,
          title=lazy("Edit a signal · Stethos"))
