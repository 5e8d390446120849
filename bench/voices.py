"""The devices of bench.fleet_data on a real broker: all of them speak, and as many machines turn as asked for.

One process with one connection, so that it leaves the cores to what is measured.
"""

import json
import time
from multiprocessing import Event, Process, Value
from typing import Any, Self

import paho.mqtt.client as mqtt

from tools.device import connect

INTERVAL_S = 10.0
HEALTHY_MM_S, WARNING_MM_S, CRITICAL_MM_S = 2.1, 5.2, 7.4      # the limits are 4.5 and 7.1
_TURNS_S = 0.1
TROUBLED_SHARE = 0.03     # of the fleet: those that may turn


class Voices:
    """The voices of so many machines; those whose numbers are in ``silent`` are left to somebody else."""

    def __init__(self, port: int, tenant: str, *, machines: int, silent: frozenset[int] = frozenset()) -> None:
        self._turning: Any = Value("d", 0.0)
        self._stop: Any = Event()
        numbers = [number for number in range(1, machines + 1) if number not in silent]
        self._process = Process(target=_speak, args=(port, tenant, numbers, self._turning, self._stop), daemon=True)

    def __enter__(self) -> Self:
        """Let them speak."""
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let them fall silent."""
        self._stop.set()
        self._process.join(10)

    def turn(self, machines_per_s: float) -> None:
        """Let so many machines change between warning and critical each second from now on."""
        self._turning.value = machines_per_s


def say(client: mqtt.Client, tenant: str, number: int, *, vibration_mm_s: float) -> mqtt.MQTTMessageInfo:
    """Publish one sample of all five signals of a machine."""
    values = {"vibration_de": vibration_mm_s, "speed": 1480, "temperature_de": 61.2, "vibration_nde": 1.9,
              "current": 42.5}
    payload = json.dumps({"ts": time.time_ns() // 1_000_000, "values": values})
    return client.publish(f"stethos/v1/{tenant}/node-{number}/telemetry", payload, qos=1)


def _speak(port: int, tenant: str, numbers: list[int], turning: Any, stop: Any) -> None:
    client = connect(port)
    troubled = numbers[:round(len(numbers) * TROUBLED_SHARE)]
    values = dict.fromkeys(numbers, HEALTHY_MM_S) | dict.fromkeys(troubled, WARNING_MM_S)
    spoken, turned, owed = 0, 0, 0.0
    while not stop.wait(_TURNS_S):
        for _ in range(round(len(numbers) * _TURNS_S / INTERVAL_S)):
            number, spoken = numbers[spoken % len(numbers)], spoken + 1
            say(client, tenant, number, vibration_mm_s=values[number])
        owed += turning.value * _TURNS_S
        for _ in range(int(owed)):
            number, turned, owed = troubled[turned % len(troubled)], turned + 1, owed - 1
            values[number] = CRITICAL_MM_S if values[number] == WARNING_MM_S else WARNING_MM_S
            say(client, tenant, number, vibration_mm_s=values[number])
    client.disconnect()
