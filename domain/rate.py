"""Rate of change: how fast a signal moves, from its own readings, in its unit an hour.

The change over a window, from the first reading of the oldest sixth of it that is kept to the one in hand. The
sixths lie on a fixed grid of time, so that the rate at a moment depends on the readings of that window alone and
not on when somebody began to compute it. Times are microseconds since 1970.
"""

import math
from collections.abc import Sequence

import numpy as np

from domain.rollup import Floats, Ints

CELLS = 6
SHORTEST_WINDOW_S = 600.0
READINGS_IN_WINDOW = 6      # at the least: the window of a slow sensor is longer
_HOUR_US = 3_600_000_000

Anchors = tuple[tuple[int, float], ...]     # the first reading of each cell: time, value


def window_us(interval_s: float) -> int:
    """Return the window for a signal that is expected every so many seconds."""
    cell_s = max(SHORTEST_WINDOW_S, READINGS_IN_WINDOW * interval_s) / CELLS
    return round(cell_s * 1e6) * CELLS


def rates(anchors: Anchors, time_us: Ints, value: Floats, *, window_us: int) -> tuple[Floats, Anchors]:
    """Return the rate at each reading, NaN where half a window is not known yet, and the anchors to go on with.

    Shape:  time_us and value are (n,), in the order of time and after all anchors.
    """
    found = np.full(len(time_us), np.nan)
    for index, (at, now) in enumerate(zip(time_us.tolist(), value.tolist(), strict=True)):
        found[index], anchors = step(anchors, at, now, window_us=window_us)
    return found, anchors


def step(anchors: Anchors, at_us: int, value: float, *, window_us: int) -> tuple[float, Anchors]:
    """Return the rate at one reading after all anchors, NaN as above, and the anchors to go on with."""
    while anchors and anchors[0][0] < at_us - window_us:
        anchors = anchors[1:]
    cell_us, rate = window_us // CELLS, math.nan
    if anchors and at_us - anchors[0][0] >= window_us // 2:
        rate = (value - anchors[0][1]) / (at_us - anchors[0][0]) * _HOUR_US
    if not anchors or anchors[-1][0] // cell_us != at_us // cell_us:
        anchors = (*anchors, (at_us, value))
    return rate, anchors


def anchors(readings: Sequence[tuple[int, float]], *, window_us: int) -> Anchors:
    """Return the anchors after readings in the order of time that reach back a window and a sixth of it."""
    times = np.array([at for at, _ in readings], np.int64)
    values = np.array([now for _, now in readings], np.float64)
    return rates((), times, values, window_us=window_us)[1]
