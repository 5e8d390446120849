from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import db.devices_view
from db.connect import Connection
from db.devices_view import Search

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def fleet(conn: Connection) -> Connection:
    """Two sites with a machine each; d1 and d2 on the first, d3 on the second, d9 nowhere."""
    conn.execute("INSERT INTO place (key, kind, name, time_zone) VALUES ('mill', 'site', 'Mill', 'UTC'), "
                 "('mine', 'site', 'Mine', 'UTC')")
    conn.execute("INSERT INTO machine (key, place_id, name, type) "
                 "SELECT key || '-fan', id, 'Fan of ' || name, 'fan' FROM place")
    for name, machine, gateway in (("d1", "mill-fan", "gw-1"), ("d2", "mill-fan", "gw_2"), ("d3", "mine-fan", "gw-1")):
        conn.execute("INSERT INTO device (name, machine_id, gateway) SELECT %s, id, %s FROM machine WHERE key = %s",
                     (name, gateway, machine))
    conn.execute("INSERT INTO device (name) VALUES ('d9')")
    conn.execute("INSERT INTO signal (device_id, name, interval_s) SELECT id, 's' || n, n * 10 "
                 "FROM device, generate_series(2, 3) AS n WHERE name <> 'd3'")
    return conn


def names(conn: Connection, search: Search) -> list[str]:
    found = db.devices_view.fitting(conn, search)
    return [device.name for device in db.devices_view.devices(conn, found.ids.tolist())]


def hear(conn: Connection, device: str, *, at: datetime, reading: bool) -> None:
    conn.execute("UPDATE device SET last_message_at = %s WHERE name = %s", (at, device))
    if reading:
        conn.execute("INSERT INTO latest (signal_id, time, received_at, value, quality, live) "
                     "SELECT s.id, %(at)s, %(at)s, 1, 192, true FROM signal s JOIN device d ON d.id = s.device_id "
                     "WHERE d.name = %(device)s", {"at": at, "device": device})


@pytest.mark.parametrize(("search", "expected"), [
    (Search(), ["d1", "d2", "d3"]), (Search(site="mine"), ["d3"]), (Search(words=("fan", "MILL")), ["d1", "d2"]),
    (Search(words=("gw_2",)), ["d2"]), (Search("mine", ("gw-1",)), ["d3"]), (Search(words=("%",)), []),
    (Search(words=("d9",)), []), (Search(site="nowhere"), [])])
def test_devices_on_machines_are_found_by_all_words_and_site(
        fleet: Connection, search: Search, expected: list[str]) -> None:
    assert names(fleet, search) == expected


def test_the_shortest_interval_counts(fleet: Connection) -> None:
    found = db.devices_view.fitting(fleet, Search())
    assert found.interval_s[:2].tolist() == [20, 20]
    assert np.isnan(found.interval_s[2])


def test_ages_are_aligned_with_what_fits(fleet: Connection) -> None:
    hear(fleet, "d3", at=NOW - timedelta(seconds=30), reading=False)
    heard = db.devices_view.ages(fleet, now=NOW).of(db.devices_view.fitting(fleet, Search(site="mine")))
    assert heard.age_s.tolist() == [30]


def test_nobody_heard_yet_is_nan_and_no_device_at_all_is_fine(conn: Connection) -> None:
    nobody = db.devices_view.ages(conn, now=NOW).of(db.devices_view.fitting(conn, Search()))
    assert nobody.age_s.tolist() == []
    assert db.devices_view.waiting(conn, [], most=5) == ([], 0)
    assert db.devices_view.gateways(conn) == []


def test_a_reading_after_its_farewell_shows_that_a_device_is_back(fleet: Connection) -> None:
    said = NOW - timedelta(minutes=5)
    fleet.execute("UPDATE device SET online = false, status_at = %s WHERE name IN ('d1', 'd2')", (said,))
    hear(fleet, "d1", at=said - timedelta(seconds=1), reading=True)
    hear(fleet, "d2", at=said + timedelta(seconds=1), reading=True)
    heard = db.devices_view.ages(fleet, now=NOW).of(db.devices_view.fitting(fleet, Search()))
    assert heard.says_offline.tolist() == [True, False, False]


def test_a_message_without_a_reading_does_not_bring_a_device_back(fleet: Connection) -> None:
    said = NOW - timedelta(minutes=5)
    fleet.execute("UPDATE device SET online = false, status_at = %s WHERE name = 'd1'", (said,))
    hear(fleet, "d1", at=said + timedelta(seconds=1), reading=False)
    heard = db.devices_view.ages(fleet, now=NOW).of(db.devices_view.fitting(fleet, Search(words=("d1",))))
    assert heard.says_offline.tolist() == [True]


def test_waiting_devices_come_newest_first_with_their_newest_values(fleet: Connection) -> None:
    fleet.execute("INSERT INTO device (name, discovered_at) VALUES ('d8', now() - interval '1 day')")
    hear(fleet, "d9", at=NOW, reading=True)
    found, count = db.devices_view.waiting(fleet, [], most=1)
    assert (found[0].name, count) == ("d9", 2)
    assert [(signal.name, signal.value, signal.at) for signal in found[0].signals] == [("s2", 1, NOW), ("s3", 1, NOW)]


def test_a_gateway_is_what_measures_nothing_and_others_speak_through(fleet: Connection) -> None:
    fleet.execute("INSERT INTO device (name, online) VALUES ('gw-1', true), ('gw_2', false), ('gw-3', true)")
    found = db.devices_view.gateways(fleet)
    assert [(one.name, one.is_offline, one.devices) for one in found] == [("gw_2", True, 1), ("gw-1", False, 2)]
    waiting, count = db.devices_view.waiting(fleet, found, most=5)
    assert ([one.name for one in waiting], count) == (["gw-3", "d9"], 2)


@pytest.mark.parametrize("change", [
    "INSERT INTO signal (device_id, name) SELECT id, 'vib' FROM device WHERE name = 'gw-1'",
    "UPDATE device SET machine_id = (SELECT min(id) FROM machine) WHERE name = 'gw-1'",
    "UPDATE device SET gateway = NULL WHERE gateway = 'gw-1'"])
def test_a_device_that_measures_or_is_placed_or_that_nobody_names_is_no_gateway(fleet: Connection, change: str) -> None:
    fleet.execute("INSERT INTO device (name) VALUES ('gw-1')")
    assert [one.name for one in db.devices_view.gateways(fleet)] == ["gw-1"]
    fleet.execute(change.encode())
    assert db.devices_view.gateways(fleet) == []


def test_devices_that_only_name_each_other_are_no_gateways(conn: Connection) -> None:
    conn.execute("INSERT INTO device (name, gateway) VALUES ('a', 'b'), ('b', 'a'), ('c', 'c')")
    assert db.devices_view.gateways(conn) == []
