"""What a machine really does at a moment, before any sensor looks at it: signals that move together.

Pure and without memory: values follow from the machine's parameters, its faults and the time. Each fault
pulls its signals towards what a machine in that state shows; vibrations add as the root of their squares.
"""

from dataclasses import dataclass

import numpy as np

from simulator import cycle, noise
from simulator.catalogue import MachineType, Quantity
from simulator.fault import REPAIR_S, Fault, Faults
from simulator.noise import Array
from simulator.plant import DAY_S, TYPES, Plant

_STANDSTILL_MM_S = 0.07
_IMBALANCE_MM_S = 6.6
_WORN_BEARING_MM_S = 9.6
_CAVITATION_MM_S = 7.0
_HOT_WINDING_C = 144.0
_HOT_BEARING_C = 102.0
_WORN_BEARING_C = 90.0
_CLOGGED_TIMES_CLEAN = 7.0
_INRUSH_S = 4.0
_INRUSH_TIMES_RATED = 4.5


@dataclass(frozen=True, slots=True)
class Motion:
    """Speed and load as shares of the rated ones, 0 to 1, and the warmth of bearing and winding."""

    turning: Array
    load: Array
    running: Array
    since_start_s: Array
    bearing_warmth: Array
    winding_warmth: Array


def motion(plant: Plant, faults: Faults, at_s: Array) -> Motion:
    """Return how machines move at a moment; a repair for imbalance stops the machine first."""
    duty = cycle.duty(plant, at_s)
    repair_s = faults.age_s(Fault.IMBALANCE, at_s)
    in_repair = repair_s < REPAIR_S
    back_s = np.where(in_repair, 0.0, np.nan_to_num(repair_s - REPAIR_S, nan=np.inf))
    since_start_s = np.minimum(duty.since_start_s, np.where(in_repair, duty.since_start_s, back_s))
    stopping = np.where(in_repair, np.exp(-np.nan_to_num(repair_s) / cycle.RUN_DOWN_S), 1.0)
    starting = -np.expm1(-np.where(in_repair, np.inf, back_s) / cycle.RUN_UP_S)
    turning = cycle.turning(duty) * stopping * starting
    load = plant.mean_load * cycle.day_pattern(plant, at_s)
    load = load * (1.0 + 0.07 * noise.wobble(noise.channel(plant.key, 20), at_s, period_s=2700.0))
    running = duty.running & ~in_repair
    bearing, winding = (cycle.warmth(duty, lag_s=lag_s) * _after_repair(repair_s, lag_s)
                        for lag_s in (plant.bearing_lag_s, plant.winding_lag_s))
    return Motion(turning, np.where(running, load * turning, 0.0), running.astype(np.float64), since_start_s,
                  bearing, winding)


def true_values(plant: Plant, faults: Faults, at_s: Array) -> dict[Quantity, Array]:
    """Return all quantities in the units of the catalogue, each of the shape of ``at_s``.

    Machines that do not measure a quantity have a number there too, which nobody reads.
    """
    moving = motion(plant, faults, at_s)
    clogged = faults.severity(Fault.CLOGGED_FILTER, at_s)
    cavitating = faults.severity(Fault.CAVITATION, at_s)
    drive_end, other_end = _vibration(plant, faults, at_s, moving=moving)
    bearing, winding = _temperatures(plant, faults, at_s, moving=moving)
    return {
        Quantity.SPEED: plant.rated_speed_rpm * moving.turning * (1.0 - 0.018 * moving.load),
        Quantity.LOAD: 100.0 * moving.load * (1.0 - 0.12 * clogged),
        Quantity.VIBRATION_DE: drive_end,
        Quantity.VIBRATION_NDE: other_end,
        Quantity.BEARING_TEMPERATURE: bearing,
        Quantity.WINDING_TEMPERATURE: winding,
        Quantity.PRESSURE: _pressure(plant, at_s, moving=moving, clogged=clogged, cavitating=cavitating),
        Quantity.FLOW: plant.rated_flow_m3_h * moving.running * moving.turning * (0.55 + 0.45 * moving.load)
        * (1.0 - 0.35 * clogged - 0.2 * cavitating),
        Quantity.FILTER_DROP: plant.clean_filter_drop * (1.0 + (_CLOGGED_TIMES_CLEAN - 1.0) * clogged)
        * moving.turning**2 * (0.85 + 0.15 * moving.load),
        Quantity.CURRENT: _current(plant, moving=moving, clogged=clogged),
    }


