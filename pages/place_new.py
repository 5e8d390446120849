"""A place is added: ``/places/new?parent=KEY``; the first of a stack is a site."""

from typing import Any

import auth
import db.fleet_forms
from components import form, place_form
from domain.access import Role
from language import lazy


def layout(parent: str = "") -> Any:
    """Return the form."""
    with auth.reading() as conn:
        places = [(key, " › ".join(names)) for key, names in db.fleet_forms.place_choices(conn)]
    return form.frame(place_form.new(places, parent=parent if parent in dict(places) else ""))


# Before the page of one place: both fit the address.
auth.page(__name__, path="/places/new", role=Role.ADMIN, layout=layout, order=1, title=lazy("New place · Stethos"))
