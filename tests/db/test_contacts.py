"""Whom to call about a machine, and what an import makes of the contacts of a fleet."""

import pytest
from psycopg import errors

import db.contacts
import db.fleet
from domain.contact import Contact
from domain.fleet import Owner
from tests.plant import Plant

PUMP, LINE, SITE = Owner("machine", "pump-1"), Owner("place", "pm1"), Owner("place", "nordwerk")
KEEPER, SECOND = Contact("Keeper", "K", phone="4711"), Contact("Maker", "M", email="m@maker.example")
FOREMAN, GATE = Contact("Foreman", "F", phone="4712", hours="days", language="de"), Contact("Gate", "G", phone="4713")


@pytest.fixture
def plant(conn):
    return Plant(conn)


def _names(plant):
    return [(contact.name, contact.inherited_from) for contact in db.contacts.of_machine(plant.conn, plant.machine_id)]


def test_a_machine_names_its_own_first_then_the_nearest_place_and_says_from_where(plant):
    db.contacts.replace(plant.conn, {SITE: (GATE,), PUMP: (KEEPER, SECOND), LINE: (FOREMAN,)})
    assert _names(plant) == [("K", None), ("M", None), ("F", "Paper machine 1"), ("G", "Nordwerk")]


def test_all_that_is_known_of_a_contact_comes_back(plant):
    db.contacts.replace(plant.conn, {LINE: (FOREMAN,)})
    assert db.contacts.of_machine(plant.conn, plant.machine_id) == [
        Contact("Foreman", "F", "4712", None, "days", "de", inherited_from="Paper machine 1")]


def test_contacts_of_another_machine_and_of_a_place_below_are_not_inherited(plant):
    plant.conn.execute("INSERT INTO machine (key, place_id, name, type) SELECT 'fan', id, 'Fan', 'fan' FROM place "
                       "WHERE key = 'nordwerk'")
    db.contacts.replace(plant.conn, {Owner("machine", "fan"): (KEEPER,), LINE: (FOREMAN,)})
    fan = plant.conn.execute("SELECT id FROM machine WHERE key = 'fan'").fetchone()[0]
    assert [contact.name for contact in db.contacts.of_machine(plant.conn, fan)] == ["K"]
    assert _names(plant) == [("F", "Paper machine 1")]


@pytest.mark.parametrize("machine_id", [0, 2**31 - 1])
def test_a_machine_that_is_not_there_has_nobody(plant, machine_id):
    assert db.contacts.of_machine(plant.conn, machine_id) == []


def test_a_list_replaces_the_one_of_its_owner_alone(plant):
    db.contacts.replace(plant.conn, {PUMP: (KEEPER, SECOND), SITE: (GATE,)})
    db.contacts.replace(plant.conn, {PUMP: (SECOND,)})
    assert db.fleet.fleet(plant.conn).contacts == {PUMP: (SECOND,), SITE: (GATE,)}


def test_an_empty_list_removes(plant):
    db.contacts.replace(plant.conn, {PUMP: (KEEPER,), SITE: (GATE,)})
    db.contacts.replace(plant.conn, {PUMP: ()})
    assert _names(plant) == [("G", "Nordwerk")]


def test_a_place_and_a_machine_may_have_the_same_key(plant):
    plant.conn.execute("UPDATE place SET key = 'pump-1' WHERE key = 'pm1'")
    db.contacts.replace(plant.conn, {PUMP: (KEEPER,), Owner("place", "pump-1"): (FOREMAN,)})
    db.contacts.replace(plant.conn, {PUMP: ()})
    assert _names(plant) == [("F", "Paper machine 1")]


def test_the_database_keeps_nobody_who_cannot_be_reached(plant):
    with pytest.raises(errors.CheckViolation, match="contact_can_be_reached"):
        db.contacts.replace(plant.conn, {PUMP: (Contact("Keeper", "K"),)})
