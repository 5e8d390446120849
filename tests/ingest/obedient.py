"""A device of the tests that does what docs/mqtt.md asks for: applies what is newer, answers everything."""

import json

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.ingest.actors import eventually

ABOUT = {"settings": {"interval_s": {"min": 1, "max": 3600}}}


class Obedient:
    """Knows ``interval_s``; refuses below 5. ``deaf``: so many messages are not heard at first."""

    def __init__(self, port, tenant, name="dev-1", *, deaf=0):
        self.topic = f"stethos/v1/{tenant}/{name}"
        self.settings, self.revision, self.refused = {"interval_s": 60}, 0, {}
        self.heard = []
        self._deaf = deaf
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5, client_id=f"{tenant}-{name}")
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect, self._client.on_message = self._connected, self._hear
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = 3600
        self._client.connect("127.0.0.1", port, clean_start=False, properties=properties)
        self._client.loop_start()
        eventually(self._client.is_connected)

    def report(self, **more):
        self._say("settings/reported", {"revision": self.revision, "settings": self.settings,
                                        "refused": self.refused, **more})

    def close(self):
        self._client.loop_stop()

    def _connected(self, client, *_):
        client.subscribe(f"{self.topic}/settings/desired", qos=1)
        self._say("about", ABOUT)
        self._say("status", {"online": True})
        self.report()

    def _hear(self, _client, _data, message):
        if self._deaf:
            self._deaf -= 1
            return
        told = json.loads(message.payload)
        self.heard.append(told["revision"])
        if told["revision"] > self.revision:
            self.revision = told["revision"]
            wanted = told["settings"].get("interval_s", self.settings["interval_s"])
            self.refused = {"interval_s": "below 5 s on battery"} if wanted < 5 else {}
            self.settings["interval_s"] = self.settings["interval_s"] if self.refused else wanted
        self.report()

    def _say(self, channel, document):
        self._client.publish(f"{self.topic}/{channel}", json.dumps(document), qos=1, retain=True)
