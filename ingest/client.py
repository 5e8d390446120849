"""The connection to the broker: a persistent MQTT 5 session, acknowledged only when told to; the one way out, too.

paho keeps the connection: session, subscriptions, keep-alive, TLS, back-off. Only the reading of packets is
replaced, because paho takes each packet byte by byte (docs/decisions/0003 has the measurement).
"""

import logging
import ssl
import time
from collections.abc import Sequence
from queue import SimpleQueue
from typing import Any
from urllib.parse import unquote, urlsplit

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from ingest import frames
from ingest.inbox import Inbox, Message

log = logging.getLogger(__name__)

SESSION_S = 7 * 86_400          # how long the broker keeps messages for an ingester that is away
RECEIVE_MAXIMUM = 20_000        # messages in flight; bounds the memory of both sides
_READ_BYTES = 262_144
_PUBACK = 0x40


class _BulkClient(paho.Client):
    """paho's client, reading PUBLISH packets by the block and leaving acknowledgements to the caller."""

    def __init__(self, client_id: str, inbox: Inbox) -> None:
        super().__init__(CallbackAPIVersion.VERSION2, client_id, protocol=paho.MQTTv5, manual_ack=True)
        self.connection = 0
        self._inbox = inbox
        self._incomplete = b""

    def reconnect(self) -> MQTTErrorCode:
        """Open a new connection; receipts of the one before are void."""
        self.connection += 1
        self._incomplete = b""
        return super().reconnect()

    def acknowledge(self, identifiers: Sequence[int]) -> None:
        """Send a PUBACK for each identifier, in one piece."""
        if identifiers:
            self._packet_queue(_PUBACK, frames.acknowledgements(identifiers), 0, 1)

    def _packet_read(self) -> MQTTErrorCode:
        try:
            data = self._sock_recv(_READ_BYTES)
        except BlockingIOError:
            return MQTTErrorCode.MQTT_ERR_AGAIN
        except OSError as error:
            log.warning("reading from the broker failed: %s", error)
            return MQTTErrorCode.MQTT_ERR_CONN_LOST
        if not data:
            return MQTTErrorCode.MQTT_ERR_CONN_LOST
        with self._msgtime_mutex:
            self._last_bytes_received = time.monotonic()
        return self._take(self._incomplete + data)

    def _take(self, data: bytes) -> MQTTErrorCode:
        try:
            packets, self._incomplete = frames.split(data)
        except (frames.MalformedError, IndexError) as error:
            log.error("the broker sent something that is not MQTT 5: %s", error)
            return MQTTErrorCode.MQTT_ERR_PROTOCOL
        arrived, now_us = [], time.time_ns() // 1000
        for packet in packets:
            if isinstance(packet, frames.Publish):
                receipt = (self.connection, packet.identifier) if packet.identifier else None
                arrived.append(Message(packet.topic, packet.payload, now_us, receipt, packet.retained))
            elif (code := self._handle_other(packet)) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return code
        self._inbox.put(arrived)
        return MQTTErrorCode.MQTT_ERR_SUCCESS

    def _handle_other(self, packet: frames.Other) -> MQTTErrorCode:
        """Let paho handle a packet, from the place where its own reading leaves one."""
        self._in_packet["command"] = packet.command
        self._in_packet["packet"] = bytearray(packet.body)
        self._in_packet["remaining_length"] = len(packet.body)
        self._in_packet["pos"] = 0
        return self._packet_handle()


class Subscriber:
    """Brings the messages of some topics into an inbox, for as long as it is started."""

    def __init__(self, broker_url: str, client_id: str, *, topics: Sequence[str], inbox: Inbox) -> None:
        self._topics = topics
        self._client = _BulkClient(client_id, inbox)
        self._client.on_connect = self._subscribe
        self._client.on_subscribe = self._granted
        self._client.on_disconnect = self._lost
        self._client.on_connect_fail = self._unreachable
        self._client.reconnect_delay_set(1, 30)
        self._client.on_publish = self._taken
        self.connected = False
        self.new_sessions = 0       # how often the broker remembered nothing of us
        self.taken: SimpleQueue[int] = SimpleQueue()
        self._url = urlsplit(broker_url)
        if self._url.username:
            self._client.username_pw_set(unquote(self._url.username), unquote(self._url.password or ""))
        if self._url.scheme == "mqtts":
            self._client.tls_set_context(ssl.create_default_context())

    def start(self) -> None:
        """Connect in the background, and again whenever the connection is lost."""
        properties = _properties(PacketTypes.CONNECT)
        properties.ReceiveMaximum = RECEIVE_MAXIMUM
        port = self._url.port or (8883 if self._url.scheme == "mqtts" else 1883)
        self._client.connect_async(self._url.hostname or "127.0.0.1", port, keepalive=30, clean_start=False,
                                   properties=properties)
        self._client.loop_start()

    def stop(self) -> None:
        """Disconnect; the broker keeps what comes from now on."""
        self._client.disconnect(properties=_properties(PacketTypes.DISCONNECT))
        self._client.loop_stop()

    def acknowledge(self, messages: Sequence[Message]) -> None:
        """Tell the broker that these are stored; receipts of an earlier connection are passed over.

        The broker sends those again, and storing a reading twice changes nothing.
        """
        current = self._client.connection
        self._client.acknowledge([message.receipt[1] for message in messages
                                  if message.receipt and message.receipt[0] == current])

    def publish(self, topic: str, payload: bytes) -> int | None:
        """Send a retained message; return its number, which comes back in ``taken`` when the broker has it.

        None if it cannot be sent now.
        """
        if not self.connected:
            return None
        sent = self._client.publish(topic, payload, qos=1, retain=True)
        return sent.mid if sent.rc == MQTTErrorCode.MQTT_ERR_SUCCESS else None

    def _taken(self, _client: paho.Client, _data: Any, mid: int, code: ReasonCode, _properties: Properties) -> None:
        if code.is_failure:
            log.error("the broker refuses settings that are published: %s", code)
        else:
            self.taken.put(mid)

    def _subscribe(self, client: paho.Client, _data: Any, flags: paho.ConnectFlags, code: ReasonCode,
                   _properties: Properties | None) -> None:
        if code.is_failure:
            log.error("the broker refuses the connection: %s", code)
            return
        log.info("connected to the broker, session %s", "resumed" if flags.session_present else "new")
        self.new_sessions += not flags.session_present
        client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in self._topics])

    def _granted(self, _client: paho.Client, _data: Any, _mid: int, codes: list[ReasonCode],
                 _properties: Properties | None) -> None:
        refused = [topic for topic, code in zip(self._topics, codes, strict=True) if code.is_failure]
        if refused:
            log.error("the broker refuses the subscription to %s", ", ".join(refused))
        self.connected = not refused
        log.info("listening to %d topics", len(codes) - len(refused))

    def _lost(self, _client: paho.Client, _data: Any, _flags: paho.DisconnectFlags, code: ReasonCode,
              _properties: Properties | None) -> None:
        self.connected = False
        log.warning("disconnected from the broker: %s", code)

    def _unreachable(self, _client: paho.Client, _data: Any) -> None:
        self.connected = False
        log.warning("the broker cannot be reached; trying again")


def _properties(packet_type: int) -> Properties:
    properties = Properties(packet_type)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = SESSION_S
    return properties
