"""A bare paho receiver: subscribes at QoS 1, acknowledges as paho does, counts, and does nothing else.

``python -m bench.paho_receiver PORT SECONDS`` prints how many it has, now and then, and at the end ``rate N``.
"""

import sys
import time

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion


def main() -> None:
    """Receive for some seconds."""
    port, seconds = int(sys.argv[1]), float(sys.argv[2])
    received = 0

    def count(*_: object) -> None:
        nonlocal received
        received += 1

    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    client.on_message = count
    def subscribe(*_: object) -> None:
        client.subscribe("stethos/v1/bench/+/telemetry", qos=1)

    client.on_connect = subscribe
    client.connect("127.0.0.1", port)
    client.loop_start()
    while received < 1000:
        time.sleep(0.05)
        print(received, flush=True)
    began, before = time.monotonic(), received
    while time.monotonic() < began + seconds:
        time.sleep(0.05)
        print(received, flush=True)
    print("rate", (received - before) / (time.monotonic() - began), flush=True)
    client.disconnect()


if __name__ == "__main__":
    main()
