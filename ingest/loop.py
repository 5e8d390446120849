"""The loop: take messages, store what they say, acknowledge; for months, whatever happens around it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event

import psycopg

import db.heartbeat
import db.readings
import services.arrivals
import services.reports
from db.connect import Connection, open_connection
from domain.batch import Batch
from domain.errors import DomainError
from domain.rejection import Reason, RejectedError
from domain.version import VERSION
from ingest.catalog import Catalog
from ingest.client import Subscriber
from ingest.decoding import Bounds, Decoder
from ingest.inbox import Inbox, Message
from ingest.publisher import Publisher
from services.arrivals import Memory

log = logging.getLogger(__name__)

_BEAT_S = 2.0
_RELOAD_S = 5.0
_LONGEST_WAIT_S = 15.0
# The world's errors: the server is away, starts or stops. All others are ours.
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError)


class AnotherLeadsError(DomainError):
    """Another ingest process works on this database; waiting until it ends."""


class Storing:
    """One database session of the ingester: it leads, knows the devices, and stores."""

    def __init__(self, database_url: str, *, topic_root: str, bounds: Bounds, most_discovered: int) -> None:
        self.conn: Connection = open_connection(database_url, name="ingest")
        try:
            if not db.heartbeat.try_lead(self.conn, "ingest"):
                raise AnotherLeadsError
            db.readings.create_staging(self.conn)
            self._memory = Memory.load(self.conn)
            self.catalog = Catalog(self.conn, self._memory, most_discovered=most_discovered)
        except BaseException:
            self.conn.close()
            raise
        self._decoder = Decoder(self.catalog, topic_root=topic_root, bounds=bounds)

    def store(self, messages: list[Message]) -> int:
        """Store what the messages say; return the number of readings among them.

        A batch the database refuses is cut in halves, until the one message that it cannot store is found.
        """
        try:
            return self._store(self._decoder.decode(messages))
        except _AWAY:
            raise
        except psycopg.Error as error:
            if len(messages) > 1:
                half = len(messages) // 2
                return self.store(messages[:half]) + self.store(messages[half:])
            log.exception("a message cannot be stored: topic %r", messages[0].topic)
            why = RejectedError(Reason.NOT_STORABLE, type(error).__name__)
            return self._store(self._decoder.refuse(messages[0], why))

    def look_around(self) -> None:
        """Learn what people have changed, devices, signals, limits, and what devices have of themselves."""
        services.reports.expect(self.conn)
        self.catalog.reload_if_changed()
        self._memory.look_around(self.conn)

    def _store(self, batch: Batch) -> int:
        return services.arrivals.store(self.conn, batch, self._memory, now=datetime.now(UTC)).received


@dataclass(slots=True)
class Pace:
    """How the stream runs, for the heartbeat; counted since the last one."""

    since_s: float
    messages: int = 0
    readings: int = 0
    lag_ms: int = 0


class Loop:
    """Takes from the inbox, stores and acknowledges, until it is told to stop."""

    def __init__(self, inbox: Inbox, subscriber: Subscriber, open_storing: Callable[[], Storing], *,
                 publisher: Publisher, batch_messages: int, batch_s: float) -> None:
        self._inbox, self._subscriber, self._open, self._publisher = inbox, subscriber, open_storing, publisher
        self._batch_messages, self._batch_s = batch_messages, batch_s
        self._started_at = datetime.now(UTC)
        self._stopping = Event()
        self._pace = Pace(time.monotonic())
        self._told_connected = False
        self._reloaded_s = time.monotonic()

    def stop(self) -> None:
        """Finish the batch in hand, then end."""
        self._stopping.set()

    def run(self) -> None:
        """Work until told to stop; the database may come and go meanwhile."""
        unstored: list[Message] = []
        wait_s = 0.0
        while not self._stopping.wait(wait_s):
            try:
                storing = self._open()
            except (*_AWAY, AnotherLeadsError) as error:
                wait_s = min(_LONGEST_WAIT_S, wait_s * 2 or 0.5)
                log.warning("waiting %.1f s for the database: %s", wait_s, str(error).strip())
                continue
            log.info("connected to the database")
            wait_s = 0.0
            with storing.conn, self._publisher.leading():
                unstored = self._work(storing, unstored)

    def _work(self, storing: Storing, unstored: list[Message]) -> list[Message]:
        """Store until stopped or until the database goes away; return what could not be stored yet."""
        messages = unstored
        while not self._stopping.is_set():
            try:
                if messages:
                    self._count(messages, storing.store(messages))
                    self._subscriber.acknowledge(messages)
                self._look_around(storing)
            except _AWAY as error:
                log.warning("the database went away, %d messages wait: %s", len(messages), str(error).strip())
                return messages
            except psycopg.Error:
                log.exception("not even the refusal of a message can be stored, %d messages wait", len(messages))
                self._stopping.wait(_LONGEST_WAIT_S)
                return messages
            messages = self._inbox.take(self._batch_messages, linger_s=self._batch_s, patience_s=0.5)
        return []

    def _count(self, messages: list[Message], readings: int) -> None:
        self._pace.messages += len(messages)
        self._pace.readings += readings
        self._pace.lag_ms = max(self._pace.lag_ms, (time.time_ns() // 1000 - messages[0].received_us) // 1000)

    def _look_around(self, storing: Storing) -> None:
        """Beat, and learn what people have changed; each every few seconds."""
        now_s = time.monotonic()
        if now_s - self._reloaded_s > _RELOAD_S:
            self._reloaded_s = now_s
            storing.look_around()
        connected, span_s = self._subscriber.connected, now_s - self._pace.since_s
        if span_s > _BEAT_S or connected != self._told_connected:
            self._told_connected = connected
            db.heartbeat.beat(storing.conn, "ingest", started_at=self._started_at, version=VERSION, details={
                "broker": "connected" if connected else "disconnected",
                "backlog": len(self._inbox), "lag_ms": self._pace.lag_ms,
                "messages_per_s": round(self._pace.messages / max(span_s, 0.1), 1),
                "readings_per_s": round(self._pace.readings / max(span_s, 0.1), 1)})
            self._pace = Pace(now_s)
