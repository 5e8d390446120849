"""A listener at a real broker, and simulators that end with their test."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import orjson
import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from tools.broker import Broker

ROOT = Path(__file__).parents[2]
StartSimulator: TypeAlias = Callable[..., subprocess.Popen[bytes]]


class Listener:
    """Hears everything of one tenant, and remembers it as (topic, payload, came as retained)."""

    def __init__(self, port: int, tenant: str) -> None:
        self.heard: list[tuple[str, Any, bool]] = []
        self._root = f"stethos/v1/{tenant}/"
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
        self._client.on_connect = lambda client, *_: client.subscribe(f"{self._root}#", qos=1)
        self._client.on_message = self._hear
        hears = threading.Event()
        self._client.on_subscribe = lambda *_: hears.set()
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert hears.wait(timeout=15), "the broker did not confirm the subscription"

    def of(self, topic: str) -> list[Any]:
        """Return the payloads heard on a topic so far."""
        return [payload for heard, payload, _ in self.heard if heard == topic]

    def wait_for(self, condition: Callable[["Listener"], bool], *, within_s: float = 15.0) -> None:
        """Wait until a condition holds.

        Raises: AssertionError with the last messages if it does not.
        """
        deadline = time.monotonic() + within_s
        while not condition(self):
            assert time.monotonic() < deadline, self.heard[-5:]
            time.sleep(0.02)

    def close(self) -> None:
        """Stop hearing."""
        self._client.disconnect()
        self._client.loop_stop()

    def _hear(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        topic = message.topic.removeprefix(self._root)
        self.heard.append((topic, orjson.loads(message.payload), message.retain))


@pytest.fixture
def listen() -> Iterator[Callable[[Broker, str], Listener]]:
    """Return a function that listens to a tenant at a broker."""
    listeners: list[Listener] = []

    def start(at: Broker, tenant: str) -> Listener:
        listeners.append(Listener(at.port, tenant))
        return listeners[-1]

    yield start
    for listener in listeners:
        listener.close()


@pytest.fixture
def start_simulator() -> Iterator[StartSimulator]:
    """Return a function that starts a simulator for a tenant at a broker."""
    started: list[subprocess.Popen[bytes]] = []

    def start(at: Broker, tenant: str, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "STETHOS_BROKER_URL": at.url, "STETHOS_TENANT": tenant}
        command = [sys.executable, "-m", "simulator", *arguments]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()
