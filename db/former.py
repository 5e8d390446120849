"""Contacts that were removed from machines and places, as the audit trail knows them."""

from db.connect import Connection
from db.sql import Queries
from domain.fleet_form import FormKind, Opened
from domain.former import Former, Removal, former

SQL = Queries(__file__)


def contacts(conn: Connection, kind: FormKind, found: Opened) -> list[Former]:
    """Return the contacts that a machine or place once had and has not any more, the last removed first."""
    rows = conn.execute(SQL["contacts"], {"object": kind.value, "number": str(found.id)})
    return former([Removal(*row) for row in rows], found.form.lists["contacts"])
