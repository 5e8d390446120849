"""The embedded broker, for machines without Mosquitto: rumqttd inside the package iotcore.

It keeps nothing over a restart and knows no passwords, so it is for the demo alone. One port speaks MQTT 5,
another 3.1.1: rumqttd cannot tell them apart on one.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

from demo.process import Program

ROOT = Path(__file__).parents[1]
_MAX_PAYLOAD_BYTES = 8_388_608
_ROUTER = """\
id = 0
[router]
id = 0
max_connections = 10010
max_outgoing_packet_count = 200
max_segment_size = 104857600
max_segment_count = 10
"""
_LISTENER = """\
[{version}.1]
name = "{version}"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 0
[{version}.1.connections]
connection_timeout_ms = 60000
max_payload_size = {payload}
max_inflight_count = 100
dynamic_filters = true
"""


def is_there() -> bool:
    """Tell whether the package is installed."""
    return find_spec("iotcore") is not None


def configuration(*, port: int, old_port: int) -> str:
    """Return rumqttd's configuration: MQTT 5 on ``port``, MQTT 3.1.1 on ``old_port``, this machine alone."""
    listeners = (_LISTENER.format(version=version, port=number, payload=_MAX_PAYLOAD_BYTES)
                 for version, number in (("v5", port), ("v4", old_port)))
    return "\n".join([_ROUTER, *listeners])


def program(folder: Path, *, port: int, old_port: int, log: Path) -> Program:
    """Write the configuration and return the broker as a program.

    Raises: OSError if the folder cannot be written.
    """
    path = folder / "iotcore.toml"
    path.write_text(configuration(port=port, old_port=old_port), encoding="utf-8")
    return Program(name="broker", command=(sys.executable, "-m", "demo.broker", str(path)), folder=ROOT,
                   log=log)
