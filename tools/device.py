"""Devices for tests, screenshots and measurements: they say over MQTT what they are told to say."""

import json
import time
from typing import Self

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

_CONFIRMED_WITHIN_S = 10.0


def connect(port: int) -> mqtt.Client:
    """Return a client that is connected to a broker on this machine, with a thread of its own."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.connect("127.0.0.1", port)
    client.loop_start()
    return client


class Device:
    """One device of a tenant on a connection of its own."""

    def __init__(self, port: int, tenant: str, name: str) -> None:
        self._topic, self._client = f"stethos/v1/{tenant}/{name}", connect(port)

    def __enter__(self) -> Self:
        """Speak."""
        return self

    def __exit__(self, *_: object) -> None:
        """Say no more."""
        self._client.disconnect()
        self._client.loop_stop()

    def say(self, channel: str, content: object) -> float:
        """Publish JSON; return the monotonic time just before. Raises: RuntimeError if nobody confirms it."""
        said_at = time.monotonic()
        sent = self._client.publish(f"{self._topic}/{channel}", json.dumps(content), qos=1)
        sent.wait_for_publish(_CONFIRMED_WITHIN_S)
        if not sent.is_published():
            raise RuntimeError(f"the broker has not confirmed {self._topic}/{channel}")
        return said_at

    def measure(self, **values: float) -> float:
        """Publish one sample with the time of now; as `say`."""
        return self.say("telemetry", {"ts": time.time_ns() // 1_000_000, "values": values})
