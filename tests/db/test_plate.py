"""Nameplates, bearings and the versions of machines and places."""

import db.contacts
import db.fleet
import db.plate
from db.connect import Connection
from domain.contact import Contact
from domain.fleet import Owner
from domain.plate import Bearing, PlateLine
from tests.plant import Plant

PUMP, LINE = Owner("machine", "pump-1"), Owner("place", "pm1")
BEARING = Bearing("drive end", "6312-2Z/C3", "Rollo", 8)


def _version(conn: Connection, table: str, key: str) -> int:
    query = {"machine": "SELECT version FROM machine WHERE key = %s",
             "place": "SELECT version FROM place WHERE key = %s"}
    return int(conn.execute(query[table], (key,)).fetchall()[0][0])


def test_bearings_and_nameplate_come_back_in_their_order(conn: Connection) -> None:
    plant = Plant(conn)
    other = Bearing("non-drive end", "NU 312")
    db.plate.replace_bearings(conn, {PUMP: (BEARING, other)})
    db.plate.set_nameplates(conn, {PUMP: (PlateLine("IP code", "IP55"), PlateLine("Duty", "S1"))})
    assert db.plate.bearings(conn, plant.machine_id) == (BEARING, other)
    found = db.fleet.fleet(conn)
    assert found.bearings == {PUMP: (BEARING, other)}
    assert found.nameplates == {PUMP: (PlateLine("IP code", "IP55"), PlateLine("Duty", "S1"))}


def test_whoever_changes_a_contact_a_bearing_or_the_nameplate_counts_the_owner_up(conn: Connection) -> None:
    Plant(conn)
    before = _version(conn, "machine", "pump-1"), _version(conn, "place", "pm1")
    db.contacts.replace(conn, {PUMP: (Contact("Keeper", "K", phone="4711"),)})
    db.plate.replace_bearings(conn, {PUMP: (BEARING,)})
    db.plate.set_nameplates(conn, {PUMP: (PlateLine("Duty", "S1"),)})
    assert (_version(conn, "machine", "pump-1"), _version(conn, "place", "pm1")) == (before[0] + 3, before[1])
    db.contacts.replace(conn, {LINE: (Contact("Keeper", "K", phone="4711"),)})
    assert (_version(conn, "machine", "pump-1"), _version(conn, "place", "pm1")) == (before[0] + 3, before[1] + 1)
    db.plate.replace_bearings(conn, {PUMP: ()})
    assert _version(conn, "machine", "pump-1") == before[0] + 4


def test_what_changes_nothing_counts_nothing(conn: Connection) -> None:
    Plant(conn)
    before = _version(conn, "machine", "pump-1")
    db.fleet.set_machines(conn, list(db.fleet.fleet(conn).machines.values()))
    assert _version(conn, "machine", "pump-1") == before
