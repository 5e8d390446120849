"""The connections to the broker, served by one thread: the only file of the simulator that knows paho."""

import contextlib
import logging
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

_log = logging.getLogger(__name__)
_KEEPALIVE_S = 30
_CARE_EVERY_S = 1.0
_FIRST_RETRY_S, _LONGEST_RETRY_S = 0.5, 15.0
_QOS = 1
_TURN_S = 0.05
Hear: TypeAlias = Callable[["Connection", str, bytes], None]       # connection, topic, payload


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is, and who we are there."""

    host: str
    port: int
    uses_tls: bool
    user: str | None = None
    password: str | None = None


def broker(url: str) -> Broker:
    """Return the broker of ``mqtt[s]://[user:password@]host[:port]``.

    Raises: ValueError if the text is no such address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname:
        raise ValueError(f"{url!r} is not like mqtt://host:1883 or mqtts://user:password@host:8883")
    uses_tls = parts.scheme == "mqtts"
    return Broker(parts.hostname, parts.port or (8883 if uses_tls else 1883), uses_tls,
                  unquote(parts.username) if parts.username else None,
                  unquote(parts.password) if parts.password else None)


class Connection:
    """One MQTT connection with its last will. It comes back by itself, unless it was cut or closed."""

    def __init__(self, name: str, *, to: Broker, will: tuple[str, bytes], selector: selectors.BaseSelector,
                 on_up: Callable[["Connection"], None], on_message: Hear) -> None:
        self.name = name
        self.is_up = False
        self.unconfirmed = 0
        self.trouble = ""
        self._broker = to
        self._selector = selector
        self._on_up, self._on_message = on_up, on_message
        self._retry_s = _FIRST_RETRY_S
        self._retry_at: float | None = None
        self._is_cut = False
        self._client = self._new_client(will)

    def start(self) -> None:
        """Connect; if that fails, try again later."""
        self._retry_at, self._is_cut = None, False
        try:
            self._client.connect(self._broker.host, self._broker.port, _KEEPALIVE_S)
        except OSError as error:
            self._retry_later(str(error))

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Send a message with QoS 1; without a connection it waits for the next one."""
        self.unconfirmed += 1
        self._client.publish(topic, payload, qos=_QOS, retain=retain)

    def subscribe(self, topics: Sequence[str]) -> None:
        """Hear these topics, with what the broker keeps of them."""
        self._client.subscribe([(topic, _QOS) for topic in topics])

    def cut(self) -> None:
        """Break the connection without a goodbye, as by a lost radio; ``start`` brings it back."""
        self._retry_at, self._is_cut, self.is_up = None, True, False
        held = self._client.socket()
        if isinstance(held, socket.socket):
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    @property
    def is_cut(self) -> bool:
        """Tell whether the connection was cut on purpose."""
        return self._is_cut

    def close(self) -> None:
        """Say goodbye: the broker keeps the last will to itself."""
        self._retry_at, self._is_cut = None, True
        self._client.disconnect()

    def take_care(self, now: float) -> None:
        """Keep the connection alive, or try to get it back if it is time."""
        self._client.loop_misc()
        if self._retry_at is not None and now >= self._retry_at:
            self.start()

    def serve(self, events: int) -> None:
        """Read and write what the socket is ready for."""
        if events & selectors.EVENT_READ:
            self._client.loop_read()
        if events & selectors.EVENT_WRITE:
            self._client.loop_write()

    def _new_client(self, will: tuple[str, bytes]) -> Client:
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5,
                        client_id=f"simulator-{will[0].replace('/', '-')}")
        client.will_set(will[0], will[1], qos=_QOS, retain=True)
        if self._broker.user:
            client.username_pw_set(self._broker.user, self._broker.password)
        if self._broker.uses_tls:
            client.tls_set()
        client.on_connect, client.on_disconnect = self._connected, self._gone
        client.on_publish = self._confirmed
        client.on_message = lambda _client, _data, message: self._on_message(
            self, message.topic, bytes(message.payload))
        client.on_socket_open = lambda _client, _data, opened: self._watch(opened)
        client.on_socket_close = lambda _client, _data, closed: self._unwatch(closed)
        client.on_socket_register_write = lambda _client, _data, held: self._watch(held, writing=True)
        client.on_socket_unregister_write = lambda _client, _data, held: self._watch(held)
        return client

    def _connected(self, _client: Client, _data: Any, _flags: ConnectFlags, reason: ReasonCode,
                   _properties: Properties | None) -> None:
        if reason.is_failure:
            self.trouble = f"refused: {reason}"
            return
        self.is_up, self.trouble, self._retry_s = True, "", _FIRST_RETRY_S
        self._on_up(self)

    def _gone(self, _client: Client, _data: Any, _flags: DisconnectFlags, reason: ReasonCode,
              _properties: Properties | None) -> None:
        self.is_up = False
        if reason.is_failure and not self._is_cut:
            self._retry_later(self.trouble or str(reason))

    def _confirmed(self, _client: Client, _data: Any, _number: int, _reason: ReasonCode,
                   _properties: Properties) -> None:
        self.unconfirmed -= 1

    def _retry_later(self, trouble: str) -> None:
        self.trouble = trouble
        self._retry_at = time.monotonic() + self._retry_s
        self._retry_s = min(self._retry_s * 2, _LONGEST_RETRY_S)

    def _watch(self, held: Any, *, writing: bool = False) -> None:
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if writing else 0)
        if held in self._selector.get_map():
            self._selector.modify(held, events, self)
        else:
            self._selector.register(held, events, self)

    def _unwatch(self, held: Any) -> None:
        if held in self._selector.get_map():
            self._selector.unregister(held)


class Connections:
    """All connections of the simulator, by name."""

    def __init__(self, to: Broker, *, on_up: Callable[[Connection], None], on_message: Hear = lambda *_: None,
                 is_stopped: Callable[[], bool] = lambda: False) -> None:
        self._broker = to
        self._on_up, self._on_message = on_up, on_message
        self._is_stopped = is_stopped
        self._selector = selectors.DefaultSelector()
        self._by_name: dict[str, Connection] = {}
        self._care_at = 0.0
        self._reported = (0, "")

    def open(self, name: str, *, will: tuple[str, bytes]) -> Connection:
        """Open the connection of that name; ``will`` is topic and payload, retained if we vanish."""
        connection = Connection(name, to=self._broker, will=will, selector=self._selector, on_up=self._on_up,
                                on_message=self._on_message)
        self._by_name[name] = connection
        connection.start()
        return connection

    @property
    def unconfirmed(self) -> int:
        """Return how many messages the broker has not confirmed yet."""
        return sum(connection.unconfirmed for connection in self._by_name.values())

    @property
    def up(self) -> int:
        """Return how many connections stand."""
        return sum(connection.is_up for connection in self._by_name.values())

    @property
    def count(self) -> int:
        """Return how many connections there are."""
        return len(self._by_name)

    def serve(self, for_s: float) -> None:
        """Read and write for so long."""
        until = time.monotonic() + for_s
        while (left_s := until - time.monotonic()) > 0:
            self._turn(left_s)

    def settle(self, *, at_most: int, within_s: float) -> None:
        """Serve until not more than so many messages are unconfirmed, we are stopped, or the time is over."""
        self._serve_until(lambda: self.unconfirmed <= at_most or self._is_stopped(), within_s=within_s)

    def wait_until_up(self, *, within_s: float) -> None:
        """Serve until every connection stands, we are stopped, or the time is over."""
        self._serve_until(lambda: self.up == self.count or self._is_stopped(), within_s=within_s)

    def close(self, *, within_s: float) -> None:
        """Say goodbye on every connection once everything is confirmed, or the time is over."""
        self._serve_until(lambda: not any(each.is_up and each.unconfirmed for each in self._by_name.values()),
                          within_s=within_s)
        for connection in self._by_name.values():
            connection.close()
        self.serve(_TURN_S)
        self._selector.close()

    def _serve_until(self, is_enough: Callable[[], bool], *, within_s: float) -> None:
        self._turn(0.0)
        until = time.monotonic() + within_s
        while not is_enough() and time.monotonic() < until:
            self._turn(_TURN_S)

    def _turn(self, for_s: float) -> None:
        """Wait until there is something to read or write, and do it."""
        for key, events in self._selector.select(for_s):
            key.data.serve(events)
        now = time.monotonic()
        if now >= self._care_at:
            self._care_at = now + _CARE_EVERY_S
            for connection in self._by_name.values():
                connection.take_care(now)
            self._report()

    def _report(self) -> None:
        """Say when the number of connections or their trouble has changed, in one line for all of them."""
        trouble = next((each.trouble for each in self._by_name.values() if each.trouble), "")
        if (self.up, trouble) != self._reported:
            self._reported = (self.up, trouble)
            _log.log(logging.WARNING if trouble else logging.INFO, "connections up=%d of=%d trouble=%s",
                     self.up, self.count, trouble or "none")
