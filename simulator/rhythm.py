"""The rhythm of a source: which devices are due, each in the interval it has been set to."""

import numpy as np

from simulator import schedule
from simulator.schedule import Whole
from simulator.source import Source


class Rhythm:
    """The intervals of the devices of one source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._numbers = {device.id: number for number, device in enumerate(source.devices)}
        self._intervals_ms = np.full(len(source.devices), source.interval_ms, np.int64)
        self._is_even = True

    def set(self, device_id: str, interval_ms: int) -> None:
        """Let a device measure in another interval from now on; one of another source is passed over."""
        number = self._numbers.get(device_id)
        if number is not None:
            self._intervals_ms[number] = interval_ms
            self._is_even = bool((self._intervals_ms == self._source.interval_ms).all())

    def interval_ms(self, number: int) -> int:
        """Return the interval of a device."""
        return int(self._intervals_ms[number])

    def due(self, *, after_ms: int, until_ms: int) -> tuple[Whole, Whole]:
        """Return the devices that are due in (after, until] and their moments, oldest first."""
        offsets_ms = self._source.offsets_ms
        if self._is_even:
            return schedule.due(offsets_ms, interval_ms=self._source.interval_ms, after_ms=after_ms, until_ms=until_ms)
        found = [self._due_in(int(interval_ms), offsets_ms, after_ms, until_ms)
                 for interval_ms in np.unique(self._intervals_ms)]
        index = np.concatenate([part for part, _ in found])
        moments = np.concatenate([part for _, part in found])
        order = np.argsort(moments, kind="stable")
        return index[order], moments[order]

    def _due_in(self, interval_ms: int, offsets_ms: Whole, after_ms: int, until_ms: int) -> tuple[Whole, Whole]:
        """Return those due of the devices with one interval; they keep their places in it."""
        devices = np.flatnonzero(self._intervals_ms == interval_ms)
        places = offsets_ms[devices] * interval_ms // max(self._source.interval_ms, 1)
        index, moments = schedule.due(places, interval_ms=interval_ms, after_ms=after_ms, until_ms=until_ms)
        return devices[index], moments
