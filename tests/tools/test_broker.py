"""The broker the tests stand on: it must not lose what the tuned values promise to keep."""

import threading

from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tools.broker import Broker

MESSAGES = 3000   # three times what an untuned Mosquitto keeps


def connected(broker: Broker, name: str, *, got: list[int] | None = None) -> Client:
    client = Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTv5)
    if got is not None:
        client.on_message = lambda _client, _data, message: got.append(int(message.payload))
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = 3600
    client.connect("127.0.0.1", broker.port, clean_start=False, properties=properties)
    client.loop_start()
    return client


def subscribe(client: Client) -> None:
    done = threading.Event()
    client.on_subscribe = lambda *_: done.set()
    client.subscribe("kept/#", qos=1)
    assert done.wait(5)


def leave(client: Client) -> None:
    client.disconnect()
    client.loop_stop()


def test_three_thousand_messages_wait_for_an_absent_subscriber_over_a_restart(own_broker: Broker) -> None:
    subscriber = connected(own_broker, "subscriber")
    subscribe(subscriber)
    leave(subscriber)
    sender = connected(own_broker, "sender")
    for number in range(MESSAGES):
        sent = sender.publish("kept/x", str(number), qos=1)
    sent.wait_for_publish(20)
    leave(sender)
    own_broker.stop()
    own_broker.start()
    got: list[int] = []
    enough = threading.Event()
    back = connected(own_broker, "subscriber", got=got)
    for _ in range(200):
        if len(got) >= MESSAGES:
            break
        enough.wait(0.05)
    leave(back)
    assert got == list(range(MESSAGES))
