"""Who is due: every device speaks once in its interval, all of them spread evenly over it."""

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]


def spread(devices: int, *, interval_ms: int) -> Whole:
    """Return when in the interval each device speaks, ascending, in ms."""
    return np.arange(devices, dtype=np.int64) * interval_ms // max(devices, 1)


def due(offsets_ms: Whole, *, interval_ms: int, after_ms: int, until_ms: int) -> tuple[Whole, Whole]:
    """Return the devices that are due in (after, until] and their moments, oldest first.

    A moment is a whole number of intervals since 1970 plus the device's offset, so it does not depend on
    when the simulator was started.
    """
    first, last = after_ms // interval_ms, until_ms // interval_ms
    rounds = np.arange(first, last + 1, dtype=np.int64) * interval_ms
    moments = (rounds[:, np.newaxis] + offsets_ms[np.newaxis, :]).ravel()
    chosen = np.nonzero((moments > after_ms) & (moments <= until_ms))[0]
    return chosen % len(offsets_ms), moments[chosen]


def moments(offset_ms: int, *, step_ms: int, after_ms: int, until_ms: int) -> Whole:
    """Return the moments of one device in (after, until], every ``step_ms``."""
    first = (after_ms - offset_ms) // step_ms + 1
    last = (until_ms - offset_ms) // step_ms
    return np.arange(first, last + 1, dtype=np.int64) * step_ms + offset_ms
