"""Machines and places are created, changed, retired and restored through forms."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import db.audit
import db.contacts
import db.devices
import db.fleet
import db.fleet_forms
import db.fleet_view
import db.judging
import db.placing
import db.plate
import db.tally
import db.ward
import db.watch
import services.fleet_forms
import services.maintenance
from db.connect import Connection, open_connection
from db.ward import Search
from domain import fleet_form
from domain.errors import ChangedMeanwhileError, NotFoundError
from domain.fleet import Owner
from domain.fleet_audit import Author
from domain.fleet_fault import FleetFileError
from domain.fleet_form import (
    Form,
    FormKind,
    NoReasonError,
    NotEmptyError,
    NotRetiredError,
    Opened,
    RetiredError,
    RetiredPlaceError,
)
from domain.maintenance import Window
from domain.plate import Bearing
from services.arrivals import Memory
from services.fleet_forms import change, check, create, restore, retire
from tests.plant import Plant

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
BY = Author(None, "sold")
KEEPER = {"role": "Keeper", "name": "K", "phone": "4711", "email": "", "hours": "", "language": ""}
SITE = {"name": "Südwerk", "kind": "site", "parent": "", "time_zone": "Europe/Berlin", "address": "", "directions": "",
        "latitude": "", "longitude": ""}
MACHINE, PLACE = FormKind.MACHINE, FormKind.PLACE


@pytest.fixture
def plant(conn: Connection) -> Plant:
    return Plant(conn)


def _opened(plant: Plant) -> Opened:
    return db.fleet_forms.opened(plant.conn, MACHINE, plant.machine_id)


def _with(form: Form, **values: str) -> Form:
    return replace(form, values={**form.values, **values})


def _place(conn: Connection, key: str) -> int:
    return db.fleet_forms.number(conn, PLACE, key)


def _wrong(conn: Connection, form: Form, number: int | None) -> list[tuple[str, str]]:
    return [(fleet_form.path(one), one.fault.value) for one in check(conn, form, number)]


def test_the_first_site_is_created_with_a_key_made_from_its_name(conn: Connection) -> None:
    number = create(conn, Form(PLACE, SITE, {"contacts": [KEEPER]}), by=BY)
    found = db.fleet_forms.opened(conn, PLACE, number)
    assert (found.key, found.form.values, found.form.lists["contacts"]) == ("sudwerk", SITE, [KEEPER])
    assert create(conn, Form(PLACE, SITE, {"contacts": []}), by=BY) != number
    assert "sudwerk-2" in db.placing.place_keys(conn)


def test_what_a_form_shows_and_is_sent_back_changes_nothing(plant: Plant) -> None:
    before = _opened(plant)
    assert before.form.values["running_signal"] == "sim-0001/speed"
    change(plant.conn, before.form, plant.machine_id, version=before.version, by=BY)
    assert _opened(plant) == before
    assert db.audit.history(plant.conn, object="machine", object_id=plant.machine_id) == []


def test_all_fields_and_lists_of_a_machine_are_saved_and_written_down(plant: Plant) -> None:
    before = _opened(plant)
    form = replace(_with(before.form, name="Pump 7", year="1998", tags="spare, paper", mounting="IM B3"), lists={
        "contacts": [KEEPER], "nameplate": [{"name": "IP code", "value": "IP55"}],
        "bearings": [{"location": "DE", "designation": "6312", "maker": "", "rolling_elements": "8"}]})
    change(plant.conn, form, plant.machine_id, version=before.version, by=BY)
    assert _opened(plant).form == form
    assert db.contacts.own(plant.conn, Owner("machine", "pump-1"))[0].name == "K"
    assert db.plate.bearings(plant.conn, plant.machine_id) == (Bearing("DE", "6312", None, 8),)
    written = db.audit.history(plant.conn, object="machine", object_id=plant.machine_id)
    assert {name for line in written for name in line.after or {}} == {
        "name", "year", "tags", "mounting", "contacts", "bearings", "nameplate"}
    assert db.fleet.fleet(plant.conn).machines["pump-1"].running_signal == "sim-0001/speed"


def test_of_two_admins_the_second_is_told_even_if_only_a_contact_was_changed(plant: Plant) -> None:
    seen = _opened(plant)
    change(plant.conn, replace(seen.form, lists={**seen.form.lists, "contacts": [KEEPER]}), plant.machine_id,
           version=seen.version, by=BY)
    with pytest.raises(ChangedMeanwhileError):
        change(plant.conn, _with(seen.form, name="Mine"), plant.machine_id, version=seen.version, by=BY)
    assert _opened(plant).form.values["name"] == "White water pump"


def test_a_form_is_refused_field_by_field_by_the_rules_of_the_fleet_file(plant: Plant) -> None:
    seen = _opened(plant)
    form = replace(_with(seen.form, maker="x" * 501, year="98", running_above=""), lists={
        "contacts": [{**KEEPER, "name": ""}, dict.fromkeys(KEEPER, ""), {**KEEPER, "phone": "", "email": "x"}],
        "bearings": [{"location": "DE", "designation": "", "maker": "", "rolling_elements": "2"}], "nameplate": []})
    assert sorted(_wrong(plant.conn, form, plant.machine_id)) == [
        ("bearings.0.designation", "missing"), ("bearings.0.rolling_elements", "not_whole"),
        ("contacts.0.name", "missing"), ("contacts.2.email", "not_an_email"), ("maker", "too_long"),
        ("running_above", "half_a_running_rule"), ("year", "not_whole")]
    with pytest.raises(FleetFileError):
        change(plant.conn, form, plant.machine_id, version=seen.version, by=BY)
    assert _opened(plant) == seen


def test_a_machine_moves_by_choosing_another_place_and_a_place_cannot_go_into_itself(plant: Plant) -> None:
    conn, site = plant.conn, _place(plant.conn, "nordwerk")
    hall = create(conn, Form(PLACE, {"name": "Hall", "kind": "area", "parent": "pm1"}), by=BY)
    seen = _opened(plant)
    change(conn, _with(seen.form, place="hall"), plant.machine_id, version=seen.version, by=BY)
    assert [one.name for one in db.fleet_view.machines(conn, hall, most=9)] == ["White water pump"]
    line = db.fleet_forms.opened(conn, PLACE, _place(conn, "pm1"))
    assert _wrong(conn, _with(line.form, parent="hall"), line.id) == [("parent", "inside_itself")]
    assert [key for key, _ in db.fleet_forms.place_choices(conn, outside=line.id)] == ["nordwerk"]
    assert _wrong(conn, _with(db.fleet_forms.opened(conn, PLACE, site).form, parent="hall"), site) == [
        ("parent", "site_has_parent")]


def test_a_retired_machine_leaves_lists_and_pickers_with_its_devices_and_windows(plant: Plant) -> None:
    conn, line = plant.conn, _place(plant.conn, "pm1")
    conn.execute("INSERT INTO users (name, role, password_hash) VALUES ('a', 'admin', '') ON CONFLICT DO NOTHING")
    user = int(conn.execute("SELECT id FROM users LIMIT 1").fetchall()[0][0])
    services.maintenance.begin(conn, Window(0, plant.machine_id, NOW, NOW.replace(hour=18), "oil"), user_id=user,
                               now=NOW)
    with pytest.raises(NoReasonError):
        retire(conn, MACHINE, plant.machine_id, by=Author(user, " "), now=NOW)
    retire(conn, MACHINE, plant.machine_id, by=Author(user, "sold"), now=NOW)
    assert db.fleet_view.machines(conn, line, most=9) == []
    assert db.placing.machines(conn, (), most=9) == []
    assert db.fleet_forms.open_windows(conn, plant.machine_id, NOW) == []
    assert db.fleet_forms.devices(conn, plant.machine_id) == []
    assert db.fleet_forms.retired_by(conn, MACHINE, plant.machine_id)[1] == "sold"
    assert not db.fleet_forms.is_in_service(conn, MACHINE, plant.machine_id)
    with pytest.raises(RetiredError):
        retire(conn, MACHINE, plant.machine_id, by=BY, now=NOW)
    with pytest.raises(RetiredError):
        change(conn, _opened(plant).form, plant.machine_id, version=_opened(plant).version, by=BY)


def test_a_restored_machine_gets_back_the_devices_that_came_off_with_it(plant: Plant) -> None:
    conn = plant.conn
    retire(conn, MACHINE, plant.machine_id, by=BY, now=NOW)
    assert restore(conn, MACHINE, plant.machine_id, by=BY) == 1
    assert len(db.fleet_forms.devices(conn, plant.machine_id)) == 1
    assert db.fleet_forms.is_in_service(conn, MACHINE, plant.machine_id)
    with pytest.raises(NotRetiredError):
        restore(conn, MACHINE, plant.machine_id, by=BY)


def test_a_place_is_retired_when_it_is_empty_and_restored_before_what_is_in_it(plant: Plant) -> None:
    conn, line = plant.conn, _place(plant.conn, "pm1")
    with pytest.raises(NotEmptyError):
        retire(conn, PLACE, line, by=BY, now=NOW)
    retire(conn, MACHINE, plant.machine_id, by=BY, now=NOW)
    retire(conn, PLACE, line, by=BY, now=NOW)
    assert [key for key, _ in db.placing.places(conn)] == ["nordwerk"]
    assert "pm1" in db.placing.place_keys(conn)
    with pytest.raises(RetiredPlaceError):
        restore(conn, MACHINE, plant.machine_id, by=BY)
    assert restore(conn, PLACE, line, by=BY) == 0
    assert restore(conn, MACHINE, plant.machine_id, by=BY) == 1


def test_nothing_is_put_into_a_retired_place(plant: Plant) -> None:
    conn = plant.conn
    hall = create(conn, Form(PLACE, {"name": "Hall", "kind": "area", "parent": "pm1"}), by=BY)
    retire(conn, PLACE, hall, by=BY, now=NOW)
    seen = _opened(plant)
    assert _wrong(conn, _with(seen.form, place="hall"), plant.machine_id) == [("place", "unknown_place")]


def test_what_is_not_there_is_not_found(conn: Connection) -> None:
    with pytest.raises(NotFoundError):
        retire(conn, MACHINE, 99, by=BY, now=NOW)
    assert not db.fleet_forms.is_in_service(conn, PLACE, 99)


def test_what_is_retired_is_neither_judged_nor_watched_nor_tallied(plant: Plant) -> None:
    conn, line = plant.conn, _place(plant.conn, "pm1")
    conn.execute("UPDATE machine SET created_at = '2026-01-01Z'")
    assert (len(db.judging.machines(conn)[0]), len(db.judging.signals(conn)[0])) == (1, 4)
    assert len(db.watch.limits(conn)) == 1
    conn.execute("UPDATE signal SET retired_at = %s WHERE id = %s", (NOW, plant.vibration))
    assert (len(db.judging.signals(conn)[0]), len(db.watch.limits(conn))) == (3, 0)
    retire(conn, MACHINE, plant.machine_id, by=BY, now=NOW)
    assert (len(db.judging.machines(conn)[0]), len(db.judging.signals(conn)[0])) == (0, 0)
    retire(conn, PLACE, line, by=BY, now=NOW)
    assert [site.machines for site in db.ward.sites(conn, Search())] == [0]
    retire(conn, PLACE, _place(conn, "nordwerk"), by=BY, now=NOW)
    assert db.ward.sites(conn, Search()) == []
    for hour in (NOW - timedelta(hours=1), NOW + timedelta(hours=1)):
        db.tally.set_hour(conn, hour, intervals_carried=3)
    hours = conn.execute("SELECT start FROM tally WHERE scope = 'machine' AND period = 'hour'").fetchall()
    assert hours == [(NOW - timedelta(hours=1),)]


def test_the_alarms_of_a_retired_machine_end_in_the_journal_and_stay_to_be_acknowledged(database: str) -> None:
    with open_connection(database, name="test") as conn:
        plant = Plant(conn)
        plant.memory = Memory.load(conn)
        plant.say(plant.vibration, [8.0] * 5, start=NOW)
        assert db.fleet_forms.consequences(conn, MACHINE, plant.machine_id).alarms == 2
        retire(conn, MACHINE, plant.machine_id, by=BY, now=NOW)
        services.fleet_forms.announce(conn)
        plant.memory.look_around(conn)
        assert conn.execute("SELECT active, is_over FROM alarm").fetchall() == [(False, False)] * 2
        assert conn.execute("SELECT count(*) FROM alarm_journal WHERE event = 'cleared'").fetchone() == (2,)
        assert conn.execute("SELECT count(*) FROM machine_case WHERE closed_at IS NULL").fetchone() == (1,)