def _after_repair(repair_s: Array, lag_s: Array) -> Array:
    """Return how the stop for a repair cools a machine, and how it warms up again: a factor on its warmth."""
    cooled = np.exp(-np.minimum(repair_s, REPAIR_S) / lag_s)
    back = 1.0 - (1.0 - cooled) * np.exp(-np.maximum(repair_s - REPAIR_S, 0.0) / lag_s)
    return np.nan_to_num(back, nan=1.0)


def _vibration(plant: Plant, faults: Faults, at_s: Array, *, moving: Motion) -> tuple[Array, Array]:
    """Return velocity RMS at the drive end and at the other end, in mm/s."""
    wander = 1.0 + 0.06 * noise.wobble(noise.channel(plant.key, 21), at_s, period_s=1200.0)
    restless = 1.0 + 0.14 * noise.wobble(noise.channel(plant.key, 22), at_s, period_s=45.0)
    healthy = plant.base_vibration_mm_s * (0.6 + 0.4 * moving.load) * wander
    unbalanced = _IMBALANCE_MM_S * (faults.age_s(Fault.IMBALANCE, at_s) >= REPAIR_S) * moving.turning
    worn = _WORN_BEARING_MM_S * faults.severity(Fault.BEARING_WEAR, at_s) ** 2 * wander
    cavities = _CAVITATION_MM_S * faults.severity(Fault.CAVITATION, at_s) * restless
    drive_end = np.sqrt(healthy**2 + unbalanced**2 + worn**2 + cavities**2)
    other_end = np.sqrt(0.64 * healthy**2 + 0.56 * unbalanced**2 + 0.12 * worn**2 + 0.25 * cavities**2)
    return _STANDSTILL_MM_S + drive_end * moving.turning, _STANDSTILL_MM_S + other_end * moving.turning


def _temperatures(plant: Plant, faults: Faults, at_s: Array, *, moving: Motion) -> tuple[Array, Array]:
    """Return bearing and winding temperature in °C. Load is felt by its level some minutes ago."""
    ambient = _ambient(plant, at_s)
    felt = plant.mean_load * cycle.day_pattern(plant, at_s - 0.5 * plant.winding_lag_s)
    bearing = ambient + plant.bearing_rise_k * moving.bearing_warmth * (0.5 + 0.5 * felt)
    winding = ambient + plant.winding_rise_k * moving.winding_warmth * (0.35 + 0.65 * felt**2)
    overheated = faults.severity(Fault.OVERHEATING, at_s)
    worn = faults.severity(Fault.BEARING_WEAR, at_s) ** 2
    bearing += worn * moving.bearing_warmth * np.maximum(_WORN_BEARING_C - bearing, 0.0)
    bearing += overheated * moving.bearing_warmth * np.maximum(_HOT_BEARING_C - bearing, 0.0)
    winding += overheated * moving.winding_warmth * np.maximum(_HOT_WINDING_C - winding, 0.0)
    return bearing, winding


def _ambient(plant: Plant, at_s: Array) -> Array:
    """Return the temperature of the hall in °C: warmest in the afternoon, with weather every few days."""
    hour = np.mod(at_s + plant.utc_offset_s, DAY_S) / 3600.0
    weather = noise.wobble(noise.channel(plant.site_key, 23), at_s, period_s=2 * DAY_S)
    return plant.ambient_c + 2.5 * np.cos((hour - 15.0) / 24.0 * 2.0 * np.pi) + 2.0 * weather


def _pressure(plant: Plant, at_s: Array, *, moving: Motion, clogged: Array, cavitating: Array) -> Array:
    """Return the pressure in bar: pumps build it by speed, compressors fill a network that others empty."""
    shaken = noise.wobble(noise.channel(plant.key, 24), at_s, period_s=20.0)
    pump = plant.rated_pressure_bar * moving.turning**2 * (1.12 - 0.16 * moving.load)
    pump = pump * (1.0 - 0.25 * clogged - cavitating * (0.18 + 0.12 * shaken))
    duty = cycle.duty(plant, at_s)
    filling = duty.since_start_s / duty.on_s
    emptying = 1.0 - (duty.since_start_s - duty.on_s) / np.maximum(duty.period_s - duty.on_s, 1.0)
    network = plant.rated_pressure_bar - 0.5 + np.where(duty.running, filling, emptying) - 2.2 * clogged
    return np.where(plant.type == TYPES.index(MachineType.COMPRESSOR), network, pump)


def _current(plant: Plant, *, moving: Motion, clogged: Array) -> Array:
    """Return the current in A, with the inrush of the first seconds after a start."""
    drawn = plant.rated_current_a * (0.32 + 0.68 * moving.load) * (1.0 - 0.1 * clogged)
    inrush = plant.rated_current_a * _INRUSH_TIMES_RATED * (moving.since_start_s < _INRUSH_S)
    return moving.running * np.maximum(drawn, inrush)
