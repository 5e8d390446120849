"""A place: ``/places/7``. Where it is, how to find it, whom to call there, what lies in it."""

from typing import Any

from dash import html

import auth
import db.contacts
import db.documents
import db.fleet_forms
import db.pictures
import db.place_view
import db.position
from components import documents, history, pictures, place, place_map, retired
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
        lies = db.position.of_place(conn, shown.id)
        people = db.contacts.of_place(conn, shown.id)
        owner, user = Owner(OwnerKind.PLACE, shown.id), auth.current_user()
        images, papers = db.pictures.of_owner(conn, owner), db.documents.of_owner(conn, owner)
        ended = db.fleet_forms.retired_by(conn, FormKind.PLACE, shown.id)
    may_edit = auth.may(Role.ADMIN)
    edit = f"/places/{shown.id}/edit" if may_edit and shown.retired_at is None else None
    return html.Article([
        retired.banner("place", shown.id, shown.retired_at, zone=shown.time_zone, by=ended, may_edit=may_edit),
        place.head(shown, may_edit=may_edit), contacts(people), place.inside(found),
        place_map.section(lies, shown.id, edit=edit),
        pictures.section(owner, shown.name, images, user=user, zone=shown.time_zone),
        documents.section(owner, papers, user=user, zone=shown.time_zone), history.section("place", shown.id)],
        className="place-page")


def exists(place_id: str) -> bool:
    """Tell whether there is such a place. Raises: NotFoundError."""
    with auth.reading() as conn:
        return db.place_view.place(conn, auth.path_id(place_id)) is not None


auth.page(__name__, path_template="/places/<place_id>", role=Role.VIEWER, layout=layout, exists=exists,
          title=lazy("Place · Stethos"))
