"""How samples become messages: each device's connection, its status, its buffer and what it tells of itself.

Up to SMALL_FLEET devices, each has a connection and a last will of its own. Above that, devices speak through
the connection of their gateway, whose last will speaks for the gateway alone, as with real ones.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from simulator import wire
from simulator.answers import DESIRED, REPORTED, Answers
from simulator.client import Connection, Connections
from simulator.source import Reach, Sample, health, is_status_due

SMALL_FLEET = 100
_BUFFER_SAMPLES = 2000
_SAMPLES_PER_UPLOAD = 100


class Voice:
    """Speaks for all devices of the simulator on the connections given to it."""

    def __init__(self, devices: Iterable[wire.Device], *, tenant: str, answers: Answers | None = None) -> None:
        self._devices = list(devices)
        self._answers = answers or Answers((), boot=0)
        self._collected: dict[str, list[Sample]] = {}
        self._root = wire.root(tenant)
        self._speaks_by_gateway = len(self._devices) > SMALL_FLEET
        self._behind: dict[str, list[wire.Device]] = {}
        for device in self._devices:
            self._behind.setdefault(self._speaker(device), []).append(device)
        self._connections: dict[str, Connection] = {}
        self._buffers: dict[str, deque[Sample]] = {}
        self._was_running: dict[str, bool] = {}
        self._offline: set[str] = set()
        self._now_ms = 0
        self.messages = 0

    def open(self, connections: Connections, *, now_ms: int) -> None:
        """Open the connection of every speaker."""
        self._now_ms = now_ms
        for speaker in self._behind:
            will = (self._topic(speaker, "status"), wire.OFFLINE)
            self._connections[speaker] = connections.open(speaker, will=will)

    def greet(self, connection: Connection) -> None:
        """Say, on a connection that has just come up, what is behind it: retained about and status."""
        devices = self._behind[connection.name]
        if devices[0].id != connection.name:
            self._publish(connection, connection.name, "status",
                          wire.status(wire.Device(connection.name, {}), wire.Health()), retain=True)
        for device in devices:
            self._publish(connection, device.id, "about", wire.about(device), retain=True)
            if device.id not in self._offline:
                self._say_status(device, self._now_ms, asleep=self._answers.sleeps(device))
            self._answers.report(device, self._say_report)
        self._listen(connection, devices)

    def hear(self, _connection: Connection, topic: str, payload: bytes) -> None:
        """Take what a device is told to do."""
        name = topic.removeprefix(f"{self._root}/").partition("/")[0]
        self._answers.hear(name, payload, self._say_report, is_away=name in self._offline)

    def tick(self, now_ms: int) -> None:
        """Let happen what happens to devices now and then."""
        for device in self._answers.tick(now_ms, self._say_report):
            self._listen(self._connections[self._speaker(device)], [device])

    def say(self, sample: Sample, *, interval_ms: int, now_ms: int) -> None:
        """Send a sample, or keep it for later if its device cannot be heard."""
        self._now_ms = now_ms
        connection = self._connections[self._speaker(sample.device)]
        self._follow(connection, sample)
        if sample.reach is not Reach.CONNECTED or not connection.is_up:
            self._keep(sample)
            return
        self._say_kept(connection, sample)
        if self._is_report_due(sample, interval_ms):
            self._say_measured(connection, sample)
        self._say_changes(connection, sample)
        if is_status_due(sample.device, sample.ts_ms, interval_ms=interval_ms):
            self._say_status(sample.device, sample.ts_ms)

    def _is_report_due(self, sample: Sample, interval_ms: int) -> bool:
        """Keep what is measured more often than it is sent; a limit that is crossed is told at once."""
        memory = self._answers.memory(sample.device)
        if memory is None:
            return True
        crosses = memory.crosses(sample.values)
        if memory.report_ms <= interval_ms or crosses or memory.since_report_ms(sample.ts_ms) < interval_ms:
            return True
        self._collected.setdefault(sample.device.id, []).append(sample)
        return False

    def _say_measured(self, connection: Connection, sample: Sample) -> None:
        """Send what was collected; a device that sleeps between its reports wakes for it."""
        device = sample.device
        collected = self._collected.pop(device.id, [])
        if self._answers.sleeps(device):
            self._say_status(device, sample.ts_ms)
        if collected:
            self._publish(connection, device.id, "telemetry", wire.buffered(
                [(each.ts_ms, each.values) for each in [*collected, sample]]))
        else:
            self._publish(connection, device.id, "telemetry", wire.sample(sample.ts_ms, sample.values))
        if self._answers.sleeps(device):
            self._answers.wake(device, self._say_report)
            self._say_status(device, sample.ts_ms, asleep=True)

    def say_many(self, samples: list[Sample]) -> None:
        """Send the history of one device in columns."""
        device = samples[0].device
        connection = self._connections[self._speaker(device)]
        self._publish(connection, device.id, "telemetry",
                      wire.columns([(sample.ts_ms, sample.values) for sample in samples]))

    def say_goodbye(self) -> None:
        """Say of everything that can be heard that it goes offline."""
        for speaker, connection in self._connections.items():
            if connection.is_up:
                for name in {speaker, *(device.id for device in self._behind[speaker])}:
                    self._publish(connection, name, "status", wire.OFFLINE, retain=True)

    def _follow(self, connection: Connection, sample: Sample) -> None:
        """Cut the connection, or mark the device offline, when it is out of reach; then bring it back."""
        owns_connection = connection.name == sample.device.id or sample.reach is Reach.GATEWAY_OUT
        if sample.reach is Reach.CONNECTED:
            if connection.is_cut:
                connection.start()
            if sample.device.id in self._offline and connection.is_up:
                self._offline.discard(sample.device.id)
                self._say_status(sample.device, sample.ts_ms)
                self._answers.wake(sample.device, self._say_report)
        elif owns_connection:
            if not connection.is_cut:
                connection.cut()
        elif sample.device.id not in self._offline and connection.is_up:
            self._offline.add(sample.device.id)
            self._publish(connection, sample.device.id, "status", wire.OFFLINE, retain=True)

    def _keep(self, sample: Sample) -> None:
        if not sample.is_lost:
            self._buffers.setdefault(sample.device.id, deque(maxlen=_BUFFER_SAMPLES)).append(sample)

    def _say_kept(self, connection: Connection, sample: Sample) -> None:
        """Upload what was kept, oldest first, and tell that it was."""
        kept = list(self._buffers.pop(sample.device.id, ()))
        for start in range(0, len(kept), _SAMPLES_PER_UPLOAD):
            part = [(each.ts_ms, each.values) for each in kept[start:start + _SAMPLES_PER_UPLOAD]]
            self._publish(connection, sample.device.id, "telemetry", wire.buffered(part))
        if kept:
            text = f"Samples kept while there was no connection: {len(kept)}"
            self._publish(connection, sample.device.id, "event",
                          wire.event(sample.ts_ms, "buffer_uploaded", text))

    def _say_changes(self, connection: Connection, sample: Sample) -> None:
        """Tell that the machine has started or stopped since the last sample."""
        if sample.is_running is None:
            return
        before = self._was_running.get(sample.device.id, sample.is_running)
        self._was_running[sample.device.id] = sample.is_running
        if before != sample.is_running:
            kind = "started" if sample.is_running else "stopped"
            self._publish(connection, sample.device.id, "event",
                          wire.event(sample.ts_ms, kind, f"Machine {kind}"))

    def _say_status(self, device: wire.Device, at_ms: int, *, asleep: bool = False) -> None:
        said, memory = health(device, at_ms), self._answers.memory(device)
        if asleep and memory is not None:
            said = replace(said, wakes_in_s=(memory.report_ms - memory.since_report_ms(at_ms)) / 1000)
        self._publish(self._connections[self._speaker(device)], device.id, "status", wire.status(device, said),
                      retain=True)

    def _say_report(self, device: wire.Device, payload: bytes) -> None:
        self._publish(self._connections[self._speaker(device)], device.id, REPORTED, payload, retain=True)

    def _listen(self, connection: Connection, devices: Sequence[wire.Device]) -> None:
        topics = [self._topic(device.id, DESIRED) for device in devices if self._answers.memory(device)]
        if topics:
            connection.subscribe(topics)

    def _speaker(self, device: wire.Device) -> str:
        return device.gateway if self._speaks_by_gateway and device.gateway else device.id

    def _topic(self, name: str, leaf: str) -> str:
        return f"{self._root}/{name}/{leaf}"

    def _publish(self, connection: Connection, name: str, leaf: str, payload: bytes, *,
                 retain: bool = False) -> None:
        self.messages += 1
        connection.publish(self._topic(name, leaf), payload, retain=retain)
