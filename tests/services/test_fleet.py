from collections.abc import Callable
from pathlib import Path

import pytest

import db.audit
import db.devices
import db.fleet
import db.limits
from db.connect import Connection, open_connection
from domain.audit import differences
from domain.fleet import Fleet
from domain.fleet_fault import Fault, FleetFileError
from domain.fleet_plan import Outcome
from domain.fleet_row import Cell, Content, Row, Table
from domain.limit import Level, Limit, Priority, default
from fleet import disk
from services.fleet import import_content

FLEET = """\
version: 1
places:
  - {key: line-1, name: Line 1, kind: line, parent: mill}
  - {key: mill, name: Paper mill, kind: site, time_zone: Europe/Berlin, latitude: 53.07, longitude: 8.8}
machines:
  - key: fan-1
    name: Fan
    place: line-1
    type: fan
    rated_power_kw: 55.5
    criticality: 4
    running: {signal: d1/speed, above: 100, starting_s: 20}
    devices:
      - id: d1
        model: SN-4
        signals:
          - {name: speed, kind: speed, unit: rpm, interval_s: 10, range: [0, 3000]}
          - {name: vib, title: Vibration, kind: vibration_velocity_rms, unit: mm/s,
             limits: {high: 4.5, high_high: 7.1}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fleet.yaml"


def load(conn: Connection, file: Path, text: str = FLEET, *,
         dry_run: bool = False) -> dict[Table, dict[Outcome, int]]:
    file.write_text(text)
    return import_content(conn, disk.content(file), dry_run=dry_run)


def total(counts: dict[Table, dict[Outcome, int]], outcome: Outcome) -> int:
    return sum(outcomes[outcome] for outcomes in counts.values())


def signal(conn: Connection, name: str = "vib") -> tuple[int, str | None, str | None]:
    row = conn.execute("SELECT id, unit, wire_unit FROM signal WHERE name = %s", (name,)).fetchone()
    assert row
    return row


def test_a_file_becomes_a_fleet(conn: Connection, file: Path) -> None:
    counts = load(conn, file)
    assert total(counts, Outcome.CREATED) == 6
    fleet = db.fleet.fleet(conn)
    assert list(fleet.places) == ["line-1", "mill"]
    assert fleet.places["line-1"].parent == "mill"
    assert fleet.machines["fan-1"].running_signal == "d1/speed"
    assert fleet.signals["d1/vib"].limits == (None, None, 4.5, 7.1)
    assert fleet.signals["d1/speed"].maximum == 3000.0


def test_the_same_file_again_changes_nothing(conn: Connection, file: Path) -> None:
    load(conn, file)
    assert total(load(conn, file), Outcome.UNCHANGED) == 6


def test_changed_fields_are_updated_and_keys_stay_the_same_things(conn: Connection, file: Path) -> None:
    load(conn, file)
    before, _, _ = signal(conn)
    changed = FLEET.replace("high_high: 7.1", "high_high: 9").replace("name: Fan", "name: Fan A")
    counts = load(conn, file, changed)
    assert (total(counts, Outcome.UPDATED), total(counts, Outcome.UNCHANGED)) == (2, 4)
    assert db.fleet.fleet(conn).signals["d1/vib"].high_high == 9
    assert signal(conn)[0] == before


def test_limits_can_be_taken_away(conn: Connection, file: Path) -> None:
    load(conn, file)
    load(conn, file, FLEET.replace("{high: 4.5, high_high: 7.1}", "null"))
    assert db.fleet.fleet(conn).signals["d1/vib"].limits == (None,) * 4
    assert db.limits.limit_set(conn, signal(conn)[0]).limits == {}


def test_the_running_rule_can_be_taken_away(conn: Connection, file: Path) -> None:
    load(conn, file)
    load(conn, file, FLEET.replace("{signal: d1/speed, above: 100, starting_s: 20}", "null"))
    machine = db.fleet.fleet(conn).machines["fan-1"]
    assert (machine.running_signal, machine.running_above, machine.starting_s) == (None, None, 30)


def test_what_the_file_does_not_name_stays(conn: Connection, file: Path) -> None:
    load(conn, file)
    before = db.fleet.fleet(conn)
    load(conn, file, "version: 1\nplaces:\n  - {key: mill, address: Hafenstr. 1}\n")
    after = db.fleet.fleet(conn)
    assert after.places["mill"].address == "Hafenstr. 1"
    assert (after.machines, after.signals) == (before.machines, before.signals)


def test_one_mistake_anywhere_changes_nothing_at_all(conn: Connection, file: Path) -> None:
    with pytest.raises(FleetFileError):
        load(conn, file, FLEET.replace("high: 4.5", "high: 45"))
    assert db.fleet.fleet(conn) == Fleet()


def test_mistakes_of_the_file_and_of_its_values_are_told_together(conn: Connection, file: Path) -> None:
    wrong = FLEET.replace("model: SN-4", "modle: SN-4").replace("criticality: 4", "criticality: 9")
    with pytest.raises(FleetFileError) as told:
        load(conn, file, wrong)
    assert [(problem.line, problem.fault) for problem in told.value.problems] == [
        (11, Fault.NOT_WHOLE), (15, Fault.UNKNOWN_KEY)]


def test_a_dry_run_tells_the_same_and_changes_nothing(conn: Connection, file: Path) -> None:
    assert total(load(conn, file, dry_run=True), Outcome.CREATED) == 6
    assert db.fleet.fleet(conn) == Fleet()


def test_a_discovered_device_is_placed_and_keeps_its_history(conn: Connection, file: Path) -> None:
    conn.execute("INSERT INTO device (name) VALUES ('d1')")
    conn.execute("INSERT INTO signal (device_id, name) SELECT id, 'vib' FROM device")
    before, _, _ = signal(conn)
    conn.execute("INSERT INTO latest (signal_id, time, received_at, value, quality, live) "
                 "VALUES (%s, now(), now(), 3, 192, true)", (before,))
    counts = load(conn, file)
    assert counts[Table.DEVICES][Outcome.PLACED] == 1
    assert counts[Table.SIGNALS] == {Outcome.CREATED: 1, Outcome.PLACED: 0, Outcome.UPDATED: 1,
                                     Outcome.UNCHANGED: 0, Outcome.REMOVED: 0}
    assert signal(conn) == (before, "mm/s", None)


def test_a_device_that_sends_another_unit_is_converted(conn: Connection, file: Path) -> None:
    conn.execute("""INSERT INTO device (name, about) VALUES
                    ('d1', '{"signals": {"vib": {"unit": "m/s"}, "speed": {"unit": 7}, "x": 3}}')""")
    load(conn, file)
    assert signal(conn)[1:] == ("mm/s", "m/s")
    assert total(load(conn, file), Outcome.UNCHANGED) == 6


def test_the_unit_of_stored_readings_cannot_be_changed(conn: Connection, file: Path) -> None:
    load(conn, file)
    conn.execute("INSERT INTO latest (signal_id, time, received_at, value, quality, live) "
                 "VALUES (%s, now(), now(), 3, 192, true)", (signal(conn)[0],))
    with pytest.raises(FleetFileError) as told:
        load(conn, file, FLEET.replace("unit: mm/s", "unit: m/s"))
    assert [problem.fault for problem in told.value.problems] == [Fault.UNIT_OF_HISTORY]


def test_a_device_moves_to_the_machine_that_names_it(conn: Connection, file: Path) -> None:
    load(conn, file)
    load(conn, file, "version: 1\nmachines:\n  - {key: fan-2, name: Fan 2, place: mill, type: fan, "
                     "devices: [{id: d1}]}\n")
    device = db.fleet.fleet(conn).devices["d1"]
    assert (device.machine, device.model) == ("fan-2", "SN-4")


def test_a_place_moves_with_all_that_is_in_it(conn: Connection, file: Path) -> None:
    load(conn, file)
    load(conn, file, "version: 1\nplaces:\n  - {key: new, name: New, kind: site, time_zone: UTC}\n"
                     "  - {key: line-1, parent: new}\n")
    assert db.fleet.fleet(conn).places["line-1"].parent == "new"


def test_those_who_keep_the_fleet_in_memory_are_told_only_of_changes(database: str, file: Path) -> None:
    with open_connection(database, name="fleet") as conn:
        before = db.devices.changes(conn)
        load(conn, file)
        after = db.devices.changes(conn)
        load(conn, file)
        assert before < after == db.devices.changes(conn)


def test_they_are_told_once_more_when_the_change_can_be_seen(
        database: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    real = {"set_running": db.fleet.set_running, "tell": db.fleet.tell}
    with open_connection(database, name="fleet") as conn, open_connection(database, name="ingest") as other:
        def watched(name: str) -> Callable[..., None]:
            def call(*arguments: object) -> None:
                real[name](*arguments)  # type: ignore[operator]
                seen.append((db.devices.changes(other), len(db.fleet.fleet(other).places)))
            return call

        for name in real:
            monkeypatch.setattr(db.fleet, name, watched(name))
        load(conn, file)
    (counted_too_early, nothing), (counted_again, everything) = seen
    assert (nothing, everything) == (0, 2)
    assert counted_again > counted_too_early


def test_a_thousand_signals_need_the_same_few_statements(conn: Connection) -> None:
    site = Row(Table.PLACES, "f", 1, {"key": Cell("s", 1), "name": Cell("S", 1), "kind": Cell("site", 1),
                                      "time_zone": Cell("UTC", 1)})
    machines = [Row(Table.MACHINES, "f", line, {
        "key": Cell(f"m{line}", line), "name": Cell("M", line), "place": Cell("s", line),
        "type": Cell("pump", line)}) for line in range(1000)]
    assert import_content(conn, Content([site, *machines], []))[Table.MACHINES][Outcome.CREATED] == 1000
    order = [key for key, in conn.execute("SELECT key FROM machine ORDER BY id")]
    assert order == [f"m{line}" for line in range(1000)]


JUDGED = FLEET.replace("{high: 4.5, high_high: 7.1}",
                       "{high: {value: 4.5, deadband: 0.2, on_delay_s: 60, priority: high, latching: true, "
                       "only_while_running: true}, high_high: 7.1, rate: 2}")


def test_how_limits_are_judged_is_imported_and_comes_back_the_same(conn: Connection, file: Path) -> None:
    load(conn, file, JUDGED)
    known = db.limits.limit_set(conn, signal(conn)[0])
    assert known.limits[Level.HIGH] == Limit(Level.HIGH, 4.5, 0.2, 60, priority=Priority.HIGH, latching=True,
                                             only_while_running=True)
    assert known.limits[Level.RATE] == default(Level.RATE, 2)
    before = db.fleet.fleet(conn)
    disk.write_yaml(file, before)
    assert total(import_content(conn, disk.content(file)), Outcome.UNCHANGED) == 6
    disk.write_folder(file.parent / "csv", before)
    assert total(import_content(conn, disk.content(file.parent / "csv")), Outcome.UNCHANGED) == 6


def test_a_file_of_values_alone_leaves_how_they_are_judged(conn: Connection, file: Path) -> None:
    load(conn, file, JUDGED)
    load(conn, file, FLEET.replace("high_high: 7.1", "high_high: 9"))
    known = db.limits.limit_set(conn, signal(conn)[0])
    assert (known.limits[Level.HIGH].deadband, known.limits[Level.HIGH_HIGH].value) == (0.2, 9)
    assert Level.RATE not in known.limits


def test_limits_that_an_import_changes_are_a_new_version_in_the_audit_trail(conn: Connection, file: Path) -> None:
    load(conn, file)
    load(conn, file)
    load(conn, file, FLEET.replace("title: Vibration", "title: Shaking"))
    assert db.limits.limit_set(conn, signal(conn)[0]).version == 1
    load(conn, file, JUDGED)
    assert db.limits.limit_set(conn, signal(conn)[0]).version == 2
    newest, first = db.audit.history(conn, object="signal_limit", object_id=signal(conn)[0])
    assert (first.before, first.reason) == (None, "fleet file")
    assert (newest.who, newest.action, newest.before) == (None, "imported", first.after)
    assert next(differences(newest.before, newest.after)) == ("high.deadband", 0.0, 0.2)
    assert db.audit.history(conn, object="signal_limit", object_id=signal(conn, "speed")[0]) == []


def trail(conn: Connection) -> list[tuple[object, ...]]:
    rows = conn.execute("SELECT object, name, action, before, after, reason FROM audit "
                        "WHERE object <> 'signal_limit' ORDER BY id").fetchall()
    return [tuple(row) for row in rows]


def test_all_that_an_import_creates_is_in_the_audit_trail(conn: Connection, file: Path) -> None:
    load(conn, file)
    assert [(what, name, action, before, reason) for what, name, action, before, _after, reason in trail(conn)] == [
        ("place", "Line 1", "created", None, "fleet file"), ("place", "Paper mill", "created", None, "fleet file"),
        ("machine", "Fan", "created", None, "fleet file"), ("device", "d1", "created", None, "fleet file"),
        ("signal", "speed, Fan", "created", None, "fleet file"),
        ("signal", "Vibration, Fan", "created", None, "fleet file")]
    assert trail(conn)[3][4] == {"id": "d1", "machine": "fan-1", "model": "SN-4"}


def test_of_a_change_the_fields_that_differ_are_in_the_audit_trail_before_and_after(
        conn: Connection, file: Path) -> None:
    contacts = "\n    contacts: [{role: Lead, name: Ada, phone: 4711}]"
    load(conn, file)
    known = len(trail(conn))
    load(conn, file, FLEET.replace("name: Fan", "name: Fan A").replace("model: SN-4", "serial_number: 007")
         .replace("high: 4.5, ", "").replace("criticality: 4", "criticality: 4" + contacts))
    assert trail(conn)[known:] == [
        ("machine", "Fan A", "changed", {"name": "Fan"}, {"name": "Fan A"}, "fleet file"),
        ("machine", "Fan A", "changed", {"contacts": []},
         {"contacts": [{"role": "Lead", "name": "Ada", "phone": "4711"}]}, "fleet file"),
        ("device", "d1", "changed", {"serial_number": None}, {"serial_number": "007"}, "fleet file")]
    load(conn, file, dry_run=True)
    load(conn, file, "version: 1\nplaces:\n  - {key: mill, name: Paper mill}\n")
    assert len(trail(conn)) == known + 3


def test_a_retired_machine_is_not_exported_and_comes_back_by_its_name(conn: Connection, file: Path) -> None:
    load(conn, file)
    conn.execute("UPDATE machine SET retired_at = now()")
    conn.execute("UPDATE signal SET retired_at = now()")
    assert db.fleet.fleet(conn).machines["fan-1"].retired
    left = db.fleet.fleet(conn).in_service()
    assert (left.machines, left.signals, sorted(left.places)) == ({}, {}, ["line-1", "mill"])
    counts = load(conn, file)
    assert (counts[Table.MACHINES][Outcome.UPDATED], counts[Table.SIGNALS][Outcome.UPDATED]) == (1, 2)
    assert not db.fleet.fleet(conn).machines["fan-1"].retired
    assert total(load(conn, file), Outcome.UNCHANGED) == 6


def test_year_mounting_tags_and_directions_go_in_and_out(conn: Connection, file: Path) -> None:
    rows = [Row(Table.PLACES, "f", 1, {"key": Cell("mill", 1), "directions": Cell("Gate 3,\nthen left", 1)}),
            Row(Table.MACHINES, "f", 2, {"key": Cell("fan-1", 2), "year": Cell("1998", 2),
                                         "mounting": Cell("IM B3", 2), "tags": Cell("spare, paper", 2)})]
    load(conn, file)
    import_content(conn, Content(rows, []))
    found = db.fleet.fleet(conn)
    assert found.places["mill"].directions == "Gate 3,\nthen left"
    fan = found.machines["fan-1"]
    assert (fan.year, fan.mounting, fan.tags, fan.maker) == (1998, "IM B3", ("spare", "paper"), None)
    assert total(import_content(conn, Content(rows, [])), Outcome.UNCHANGED) == 2


PLANS = FLEET + """\
    maintenance:
      - {name: Oil change, every_months: 3, due_on: 2027-03-31, every_h: 2000, due_at_h: 4000}
      - {name: Filter, every_days: 30, due_on: 2027-01-15, note: "spare in store"}
