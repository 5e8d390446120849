"""Devices are created, changed, retired and restored through forms."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

import db.audit
import db.devices_view
import db.fleet_forms
import db.placing
import services.fleet_forms
import services.placing
from db.connect import Connection
from domain import fleet_form
from domain.errors import ChangedMeanwhileError
from domain.fleet_audit import Author
from domain.fleet_fault import FleetFileError
from domain.fleet_form import Form, FormKind, NotRetiredError, Opened, RetiredError
from ingest.catalog import Catalog
from services import discovery
from services.arrivals import Memory
from services.fleet_forms import change, check, create, restore, retire
from tests.plant import Plant

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
BY = Author(None, "broken")
DEVICE = FormKind.DEVICE
NEW = {"id": "vibro-7", "machine": "", "model": "SN-4", "serial_number": "SN1"}


@pytest.fixture
def plant(conn: Connection) -> Plant:
    return Plant(conn)


@pytest.fixture
def device(plant: Plant) -> int:
    return db.fleet_forms.number(plant.conn, DEVICE, "sim-0001")


def _opened(conn: Connection, number: int) -> Opened:
    return db.fleet_forms.opened(conn, DEVICE, number)


def _with(form: Form, **values: str) -> Form:
    return replace(form, values={**form.values, **values})


def _wrong(conn: Connection, form: Form, number: int | None) -> list[tuple[str, str]]:
    return [(fleet_form.path(one), one.fault.value) for one in check(conn, form, number)]


def _trail(conn: Connection, number: int) -> list[tuple[str, object]]:
    return [(one.action, one.after) for one in db.audit.history(conn, object="device", object_id=number)]


def test_a_device_is_added_before_it_speaks_and_is_the_one_that_speaks_then(plant: Plant) -> None:
    conn = plant.conn
    catalog = Catalog(conn, plant.memory, most_discovered=9)
    number = create(conn, Form(DEVICE, NEW), by=BY)
    assert _opened(conn, number).form.values == NEW
    assert _trail(conn, number) == [("created", {"id": "vibro-7", "model": "SN-4", "serial_number": "SN1"})]
    assert db.placing.waiting(conn, most=9) == ["vibro-7"]
    services.fleet_forms.announce(conn)
    catalog.reload_if_changed()
    assert catalog.device("vibro-7").id == number
    assert discovery.meet_signals(conn, "vibro-7", ["vib"])[0].device_id == number


def test_a_new_device_may_be_on_its_machine_already(plant: Plant) -> None:
    number = create(plant.conn, Form(DEVICE, NEW | {"machine": "pump-1"}), by=BY)
    assert number in db.fleet_forms.devices(plant.conn, plant.machine_id)


@pytest.mark.parametrize(("values", "problem"), [
    ({"id": ""}, ("id", "missing")), ({"id": "pump/7"}, ("id", "not_a_device")), ({"id": "ä"}, ("id", "not_a_device")),
    ({"id": "x" * 65}, ("id", "not_a_device")), ({"id": "sim-0001"}, ("id", "stands_twice")),
    ({"machine": "nowhere"}, ("machine", "unknown_machine")), ({"model": "x" * 501}, ("model", "too_long"))])
def test_what_is_wrong_with_a_new_device_is_said_at_its_field(
        plant: Plant, values: dict[str, str], problem: tuple[str, str]) -> None:
    form = Form(DEVICE, NEW | values)
    assert _wrong(plant.conn, form, None) == [problem]
    with pytest.raises(FleetFileError):
        create(plant.conn, form, by=BY)


def test_the_name_of_a_device_is_what_it_is_known_by_and_never_changes(plant: Plant, device: int) -> None:
    seen = _opened(plant.conn, device)
    change(plant.conn, _with(seen.form, id="other", model="SN-5"), device, version=seen.version, by=BY)
    assert _opened(plant.conn, device).form.values["id"] == "sim-0001"
    assert _trail(plant.conn, device) == [("changed", {"model": "SN-5"})]


def test_what_a_form_shows_and_is_sent_back_changes_nothing(plant: Plant, device: int) -> None:
    seen = _opened(plant.conn, device)
    change(plant.conn, seen.form, device, version=seen.version, by=BY)
    assert (_opened(plant.conn, device), _trail(plant.conn, device)) == (seen, [])


def test_without_a_machine_a_device_waits_to_be_placed_and_placing_it_is_said_so(plant: Plant, device: int) -> None:
    conn, seen = plant.conn, _opened(plant.conn, device)
    change(conn, _with(seen.form, machine=""), device, version=seen.version, by=BY)
    assert db.placing.waiting(conn, most=9) == ["sim-0001"]
    seen = _opened(conn, device)
    change(conn, _with(seen.form, model="SN-5"), device, version=seen.version, by=BY)
    seen = _opened(conn, device)
    change(conn, _with(seen.form, machine="pump-1"), device, version=seen.version, by=BY)
    assert [action for action, _ in _trail(conn, device)] == ["placed", "changed", "changed"]
    assert db.fleet_forms.devices(conn, plant.machine_id) == [device]


def test_of_two_who_edit_at_once_the_second_is_told(plant: Plant, device: int) -> None:
    seen = _opened(plant.conn, device)
    change(plant.conn, _with(seen.form, model="SN-5"), device, version=seen.version, by=BY)
    with pytest.raises(ChangedMeanwhileError):
        change(plant.conn, _with(seen.form, serial_number="7"), device, version=seen.version, by=BY)


def test_a_device_is_retired_and_restored_as_by_placing(plant: Plant, device: int) -> None:
    conn = plant.conn
    retire(conn, DEVICE, device, by=BY, now=NOW)
    assert db.placing.retired(conn, most=9) == [(device, "sim-0001", NOW, "White water pump")]
    with pytest.raises(RetiredError):
        retire(conn, DEVICE, device, by=BY, now=NOW)
    assert restore(conn, DEVICE, device, by=BY) == 1
    assert db.fleet_forms.devices(conn, plant.machine_id) == [device]
    with pytest.raises(NotRetiredError):
        restore(conn, DEVICE, device, by=BY)
    assert [action for action, _ in _trail(conn, device)] == ["restored", "retired"]


def test_a_device_whose_machine_is_retired_or_that_was_replaced_comes_back_to_wait(plant: Plant, device: int) -> None:
    conn = plant.conn
    retire(conn, DEVICE, device, by=BY, now=NOW)
    retire(conn, FormKind.MACHINE, plant.machine_id, by=BY, now=NOW)
    assert restore(conn, DEVICE, device, by=BY) == 0
    restore(conn, FormKind.MACHINE, plant.machine_id, by=BY)
    seen = _opened(conn, device)
    change(conn, _with(seen.form, machine="pump-1"), device, version=seen.version, by=BY)
    wish = services.placing.Replacement(device, "vibro-9", {"speed": "speed"})
    services.placing.replace(conn, wish, user_id=None, now=NOW)
    assert restore(conn, DEVICE, device, by=BY) == 0
    assert db.placing.device(conn, device).replaced_by is None


def test_a_device_that_only_waits_can_be_retired_too(plant: Plant) -> None:
    conn = plant.conn
    number = create(conn, Form(DEVICE, NEW), by=BY)
    retire(conn, DEVICE, number, by=BY, now=NOW)
    assert db.placing.waiting(conn, most=9) == []
    assert db.placing.retired(conn, most=9) == [(number, "vibro-7", NOW, None)]
    assert restore(conn, DEVICE, number, by=BY) == 0
    assert db.placing.waiting(conn, most=9) == ["vibro-7"]


def test_what_retiring_a_device_takes_along_is_known_before(plant: Plant, device: int) -> None:
    plant.memory = Memory.load(plant.conn)
    plant.say(plant.vibration, [8.0] * 5, start=NOW)
    takes = db.fleet_forms.consequences(plant.conn, DEVICE, device)
    assert (takes.alarms, takes.runs) == (2, "White water pump")
