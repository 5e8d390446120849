"""Start and stop: where in its duty a machine is, how fast it turns and how warm it has become by then."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.noise import Array
from simulator.plant import DAY_S, HOUR_S, WEEK_S, Plant

RUN_UP_S = 8.0
RUN_DOWN_S = 22.0


@dataclass(frozen=True, slots=True)
class Duty:
    """Where machines are in their duty. ``since_start_s`` counts on after the stop until the next start."""

    running: npt.NDArray[np.bool_]
    since_start_s: Array
    on_s: Array
    period_s: Array


def duty(plant: Plant, at_s: Array) -> Duty:
    """Return where each machine is in its duty at a moment (seconds since 1970)."""
    since_start_s = np.mod(at_s + plant.utc_offset_s + plant.shift_s, plant.period_s)
    return Duty(since_start_s < plant.on_s, since_start_s, plant.on_s, plant.period_s)


def turning(duty: Duty) -> Array:
    """Return the share of the full speed, 0 to 1: run-up after the start, run-down after the stop."""
    up = 1.0 - np.exp(-duty.since_start_s / RUN_UP_S)
    down = np.exp(-np.maximum(duty.since_start_s - duty.on_s, 0.0) / RUN_DOWN_S)
    return np.where(duty.running, up, down)


def warmth(duty: Duty, *, lag_s: Array) -> Array:
    """Return the share of the full temperature rise, 0 to 1.

    The settled answer of a first-order lag to a duty that repeats: it ends each run at ``hot`` and each
    stop at ``hot * exp(-stop / lag)``, so no earlier moment need be remembered.
    """
    hot = -np.expm1(-duty.on_s / lag_s) / -np.expm1(-duty.period_s / lag_s)
    cold = hot * np.exp(-(duty.period_s - duty.on_s) / lag_s)
    heating = 1.0 - (1.0 - cold) * np.exp(-duty.since_start_s / lag_s)
    cooling = hot * np.exp(-np.maximum(duty.since_start_s - duty.on_s, 0.0) / lag_s)
    return np.where(duty.running, heating, cooling)


def day_pattern(plant: Plant, at_s: Array) -> Array:
    """Return how busy the plant is, 0.75 to 1: most in the early afternoon, less at night and at weekends."""
    local_s = at_s + plant.utc_offset_s
    hour = np.mod(local_s, DAY_S) / HOUR_S
    weekday = np.floor(np.mod(local_s + 3 * DAY_S, WEEK_S) / DAY_S)
    busy = 0.91 + 0.09 * np.cos((hour - 14.0) / 24.0 * 2.0 * np.pi)
    return np.where(weekday >= 5, busy * 0.92, busy)
