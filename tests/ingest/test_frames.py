"""Frames: whole packets are found in any cut of the stream."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import frames
from ingest.frames import MalformedError, Other, Publish


def _variable(value):
    encoded = b""
    while True:
        value, digit = value >> 7, value & 127
        encoded += bytes([digit | (128 if value else 0)])
        if not value:
            return encoded


def _publish(topic, payload, identifier, retained, properties=b""):
    body = len(topic).to_bytes(2) + topic
    body += (identifier.to_bytes(2) if identifier else b"") + _variable(len(properties)) + properties + payload
    return bytes([(0x32 if identifier else 0x30) | retained]) + _variable(len(body)) + body


PUBLISHES = st.builds(Publish, st.binary(min_size=1, max_size=20), st.binary(max_size=300), st.integers(0, 65535),
                      st.booleans())


@given(st.lists(PUBLISHES, max_size=20), st.binary(max_size=200), st.data())
def test_packets_are_the_same_however_the_stream_is_cut(packets, properties, data):
    stream = b"".join(_publish(*packet, properties) for packet in packets) + b"\xd0\x00"
    found, rest = [], b""
    while stream:
        size = data.draw(st.integers(1, 400))
        new, rest = frames.split(rest + stream[:size])
        found += new
        stream = stream[size:]
    assert found == [*packets, Other(0xD0, b"")]
    assert rest == b""


def test_acknowledgements_stand_in_the_order_of_their_packets():
    assert frames.acknowledgements([1, 300]) == b"\x40\x02\x00\x01\x40\x02\x01\x2c"


@pytest.mark.parametrize("data", [b"\x30\xff\xff\xff\xff\x01", b"\x32\x05\x00\x01a\x00\x01", b"\x30\x05\x00\x01a\x09x"])
def test_what_is_not_mqtt_is_told_apart_from_what_is_incomplete(data):
    with pytest.raises((MalformedError, IndexError)):
        frames.split(data)
