"""Devices are placed, retired and replaced; the history of a machine's signal goes on with the new device."""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg.types.json import Jsonb

import db.audit
import db.devices
import db.devices_view
import db.machine_view
import db.placing
import db.users
from domain.access import Role
from domain.errors import NotFoundError
from domain.fleet_fault import FleetFileError
from domain.fleet_row import Content
from domain.placing import (
    Form,
    NotPlacedError,
    NotWaitingError,
    OtherQuantityError,
    SameDeviceError,
    TwoForOneError,
)
from ingest.catalog import Catalog
from services import discovery, fleet, placing
from services.placing import Replacement
from tests.plant import Plant

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
SIGNALS = [{"name": "vib", "title": "Vibration", "kind": "vibration_velocity_rms", "unit": "mm/s", "interval_s": "10"}]


@pytest.fixture
def plant(conn):
    return Plant(conn)


@pytest.fixture
def ada(conn):
    return db.users.insert_user(conn, name="ada", full_name="Ada Lindqvist", role=Role.ADMIN, password_hash="-")


def discovered(conn, name="new-1", **signals):
    discovery.meet_device(conn, name, most=100)
    discovery.meet_signals(conn, name, list(signals) or ["vib"])
    for signal, unit in signals.items():
        conn.execute("UPDATE signal SET unit = %s WHERE name = %s AND device_id = (SELECT id FROM device "
                     "WHERE name = %s)", (unit, signal, name))
    return db.placing.device_id(conn, name)


def old_id(conn):
    return db.placing.device_id(conn, "sim-0001")


def trail(conn, device_id):
    return [(one.action, one.who, one.reason) for one in db.audit.history(conn, object="device", object_id=device_id)]


def test_a_device_is_placed_on_a_machine_there_is(conn, plant, ada):
    device = discovered(conn)
    form = Form("new-1", machine="pump-1", signals=SIGNALS)
    assert placing.place(conn, device, form, user_id=ada) == plant.machine_id
    assert [one.title for one in db.machine_view.signals(conn, plant.machine_id)][-1] == "Vibration"
    assert db.devices_view.waiting(conn, most=9, gateways=[])[1] == 0
    assert trail(conn, device) == [("placed", "Ada Lindqvist", "")]
    with pytest.raises(NotWaitingError):
        placing.place(conn, device, form, user_id=ada)


def test_a_new_machine_is_made_with_a_key_that_is_free(conn, plant):
    device = discovered(conn)
    form = Form("new-1", new_machine={"name": "Pump 1", "type": "pump", "place": "pm1"}, signals=SIGNALS)
    machine_id = placing.place(conn, device, form, user_id=None)
    found = conn.execute("SELECT key, name FROM machine WHERE id = %s", (machine_id,)).fetchone()
    assert found == ("pump-1-2", "Pump 1")


def test_what_is_wrong_changes_nothing(conn, plant):
    device = discovered(conn)
    form = Form("new-1", new_machine={"name": "P", "type": "rocket", "place": "pm1"}, signals=SIGNALS)
    with pytest.raises(FleetFileError) as caught:
        placing.place(conn, device, form, user_id=None)
    assert [(one.line, one.field) for one in caught.value.problems] == [(2, "type")]
    assert db.placing.device(conn, device).machine_id is None


def test_the_interval_is_proposed_by_what_came(conn, plant):
    plant.say(plant.vibration, [1.0] * 9, start=NOW, every_s=30)
    heard = {one.name: one for one in db.placing.heard(conn, old_id(conn))}
    assert (heard["vibration"].interval_s, heard["vibration"].has_readings) == (30, True)
    assert (heard["speed"].interval_s, heard["speed"].has_readings) == (None, False)


def test_a_retired_device_leaves_its_machine_waits_for_nobody_and_can_come_back(conn, plant, ada):
    device = old_id(conn)
    placing.retire(conn, device, user_id=ada, now=NOW, reason="broken")
    assert db.machine_view.signals(conn, plant.machine_id) == []
    assert db.devices_view.waiting(conn, most=9, gateways=[])[1] == 0
    assert db.placing.retired(conn, most=9) == [(device, "sim-0001", NOW, "White water pump")]
    assert trail(conn, device) == [("retired", "Ada Lindqvist", "broken")]
    with pytest.raises(NotPlacedError):
        placing.retire(conn, device, user_id=ada, now=NOW)
    placing.place(conn, device, Form("sim-0001", machine="pump-1"), user_id=ada)
    assert len(db.machine_view.signals(conn, plant.machine_id)) == 4
    assert db.placing.device(conn, device).retired_at is None


def test_a_fleet_file_brings_a_retired_device_back(conn, plant):
    from domain.placing import rows

    placing.retire(conn, old_id(conn), user_id=None, now=NOW)
    fleet.import_content(conn, Content(rows(Form("sim-0001", machine="pump-1"), machines=(), places=()), []))
    assert db.placing.device(conn, old_id(conn)).machine_id == plant.machine_id


