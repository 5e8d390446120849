"""Signals are created, changed, retired and restored through forms; who reads signals leaves out the retired ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from psycopg.types.json import Jsonb

import db.audit
import db.device_view
import db.devices_view
import db.fleet
import db.fleet_forms
import db.judging
import db.limits
import db.machine_view
import db.placing
import db.rollout
import db.signal_form
import db.slopes
import db.tally
import db.twin
import db.watch
import services.fleet_forms
import services.limits
import services.placing
from db.connect import Connection, open_connection
from domain import fleet_form, placing
from domain.errors import ChangedMeanwhileError, NotFoundError
from domain.fleet_audit import Author
from domain.fleet_fault import FleetFileError
from domain.fleet_form import Consequences, Form, FormKind, Known, NotRetiredError, Opened, RetiredError
from domain.fleet_row import Content
from domain.limit import Level, default
from ingest.catalog import Catalog
from services import fleet
from services.arrivals import Memory
from services.fleet_forms import change, check, create, restore, retire
from tests.plant import Plant

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
BY = Author(None, "sensor gone")
SIGNAL, MACHINE = FormKind.SIGNAL, FormKind.MACHINE
NEW = {"device": "sim-0001", "name": "oil", "title": "Oil temperature", "kind": "temperature", "unit": "Cel",
       "interval_s": "30", "runs": "false"}


@pytest.fixture
def plant(conn: Connection) -> Plant:
    return Plant(conn)


def _opened(plant: Plant, number: int | None = None) -> Opened:
    return db.fleet_forms.opened(plant.conn, SIGNAL, number or plant.vibration)


def _with(form: Form, **values: str) -> Form:
    return replace(form, values={**form.values, **values})


def _save(plant: Plant, number: int, **values: str) -> None:
    seen = _opened(plant, number)
    change(plant.conn, _with(seen.form, **values), number, version=seen.version, by=BY)


def _wrong(plant: Plant, number: int, **values: str) -> list[tuple[str, str]]:
    form = _with(_opened(plant, number).form, **values)
    return [(fleet_form.path(one), one.fault.value) for one in check(plant.conn, form, number)]


def _trail(conn: Connection, number: int, kind: str = "signal") -> list[tuple[str, object]]:
    return [(one.action, one.after) for one in db.audit.history(conn, object=kind, object_id=number)]


def _device(plant: Plant) -> int:
    return db.fleet_forms.number(plant.conn, FormKind.DEVICE, "sim-0001")


def _retire(plant: Plant, number: int) -> None:
    retire(plant.conn, SIGNAL, number, by=BY, now=NOW)


def test_a_signal_is_added_before_it_is_sent_and_is_the_one_that_comes_then(plant: Plant) -> None:
    conn = plant.conn
    number = create(conn, Form(SIGNAL, NEW), by=BY)
    values = _opened(plant, number).form.values
    assert {name: values[name] for name in NEW} == NEW
    assert [action for action, _ in _trail(conn, number)] == ["created"]
    device = Catalog(conn, plant.memory, most_discovered=9).device("sim-0001")
    assert device.signals["oil"][0] == plant.memory.slot(number)


@pytest.mark.parametrize(("values", "problem"), [
    ({"name": ""}, ("name", "missing")), ({"name": "a/b"}, ("name", "not_a_signal")),
    ({"name": "speed"}, ("name", "stands_twice")), ({"unit": "furlong"}, ("unit", "unknown_unit")),
    ({"unit": "bar"}, ("unit", "unit_does_not_fit")), ({"interval_s": "0"}, ("interval_s", "out_of_bounds")),
    ({"minimum": "9", "maximum": "1"}, ("minimum", "empty_range")),
    ({"device": "nobody"}, ("device", "unknown_device")),
    ({"stuck_after_s": "30"}, ("stuck_after_s", "stuck_too_soon")),
    ({"runs": "true"}, ("running_above", "half_a_running_rule"))])
def test_what_is_wrong_is_said_at_its_field(plant: Plant, values: dict[str, str], problem: tuple[str, str]) -> None:
    form = Form(SIGNAL, NEW | values)
    assert [(fleet_form.path(one), one.fault.value) for one in check(plant.conn, form, None)] == [problem]
    with pytest.raises(FleetFileError):
        create(plant.conn, form, by=BY)


def test_what_a_form_shows_and_is_sent_back_changes_nothing(plant: Plant) -> None:
    for number in (plant.speed, plant.vibration):
        seen = _opened(plant, number)
        change(plant.conn, seen.form, number, version=seen.version, by=BY)
        assert (_opened(plant, number), _trail(plant.conn, number)) == (seen, [])
    assert _trail(plant.conn, plant.machine_id, "machine") == []


def test_a_signal_is_changed_and_keeps_its_limits(plant: Plant) -> None:
    _save(plant, plant.vibration, title="Vibration DE", maximum="50", band_from_hz="10", band_to_hz="1000")
    assert _trail(plant.conn, plant.vibration) == [("changed", {
        "title": "Vibration DE", "maximum": 50, "band_from_hz": 10, "band_to_hz": 1000})]
    assert db.limits.limit_set(plant.conn, plant.vibration).limits[Level.HIGH].value == 4.5


def test_a_range_that_leaves_a_limit_outside_is_refused_at_its_end(plant: Plant) -> None:
    assert _wrong(plant, plant.vibration, maximum="5") == [("maximum", "limit_out_of_range")]
    assert _wrong(plant, plant.vibration, minimum="6", maximum="50") == [("minimum", "limit_out_of_range")]


def test_the_unit_of_readings_and_of_limits_stays(plant: Plant) -> None:
    assert _wrong(plant, plant.vibration, unit="m/s") == [("unit", "unit_of_limits")]
    plant.say(plant.vibration, [1.0], start=NOW)
    assert _wrong(plant, plant.vibration, unit="m/s") == [("unit", "unit_of_history")]
    _save(plant, plant.temperature, unit="K")
    plant.conn.execute("UPDATE device SET about = %s", (Jsonb({"signals": {"temperature": {"unit": "bar"}}}),))
    assert _wrong(plant, plant.temperature, unit="[degF]") == [("unit", "unit_not_as_sent")]


def test_a_machine_runs_by_the_signal_that_says_so_last(plant: Plant) -> None:
    _save(plant, plant.vibration, runs="true", running_above="0.5")
    assert _opened(plant, plant.speed).form.values["runs"] == "false"
    assert _opened(plant).form.values["running_above"] == "0.5"
    assert _trail(plant.conn, plant.machine_id, "machine") == [
        ("changed", {"running_signal": "sim-0001/vibration", "running_above": 0.5})]
    _save(plant, plant.vibration, runs="false")
    assert db.fleet.machines(plant.conn, plant.machine_id)["pump-1"].running_signal is None


def test_of_two_who_edit_at_once_the_second_is_told_also_of_what_the_machine_runs_by(plant: Plant) -> None:
    seen = _opened(plant)
    _save(plant, plant.vibration, title="Theirs")
    with pytest.raises(ChangedMeanwhileError):
        change(plant.conn, _with(seen.form, title="Mine"), plant.vibration, version=seen.version, by=BY)
    seen, machine = _opened(plant), db.fleet_forms.opened(plant.conn, MACHINE, plant.machine_id)
    change(plant.conn, _with(machine.form, running_above="7"), plant.machine_id, version=machine.version, by=BY)
    with pytest.raises(ChangedMeanwhileError):
        change(plant.conn, _with(seen.form, runs="true", running_above="1"), plant.vibration, version=seen.version,
               by=BY)


def test_the_form_knows_what_is_around_the_signal(plant: Plant) -> None:
    plant.say(plant.vibration, [1.0], start=NOW)
    plant.conn.execute("INSERT INTO device_twin (device_id, interval_s) VALUES (%s, 20)", (_device(plant),))
    assert db.signal_form.known(plant.conn, signal_id=plant.vibration) == Known(
        "sim-0001", "White water pump", "Speed", True, None, 20)
    assert db.signal_form.known(plant.conn, signal_id=plant.speed).runs_by is None
    assert db.signal_form.known(plant.conn, device_id=_device(plant)).runs_by == "Speed"
    with pytest.raises(NotFoundError):
        db.signal_form.known(plant.conn, signal_id=999)


def test_a_retired_signal_is_kept_and_restored(plant: Plant) -> None:
    conn = plant.conn
    _retire(plant, plant.vibration)
    assert not db.fleet_forms.is_in_service(conn, SIGNAL, plant.vibration)
    assert db.fleet_forms.retired_by(conn, SIGNAL, plant.vibration) == (None, "sensor gone")
    with pytest.raises(RetiredError):
        _retire(plant, plant.vibration)
    with pytest.raises(RetiredError):
        _save(plant, plant.vibration, title="x")
    with pytest.raises(RetiredError):
        services.limits.set_limits(conn, plant.vibration, {Level.HIGH: default(Level.HIGH, 3)}, version=1, unit="mm/s",
                                   user_id=None, reason="x", now=NOW)
    with pytest.raises(FleetFileError):
        create(conn, Form(SIGNAL, NEW | {"name": "vibration"}), by=BY)
    restore(conn, SIGNAL, plant.vibration, by=BY)
    with pytest.raises(NotRetiredError):
        restore(conn, SIGNAL, plant.vibration, by=BY)
    assert [action for action, _ in _trail(conn, plant.vibration)] == ["restored", "retired"]


def test_no_machine_is_known_to_run_by_a_retired_signal(plant: Plant) -> None:
    conn = plant.conn
    assert db.fleet_forms.consequences(conn, SIGNAL, plant.speed) == Consequences(runs="White water pump")
    assert db.fleet_forms.consequences(conn, SIGNAL, plant.vibration) == Consequences()
    _retire(plant, plant.speed)
    assert db.fleet.machines(conn, plant.machine_id)["pump-1"].running_signal is None
    assert _trail(conn, plant.machine_id, "machine") == [
        ("changed", {"running_signal": None, "running_above": None})]
    assert [path for path, _ in db.fleet_forms.signals(conn, plant.machine_id)] == [
        "sim-0001/vibration", "sim-0001/vibration_nde", "sim-0001/temperature"]
    machine = db.fleet_forms.opened(conn, MACHINE, plant.machine_id)
    change(conn, _with(machine.form, name="Pump"), plant.machine_id, version=machine.version, by=BY)


def test_who_reads_signals_leaves_out_the_retired_one(plant: Plant) -> None:
    conn, device, gone = plant.conn, _device(plant), plant.vibration
    conn.execute("UPDATE signal SET interval_s = 2 WHERE id = %s", (gone,))
    conn.execute("UPDATE machine SET created_at = '2026-01-01Z'")
    plant.say(gone, [1.0 + hour / 10 for hour in range(30)], start=NOW - timedelta(hours=30), every_s=3600)
    db.slopes.set_slopes(conn, now=NOW, days=7, fewest_hours=9, least_r2=0.5)
    assert conn.execute("SELECT count(*) FROM signal_slope").fetchone() == (1,)
    _retire(plant, gone)

    assert gone not in list(db.judging.signals(conn)[0])
    assert db.watch.limits(conn) == {}
    db.slopes.set_slopes(conn, now=NOW + timedelta(hours=1), days=7, fewest_hours=9, least_r2=0.5)
    assert conn.execute("SELECT count(*) FROM signal_slope").fetchone() == (0,)
    db.tally.set_hour(conn, NOW + timedelta(hours=1), intervals_carried=3)
    assert conn.execute("SELECT expected FROM tally WHERE scope = 'machine' AND period = 'hour'").fetchone() == (1080,)

    names = {"speed", "vibration_nde", "temperature"}
    assert {one.name for one in db.machine_view.signals(conn, plant.machine_id)} == names
    assert len(db.machine_view.signals(conn, plant.machine_id, retired=True)) == 4
    assert {one.name for one in db.placing.heard(conn, device)} == names
    assert db.twin.contacts(conn, [device])[device].interval_s == 10
    assert [one.name for one in db.device_view.signals(conn, device) if one.retired_at] == ["vibration"]
    assert "sim-0001/vibration" not in db.fleet.fleet(conn).in_service().signals


def test_what_a_retired_signal_still_says_is_kept_as_history_and_judged_by_nothing(plant: Plant) -> None:
    _retire(plant, plant.vibration)
    plant.memory = Memory.load(plant.conn)
    plant.say(plant.vibration, [9.0] * 6, start=NOW)
    assert plant.conn.execute("SELECT count(*) FROM readings").fetchone() == (6,)
    assert plant.conn.execute("SELECT count(*) FROM alarm").fetchone() == (0,)


def test_a_fleet_file_that_names_a_retired_signal_brings_it_back_and_placing_does_not(plant: Plant) -> None:
    conn, device = plant.conn, _device(plant)
    _retire(plant, plant.vibration)
    services.placing.retire(conn, device, user_id=None, now=NOW)
    services.placing.place(conn, device, placing.Form("sim-0001", machine="pump-1", signals=[
        {"name": one.name} for one in db.placing.heard(conn, device)]), user_id=None)
    assert len(db.machine_view.signals(conn, plant.machine_id)) == 3
    rows = placing.rows(placing.Form("sim-0001", machine="pump-1", signals=[{"name": "vibration"}]), machines=(),
                        places=())
    fleet.import_content(conn, Content(rows, []))
    assert len(db.machine_view.signals(conn, plant.machine_id)) == 4


def test_a_replaced_device_keeps_its_retired_signal(plant: Plant) -> None:
    conn, device = plant.conn, _device(plant)
    _retire(plant, plant.vibration)
    pairs = placing.pairs(db.placing.heard(conn, device), [])
    new = services.placing.replace(conn, services.placing.Replacement(device, "vibro-9", pairs), user_id=None, now=NOW)
    assert {one.name for one in db.device_view.signals(conn, new)} == {"speed", "vibration_nde", "temperature"}
    assert [one.id for one in db.device_view.signals(conn, device)] == [plant.vibration]


def test_the_alarms_of_a_retired_signal_end_in_the_journal_and_stay_to_be_acknowledged(database: str) -> None:
    with open_connection(database, name="test") as conn:
        plant = Plant(conn)
        plant.memory = Memory.load(conn)
        plant.say(plant.vibration, [8.0] * 5, start=NOW)
        assert db.fleet_forms.consequences(conn, SIGNAL, plant.vibration).alarms == 2
        _retire(plant, plant.vibration)
        services.fleet_forms.announce(conn)
        plant.memory.look_around(conn)
        assert conn.execute("SELECT active, is_over FROM alarm").fetchall() == [(False, False)] * 2
        assert conn.execute("SELECT count(*) FROM alarm_journal WHERE event = 'cleared'").fetchone() == (2,)
        restore(conn, SIGNAL, plant.vibration, by=BY)
        services.fleet_forms.announce(conn)
        plant.memory.look_around(conn)
        plant.say(plant.vibration, [8.0] * 5, start=NOW + timedelta(minutes=5))
        assert conn.execute("SELECT count(*) FROM alarm WHERE active").fetchone() == (2,)
