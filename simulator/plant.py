"""The numbers behind each machine as arrays, so that a thousand machines cost little more than one."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

from simulator import noise
from simulator.catalogue import MachineType
from simulator.fleet import Fleet, Machine
from simulator.noise import Array, Keys

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
WEEK_S = 7 * DAY_S
TYPES = tuple(MachineType)
_CYCLING_SHARE = {MachineType.MOTOR: 0.0, MachineType.PUMP: 0.35, MachineType.COMPRESSOR: 0.75,
                  MachineType.FAN: 0.0}
_SHIFTS_SHARE = {MachineType.MOTOR: 0.5, MachineType.PUMP: 0.1, MachineType.COMPRESSOR: 0.0,
                 MachineType.FAN: 0.3}


@dataclass(frozen=True, slots=True)
class Plant:
    """Parameters of machines, each of shape (n,); ``type`` is the index into TYPES.

    A machine runs for ``on_s`` of every ``period_s``, shifted by ``shift_s`` against local midnight.
    Temperatures rise over the ambient by ``*_rise_k`` at full load, with the lag ``*_lag_s``.
    """

    key: Keys
    site_key: Keys
    type: npt.NDArray[np.intp]
    period_s: Array
    on_s: Array
    shift_s: Array
    utc_offset_s: Array
    mean_load: Array
    rated_speed_rpm: Array
    rated_current_a: Array
    rated_pressure_bar: Array
    rated_flow_m3_h: Array
    clean_filter_drop: Array
    base_vibration_mm_s: Array
    bearing_rise_k: Array
    bearing_lag_s: Array
    winding_rise_k: Array
    winding_lag_s: Array
    ambient_c: Array

    def rows(self, index: npt.NDArray[np.intp]) -> Self:
        """Return the parameters of some machines only."""
        return type(self)(*(getattr(self, field.name)[index] for field in fields(self)))


def build(fleet: Fleet) -> Plant:
    """Return the parameters of a fleet, drawn by its seed."""
    machines = fleet.machines
    key = noise.keys(fleet.seed, [machine.number for machine in machines])
    sites = noise.keys(fleet.seed + 1, [_site_number(machine) for machine in machines])
    kind = np.array([TYPES.index(machine.type) for machine in machines], dtype=np.intp)
    power_kw = np.array([machine.rated_power_kw for machine in machines])
    period_s, on_s, shift_s = _duty(key, kind)
    bearing_rise_k, winding_rise_k = _between(key, 11, 20, 34), _between(key, 12, 66, 95)
    return Plant(
        key=key, site_key=sites, type=kind, period_s=period_s, on_s=on_s, shift_s=shift_s,
        utc_offset_s=np.array([machine.site.standard_offset_h * HOUR_S for machine in machines]),
        mean_load=_between(key, 3, 0.66, 0.86),
        rated_speed_rpm=np.array([float(machine.rated_speed_rpm) for machine in machines]),
        rated_current_a=power_kw * 1.85,
        rated_pressure_bar=_by_type(kind, pump=_between(key, 5, 3.5, 9.0), compressor=7.1, fan=0.0),
        rated_flow_m3_h=_by_type(kind, pump=power_kw * _between(key, 6, 2.8, 4.2), compressor=0.0,
                                 fan=power_kw * _between(key, 6, 350, 600)),
        clean_filter_drop=_by_type(kind, pump=_between(key, 7, 0.12, 0.19),
                                   compressor=_between(key, 7, 7.0, 10.0), fan=_between(key, 7, 4.0, 6.0)),
        base_vibration_mm_s=_between(key, 8, 0.7, 2.1),
        bearing_rise_k=bearing_rise_k, bearing_lag_s=_between(key, 9, 1500, 3600),
        winding_rise_k=winding_rise_k, winding_lag_s=_between(key, 10, 1200, 2700),
        ambient_c=_between(sites, 1, 19, 23))


def _site_number(machine: Machine) -> int:
    return sum(map(ord, machine.site.key))


def _between(key: Keys, number: int, low: float, high: float) -> Array:
    return low + (high - low) * noise.uniform(key, number)


def _by_type(kind: npt.NDArray[np.intp], *, pump: Array | float, compressor: Array | float,
             fan: Array | float) -> Array:
    """Return a parameter that each type has in its own size; motors have none (0)."""
    zero = np.zeros(len(kind))
    of_type: dict[MachineType, Array | float] = {
        MachineType.MOTOR: 0.0, MachineType.PUMP: pump, MachineType.COMPRESSOR: compressor,
        MachineType.FAN: fan}
    return np.choose(kind, [zero + of_type[machine_type] for machine_type in TYPES])


def _duty(key: Keys, kind: npt.NDArray[np.intp]) -> tuple[Array, Array, Array]:
    """Return period, running time in it, and shift, in seconds.

    Three ways to run: all week but for a service stop of some hours; two shifts a day from about six in the
    morning; in cycles on demand. Compressors run in short cycles, motors mostly in shifts.
    """
    cycling_below = np.choose(kind, [_CYCLING_SHARE[machine_type] for machine_type in TYPES])
    shifts_below = cycling_below + np.choose(kind, [_SHIFTS_SHARE[machine_type] for machine_type in TYPES])
    draw = noise.uniform(key, 0)
    cycle_s = np.where(kind == TYPES.index(MachineType.COMPRESSOR), _between(key, 1, 1500, 4200),
                       _between(key, 1, 2 * HOUR_S, 6 * HOUR_S))
    ways = [draw < cycling_below, draw < shifts_below]
    period_s = np.select(ways, [cycle_s, np.full(len(key), DAY_S)], WEEK_S)
    on_s = np.select(ways, [cycle_s * _between(key, 2, 0.55, 0.8), np.full(len(key), 16 * HOUR_S)],
                     WEEK_S - _between(key, 2, 2 * HOUR_S, 5 * HOUR_S))
    shift_s = np.select(ways, [_between(key, 4, 0, 1) * cycle_s, -_between(key, 4, 5.5, 6.5) * HOUR_S],
                        _between(key, 4, 0, WEEK_S))
    return period_s, on_s, shift_s
