from pathlib import Path

import pytest

from components import devices
from domain.fleet import Device, Fleet, Machine, Signal
from domain.fleet_plan import plan
from fleet import disk


def test_a_device_is_told_in_one_line() -> None:
    assert devices.about("SN-4", "007", "1.2.0") == "SN-4 · serial number 007 · firmware 1.2.0"
    assert devices.about(None, None, None) == ""


def test_a_low_battery_has_a_word_besides_its_number() -> None:
    assert devices.battery(81.0) == ["81%", ""]
    assert devices.battery(19.4) == ["19%", "low"]
    assert devices.battery(None) is None


def test_signal_strength_has_its_unit() -> None:
    assert devices.signal_strength(-71.0) == "-71\u00a0dBm"
    assert devices.signal_strength(None) is None


@pytest.mark.parametrize("device", ["sim-0001", "007", "null", "1e5", "true"])
def test_the_snippet_places_the_device_as_it_is(tmp_path: Path, device: str) -> None:
    text = devices.snippet(device, [("vibration", "vibration_velocity_rms", "mm/s"), ("12:30", "other", None)])
    path = tmp_path / "fleet.yaml"
    path.write_text(text.replace("my-machine", "fan-1"))
    found = disk.content(path)
    fan = Machine("fan-1", "Fan", "mill", "fan")
    made = plan(Fleet(machines={"fan-1": fan}, devices={device: Device(device, None)}), found.rows)
    assert found.problems + made.problems == []
    assert made.devices.needed() == [Device(device, "fan-1")]
    assert made.signals.needed() == [
        Signal(device, "vibration", kind="vibration_velocity_rms", unit="mm/s"), Signal(device, "12:30")]


def test_a_device_without_signals_has_a_snippet_too() -> None:
    assert devices.snippet("d1", []).endswith('      - id: "d1"\n')
