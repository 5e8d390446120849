"""What the device makes of the machine: noise, fineness, a stuck value, a wrong clock, gaps in its radio."""

import numpy as np
import numpy.typing as npt

from simulator import noise
from simulator.catalogue import COLUMN, SIGNALS, Quantity
from simulator.fault import COURSES, Fault, Faults
from simulator.noise import Array
from simulator.physics import true_values
from simulator.plant import HOUR_S, TYPES, Plant

# Well within what is still accepted, and no multiple of an interval: a clock that is set right again comes
# past old times, but not past the very same ones.
CLOCK_DRIFT_S = 243.7
DROP_OUT_EVERY_S, DROP_OUT_S = 2700.0, 420.0
OUTAGE_EVERY_S, OUTAGE_S = 6 * HOUR_S, 2400.0
BUFFER_S = 1800.0
_STUCK_COLUMN = COLUMN[Quantity.VIBRATION_DE]


def measured(plant: Plant, faults: Faults, at_s: Array) -> Array:
    """Return what devices measure: shape (n, quantities).

    Shape: one row of plant and faults for each moment in ``at_s`` (n,), which is machine time in seconds.
    """
    values = _sensed(plant, faults, at_s)
    stuck_s = faults.age_s(Fault.STUCK_SENSOR, at_s)
    stuck = np.nonzero(stuck_s >= COURSES[Fault.STUCK_SENSOR].rise_s)[0]
    if len(stuck):
        began_s = np.rint((at_s - stuck_s)[stuck])
        frozen = _sensed(plant.rows(stuck), faults.rows(stuck), began_s)
        values[stuck, _STUCK_COLUMN] = frozen[:, _STUCK_COLUMN]
    return values


def clock_error_s(faults: Faults, at_s: Array) -> Array:
    """Return by how much a device's clock is ahead, in seconds."""
    return CLOCK_DRIFT_S * faults.severity(Fault.DRIFTING_CLOCK, at_s)


def is_cut_off(faults: Faults, at_s: Array) -> npt.NDArray[np.bool_]:
    """Tell which devices have no connection at a moment, by themselves or with their gateway."""
    dropped = _in_spell(faults.age_s(Fault.DROP_OUTS, at_s), every_s=DROP_OUT_EVERY_S, lasts_s=DROP_OUT_S)
    return dropped | is_gateway_out(faults, at_s)


def is_gateway_out(faults: Faults, at_s: Array) -> npt.NDArray[np.bool_]:
    """Tell which devices have no connection because their gateway has none."""
    return _in_spell(faults.age_s(Fault.GATEWAY_OUTAGE, at_s), every_s=OUTAGE_EVERY_S, lasts_s=OUTAGE_S)


def is_lost(faults: Faults, at_s: Array) -> npt.NDArray[np.bool_]:
    """Tell which measurements never arrive: of an outage, a device keeps the last BUFFER_S."""
    age_s = faults.age_s(Fault.GATEWAY_OUTAGE, at_s)
    return _in_spell(age_s, every_s=OUTAGE_EVERY_S, lasts_s=OUTAGE_S - BUFFER_S)


def _in_spell(age_s: Array, *, every_s: float, lasts_s: float) -> npt.NDArray[np.bool_]:
    return np.mod(age_s, every_s) < lasts_s


def _sensed(plant: Plant, faults: Faults, at_s: Array) -> Array:
    true = true_values(plant, faults, at_s)
    values = np.stack([true[quantity] for quantity in Quantity], axis=-1)
    keys = np.stack([noise.channel(plant.key, 50 + column) for column in range(len(Quantity))], axis=-1)
    spread = _SPREAD[plant.type] + _SPREAD_SHARE[plant.type] * np.abs(values)
    moment = np.floor(at_s * 1000.0).astype(np.int64)
    values += spread * noise.bell(keys, moment[:, np.newaxis])
    steps = _STEPS[plant.type]
    sensed: Array = np.clip(np.rint(values * steps) / steps, _LOWEST[plant.type], None) + 0.0
    return sensed


def _table(attribute: str, *, default: float) -> Array:
    """Return a property of the sensors, shape (types, quantities)."""
    table = np.full((len(TYPES), len(Quantity)), default)
    for row, machine_type in enumerate(TYPES):
        for signal in SIGNALS[machine_type]:
            table[row, COLUMN[signal.quantity]] = getattr(signal, attribute)
    return table


_SPREAD = _table("noise", default=0.0)
_SPREAD_SHARE = _table("noise_share", default=0.0)
_LOWEST = _table("lowest", default=-np.inf)
_STEPS = 10.0 ** _table("decimals", default=3.0)
