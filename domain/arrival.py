"""Arrivals: which readings of a batch are new, which repeat something, which contradict it."""

from dataclasses import dataclass

import numpy as np

from domain.rollup import Bools, Floats, Ints, Readings


@dataclass(frozen=True, slots=True)
class Sorted:
    """A batch by signal and time, each reading once.

    ``contradicted`` are the readings refused because an earlier one of the batch has the same signal and
    time and another value; ``kept_value`` is what that one says, shape as ``contradicted``.
    """

    readings: Readings
    repeated: int
    contradicted: Readings
    kept_value: Floats


def sort(batch: Readings) -> Sorted:
    """Order a batch, which is in the order of arrival, by slot and time; of equals the first wins."""
    rows = batch.where(np.lexsort((batch.time, batch.slot)))
    again = _same_as_before(rows)
    if not again.any():
        return Sorted(rows, 0, rows.where(again), np.empty(0))
    first = np.maximum.accumulate(np.where(again, 0, np.arange(len(rows))))
    kept = rows.where(first)
    same = agrees(rows.value, kept.value) & (rows.quality == kept.quality)
    against = again & ~same
    return Sorted(rows.where(~again), int((again & same).sum()), rows.where(against), kept.value[against])


def is_newer(rows: Readings, newest: Ints) -> Bools:
    """Mark readings that are newer than anything stored of their signal; ``newest`` is per row."""
    newer: Bools = rows.time > newest
    return newer


def agrees(one: Floats, other: Floats) -> Bools:
    """Tell where two columns of values say the same; NaN ("could not measure") agrees with itself."""
    same: Bools = (one == other) | (np.isnan(one) & np.isnan(other))
    return same


def _same_as_before(rows: Readings) -> Bools:
    again = np.zeros(len(rows), np.bool_)
    again[1:] = (rows.slot[1:] == rows.slot[:-1]) & (rows.time[1:] == rows.time[:-1])
    return again
