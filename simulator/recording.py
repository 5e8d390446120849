"""Recorded real machines, played in a loop with their times mapped to now.

The folder holds ``recordings.yaml``: places and machines as in a fleet file, each machine with the file that
was recorded and its step. Which row is played follows from the time alone, so a restart continues in phase.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from simulator import wire
from simulator.noise import Array
from simulator.schedule import Whole
from simulator.source import Sample

MANIFEST = "recordings.yaml"
_SHORTEST_INTERVAL_MS = 1000


class RecordingError(Exception):
    """The folder of recordings cannot be used."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder of recordings holds: entries for the fleet file, and sources to play."""

    places: list[dict[str, Any]]
    machines: list[dict[str, Any]]
    recordings: "list[Recording]"


class Recording:
    """One recorded machine as a source of one device; plays ``speed`` times as fast as it was recorded."""

    def __init__(self, device: wire.Device, rows: Array, *, step_s: float, speed: float) -> None:
        self.devices = [device]
        self.interval_ms = max(round(step_s * 1000.0 / speed), _SHORTEST_INTERVAL_MS)
        self.offsets_ms = np.zeros(1, dtype=np.int64)
        self._rows = rows
        self._row_ms = step_s * 1000.0 / speed
        self._names = list(_signals(device))

    def samples(self, index: Whole, at_ms: Whole) -> list[Sample]:  # noqa: ARG002 - there is one device
        """Return the recorded values of some moments."""
        rows = np.floor(at_ms / self._row_ms).astype(np.int64) % len(self._rows)
        return [Sample(self.devices[0], ts_ms, dict(zip(self._names, row, strict=True)))
                for ts_ms, row in zip(at_ms.tolist(), self._rows[rows].tolist(), strict=True)]

    def history_step_ms(self, wanted_ms: int) -> int:  # noqa: ARG002 - every recorded row is real
        """Return the step of the recording: nothing recorded is left out."""
        return self.interval_ms


def read(folder: Path, *, speed: float) -> Folder:
    """Read a folder of recordings.

    Raises: RecordingError naming the file and what is wrong with it.
    """
    try:
        listed = yaml.safe_load((folder / MANIFEST).read_text(encoding="utf-8"))
        entries = listed["machines"]
        recordings = [_recording(folder, entry, speed=speed) for entry in entries]
        return Folder(listed["places"], [_fleet_entry(entry) for entry in entries], recordings)
    except OSError as error:
        raise RecordingError(f"Cannot read {error.filename}: {error.strerror}.") from error
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise RecordingError(f"{folder / MANIFEST} or a file it names is not as expected: {error}") from error


def _recording(folder: Path, entry: Mapping[str, Any], *, speed: float) -> Recording:
    device = _device(entry)
    file = folder / entry["recording"]["file"]
    with np.errstate(all="raise"):
        rows = np.loadtxt(file, delimiter=",", skiprows=1, ndmin=2)
    if rows.shape[1] != len(_signals(device)):
        raise ValueError(f"{file.name} has {rows.shape[1]} columns, not one for each signal")
    return Recording(device, rows, step_s=float(entry["recording"]["step_s"]), speed=speed)


def _device(entry: Mapping[str, Any]) -> wire.Device:
    device = entry["devices"][0]
    signals = {signal["name"]: {"unit": signal.get("wire_unit", signal["unit"]), "kind": signal["kind"]}
               for signal in device["signals"]}
    about = {"model": device["model"], "signals": signals}
    return wire.Device(device["id"], about, firmware="replay")


def _fleet_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a machine as the fleet file has it: without what only the replay needs to know."""
    devices = [{**device, "signals": [{key: value for key, value in signal.items() if key != "wire_unit"}
                                      for signal in device["signals"]]} for device in entry["devices"]]
    return {**{key: value for key, value in entry.items() if key != "recording"}, "devices": devices}


def _signals(device: wire.Device) -> Mapping[str, object]:
    signals = device.about["signals"]
    assert isinstance(signals, Mapping)  # noqa: S101 - written by _device above
    return signals
