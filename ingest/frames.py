"""MQTT 5 frames, many at a time: finds PUBLISH packets in a block of bytes and builds their acknowledgements.

Source: OASIS MQTT 5.0: 1.5.5 (variable byte integer), 2.1 (fixed header), 3.3 (PUBLISH), 3.4 (PUBACK).
"""

from collections.abc import Iterable
from typing import NamedTuple

PUBLISH = 3
_PUBACK_HEADER = b"\x40\x02"       # two bytes follow: no reason code means success


class Publish(NamedTuple):
    """One PUBLISH packet; ``identifier`` is 0 at QoS 0."""

    topic: bytes
    payload: bytes
    identifier: int
    retained: bool = False


class Other(NamedTuple):
    """Any other packet: its first byte, and what follows its length."""

    command: int
    body: bytes


class MalformedError(Exception):
    """What the broker sent is not MQTT 5."""


def split(data: bytes) -> tuple[list[Publish | Other], bytes]:
    """Return the whole packets in ``data`` and the bytes of one that is not complete yet.

    Raises: MalformedError
    """
    packets: list[Publish | Other] = []
    position = 0
    while (header := _length(data, position + 1)) is not None:
        length, body = header
        if body + length > len(data):
            break
        command = data[position]
        position = body + length
        if command >> 4 == PUBLISH:
            packets.append(_publish(data, body, position, qos=command >> 1 & 3, retained=bool(command & 1)))
        else:
            packets.append(Other(command, data[body:position]))
    return packets, data[position:]


def acknowledgements(identifiers: Iterable[int]) -> bytes:
    """Return one PUBACK for each packet identifier, in order."""
    return b"".join([_PUBACK_HEADER + identifier.to_bytes(2) for identifier in identifiers])


def _publish(data: bytes, start: int, end: int, *, qos: int, retained: bool) -> Publish:
    topic_end = start + 2 + (data[start] << 8 | data[start + 1])
    properties_at, identifier = topic_end, 0
    if qos:
        identifier = data[topic_end] << 8 | data[topic_end + 1]
        properties_at += 2
    if properties_at >= end:
        raise MalformedError("a PUBLISH ends before its properties")
    if data[properties_at]:
        header = _length(data, properties_at)
        if header is None or sum(header) > end:
            raise MalformedError("a PUBLISH ends within its properties")
        return Publish(data[start + 2:topic_end], data[sum(header):end], identifier, retained)
    return Publish(data[start + 2:topic_end], data[properties_at + 1:end], identifier, retained)


def _length(data: bytes, position: int) -> tuple[int, int] | None:
    """Read a variable byte integer: its value and the position behind it, None if it is not complete."""
    value, shift = 0, 0
    for at in range(position, min(position + 4, len(data))):
        byte = data[at]
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at + 1
        shift += 7
    if len(data) >= position + 4:
        raise MalformedError("a length of more than four bytes")
    return None
