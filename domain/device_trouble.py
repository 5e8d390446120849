"""Trouble of devices: what their signals, their status and their gateways say, with the cause before the symptom.

A gateway explains its devices, a device explains its signals: of 40 devices that are silent because their gateway
is, nothing is told but that the gateway is silent and 40 machines cannot be seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from domain.alarm import KIND_OF_TRUST, Kind, Subject
from domain.condition import Codes
from domain.fact import Source
from domain.limit import Priority
from domain.rollup import Bools, Ints
from domain.state import Trust
from domain.trust import CODE, ORDER

# Of devices behind one gateway so many have to be gone before it is the gateway that is.
FEWEST_BEHIND = 2
PRIORITY = {
    Kind.SILENT: Priority.MEDIUM, Kind.OFFLINE: Priority.MEDIUM, Kind.OUT_OF_RANGE: Priority.MEDIUM,
    Kind.STUCK: Priority.LOW, Kind.CLOCK_WRONG: Priority.LOW, Kind.BROKER_AWAY: Priority.CRITICAL,
    Kind.INGEST_AWAY: Priority.CRITICAL, Kind.STACK_AWAY: Priority.HIGH,
}
GATEWAY_PRIORITY = Priority.HIGH
_GONE = frozenset({Kind.SILENT, Kind.OFFLINE})
_SILENT, _CLOCK = CODE[Trust.SILENT], CODE[Trust.CLOCK_WRONG]

Key = tuple[str, Kind]      # source, kind


@dataclass(frozen=True, slots=True)
class Device:
    """A device on a machine, and through which gateway it speaks."""

    id: int
    machine_id: int
    gateway: str | None = None


@dataclass(frozen=True, slots=True)
class Signals:
    """Signals of placed devices, each of shape (n,): number, device, trust, and whether the device is off-line."""

    signal_id: Ints
    device_id: Ints
    trust: Codes
    is_offline: Bools


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong; ``cause`` is the source that explains it, ``blind`` the machines nobody sees."""

    source: Source
    kind: Kind
    priority: Priority
    cause: str | None = None
    blind: int = 0

    @property
    def key(self) -> Key:
        """Return source and kind."""
        return self.source.name, self.kind


def gateway_source(name: str) -> Source:
    """Return the source of alarms of a gateway."""
    return Source(f"gateway:{name}", Subject.GATEWAY, gateway=name)


def device_source(device: Device) -> Source:
    """Return the source of alarms of a device."""
    return Source(f"device:{device.id}", Subject.DEVICE, device.machine_id, device.id, gateway=device.gateway)


PLATFORM = Source("platform", Subject.PLATFORM)


def suspects(signals: Signals) -> Ints:
    """Return the devices of which any signal is not well, or that are off-line: the others have no trouble."""
    unwell = (signals.trust > CODE[Trust.LATE]) | signals.is_offline
    found: Ints = np.unique(signals.device_id[unwell])
    return found


def gone(signals: Signals) -> dict[int, Kind]:
    """Return the devices that are off-line by their own word, or of which every signal is silent."""
    devices, position = np.unique(signals.device_id, return_inverse=True)
    all_silent = np.bincount(position, weights=signals.trust != _SILENT, minlength=len(devices)) == 0
    offline = np.bincount(position, weights=signals.is_offline, minlength=len(devices)) > 0
    return {int(devices[at]): Kind.OFFLINE if offline[at] else Kind.SILENT
            for at in np.flatnonzero(all_silent | offline)}


def troubles(signals: Signals, devices: Mapping[int, Device], *, offline_gateways: Iterable[str]) -> list[Trouble]:
    """Return all that is wrong, causes first."""
    missing = {device: kind for device, kind in gone(signals).items() if device in devices}
    down = _gateways_down(missing, devices, frozenset(offline_gateways))
    found = [Trouble(gateway_source(name), kind, GATEWAY_PRIORITY, blind=_machines_behind(name, missing, devices))
             for name, kind in down.items()]
    for device_id, kind in missing.items():
        device = devices[device_id]
        cause = f"gateway:{device.gateway}" if device.gateway in down else None
        found.append(Trouble(device_source(device), kind, PRIORITY[kind], cause, blind=1))
    return [*found, *_of_signals(signals, devices, missing)]


def _gateways_down(missing: Mapping[int, Kind], devices: Mapping[int, Device],
                   offline: frozenset[str]) -> dict[str, Kind]:
    """Return gateways that say they are off-line, or behind which nothing is heard any more."""
    behind: dict[str, list[int]] = {}
    for device in devices.values():
        if device.gateway:
            behind.setdefault(device.gateway, []).append(device.id)
    silent = {name for name, members in behind.items()
              if len(members) >= FEWEST_BEHIND and all(member in missing for member in members)}
    return {name: Kind.OFFLINE if name in offline else Kind.SILENT
            for name in behind if name in silent or (name in offline and any(m in missing for m in behind[name]))}


def _machines_behind(gateway: str, missing: Mapping[int, Kind], devices: Mapping[int, Device]) -> int:
    return len({devices[device].machine_id for device in missing if devices[device].gateway == gateway})


def _of_signals(signals: Signals, devices: Mapping[int, Device], missing: Mapping[int, Kind]) -> list[Trouble]:
    """Return what is wrong with single signals; the wrong clock is the device's."""
    found: dict[Key, Trouble] = {}
    for at in np.flatnonzero(signals.trust > CODE[Trust.LATE]):
        device = devices.get(int(signals.device_id[at]))
        if device is None or device.id in missing:
            continue
        kind = KIND_OF_TRUST[ORDER[signals.trust[at]]]
        source = device_source(device) if signals.trust[at] == _CLOCK else Source(
            f"signal:{signals.signal_id[at]}", Subject.DEVICE, device.machine_id, device.id, int(signals.signal_id[at]))
        trouble = Trouble(source, kind, PRIORITY[kind])
        found[trouble.key] = trouble
    return list(found.values())


def is_gone(kind: Kind) -> bool:
    """Tell whether a kind means that nothing is heard: the network or our own side may be to blame."""
    return kind in _GONE
