"""Decoding: messages become what they say; what cannot be used becomes a refusal with its reason."""

from collections.abc import Callable
from dataclasses import dataclass

from db.readings import moment
from domain.batch import Batch, EventReport, Refusal, SettingsReport
from domain.names import is_topic_name
from domain.rejection import Reason, RejectedError
from ingest import wire
from ingest.catalog import Catalog, Device
from ingest.columns import Columns
from ingest.inbox import Message
from ingest.refusals import Refusals

CHANNELS = ("telemetry", "status", "about", "event", "settings/reported")
_KEPT_CHANNELS = frozenset({"status", "about", "settings/reported"})
_DAY_US = 86_400_000_000
_WINDOW_US = 10_000_000         # over which a device's rate is judged
_KEPT_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is accepted; the rate is per device and counts only single samples, never buffered uploads."""

    payload_bytes: int
    future_us: int
    past_days: int
    values_per_s: int


class Decoder:
    """Turns messages into a batch."""

    def __init__(self, catalog: Catalog, *, topic_root: str, bounds: Bounds) -> None:
        self._catalog, self._bounds = catalog, bounds
        self._prefix = topic_root.encode() + b"/"
        self._refusals = Refusals()
        self._topics: dict[bytes, tuple[str, str]] = {}
        self._handlers: dict[str, Callable[[Device, Message], None]] = {
            "telemetry": self._telemetry, "status": self._status, "about": self._about, "event": self._event,
            "settings/reported": self._reported}
        self._begin()

    def decode(self, messages: list[Message]) -> Batch:
        """Return what the messages say, in their order."""
        self._begin()
        for message in messages:
            try:
                self._take(message)
            except RejectedError as error:
                self._refuse(message, error)
        self._batch.readings = self._columns.readings()
        return self._batch

    def refuse(self, message: Message, error: RejectedError) -> Batch:
        """Return a batch that says nothing but that this message cannot be used."""
        self._begin()
        self._refuse(message, error)
        self._batch.messages = 1
        return self._batch

    def _begin(self) -> None:
        self._columns = Columns()
        self._batch = Batch(self._columns.readings())

    def _take(self, message: Message) -> None:
        self._batch.messages += 1
        name, channel = self._topics.get(message.topic) or self._topic(message.topic)
        if len(message.payload) > self._bounds.payload_bytes:
            raise RejectedError(Reason.TOO_LARGE, f"{len(message.payload)} bytes")
        if not message.payload and channel in _KEPT_CHANNELS:
            return      # an empty retained message only clears the topic
        device = self._catalog.device(name)
        self._handlers[channel](device, message)
        if not message.retained:
            self._batch.heard[device.id] = message.received_us

    def _topic(self, topic: bytes) -> tuple[str, str]:
        name, _, channel = topic.removeprefix(self._prefix).decode("utf-8", "replace").partition("/")
        if not topic.startswith(self._prefix) or channel not in self._handlers or not is_topic_name(name):
            raise RejectedError(Reason.BAD_TOPIC, "the topic is none of this stack's")
        self._topics[topic] = name, channel
        return name, channel

    def _telemetry(self, device: Device, message: Message) -> None:
        told = wire.telemetry(message.payload)
        for sample in told.samples:
            if sample.time_us is not None:
                self._check_time(sample.time_us, message.received_us)
        if told.live:
            self._check_rate(device, len(told.samples[0].values), message.received_us)
        shapes = [device.shapes.get(names := tuple(sample.values)) or self._catalog.shape(device, names)
                  for sample in told.samples]
        for shape, sample in zip(shapes, told.samples, strict=True):
            self._columns.add(shape, sample, received_us=message.received_us, live=told.live)
        if told.ignored_keys:
            counted = self._batch.ignored_keys
            counted[device.id] = counted.get(device.id, 0) + told.ignored_keys

    def _status(self, device: Device, message: Message) -> None:
        self._batch.statuses[device.id] = wire.status(message.payload, at=moment(message.received_us))

    def _about(self, device: Device, message: Message) -> None:
        self._catalog.describe(device, wire.about(message.payload))

    def _event(self, device: Device, message: Message) -> None:
        told = wire.event(message.payload)
        if told.time_us is not None:
            self._check_time(told.time_us, message.received_us)
        self._batch.events.append(EventReport(
            device.id, moment(message.received_us if told.time_us is None else told.time_us),
            moment(message.received_us), told.kind, told.text))

    def _reported(self, device: Device, message: Message) -> None:
        report, document = wire.reported(message.payload)
        self._batch.reports.append(SettingsReport(device.id, moment(message.received_us), report, document,
                                                  kept=message.retained))

    def _check_time(self, time_us: int, received_us: int) -> None:
        if time_us > received_us + self._bounds.future_us:
            raise RejectedError(Reason.FUTURE_TIME, f"{(time_us - received_us) / 1e6:.0f} s in the future")
        if time_us < received_us - self._bounds.past_days * _DAY_US:
            raise RejectedError(Reason.ANCIENT_TIME, f"{(received_us - time_us) / _DAY_US:.0f} days old")

    def _check_rate(self, device: Device, values: int, received_us: int) -> None:
        if received_us - device.window_us > _WINDOW_US:
            device.window_us, device.window_values = received_us, 0
        device.window_values += values
        if device.window_values > self._bounds.values_per_s * _WINDOW_US // 1_000_000:
            raise RejectedError(Reason.TOO_FAST, f"more than {self._bounds.values_per_s} values/s over 10 s")

    def _refuse(self, message: Message, error: RejectedError) -> None:
        topic = message.topic.decode("utf-8", "replace").replace("\0", "�")
        device = self._topics.get(message.topic, (None, ""))[0]
        if not self._refusals.keeps(device, error.reason, at_us=message.received_us):
            key = device, error.reason
            self._batch.unkept_refusals[key] = self._batch.unkept_refusals.get(key, 0) + 1
            return
        self._batch.refusals.append(Refusal(
            moment(message.received_us), topic[:500], device, error.reason,
            error.detail.replace("\0", "�")[:500], len(message.payload), message.payload[:_KEPT_BYTES]))
