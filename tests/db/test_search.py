"""Search: what people type, with its mistakes, and what they expect to find first."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import db.search
from db.connect import Connection
from domain.search import asked

FLEET = """
    INSERT INTO place (key, parent_id, kind, name, time_zone)
        VALUES ('nordwerk', NULL, 'site', 'Nordwerk Paper Mill', 'UTC');
    INSERT INTO place (key, parent_id, kind, name)
        SELECT 'pm1', id, 'line', 'Paper machine 1' FROM place WHERE key = 'nordwerk';
    INSERT INTO machine (key, place_id, name, type, maker, model, serial_number, tags)
        SELECT w.key, p.id, w.name, w.type, w.maker, w.model, w.serial, w.tags
        FROM (VALUES ('fan-3', 'Hood exhaust fan 3', 'fan', 'Ventaro', 'VX-90', '4711-08', ARRAY['dryer']),
                     ('comp-1', 'Compressor 1', 'compressor', 'Airmax', 'K7', 'AX 1209', '{}'),
                     ('pump-2', 'Vacuum pump 2', 'pump', 'Torvane', 'P100%', 'T_77', '{}'))
             AS w (key, name, type, maker, model, serial, tags), place p WHERE p.key = 'pm1';
    INSERT INTO device (name, machine_id, model, serial_number)
        SELECT 'sim-0001', id, 'SN-4', 'SN10020001' FROM machine WHERE key = 'fan-3';
    INSERT INTO contact (machine_id, position, role, name, phone, email)
        SELECT id, 0, 'Shift lead', 'Erika Mustermann', '+49 30 23125 017', 'shift@nordwerk.example'
        FROM machine WHERE key = 'fan-3';
"""


@pytest.fixture
def fleet(conn: Connection) -> Connection:
    conn.execute(FLEET)
    return conn


def names(conn: Connection, text: str) -> list[str]:
    wanted = asked(text)
    return [found.name for found in db.search.search(conn, wanted, most=20)] if wanted else []


@pytest.mark.parametrize(("text", "first"), [
    ("hood exhaust", "Hood exhaust fan 3"), ("hod exhaust", "Hood exhaust fan 3"), ("4711", "Hood exhaust fan 3"),
    ("exhuast fan", "Hood exhaust fan 3"), ("fan-3", "Hood exhaust fan 3"), ("dryer", "Hood exhaust fan 3"),
    ("ventaro", "Hood exhaust fan 3"), ("COMPRESOR", "Compressor 1"), ("komp compressor", ""), ("k7", "Compressor 1"),
    ("nortwerk", "Nordwerk Paper Mill"), ("nordwerk compressor", "Compressor 1"), ("sim-0001", "sim-0001"),
    ("SN10020001", "sim-0001"), ("musterman", "Erika Mustermann"), ("+49 30 23125017", "Erika Mustermann"),
    ("3023125017", "Erika Mustermann"), ("shift@nordwerk", "Erika Mustermann"), ("(030) 23125", ""),
    ("100%", "Vacuum pump 2"), ("t_77", "Vacuum pump 2"), ("p1", "Vacuum pump 2"), ("vaccum", "Vacuum pump 2"),
    ("nothing like it", ""), ("%", "Vacuum pump 2"), ("_", "Vacuum pump 2")])
def test_what_is_typed_finds_what_is_meant_first(fleet, text, first):
    assert (names(fleet, text) or [""])[0] == first


def test_what_changes_is_found_as_it_is_now(fleet):
    fleet.execute("UPDATE machine SET name = 'Dryer ventilator' WHERE key = 'fan-3'")
    assert names(fleet, "hood exhaust") == []
    assert names(fleet, "ventilator") == ["Dryer ventilator", "Erika Mustermann"]
    fleet.execute("UPDATE place SET name = 'Zellstoff' WHERE key = 'nordwerk'")
    assert names(fleet, "nordwerk compressor") == []
    assert names(fleet, "zellstoff compressor") == ["Compressor 1"]
    fleet.execute("UPDATE device SET serial_number = 'XY-5' WHERE name = 'sim-0001'")
    assert (names(fleet, "xy-5"), names(fleet, "SN10020001")) == (["sim-0001"], [])
    fleet.execute("DELETE FROM contact")
    assert names(fleet, "mustermann") == []


def test_machines_in_trouble_come_first_among_equals_and_retired_things_last(fleet):
    fleet.execute("INSERT INTO machine (key, place_id, name, type) SELECT 'twin-' || n, id, 'Twin ' || n, 'pump' "
                  "FROM place, generate_series(1, 3) AS n WHERE key = 'pm1'")
    fleet.execute("INSERT INTO machine_state (machine_id, condition, running, trust, since, urgency, reason, seq) "
                  "SELECT id, 'critical', 'running', 'good', now(), 90000, 'above_high_high', 1 FROM machine "
                  "WHERE key = 'twin-3'")
    fleet.execute("UPDATE machine SET retired_at = now() WHERE key = 'twin-1'")
    assert names(fleet, "twin") == ["Twin 3", "Twin 2", "Twin 1"]


def test_ingest_may_update_a_device_without_touching_the_search(fleet):
    before = fleet.execute("SELECT xmin FROM search_entry WHERE kind = 'device'").fetchall()
    fleet.execute("UPDATE device SET last_message_at = now(), online = true, battery_pct = 7")
    assert fleet.execute("SELECT xmin FROM search_entry WHERE kind = 'device'").fetchall() == before


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=90))
def test_nothing_that_can_be_typed_breaks_it(fleet, text):
    assert isinstance(names(fleet, text), list)
