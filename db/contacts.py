"""Contacts: those of a machine with what it inherits, and those of the whole fleet as its file has them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict

from psycopg.types.json import Json

from db.connect import Connection
from db.sql import Queries
from domain.contact import Contact
from domain.fleet import Contacts, Owner

SQL = Queries(__file__)


def of_machine(conn: Connection, machine_id: int) -> list[Contact]:
    """Return whom to call about a machine: its own contacts, then those of its place and the places above."""
    return [Contact(*row) for row in conn.execute(SQL["of_machine"], {"machine_id": machine_id})]


def own(conn: Connection, owner: Owner) -> Contacts:
    """Return the contacts of one place or machine alone, without what it inherits."""
    return tuple(Contact(*row) for row in conn.execute(SQL["own"], owner._asdict()))


def of_place(conn: Connection, place_id: int) -> list[Contact]:
    """Return whom to call about a place: its own contacts, then those of the places above."""
    return [Contact(*row) for row in conn.execute(SQL["of_place"], {"place_id": place_id})]


def of_fleet(conn: Connection) -> dict[Owner, Contacts]:
    """Return the contacts of every place and machine that has any of its own."""
    found: dict[Owner, list[Contact]] = defaultdict(list)
    for kind, key, *fields in conn.execute(SQL["of_fleet"]):
        found[Owner(kind, key)].append(Contact(*fields))
    return {owner: tuple(contacts) for owner, contacts in found.items()}


def replace(conn: Connection, lists: Mapping[Owner, Contacts]) -> None:
    """Give places and machines these contacts in the place of what they had; the owners are there."""
    if not lists:
        return
    owners = Json([owner._asdict() for owner in lists])
    rows = Json([asdict(contact) | owner._asdict() | {"position": position}
                 for owner, contacts in lists.items() for position, contact in enumerate(contacts)])
    conn.execute(SQL["delete"], {"owners": owners})
    conn.execute(SQL["insert"], {"rows": rows})
