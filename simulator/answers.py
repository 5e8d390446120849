"""What devices answer when they are told what to do, with the quirks they have; asleep, they hear nothing."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from simulator import wire
from simulator.memory import MEASURE, Memory
from simulator.quirk import Quirk

DESIRED, REPORTED = "settings/desired", "settings/reported"
Say = Callable[[wire.Device, bytes], None]
_NONE: frozenset[Quirk] = frozenset()


class Answers:
    """The memories of all devices that can be set. ``say`` publishes a report of a device."""

    def __init__(self, devices: Iterable[wire.Device], *, boot: int,
                 quirks: Mapping[str, frozenset[Quirk]] | None = None, every_s: float = 600.0) -> None:
        self._quirks, self._every_ms = quirks or {}, round(every_s * 1000)
        self._devices = {device.id: device for device in devices if "settings" in device.about}
        self._memories = {name: Memory(device.about, boot=boot, has_battery=device.has_battery,
                                       report_s=every_s if Quirk.SLEEPS in self.quirks(name) else None)
                          for name, device in self._devices.items()}
        self._mail: dict[str, list[bytes]] = {}
        self._heard: dict[str, int] = {}
        self._last: dict[str, bytes] = {}
        self._turns: dict[str, int] = {}
        self.changed: dict[str, int] = {}       # new measuring intervals in ms, for whoever keeps the time

    def quirks(self, name: str) -> frozenset[Quirk]:
        """Return the quirks of a device."""
        return self._quirks.get(name, _NONE)

    def memory(self, device: wire.Device) -> Memory | None:
        """Return what a device remembers, None if it cannot be set."""
        return self._memories.get(device.id)

    def sleeps(self, device: wire.Device) -> bool:
        """Tell whether a device sleeps between its reports."""
        return Quirk.SLEEPS in self.quirks(device.id)

    def report(self, device: wire.Device, say: Say) -> None:
        """Say what a device does, in the way of its quirks."""
        memory, quirks = self._memories.get(device.id), self.quirks(device.id)
        if memory is None:
            return
        said = orjson.dumps(memory.report())
        say(device, said)
        if Quirk.DOUBLES in quirks:
            say(device, said)
        if Quirk.REORDERS in quirks and device.id in self._last:
            say(device, self._last[device.id])
        self._last[device.id] = said

    def hear(self, name: str, payload: bytes, say: Say, *, is_away: bool = False) -> None:
        """Take a message for a device; one that sleeps or is away finds it when it is back."""
        device = self._devices.get(name)
        if device is None or not payload:
            return
        self._heard[name] = self._heard.get(name, 0) + 1
        if Quirk.LOSES in self.quirks(name) and self._heard[name] % 2:
            return
        if is_away or self.sleeps(device):
            self._mail.setdefault(name, []).append(payload)
        else:
            self._take(device, payload, say)

    def wake(self, device: wire.Device, say: Say) -> None:
        """Read what has come while a device slept or was away."""
        for payload in self._mail.pop(device.id, ()):
            self._take(device, payload, say)

    def tick(self, now_ms: int, say: Say) -> list[wire.Device]:
        """Let happen what happens now and then; return the devices that have forgotten everything."""
        forgetful = []
        for name in self._quirks.keys() & self._memories.keys():
            turn = now_ms // self._every_ms
            if turn == self._turns.setdefault(name, turn):
                continue
            self._turns[name] = turn
            if Quirk.CHANGED in self.quirks(name):
                self._change_here(self._devices[name], say)
            if Quirk.FORGETS in self.quirks(name):
                self._forget(self._devices[name], say)
                forgetful.append(self._devices[name])
        return forgetful

    def _take(self, device: wire.Device, payload: bytes, say: Say) -> None:
        document: dict[str, Any] = orjson.loads(payload)
        self._follow(device, lambda memory: memory.take(
            document, refuses_all=Quirk.REFUSES in self.quirks(device.id)))
        self.report(device, say)

    def _change_here(self, device: wire.Device, say: Say) -> None:
        """Somebody at the device doubles its measuring interval."""
        self._follow(device, lambda memory: memory.change_here(MEASURE, min(memory.measure_ms / 500, 3600.0)))
        self.report(device, say)

    def _forget(self, device: wire.Device, say: Say) -> None:
        self._follow(device, Memory.forget)
        self.report(device, say)

    def _follow(self, device: wire.Device, do: Callable[[Memory], None]) -> None:
        """Change a memory, and note a new measuring interval."""
        memory = self._memories[device.id]
        before = memory.measure_ms
        do(memory)
        if memory.measure_ms != before:
            self.changed[device.id] = memory.measure_ms