def test_the_new_device_continues_the_history_of_the_machine(conn, plant, ada):
    plant.say(plant.vibration, [2.0, 2.1], start=NOW)
    new = discovered(conn, vibration="mm/s", t1="Cel")
    tried = db.placing.signals(conn, new)["vibration"].id
    plant.say(tried, [9.0], start=NOW + timedelta(minutes=1))
    catalog = Catalog(conn, plant.memory, most_discovered=100)
    wish = Replacement(old_id(conn), "new-1", {"vibration": "vibration", "temperature": "t1"}, "battery empty")
    assert placing.replace(conn, wish, user_id=ada, now=NOW) == new
    placing.announce(conn)
    catalog.reload_if_changed()
    heard = catalog.device("new-1")
    shape = catalog.shape(heard, ("vibration", "t1"))
    assert [int(plant.memory.signal_ids[slot]) for slot in shape.slots] == [plant.vibration, plant.temperature]
    assert {one.id for one in db.machine_view.signals(conn, plant.machine_id)} == {plant.vibration, plant.temperature}
    assert conn.execute("SELECT count(*) FROM signal_limit WHERE signal_id = %s", (plant.vibration,)).fetchone() == (1,)
    assert db.placing.signals(conn, old_id(conn))["vibration"].id == tried
    old = db.placing.device(conn, old_id(conn))
    assert (old.machine_id, old.retired_at, old.replaced_by_name) == (None, NOW, "new-1")
    assert trail(conn, old.id) == [("replaced", "Ada Lindqvist", "battery empty")]
    assert trail(conn, new) == [("placed", "Ada Lindqvist", "battery empty")]


def test_what_the_new_device_sends_in_another_unit_is_converted(conn, plant):
    discovered(conn, v="[in_i]/s")
    placing.replace(conn, Replacement(old_id(conn), "new-1", {"vibration": "v"}), user_id=None, now=NOW)
    catalog = Catalog(conn, plant.memory, most_discovered=100)
    assert catalog.shape(catalog.device("new-1"), ("v",)).factors.tolist() == [25.4]
    assert db.placing.signals(conn, old_id(conn))["vibration"].unit == "[in_i]/s"


def test_a_device_that_nobody_has_heard_yet_takes_over_too(conn, plant):
    names = {"speed": "speed", "vibration": "vibration", "vibration_nde": "vibration_nde",
             "temperature": "temperature"}
    new = placing.replace(conn, Replacement(old_id(conn), "fresh-1", names), user_id=None, now=NOW)
    assert list(db.placing.signals(conn, new)) == list(names)
    assert db.placing.signals(conn, old_id(conn)) == {}
    assert conn.execute("SELECT running_signal_id FROM machine").fetchone() == (plant.speed,)


def test_two_signals_may_change_names_with_each_other(conn, plant):
    new = discovered(conn, vibration="mm/s", vibration_nde="mm/s")
    placing.replace(conn, Replacement(old_id(conn), "new-1", {"vibration": "vibration_nde",
                                                              "vibration_nde": "vibration"}), user_id=None, now=NOW)
    found = db.placing.signals(conn, new)
    assert (found["vibration"].id, found["vibration_nde"].id) == (plant.vibration_nde, plant.vibration)


def test_a_retired_device_can_be_replaced_later_and_only_once(conn, plant):
    old = old_id(conn)
    placing.retire(conn, old, user_id=None, now=NOW)
    placing.replace(conn, Replacement(old, "new-1", {"speed": "speed"}), user_id=None, now=NOW + timedelta(days=9))
    assert [one.id for one in db.machine_view.signals(conn, plant.machine_id)] == [plant.speed]
    assert db.placing.device(conn, old).retired_at == NOW
    with pytest.raises(NotPlacedError):
        placing.replace(conn, Replacement(old, "new-2", {}), user_id=None, now=NOW)


@pytest.mark.parametrize(("new", "pairs", "error"), [
    ("sim-0001", {}, SameDeviceError), ("new-1", {"vibration": "t"}, OtherQuantityError),
    ("new-1", {"vibration": "t", "speed": "t"}, TwoForOneError), ("a/b", {}, TwoForOneError),
    ("new-1", {"vibration": "no good"}, TwoForOneError), ("placed-1", {}, NotWaitingError)])
def test_what_cannot_be_is_refused_and_nothing_moves(conn, plant, new, pairs, error):
    discovered(conn, t="Cel")
    placed = discovered(conn, "placed-1")
    placing.place(conn, placed, Form("placed-1", machine="pump-1"), user_id=None)
    with pytest.raises(error):
        placing.replace(conn, Replacement(old_id(conn), new, pairs), user_id=None, now=NOW)
    assert db.placing.device(conn, old_id(conn)).machine_id == plant.machine_id
    with pytest.raises(NotFoundError):
        placing.replace(conn, Replacement(10**6, "new-1", {}), user_id=None, now=NOW)


def test_a_description_after_the_replacement_suits_what_is_stored(conn, plant):
    from ingest.wire import about

    discovered(conn, v="[in_i]/s")
    placing.replace(conn, Replacement(old_id(conn), "new-1", {"vibration": "v"}), user_id=None, now=NOW)
    discovery.describe(conn, "new-1", about(b'{"signals": {"v": {"unit": "[in_i]/s"}}}'))
    known = {row.signal: (row.signal_id, row.unit, row.wire_unit) for row in db.devices.known_signals(conn, "new-1")}
    assert known == {"v": (plant.vibration, "mm/s", "[in_i]/s")}


def test_the_title_of_a_described_signal_is_taken(conn, plant):
    device = discovered(conn)
    conn.execute("UPDATE device SET about = %s WHERE id = %s", (Jsonb({"signals": {"vib": {"title": "DE"}}}), device))
    assert db.placing.device(conn, device).about == {"signals": {"vib": {"title": "DE"}}}
