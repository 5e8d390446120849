"""A device for tests and measurements that obeys: it does what it is told over MQTT, and says what it does."""

import json
import time
from collections.abc import Mapping
from typing import Any, Self

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

ABOUT: dict[str, Any] = {
    "model": "SN-4", "serial": "SN10020000",
    "signals": {"vibration": {"unit": "mm/s", "kind": "vibration_velocity_rms", "min": 0, "max": 50}},
    "settings": {"measurement_interval_s": {"min": 1, "max": 3600}, "report_interval_s": {"min": 1, "max": 3600},
                 "limits": {"signals": ["vibration"]}}}
_SESSION_S = 3600
_WITHIN_S = 10.0


class Obedient:
    """One device of a tenant with a persistent session; ``bounds``: what it refuses below, and why.

    ``settings`` are nested, as on the wire.
    """

    def __init__(self, port: int, tenant: str, name: str, *, about: Mapping[str, Any] = ABOUT,
                 bounds: Mapping[str, tuple[float, str]] | None = None, settings: Mapping[str, Any]) -> None:
        self.settings: dict[str, Any] = dict(settings)
        self.revision = 0
        self._refused: dict[str, str] = {}
        self._bounds = bounds or {}
        self._about, self._port, self._topic = dict(about), port, f"stethos/v1/{tenant}/{name}"
        self._client_id = f"{tenant}-{name}"

    def __enter__(self) -> Self:
        """Be there."""
        self.wake()
        return self

    def __exit__(self, *_: object) -> None:
        """Be gone."""
        self._leave()

    def wake(self) -> None:
        """Connect, say what it is and does, and hear what has been said meanwhile."""
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5, client_id=self._client_id)
        self._client.on_connect, self._client.on_message = self._connected, self._hear
        session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        session.SessionExpiryInterval = _SESSION_S
        self._client.connect("127.0.0.1", self._port, clean_start=False, properties=session)
        self._client.loop_start()
        until = time.monotonic() + _WITHIN_S
        while not self._client.is_connected():
            if time.monotonic() > until:
                raise RuntimeError("the device could not connect")
            time.sleep(0.01)

    def sleep(self, *, wakes_in_s: float) -> None:
        """Say so, and hear nothing until it wakes."""
        self._say("status", {"online": True, "wakes_in_s": wakes_in_s})
        self._leave()

    def measure(self, **values: float) -> None:
        """Send one sample with the time of now."""
        self._say("telemetry", {"ts": time.time_ns() // 1_000_000, "values": values}, retain=False)

    def change_here(self, **settings: Any) -> None:
        """Let somebody at the device change something."""
        self.settings.update(settings)
        self._report(source="local")

    def _leave(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, client: mqtt.Client, *_: object) -> None:
        client.subscribe(f"{self._topic}/settings/desired", qos=1)
        self._publish("about", self._about)
        self._publish("status", {"online": True})
        self._report()

    def _hear(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        told = json.loads(message.payload)
        if told["revision"] > self.revision:
            self.revision = told["revision"]
            wanted = told["settings"]
            self._refused = {name: why for name, (lowest, why) in self._bounds.items()
                             if wanted.get(name, lowest) < lowest}
            self.settings.update({name: value for name, value in wanted.items() if name not in self._refused})
        self._report()

    def _report(self, **more: str) -> None:
        self._publish("settings/reported", {"revision": self.revision, "settings": self.settings,
                                            "refused": self._refused, **more})

    def _say(self, channel: str, content: object, *, retain: bool = True) -> None:
        """Publish and wait until the broker has it."""
        self._publish(channel, content, retain=retain).wait_for_publish(_WITHIN_S)

    def _publish(self, channel: str, content: object, *, retain: bool = True) -> mqtt.MQTTMessageInfo:
        return self._client.publish(f"{self._topic}/{channel}", json.dumps(content), qos=1, retain=retain)
