from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from db.connect import Connection, open_connection
from live import devices
from tests.web import Web, worker
from tools.database import Databases

SECONDS = count()


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    """One web worker; pump-1 to pump-4 on the machine, two devices that wait."""
    with worker(databases) as web:
        with open_connection(web.url, name="test") as conn:
            conn.execute("INSERT INTO place (key, kind, name, time_zone) "
                         "VALUES ('mill', 'site', 'Mill', 'Europe/Berlin')")
            conn.execute("INSERT INTO machine (key, place_id, name, type) "
                         "SELECT 'pump', id, 'Feed pump', 'pump' FROM place")
            conn.execute("INSERT INTO device (name, machine_id, model, battery_pct, rssi_dbm, gateway, "
                         "last_message_at) SELECT 'pump-' || n, id, 'SN-4', 15, -71, 'gw-1', "
                         "now() + interval '1 hour' FROM machine, generate_series(1, 4) AS n")
            conn.execute("INSERT INTO device (name, last_message_at) VALUES ('new-1', now()), ('new-2', NULL)")
            conn.execute("INSERT INTO signal (device_id, name, kind, unit, interval_s) "
                         "SELECT id, 'vib', 'vibration_velocity_rms', 'mm/s', 10 FROM device")
            conn.execute("INSERT INTO latest (signal_id, time, received_at, value, quality, live) "
                         "SELECT id, now(), now(), 2.31, 192, true FROM signal")
            beat(conn, seconds_ago=-3600)
        yield web


def beat(conn: Connection, *, seconds_ago: float, broker: str = "connected") -> None:
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    conn.execute("INSERT INTO heartbeat VALUES ('ingest', %(at)s, %(at)s, '0.1', %(details)s) "
                 "ON CONFLICT (process) DO UPDATE SET at = excluded.at, details = excluded.details",
                 {"at": at, "details": f'{{"broker": "{broker}"}}'})


@pytest.fixture(autouse=True)
def every_answer_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each answer of a test be made anew, as if a second had passed."""
    monkeypatch.setattr(devices, "_second", lambda: next(SECONDS) * 1000)
    monkeypatch.setattr("live.answers._FRESH_FOR_S", -1.0)


def ask(web: Web, query: str = "", *, role: str = "viewer") -> dict[str, Any]:
    answer = web.signed_in(role).get(f"/live/devices{query}")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.get_json()
    return body


def change(web: Web, statement: str) -> None:
    with open_connection(web.url, name="test") as conn:
        conn.execute(statement.encode())


def states(body: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["name"], row["state"]) for row in body["rows"]]


def test_each_line_says_what_is_known_of_a_device(web: Web) -> None:
    line = ask(web)["rows"][0]
    assert line["name"] == "pump-1"
    assert (line["machine"], line["place"], line["about"]) == ("Feed pump", "Mill", "SN-4")
    assert (line["battery"], line["signal"], line["gateway"]) == (["15%", "low"], "-71\u00a0dBm", "gw-1")
    assert line["href"].startswith("/machines/")


def test_devices_in_trouble_come_first_and_are_counted(web: Web) -> None:
    change(web, "UPDATE device SET online = false, status_at = now() + interval '2 hours' WHERE name = 'pump-4'")
    change(web, "UPDATE device SET last_message_at = now() - interval '1 minute' WHERE name = 'pump-3'")
    body = ask(web)
    assert states(body) == [("pump-4", "offline"), ("pump-3", "silent"), ("pump-1", "online"), ("pump-2", "online")]
    assert {state: count for state, count, _shown in body["counts"]} == {
        "offline": 1, "silent": 1, "late": 0, "never_heard": 0, "online": 2}
    change(web, "UPDATE device SET online = true, last_message_at = now() + interval '1 hour' WHERE name LIKE 'pump%'")


@pytest.mark.parametrize(("query", "names"), [
    ("?q=pump-2", ["pump-2"]), ("?q=feed+gw-1", ["pump-1", "pump-2", "pump-3", "pump-4"]), ("?q=%25", []),
    ("?site=mill&q=3", ["pump-3"]), ("?site=nowhere", []), ("?state=online&q=pump-1", ["pump-1"]), ("?state=late", [])])
def test_a_search_narrows_the_list(web: Web, query: str, names: list[str]) -> None:
    assert [row["name"] for row in ask(web, query)["rows"]] == names


@pytest.mark.parametrize("query", [
    "?state=nonsense", "?limit=abc", "?limit=-5", "?limit=999999999999", "?limit=%C2%B2", "?q=" + "x%20" * 500,
    "?since=" + "y" * 5000, "?site=%00x", "?q=%00"])
def test_nonsense_in_the_address_is_harmless(web: Web, query: str) -> None:
    assert web.signed_in().get(f"/live/devices{query}").status_code == 200


def test_who_knows_the_answer_gets_none(web: Web) -> None:
    seq = ask(web)["seq"]
    assert web.signed_in().get(f"/live/devices?since={seq}").status_code == 204


def test_waiting_devices_come_with_their_values_and_the_file_that_places_them(web: Web) -> None:
    body = ask(web)
    assert [row["name"] for row in body["waiting"]] == ["new-2", "new-1"]
    assert body["waiting"][1]["values"] == "vib 2.3\u00a0mm/s"
    assert '- id: "new-1"' in body["waiting"][1]["snippet"]
    assert (body["waiting_count"], body["waiting_more"]) == ("2", "")


def test_a_gateway_is_listed_as_such_and_not_as_waiting(web: Web) -> None:
    body = ask(web)
    assert (body["gateways"], body["gateways_text"]) == ([], "")
    change(web, "INSERT INTO device (name, online, status_at) VALUES ('gw-1', false, now())")
    body = ask(web)
    assert [row["name"] for row in body["waiting"]] == ["new-2", "new-1"]
    line = body["gateways"][0]
    assert (line["name"], line["state"], line["behind"]) == ("gw-1", "offline", "4 devices behind it")
    assert body["gateways_text"] == "1 gateway · 1 offline"
    change(web, "DELETE FROM device WHERE name = 'gw-1'")


def test_our_own_outage_is_told_as_ours(web: Web) -> None:
    with open_connection(web.url, name="test") as conn:
        assert ask(web)["closed"] == ""
        beat(conn, seconds_ago=-3600, broker="disconnected")
        assert "broker" in ask(web)["closed"]
        beat(conn, seconds_ago=60)
        assert "ingest" in ask(web)["closed"]
        beat(conn, seconds_ago=-3600)


def test_nobody_sees_devices_without_signing_in(web: Web) -> None:
    assert web.client().get("/live/devices").status_code == 401


def test_many_browsers_cost_one_look(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_second", lambda: -1)
    made = count()
    monkeypatch.setattr(devices, "_answer", lambda wish: (str(next(made)), (b"{}", b"")))
    for _ in range(5):
        ask(web, "?q=once")
    assert next(made) == 1
