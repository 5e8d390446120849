"""The catalogue: which slot a name in a payload belongs to, kept in memory and true to the database."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

import db.devices
import services.discovery
from db.connect import Connection
from db.devices import SignalRow
from domain import unit
from domain.about import About
from domain.rollup import Floats, Ints
from services.arrivals import Memory

Names = tuple[str, ...]
_RELOAD_S = 60.0      # a change is counted a moment before it is committed, so once more to be sure


@dataclass(frozen=True, slots=True)
class Shape:
    """What the values of a payload with certain names mean, in their order; all of shape (n,)."""

    slots: Ints
    factors: Floats
    offsets: Floats
    converts: bool


@dataclass(slots=True)
class Device:
    """One known device, and the shapes of the payloads it has sent."""

    id: int
    name: str
    signals: dict[str, tuple[int, unit.Conversion]]
    shapes: dict[Names, Shape] = field(default_factory=dict)
    window_us: int = 0          # beginning of the span in which its values are counted
    window_values: int = 0


class Catalog:
    """All known devices by name; devices and signals that are not known yet are recorded on the way."""

    def __init__(self, conn: Connection, memory: Memory, *, most_discovered: int) -> None:
        self._conn, self._memory, self._most = conn, memory, most_discovered
        self._devices: dict[str, Device] = {}
        self._changes, self._loaded_s = -1, 0.0
        self.reload_if_changed()

    def reload_if_changed(self) -> None:
        """Read everything again if devices or signals were changed by somebody else since the last time."""
        changes, now_s = db.devices.changes(self._conn), time.monotonic()
        if changes == self._changes and now_s - self._loaded_s < _RELOAD_S:
            return
        self._changes, self._loaded_s = changes, now_s
        rows = db.devices.known_signals(self._conn)
        rows.sort(key=lambda row: row.device_id)
        for _, group in groupby(rows, key=lambda row: row.device_id):
            self._learn(list(group))

    def device(self, name: str) -> Device:
        """Return a device, recording it if nobody knows it.

        Raises: RejectedError if too many devices wait to be placed.
        """
        known = self._devices.get(name)
        return known or self._learn(services.discovery.meet_device(self._conn, name, most=self._most))

    def shape(self, device: Device, names: Names) -> Shape:
        """Return what a payload with these names means, recording signals that nobody knows.

        Raises: RejectedError if a name is impossible or the device has too many signals.
        """
        unknown = [name for name in names if name not in device.signals]
        if unknown:
            device.signals = _signals(services.discovery.meet_signals(self._conn, device.name, unknown),
                                      self._memory)
        meant = [device.signals[name] for name in names]
        shape = Shape(np.array([slot for slot, _ in meant], np.int64),
                      np.array([conversion.factor for _, conversion in meant]),
                      np.array([conversion.offset for _, conversion in meant]),
                      any(conversion != unit.SAME for _, conversion in meant))
        device.shapes[names] = shape
        return shape

    def describe(self, device: Device, about: About) -> None:
        """Keep what a device says of itself, and understand its payloads by it from now on.

        Raises: RejectedError if a unit cannot be used.
        """
        services.discovery.describe(self._conn, device.name, about)
        self._learn(db.devices.known_signals(self._conn, device.name))

    def _learn(self, rows: list[SignalRow]) -> Device:
        known = Device(rows[0].device_id, rows[0].device, _signals(rows, self._memory))
        self._devices[known.name] = known
        return known


def _signals(rows: Iterable[SignalRow], memory: Memory) -> dict[str, tuple[int, unit.Conversion]]:
    return {row.signal: (memory.slot(row.signal_id), _conversion(row))
            for row in rows if row.signal is not None and row.signal_id is not None}


def _conversion(row: SignalRow) -> unit.Conversion:
    if row.wire_unit is None or row.unit is None:
        return unit.SAME
    return unit.conversion(row.wire_unit, row.unit) or unit.SAME
