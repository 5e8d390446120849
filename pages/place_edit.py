"""A place is edited or retired: ``/places/7/edit``."""

from typing import Any

import auth
import db.fleet_forms
import db.former
from components import form, place_form
from domain.access import Role
from domain.errors import NotFoundError
from domain.fleet_form import FormKind
from language import lazy


def layout(place_id: str = "") -> Any:
    """Return the form.

    Raises: NotFoundError, which shows the page for what is missing; what is retired is restored first.
    """
    number = auth.path_id(place_id)
    with auth.reading() as conn:
        found = db.fleet_forms.opened(conn, FormKind.PLACE, number)
        places = [(key, " › ".join(names)) for key, names in db.fleet_forms.place_choices(conn, outside=number)]
        takes = db.fleet_forms.consequences(conn, FormKind.PLACE, number)
        former = db.former.contacts(conn, FormKind.PLACE, found)
    if found.retired_at is not None:
        raise NotFoundError
    return form.frame(place_form.edit(found, places, takes=takes, former=former))


def exists(place_id: str) -> bool:
    """Tell whether there is such a place that can be edited. Raises: NotFoundError."""
    with auth.reading() as conn:
        return db.fleet_forms.is_in_service(conn, FormKind.PLACE, auth.path_id(place_id))


# Before the page of a place, whose address Dash would find in this one.
auth.page(__name__, path_template="/places/<place_id>/edit", role=Role.ADMIN, layout=layout, exists=exists, order=1,
          title=lazy("Edit a place · Stethos"))