"""


def planned(conn: Connection) -> list[tuple[str, str, bool]]:
    return conn.execute("SELECT name, due_on::text, retired_at IS NULL FROM maintenance_plan ORDER BY id").fetchall()


def test_planned_maintenance_is_a_list_of_its_machine(conn: Connection, file: Path) -> None:
    assert load(conn, file, PLANS)[Table.MAINTENANCE][Outcome.CREATED] == 2
    assert load(conn, file, PLANS)[Table.MAINTENANCE][Outcome.UNCHANGED] == 2
    numbers = conn.execute("SELECT id FROM maintenance_plan ORDER BY id").fetchall()
    shorter = PLANS.replace("Oil change", "oil change").replace("2027-03-31", "2027-06-30").rpartition("      - ")[0]
    counts = load(conn, file, shorter)[Table.MAINTENANCE]
    assert (counts[Outcome.UPDATED], counts[Outcome.REMOVED]) == (1, 1)
    assert planned(conn) == [("oil change", "2027-06-30", True), ("Filter", "2027-01-15", False)]
    assert conn.execute("SELECT id FROM maintenance_plan ORDER BY id").fetchall() == numbers
    load(conn, file)        # a file without the list says nothing about it
    assert [active for _name, _due, active in planned(conn)] == [True, False]
    machine = conn.execute("SELECT id FROM machine").fetchall()[0][0]
    newest = db.audit.history(conn, object="machine", object_id=machine)[0]
    assert newest.after is not None
    assert newest.after["maintenance"] == [{
        "name": "oil change", "every_months": 3, "due_on": "2027-06-30", "every_h": 2000, "due_at_h": 4000,
        "soon_days": 14, "soon_h": 50}]


@pytest.mark.parametrize(("line", "wrong", "fault"), [
    ("{name: Oil, every_days: 3}", "due_on", Fault.HALF_A_SCHEDULE), ("{name: Oil}", "due_on", Fault.NO_SCHEDULE),
    ("{name: Oil, every_days: 3, every_months: 3, due_on: 2027-01-01}", "every_months", Fault.TWO_SCHEDULES),
    ("{name: Oil, every_h: 3, due_at_h: many}", "due_at_h", Fault.NOT_A_NUMBER),
    ("{name: Oil, every_days: 3, due_on: 31.12.2027}", "due_on", Fault.NOT_A_DAY),
    ("{name: FILTER, every_days: 3, due_on: 2027-12-31}", "name", Fault.STANDS_TWICE),
    ("{name: Oil, evry_days: 3}", "evry_days", Fault.UNKNOWN_KEY)])
def test_what_is_wrong_with_a_plan_is_told_with_its_line(
        conn: Connection, file: Path, line: str, wrong: str, fault: Fault) -> None:
    first = "    maintenance:\n      - {name: Filter, every_days: 3, due_on: 2027-01-01}\n      - "
    with pytest.raises(FleetFileError) as refused:
        load(conn, file, FLEET + first + line + "\n")
    found = {(one.line, one.field, one.fault) for one in refused.value.problems}
    assert (FLEET.count("\n") + 3, wrong, fault) in found
