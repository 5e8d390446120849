"""Noise without memory: the same key and the same moment always give the same number.

Because nothing is stored, a restarted simulator goes on exactly where the last one would be, and history
uploaded twice is the same history. Numbers come from the finaliser of splitmix64 (Steele, Lea, Flood 2014).
"""

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Array = npt.NDArray[np.float64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def keys(seed: int, numbers: npt.ArrayLike) -> Keys:
    """Return one key for each number (shape as given, at least one dimension)."""
    start = _mix(np.array([seed % 2**64], dtype=np.uint64) + _STEP)
    return _mix(start + np.atleast_1d(np.asarray(numbers, dtype=np.uint64)) * _STEP)


def channel(key: Keys, number: int) -> Keys:
    """Return independent keys of the same shape, one more source of noise for each machine."""
    return _mix(key ^ np.uint64((number + 1) * int(_FIRST) % 2**64))


def uniform(key: Keys, counter: npt.ArrayLike) -> Array:
    """Return numbers from 0 to below 1; key and counter (whole numbers) are broadcast."""
    return (_hash(key, counter) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def bell(key: Keys, counter: npt.ArrayLike) -> Array:
    """Return noise of mean 0 and standard deviation 1 that never leaves -3.47 to 3.47.

    The sum of four uniform numbers: close to a normal distribution, but bounded, so that a healthy machine
    stays below its limits for certain and not only in all likelihood.
    """
    bits = _hash(key, counter)
    total = np.zeros(bits.shape)
    for shift in (0, 16, 32, 48):
        total += ((bits >> np.uint64(shift)) & np.uint64(0xFFFF)).astype(np.float64)
    centred: Array = (total / 65535.0 - 2.0) * np.sqrt(3.0)
    return centred


def wobble(key: Keys, at_s: Array, *, period_s: float) -> Array:
    """Return a smooth wandering between -1 and 1 that takes a new direction every ``period_s``."""
    position = at_s / period_s
    knot = np.floor(position)
    share = position - knot
    share = share * share * (3.0 - 2.0 * share)
    before, after = uniform(key, knot.astype(np.int64)), uniform(key, knot.astype(np.int64) + 1)
    wandering: Array = 2.0 * (before + (after - before) * share) - 1.0
    return wandering


def _hash(key: Keys, counter: npt.ArrayLike) -> Keys:
    counted = np.atleast_1d(np.asarray(counter)).astype(np.uint64)
    return _mix(key + _mix(counted * _STEP))


def _mix(bits: Keys) -> Keys:
    bits = (bits ^ (bits >> np.uint64(30))) * _FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * _SECOND
    mixed: Keys = bits ^ (bits >> np.uint64(31))
    return mixed
