import orjson

from simulator import wire

AT_MS = 1_748_779_200_250


def test_times_in_words_carry_zone_and_milliseconds() -> None:
    assert wire.iso(AT_MS) == "2025-06-01T12:00:00.250Z"
    assert wire.iso(1_748_779_200_000) == "2025-06-01T12:00:00.000Z"


def test_a_value_that_is_not_a_number_goes_out_as_null() -> None:
    assert orjson.loads(wire.sample(AT_MS, {"flow": float("nan")}))["values"] == {"flow": None}


def test_the_three_forms_of_telemetry_say_the_same() -> None:
    samples: list[tuple[int, wire.Values]] = [
        (AT_MS, {"a": 1.0, "b": 2.0}), (AT_MS + 1000, {"a": 3.0, "b": None})]
    assert orjson.loads(wire.buffered(samples)) == {
        "samples": [{"ts": AT_MS, "values": {"a": 1.0, "b": 2.0}},
                    {"ts": AT_MS + 1000, "values": {"a": 3.0, "b": None}}]}
    assert orjson.loads(wire.columns(samples)) == {
        "ts": [AT_MS, AT_MS + 1000], "values": {"a": [1.0, 3.0], "b": [2.0, None]}}


def test_a_status_leaves_out_what_the_device_does_not_know() -> None:
    bare = wire.status(wire.Device("d", {}), wire.Health())
    full = wire.status(wire.Device("d", {}, gateway="gw-1"), wire.Health(81, -71))
    assert orjson.loads(bare) == {"online": True, "firmware": "1.4.2"}
    assert orjson.loads(full) == {"online": True, "firmware": "1.4.2", "battery_pct": 81, "rssi_dbm": -71,
                                  "gateway": "gw-1"}
