"""A machine is added: ``/machines/new?place=KEY``."""

from typing import Any

import auth
import db.fleet_forms
from components import form, machine_form
from domain.access import Role
from language import lazy


def layout(place: str = "") -> Any:
    """Return the form."""
    with auth.reading() as conn:
        places = [(key, " › ".join(names)) for key, names in db.fleet_forms.place_choices(conn)]
    known = place if place in dict(places) else ""
    return form.frame(machine_form.new(places, place=known))


# Before the page of one machine: both fit the address.
auth.page(__name__, path="/machines/new", role=Role.ADMIN, layout=layout, order=1, title=lazy("New machine · Stethos"))
