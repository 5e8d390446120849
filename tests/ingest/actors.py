"""Who acts in the tests of the stream: an ingester as a process, and a device that numbers its readings."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import paho.mqtt.client as mqtt
import psycopg
from paho.mqtt.enums import CallbackAPIVersion


class Ingester:
    """``python -m ingest`` on a broker and a database."""

    def __init__(self, broker_url, database_url, tenant, log):
        self.tenant = tenant
        self._environ = {**os.environ, "STETHOS_BROKER_URL": broker_url, "STETHOS_DATABASE_URL": database_url,
                         "STETHOS_TENANT": tenant, "STETHOS_BATCH_MS": "20"}
        self._log = log
        self._process: subprocess.Popen[bytes]

    def start(self, *, wait=True):
        """Start it; return when it listens."""
        begun = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            self._process = subprocess.Popen([sys.executable, "-m", "ingest"], env=self._environ, stderr=log,
                                             start_new_session=True)
        if wait:
            eventually(lambda: b"listening" in self._log.read_bytes()[begun:])
        return self

    def end(self):
        """End it if it still runs."""
        if self._process.poll() is None:
            self.kill()

    def kill(self):
        self._process.kill()
        self._process.wait()

    def stop(self):
        """End politely; return the log."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=20)
        return self._log.read_text()


class Jobs:
    """``python -m jobs`` on a database: judges, and finds by the clock who is silent."""

    def __init__(self, database_url, log):
        with log.open("ab") as file:
            self._process = subprocess.Popen([sys.executable, "-m", "jobs"], stderr=file, start_new_session=True,
                                             env={**os.environ, "STETHOS_DATABASE_URL": database_url})
        eventually(lambda: b"working" in log.read_bytes())

    def end(self):
        self._process.kill()
        self._process.wait()


def eventually(check: Callable[[], object], *, within_s: float = 20.0):
    """Return the first true answer; errors of a database that is away count as no answer."""
    until = time.monotonic() + within_s
    while True:
        try:
            if answer := check():
                return answer
        except psycopg.OperationalError:
            pass
        if time.monotonic() > until:
            raise AssertionError("it did not happen in time")
        time.sleep(0.05)


class Sender:
    """A device of the test: numbers its readings, one each hundredth of a second of its own time.

    After a broken connection it repeats what it sent within the last two seconds, as docs/mqtt.md asks for.
    """

    START_MS = 1_782_907_200_000

    def __init__(self, port, tenant, name="dev-1"):
        self.topic = f"stethos/v1/{tenant}/{name}/telemetry"
        self._port = port
        self._sent = []
        self._client = self._connect()

    def send(self, count=1):
        for _ in range(count):
            number = len(self._sent)
            payload = b'{"ts":%d,"values":{"number":%d}}' % (self.START_MS + 10 * number, number)
            self._sent.append((time.monotonic(), payload))
            self._client.publish(self.topic, payload, qos=1)

    def reconnect(self):
        self._client.loop_stop()
        self._client = self._connect()
        for at, payload in self._sent:
            if at > self._lost_at - 2.0:
                self._client.publish(self.topic, payload, qos=1)

    def flush(self):
        """Wait until the broker has acknowledged everything."""
        eventually(lambda: not self._client._out_messages)

    def close(self):
        self._client.loop_stop()

    @property
    def numbers(self):
        return list(range(len(self._sent)))

    def _connect(self):
        client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        client.max_inflight_messages_set(50)

        def lost(*_):
            self._lost_at = time.monotonic()

        client.on_disconnect = lost
        client.connect("127.0.0.1", self._port)
        client.loop_start()
        eventually(client.is_connected)
        return client


def stored_numbers(database_url):
    """Return the numbers a database has of the numbering device, in order, each as often as it is there."""
    with psycopg.connect(database_url, connect_timeout=2) as conn:
        return [int(row[0]) for row in conn.execute("SELECT value FROM readings ORDER BY time")]
