"""Columns: readings of many messages, collected cheaply and turned into arrays at the end."""

import numpy as np

from domain.rollup import BAD, GOOD, Readings
from ingest.catalog import Shape
from ingest.wire import Sample


class Columns:
    """Collects samples in the order of their arrival."""

    def __init__(self) -> None:
        self._shapes: list[Shape] = []
        self._values: list[float | None] = []
        self._times: list[int] = []
        self._received: list[int] = []
        self._live: list[bool] = []
        self._conversions: list[tuple[int, Shape]] = []
        self._qualities: list[tuple[int, int]] = []

    def add(self, shape: Shape, sample: Sample, *, received_us: int, live: bool) -> None:
        """Add the values of one moment; a sample without a time has the time of its arrival."""
        if shape.converts:
            self._conversions.append((len(self._values), shape))
        if sample.quality is not None:
            start, quality = len(self._values), sample.quality
            self._qualities += [(start + n, quality[name]) for n, name in enumerate(sample.values)
                                if name in quality]
        self._shapes.append(shape)
        self._values.extend(sample.values.values())
        self._times.append(received_us if sample.time_us is None else sample.time_us)
        self._received.append(received_us)
        self._live.append(live)

    def readings(self) -> Readings:
        """Return all that was added, converted to the stored units."""
        slots = [shape.slots for shape in self._shapes]
        lengths = [len(part) for part in slots]
        values = np.array(self._values, np.float64)
        for start, shape in self._conversions:
            part = slice(start, start + len(shape.slots))
            values[part] = values[part] * shape.factors + shape.offsets
        quality = np.where(np.isnan(values), BAD, GOOD).astype(np.int16)
        for position, code in self._qualities:
            quality[position] = code
        return Readings(np.concatenate(slots) if slots else np.empty(0, np.int64),
                        np.repeat(np.array(self._times, np.int64), lengths), values, quality,
                        np.repeat(np.array(self._received, np.int64), lengths),
                        np.repeat(np.array(self._live, np.bool_), lengths))
