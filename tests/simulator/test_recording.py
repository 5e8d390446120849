import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml

from simulator import fleet, fleet_file, recording
from simulator.recording import RecordingError

DATA = Path(__file__).parents[2] / "demo" / "data"
NOW_MS = 1_762_732_800_000


def test_the_demo_brings_a_machine_that_failed_and_a_hydraulic_rig() -> None:
    nab, rig = recording.read(DATA, speed=1.0).recordings
    assert (nab.devices[0].id, nab.interval_ms) == ("replay-nab", 300_000)
    assert nab.devices[0].about["signals"] == {"temperature": {"unit": "[degF]", "kind": "temperature"}}
    assert (rig.devices[0].id, rig.interval_ms) == ("replay-hydraulic", 10_000)
    assert len(rig.devices[0].about["signals"]) == 9     # type: ignore[arg-type]


def test_the_recordings_are_small_and_lie_beside_their_licence() -> None:
    assert sum(file.stat().st_size for file in DATA.iterdir() if file.is_file()) < 2_500_000
    assert "MIT" in (DATA / "README.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in (DATA / "README.md").read_text(encoding="utf-8")
    assert (DATA / "LICENSE-nab.txt").exists()


def test_a_restart_goes_on_in_phase_and_the_loop_closes() -> None:
    one, again = (recording.read(DATA, speed=1.0).recordings[1] for _ in range(2))
    at_ms = NOW_MS + np.arange(5) * 10_000
    loop_ms = 13_230 * 10_000
    number = np.zeros(5, dtype=np.int64)
    values = [[sample.values for sample in played.samples(number, at)]
              for played, at in ((one, at_ms), (again, at_ms), (one, at_ms + loop_ms), (one, at_ms + 10_000))]
    assert values[0] == values[1] == values[2]
    assert values[0][1:] == values[3][:-1]


def test_the_recorded_values_are_real_temperatures_in_fahrenheit() -> None:
    nab = recording.read(DATA, speed=1.0).recordings[0]
    at_ms = NOW_MS + np.arange(22_695) * 300_000
    values = [sample.values["temperature"] for sample in nab.samples(np.zeros(22_695, dtype=np.int64), at_ms)]
    assert (min(values), max(values)) == (2.08, 108.51)     # type: ignore[type-var]


def test_speed_plays_a_recording_faster_but_never_more_than_once_a_second() -> None:
    assert [played.interval_ms for played in recording.read(DATA, speed=10.0).recordings] == [30_000, 1000]
    assert [played.interval_ms for played in recording.read(DATA, speed=999.0).recordings] == [1000, 1000]


def test_recorded_machines_stand_in_the_fleet_file_without_what_only_the_replay_knows() -> None:
    recorded = recording.read(DATA, speed=1.0)
    file = yaml.safe_load(fleet_file.text(fleet.build(3, seed=1), interval_s=10.0,
                                          more_places=recorded.places, more_machines=recorded.machines))
    nab = next(machine for machine in file["machines"] if machine["key"] == "recorded-nab-machine")
    places = {place["key"]: place for place in file["places"]}
    assert "recording" not in nab
    assert nab["devices"][0]["signals"][0] == {
        "name": "temperature", "title": "Machine temperature", "kind": "temperature", "unit": "Cel",
        "interval_s": 300, "range": [-40, 150],
        "limits": {"low_low": 5, "low": 12, "high": 40, "high_high": 43}}
    assert places["recorded"]["time_zone"] == "Etc/UTC"
    assert {machine["place"] for machine in file["machines"]} <= set(places)


def test_a_folder_without_recordings_is_named() -> None:
    with pytest.raises(RecordingError, match=r"Cannot read nowhere/recordings\.yaml: No such file"):
        recording.read(Path("nowhere"), speed=1.0)


def test_a_file_with_too_few_columns_is_named(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    shutil.copy(DATA / "nab-machine-temperature.csv.gz", tmp_path / "hydraulic-rig.csv.gz")
    with pytest.raises(RecordingError, match=r"hydraulic-rig\.csv\.gz has 1 columns, not one for each"):
        recording.read(tmp_path, speed=1.0)
