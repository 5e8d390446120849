"""A place: ``/places/7``. Where it is, how to find it, whom to call there, what lies in it."""

from typing import Any

from dash import html

import auth
import db.contacts
import db.documents
import db.fleet_forms
import db.pictures
import db.place_view
from components import documents, pictures, place, retired
from components.contacts import contacts
from domain.access import Role
from domain.fleet_form import FormKind
from domain.owner import Owner, OwnerKind
from language import lazy


def layout(place_id: str = "") -> Any:
    """Return the page of a place.

    Raises: NotFoundError, which shows the page for what is missing.
    """
    with auth.reading() as conn:
        shown = db.place_view.place(conn, auth.path_id(place_id))
        found = db.place_view.inside(conn, shown.id)
        people = db.contacts.of_place(conn, shown.id)
        owner, user = Owner(OwnerKind.PLACE, shown.id), auth.current_user()
        images, papers = db.pictures.of_owner(conn, owner), db.documents.of_owner(conn, owner)
        ended = db.fleet_forms.retired_by(conn, FormKind.PLACE, shown.id)
    may_edit = auth.may(Role.ADMIN)
    return html.Article([
        retired.banner("place", shown.id, shown.retired_at, zone=shown.time_zone, by=ended, may_edit=may_edit),
        place.head(shown, may_edit=may_edit), contacts(people), place.inside(found),
        pictures.section(owner, shown.name, images, user=user, zone=shown.time_zone),
        documents.section(owner, papers, user=user, zone=shown.time_zone)], className="place-page")


def exists(place_id: str) -> bool:
    """Tell whether there is such a place. Raises: NotFoundError."""
    with auth.reading() as conn:
        return db.place_view.place(conn, auth.path_id(place_id)) is not None


auth.page(__name__, path_template="/places/<place_id>", role=Role.VIEWER, layout=layout, exists=exists,
          title=lazy("Place · Stethos"))
