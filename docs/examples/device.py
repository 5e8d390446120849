"""A whole Stethos device in the plain Python of small boards; docs/mqtt.md is the contract.

Written so that it can be carried over to MicroPython: no classes, no threads, one loop, and of paho only what
umqtt.robust has too (there: ``set_callback``, ``subscribe``, ``publish``, ``check_msg``; ``sleep`` is the board's own).

    python docs/examples/device.py [host] [port] [tenant] [device]

It measures a temperature, sends what it measures every ``report_interval_s``, but at once when a limit that it was
given is crossed. What it was set to survives a restart, in the file <device>.json of the current folder.
"""

import json
import random
import sys
import time

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

HOST, PORT, TENANT, DEVICE = (sys.argv[1:] + ["127.0.0.1", "1883", "demo", "board-1"][len(sys.argv) - 1:])[:4]
TOPIC = f"stethos/v1/{TENANT}/{DEVICE}/"
FILE = f"{DEVICE}.json"
ABOUT = {
    "model": "board", "signals": {"temperature": {"unit": "Cel", "kind": "temperature", "min": -40, "max": 125}},
    "settings": {"measurement_interval_s": {"min": 0.2, "max": 3600}, "report_interval_s": {"min": 0.2, "max": 3600},
                 "limits": {"levels": ["high"]}}}
# revision: the newest wish this device knows, 0 for none. settings: all it does, and exactly that is reported.
FACTORY = {"revision": 0, "refused": {}, "source": "stack", "settings": {
    "measurement_interval_s": 2.0, "report_interval_s": 10.0, "limits": {"temperature": {"high": None}}}}


def load():
    """Return what was remembered, or what the factory has set."""
    try:
        with open(FILE) as file:  # noqa: PTH123 - MicroPython has no pathlib
            return json.load(file)
    except OSError:
        return json.loads(json.dumps(FACTORY))


def save():
    """Remember; a board that cannot must report revision 0 after a restart, and is told again."""
    with open(FILE, "w") as file:  # noqa: PTH123
        json.dump(state, file)


def say(channel, document, retain=True):
    """Publish with QoS 1; what describes the device as it is, is retained."""
    link.publish(TOPIC + channel, json.dumps(document), qos=1, retain=retain)


def obey(wish):
    """Apply a revision above ours; any other one is only a question. Answer in any case, with all settings."""
    if wish["revision"] > state["revision"]:
        state.update(revision=wish["revision"], refused={}, source="stack")
        for name in ("measurement_interval_s", "report_interval_s"):
            value = wish["settings"].get(name, state["settings"][name])
            if 0.2 <= value <= 3600:
                state["settings"][name] = value
            else:
                state["refused"][name] = "must be 0.2 to 3600 s"
        limits = wish["settings"].get("limits", {}).get("temperature", {})
        if "high" in limits:        # what is not mentioned stays as it is
            state["settings"]["limits"]["temperature"]["high"] = limits["high"]
        save()
    say("settings/reported", state)


def connected(client, *_):
    """Say what we are, that we are there, and what we do; the broker sends what we were told meanwhile."""
    client.subscribe(TOPIC + "settings/desired", qos=1)
    say("about", ABOUT)
    say("status", {"online": True})
    say("settings/reported", state)


def is_beyond(temperature):
    """Tell whether a temperature is above its limit."""
    high = state["settings"]["limits"]["temperature"]["high"]
    return high is not None and temperature > high


def measure(kept, was_beyond):
    """Measure once; send if it is time or a limit was crossed. Return what is kept, and whether it is beyond."""
    temperature = round(40 + 5 * random.random(), 2)  # noqa: S311 - a sensor, on a real board
    kept.append({"ts": round(time.time() * 1000), "values": {"temperature": temperature}})
    beyond = is_beyond(temperature)
    if beyond != was_beyond or (kept[-1]["ts"] - kept[0]["ts"]) / 1000 >= (
            state["settings"]["report_interval_s"] - state["settings"]["measurement_interval_s"]):
        say("telemetry", kept[0] if len(kept) == 1 else {"samples": kept}, retain=False)
        kept = []
    return kept, beyond


def main():
    """Measure for ever, and obey in between."""
    kept, beyond, due = [], False, time.monotonic()
    while True:
        if link.loop(timeout=0.05) != mqtt.MQTT_ERR_SUCCESS:
            time.sleep(1)
            try:
                link.reconnect()
            except OSError:
                continue
        if time.monotonic() >= due:
            kept, beyond = measure(kept, beyond)
            due = time.monotonic() + state["settings"]["measurement_interval_s"]


state = load()
link = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"{TENANT}-{DEVICE}", clean_session=False)
link.on_connect = connected
link.on_message = lambda _client, _data, message: obey(json.loads(message.payload))
link.will_set(TOPIC + "status", json.dumps({"online": False}), qos=1, retain=True)
link.connect(HOST, int(PORT))
main()
