"""The stream from a real broker into a real database, with everything around it failing."""

import time

import paho.mqtt.publish
import psycopg
import pytest

from tests.ingest.actors import eventually, stored_numbers


def test_what_a_device_sends_is_stored_and_the_device_is_discovered(broker, database, ingester_factory, tenant):
    ingester_factory(broker.url, database, tenant)
    for channel, payload in (("about", '{"signals":{"t":{"unit":"[degF]","kind":"temperature"}}}'),
                             ("telemetry", '{"ts":1782907200000,"values":{"t":212}}'),
                             ("status", '{"online":true,"battery_pct":80}'),
                             ("event", '{"ts":1782907200000,"kind":"boot","text":"cold"}')):
        paho.mqtt.publish.single(f"stethos/v1/{tenant}/dev-1/{channel}", payload, qos=1, retain=channel == "about",
                                 port=broker.port)

    def stored():
        with psycopg.connect(database) as conn:
            return conn.execute(
                "SELECT r.value, s.unit, s.wire_unit, d.online, d.battery_pct, e.kind FROM readings r "
                "JOIN signal s ON s.id = r.signal_id JOIN device d ON d.id = s.device_id "
                "JOIN device_event e ON e.device_id = d.id WHERE d.machine_id IS NULL AND d.online").fetchone()

    assert eventually(stored) == (pytest.approx(100), "Cel", "[degF]", True, 80, "boot")


def test_garbage_is_kept_with_its_reason_and_never_stops_the_stream(broker, database, ingester_factory, tenant):
    ingester_factory(broker.url, database, tenant)
    garbage = [b"", b"\x00\xff", b"{", b'{"values":{"a":"x"}}', b'{"ts":"2099-01-01T00:00:00Z","values":{"a":1}}',
               b'{"values":{"a b":1}}', b'{"values":{"' + b"a" * 70 + b'":1}}', b"[" * 100_000, b"7" * 2_000_000]
    for payload in garbage:
        paho.mqtt.publish.single(f"stethos/v1/{tenant}/dev-1/telemetry", payload, qos=1, port=broker.port)
    paho.mqtt.publish.single(f"stethos/v1/{tenant}/dev-1/telemetry", b'{"values":{"a":1}}', qos=1, port=broker.port)

    def account():
        with psycopg.connect(database) as conn:
            good = conn.execute("SELECT count(*) FROM readings").fetchone()[0]
            kept = conn.execute("SELECT reason, size_bytes, length(payload) FROM rejected_message ORDER BY id")
            return kept.fetchall() if good else None

    kept = eventually(account)
    assert [reason for reason, *_ in kept] == [
        "bad_json", "bad_json", "bad_json", "wrong_type", "future_time", "bad_name", "bad_name", "bad_json",
        "too_large"]
    assert kept[-1][1:] == (2_000_000, 4096)


def test_a_killed_ingester_loses_and_doubles_nothing(broker, database, ingester_factory, sender_factory, tenant):
    ingester = ingester_factory(broker.url, database, tenant)
    sender = sender_factory(broker.port, tenant)
    sender.send(200)
    eventually(lambda: len(stored_numbers(database)) > 20)
    for _ in range(3):
        sender.send(300)
        time.sleep(0.05)
        ingester.kill()
        sender.send(100)
        ingester.start()
    sender.flush()
    eventually(lambda: len(stored_numbers(database)) >= len(sender.numbers))
    assert stored_numbers(database) == sender.numbers


def test_a_killed_database_loses_and_doubles_nothing(broker, own_server, ingester_factory, sender_factory, tenant):
    database = own_server.databases.copy()
    ingester = ingester_factory(broker.url, database, tenant)
    sender = sender_factory(broker.port, tenant)
    sender.send(300)
    eventually(lambda: len(stored_numbers(database)) > 20)
    for _ in range(2):
        sender.send(300)
        time.sleep(0.05)
        own_server.kill()
        sender.send(100)
        own_server.start()
    sender.flush()
    eventually(lambda: len(stored_numbers(database)) >= len(sender.numbers), within_s=60)
    assert stored_numbers(database) == sender.numbers
    assert "Traceback" not in ingester.stop()


def test_a_killed_broker_loses_and_doubles_nothing(own_broker, database, ingester_factory, sender_factory, tenant):
    ingester = ingester_factory(own_broker.url, database, tenant)
    sender = sender_factory(own_broker.port, tenant)
    sender.send(300)
    eventually(lambda: len(stored_numbers(database)) > 20)
    for _ in range(2):
        sender.send(200)
        own_broker.kill()
        own_broker.start()
        sender.reconnect()
        sender.send(100)
    sender.flush()
    eventually(lambda: len(stored_numbers(database)) >= len(sender.numbers), within_s=60)
    assert stored_numbers(database) == sender.numbers
    assert "Traceback" not in ingester.stop()


def test_what_is_sent_while_the_ingester_is_away_waits_in_the_broker(broker, database, ingester_factory,
                                                                     sender_factory, tenant):
    ingester = ingester_factory(broker.url, database, tenant)
    sender = sender_factory(broker.port, tenant)
    sender.send(5)
    eventually(lambda: len(stored_numbers(database)) == 5)
    ingester.stop()
    sender.send(2000)
    sender.flush()
    ingester.start()
    eventually(lambda: len(stored_numbers(database)) >= 2005)
    assert stored_numbers(database) == sender.numbers


def test_a_second_ingester_waits_for_the_first_to_end(broker, database, ingester_factory, sender_factory, tenant):
    first = ingester_factory(broker.url, database, tenant)
    sender = sender_factory(broker.port, tenant)
    sender.send(5)
    eventually(lambda: len(stored_numbers(database)) == 5)
    second = ingester_factory(broker.url, database, tenant)
    time.sleep(1)
    first.stop()
    sender.send(50)
    eventually(lambda: len(stored_numbers(database)) == 55)
    assert "Another ingest process" in second.stop()


def test_the_ingester_says_that_it_lives(broker, database, ingester_factory, tenant):
    ingester_factory(broker.url, database, tenant)

    def beaten():
        with psycopg.connect(database) as conn:
            row = conn.execute("SELECT details FROM heartbeat WHERE process = 'ingest'").fetchone()
            return row and row[0]

    details = eventually(beaten)
    assert details["broker"] == "connected"
    assert details["backlog"] == 0
