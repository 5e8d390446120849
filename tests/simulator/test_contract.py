"""docs/mqtt.md, its schema, the simulator and the ingest process must tell the same story."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from domain import unit
from domain.rejection import Reason, RejectedError
from ingest import wire as ingest_wire
from simulator import fault, fleet, history, recording, wire
from simulator.source import SimulatedMachines, Source, health

jsonschema = pytest.importorskip("jsonschema")
ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "mqtt.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "docs" / "mqtt.schema.json").read_text(encoding="utf-8"))
EXAMPLES = re.findall(r"```json (\w+)\n(.*?)```", TEXT, re.DOTALL)
NOW_MS = 1_762_732_800_000


def is_valid(topic: str, payload: bytes | str) -> bool:
    schema: dict[str, Any] = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{topic}"}
    return bool(jsonschema.Draft202012Validator(schema).is_valid(json.loads(payload)))


def sources() -> list[Source]:
    machines = fleet.build(8, seed=1)
    simulated = SimulatedMachines(machines, fault.mixed(machines), interval_ms=10_000)
    return [simulated, *recording.read(ROOT / "demo" / "data", speed=1.0).recordings]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(("topic", "example"), EXAMPLES)
def test_every_example_of_the_text_is_valid(topic: str, example: str) -> None:
    assert is_valid(topic, example)
    if topic == "telemetry":
        assert ingest_wire.telemetry(example.encode()).ignored_keys == 0


def test_the_text_has_examples_of_every_topic() -> None:
    assert {topic for topic, _ in EXAMPLES} == {
        "telemetry", "status", "about", "event", "settings_desired", "settings_reported"}


def test_everything_the_simulator_says_is_valid_and_understood() -> None:
    for source in sources():
        for device in source.devices:
            assert is_valid("about", wire.about(device))
            assert is_valid("status", wire.status(device, health(device, NOW_MS)))
            assert len(ingest_wire.about(wire.about(device)).signals) >= 1
        for samples in history.pieces(source, step_ms=60_000, after_ms=NOW_MS - 3_600_000, until_ms=NOW_MS):
            pairs = [(sample.ts_ms, sample.values) for sample in samples]
            for payload in (wire.sample(*pairs[0]), wire.buffered(pairs), wire.columns(pairs)):
                assert is_valid("telemetry", payload)
                assert ingest_wire.telemetry(payload).samples[0].time_us == pairs[0][0] * 1000
    assert is_valid("status", wire.OFFLINE)
    assert is_valid("event", wire.event(NOW_MS, "started", "Machine started"))


def test_every_unit_the_simulator_sends_is_known() -> None:
    signals = [described for source in sources() for device in source.devices
               for described in device.about["signals"].values()]     # type: ignore[attr-defined]
    assert {described["unit"] for described in signals} >= {"mm/s", "Cel", "[degF]", "rpm", "bar", "mbar"}
    assert all(unit.canonical(described["unit"]) for described in signals)
    assert {described["kind"] for described in signals} <= set(unit.Kind)


REFUSED = ['[]', '{"ts": 1}', '{"values": {}}', '{"values": {"a": "1"}}', '{"values": {"a": true}}',
           '{"samples": []}', '{"samples": [{"ts": 1}]}', '{"ts": [1], "values": {"a": 1}}',
           '{"ts": "2025-06-01T12:00:00", "values": {"a": 1}}', '{"ts": {}, "values": {"a": 1}}',
           '{"values": {"a": 1}, "quality": {"a": 7}}', '{"ts": 1, "values": {"a": [1]}}']


@pytest.mark.parametrize("payload", REFUSED)
def test_schema_and_ingest_refuse_the_same(payload: str) -> None:
    assert not is_valid("telemetry", payload)
    with pytest.raises(RejectedError):
        ingest_wire.telemetry(payload.encode())


def test_every_reason_of_a_rejection_is_explained() -> None:
    explained = re.findall(r"^\| `(\w+)` \|", TEXT[TEXT.index("## What is rejected"):], re.MULTILINE)
    assert explained == list(Reason)


def test_every_kind_is_listed() -> None:
    kinds = TEXT[TEXT.index("| kind |"):TEXT.index("A kind that is not in the table")]
    assert set(re.findall(r"`(\w+)`", kinds)) == set(unit.Kind)


def test_the_table_of_units_says_what_the_stack_computes() -> None:
    section = TEXT[TEXT.index("## Units"):TEXT.index("## event")]
    rows = re.findall(r"^\| [a-z ]+ \| (`.*`.*?) \| (.*?) ?\|$", section, re.MULTILINE)
    listed: dict[str, str] = {}
    for units, spellings in rows:
        codes = re.findall(r"`([^`]+)`(?: = ([\d.]+(?:/\d)?))?", units)
        listed |= {code: codes[0][0] for code, _ in codes}
        for code, factor in codes:
            if factor and factor != "5/9":
                found = unit.conversion(code, codes[0][0])
                assert found is not None
                assert found.factor == pytest.approx(float(factor)), code
        for spelling in re.findall(r"`([^`]+)`", spellings):
            assert unit.canonical(spelling) in listed, spelling
    assert len(listed) >= 48
    assert all(unit.canonical(code) == code for code in listed)


def test_fahrenheit_is_converted_as_the_table_says() -> None:
    to_celsius = unit.conversion("[degF]", "Cel")
    assert to_celsius is not None
    assert np.allclose([to_celsius(value) for value in (32.0, 212.0)], [0.0, 100.0])


def test_payloads_are_compact_json() -> None:
    assert orjson.loads(wire.OFFLINE) == {"online": False}
    assert b" " not in wire.sample(NOW_MS, {"a": 1.0})
