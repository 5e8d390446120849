"""Where samples come from: invented machines or recordings. Each answers what devices say at a moment."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

import numpy as np
import numpy.typing as npt

from simulator import fault, fleet, memory, noise, plant, sensor, wire
from simulator.catalogue import COLUMN, RUNNING_ABOVE_RPM, SIGNALS, Quantity
from simulator.schedule import Whole, spread

_STATUS_EVERY_MS = 600_000
_BATTERY_LASTS_S = 500 * plant.DAY_S
_COLUMNS = {machine_type: [(signal.quantity.value, COLUMN[signal.quantity]) for signal in signals]
            for machine_type, signals in SIGNALS.items()}


class Reach(Enum):
    """Whether a device can be heard, and if not, whose connection is gone."""

    CONNECTED = auto()
    DEVICE_OUT = auto()
    GATEWAY_OUT = auto()


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement. ``ts_ms`` is by the device's own clock; no buffer keeps what ``is_lost``."""

    device: wire.Device
    ts_ms: int
    values: wire.Values
    is_running: bool | None = None
    reach: Reach = Reach.CONNECTED
    is_lost: bool = False


class Source(Protocol):
    """Devices that speak at one interval."""

    @property
    def devices(self) -> Sequence[wire.Device]:
        """Return the devices, in the order in which they speak within the interval."""

    @property
    def interval_ms(self) -> int:
        """Return how often each device speaks."""

    @property
    def offsets_ms(self) -> Whole:
        """Return when in the interval each device speaks, ascending."""

    def samples(self, index: Whole, at_ms: Whole) -> list[Sample]:
        """Return what devices measure: one sample for each pair of device number and moment."""

    def history_step_ms(self, wanted_ms: int) -> int:
        """Return how far apart the samples of uploaded history are."""


class SimulatedMachines:
    """The invented fleet as a source. Machine time is the time of day times ``speed``."""

    def __init__(self, machines: fleet.Fleet, faults: fault.Faults, *, interval_ms: int,
                 speed: float = 1.0) -> None:
        self.devices = [_device(machine, interval_ms / 1000) for machine in machines.machines]
        self.interval_ms = interval_ms
        self.offsets_ms = spread(len(self.devices), interval_ms=interval_ms)
        self._plant = plant.build(machines)
        self._faults = faults
        self._speed = speed
        self._columns = [_COLUMNS[machine.type] for machine in machines.machines]

    def samples(self, index: Whole, at_ms: Whole) -> list[Sample]:
        """Return what the devices measure, with their clocks' errors and their connections."""
        at_s = at_ms / 1000.0 * self._speed
        faults = self._faults.rows(index)
        measured = sensor.measured(self._plant.rows(index), faults, at_s)
        ahead_ms = np.rint(sensor.clock_error_s(faults, at_s) * 1000.0).astype(np.int64)
        rows = zip(index.tolist(), (at_ms + ahead_ms).tolist(), measured.tolist(),
                   _reach(faults, at_s), sensor.is_lost(faults, at_s).tolist(), strict=True)
        speed = COLUMN[Quantity.SPEED]
        return [Sample(self.devices[number], ts_ms,
                       {name: row[column] for name, column in self._columns[number]},
                       row[speed] > RUNNING_ABOVE_RPM, reach, is_lost)
                for number, ts_ms, row, reach, is_lost in rows]

    def history_step_ms(self, wanted_ms: int) -> int:
        """Return the wanted step, but never finer than the interval."""
        return max(wanted_ms, self.interval_ms)


def health(device: wire.Device, at_ms: int) -> wire.Health:
    """Return battery and signal strength of a device at a moment; wired devices have neither."""
    if device.gateway is None:
        return wire.Health()
    key = noise.keys(zlib.crc32(device.id.encode()), [0])
    used = (at_ms / 1000.0 / _BATTERY_LASTS_S + float(noise.uniform(key, 0)[0])) % 1.0
    wander = noise.wobble(key, np.array([at_ms / 1000.0]), period_s=3600.0)
    rssi_dbm = -52.0 - 28.0 * noise.uniform(key, 1) + 4.0 * wander
    return wire.Health(round(100 - 88 * used) if device.has_battery else None, round(float(rssi_dbm[0])))


def is_status_due(device: wire.Device, ts_ms: int, *, interval_ms: int) -> bool:
    """Tell whether a device repeats its status with this sample: once in ten minutes, each in its turn."""
    every_ms = max(_STATUS_EVERY_MS, interval_ms)
    return (ts_ms + zlib.crc32(device.id.encode())) % every_ms < interval_ms


def _device(machine: fleet.Machine, interval_s: float) -> wire.Device:
    signals = {signal.quantity.value: {"unit": signal.unit, "kind": signal.kind, "min": signal.lowest,
                                       "max": signal.highest} for signal in SIGNALS[machine.type]}
    about = {"model": machine.device_model, "serial": machine.device_serial, "signals": signals,
             "settings": memory.schema(interval_s=interval_s)}
    if machine.has_battery:
        about["battery"] = memory.battery()
    return wire.Device(machine.device, about, gateway=machine.gateway, has_battery=machine.has_battery)


def _reach(faults: fault.Faults, at_s: npt.NDArray[np.float64]) -> list[Reach]:
    gateway_out = sensor.is_gateway_out(faults, at_s).tolist()
    cut_off = sensor.is_cut_off(faults, at_s).tolist()
    return [Reach.GATEWAY_OUT if gateway else Reach.DEVICE_OUT if cut else Reach.CONNECTED
            for gateway, cut in zip(gateway_out, cut_off, strict=True)]
