"""A publisher that is not the bottleneck: prepared QoS 1 packets over one plain MQTT 5 connection.

``python -m bench.publisher`` is started by the scenarios as a process of its own; it sends as fast as the other
side takes, and never more than a window ahead of what has been stored.
"""

import itertools
import random
import select
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import Event, Process, Value
from typing import Any

from ingest import frames

_CONNECT_FLAGS_CLEAN = 0x02
_IN_FLIGHT = 1000          # PUBLISH packets without PUBACK; below the broker's receive maximum
_BURST = 100


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent: each device in turn sends one message with some values."""

    port: int
    devices: int
    values: int
    tenant: str = "bench"
    ahead: int = 20_000        # messages sent but not stored


class Publisher:
    """A publishing process; ``stored`` is told to it, ``sent`` is read from it."""

    def __init__(self, load: Load) -> None:
        self.stored: Any = Value("q", 0)
        self.sent: Any = Value("q", 0)
        self._stop = Event()
        self._process = Process(target=_publish, args=(load, self.sent, self.stored, self._stop), daemon=True)

    def __enter__(self) -> "Publisher":
        self._process.start()
        return self

    @property
    def pid(self) -> int:
        """Return the number of the publishing process."""
        return self._process.pid or 0

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._process.join(10)


def device_name(number: int) -> str:
    """Return the name of a device of the load."""
    return f"bench-{number:05}"


def signal_name(number: int) -> str:
    """Return the name of a signal of the load."""
    return f"signal_{number:02}"


def packets(load: Load) -> Iterator[bytes]:
    """Yield PUBLISH packets for ever; times are those of sending, to the millisecond and never twice."""
    draw = random.Random(1)
    texts = [_values_text(load.values, draw) for _ in range(200)]
    topics = [_topic_field(f"stethos/v1/{load.tenant}/{device_name(n)}/telemetry") for n in range(load.devices)]
    identifiers = itertools.cycle(range(1, 65_536))
    last_ms = 0
    while True:
        last_ms = max(last_ms + 1, time.time_ns() // 1_000_000)
        for number, topic in enumerate(topics):
            payload = b'{"ts":%d,"values":%b}' % (last_ms, texts[(number + last_ms) % 200])
            body = topic + next(identifiers).to_bytes(2) + b"\0" + payload
            yield b"\x32" + _variable_integer(len(body)) + body


def connect(port: int, client_id: str) -> socket.socket:
    """Open an MQTT 5 connection and wait for its CONNACK."""
    connection = socket.create_connection(("127.0.0.1", port))
    body = (b"\0\4MQTT\5" + bytes([_CONNECT_FLAGS_CLEAN]) + (60).to_bytes(2) + b"\0"
            + _topic_field(client_id))
    connection.sendall(b"\x10" + _variable_integer(len(body)) + body)
    if connection.recv(4096)[0] >> 4 != 2:
        raise ConnectionError("the broker did not accept the connection")
    return connection


def _publish(load: Load, sent: Any, stored: Any, stop: Any) -> None:
    connection = connect(load.port, "bench-publisher")
    connection.setblocking(False)
    stream, waiting, unread, acknowledged = packets(load), b"", b"", 0
    while not stop.is_set():
        may_send = not waiting and sent.value - acknowledged < _IN_FLIGHT and sent.value - stored.value < load.ahead
        if may_send:
            waiting = b"".join(itertools.islice(stream, _BURST))
            sent.value += _BURST
        readable, writable, _ = select.select([connection], [connection] if waiting else [], [], 0.005)
        if writable:
            waiting = waiting[connection.send(waiting):]
        if readable:
            found, unread = frames.split(unread + connection.recv(65_536))
            acknowledged += sum(packet.command >> 4 == 4 for packet in found if isinstance(packet, frames.Other))
    connection.close()


def _values_text(values: int, draw: random.Random) -> bytes:
    return ("{" + ",".join(f'"{signal_name(n)}":{draw.uniform(0, 100):.3f}' for n in range(values)) + "}").encode()


def _topic_field(text: str) -> bytes:
    return len(text).to_bytes(2) + text.encode()


def _variable_integer(value: int) -> bytes:
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
