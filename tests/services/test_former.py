"""Contacts that were removed from a machine or place are known, and brought back by saving them again."""

from dataclasses import replace

import pytest

import db.fleet_forms
import db.former
from domain.fleet_audit import Author
from domain.fleet_form import FormKind
from services.fleet_forms import change
from tests.plant import Plant

KEEPER = {"role": "Keeper", "name": "Karl", "phone": "4711", "email": "", "hours": "nights", "language": ""}
LEAD = {"role": "Lead", "name": "Lea", "phone": "", "email": "lea@example.com", "hours": "", "language": "de"}


@pytest.fixture
def plant(conn):
    return Plant(conn)


def _save(conn, kind, number, contacts):
    found = db.fleet_forms.opened(conn, kind, number)
    form = replace(found.form, lists={**found.form.lists, "contacts": contacts})
    change(conn, form, number, version=found.version, by=Author(None))


def _former(conn, kind, number):
    return [one.values for one in db.former.contacts(conn, kind, db.fleet_forms.opened(conn, kind, number))]


@pytest.mark.parametrize("kind", [FormKind.MACHINE, FormKind.PLACE])
def test_who_was_removed_is_known_until_brought_back(plant, kind):
    number = plant.machine_id if kind is FormKind.MACHINE else db.fleet_forms.number(plant.conn, kind, "pm1")
    kept = db.fleet_forms.opened(plant.conn, kind, number).form.lists["contacts"]
    assert _former(plant.conn, kind, number) == []
    _save(plant.conn, kind, number, [*kept, KEEPER, LEAD])
    assert _former(plant.conn, kind, number) == []
    _save(plant.conn, kind, number, [*kept, LEAD])
    gone = {"role": "Keeper", "name": "Karl", "phone": "4711", "hours": "nights"}
    assert _former(plant.conn, kind, number) == [gone]
    _save(plant.conn, kind, number, [*kept, LEAD, gone])
    assert _former(plant.conn, kind, number) == []
