"""The publisher: brings desired settings to the broker, at once when told by the database, and by the clock.

Nothing is remembered here that matters: what the broker has not confirmed is due again, after any restart. Only the
ingester that leads publishes; a device may get a message twice and answers it twice.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import Empty
from threading import Event, Thread

import orjson
import psycopg

import db.twin
from db.connect import Connection
from db.twin import Outgoing
from domain.sending import is_due
from domain.twin import nested
from ingest.client import Subscriber

log = logging.getLogger(__name__)

MOST_IN_FLIGHT = 100
_UNCONFIRMED_S = 10.0       # then the message is taken for lost
_LOOK_S, _LOOK_IN_FLIGHT_S = 1.0, 0.02
_LONGEST_WAIT_S = 15.0


@dataclass(frozen=True, slots=True)
class _InFlight:
    """A message the broker has not confirmed yet."""

    device_id: int
    revision: int
    at: datetime
    until_s: float


class Publisher:
    """Publishes from a thread and over a database session of its own."""

    def __init__(self, subscriber: Subscriber, open_database: Callable[[], Connection], *, topic_root: str) -> None:
        self._subscriber, self._open, self._root = subscriber, open_database, topic_root
        self._in_flight: dict[int, _InFlight] = {}
        self._sessions = 0
        self._resting = Event()

    @contextmanager
    def leading(self) -> Iterator[None]:
        """Publish for as long as this ingester leads; nothing is written any more when it ends."""
        self._resting.clear()
        thread = Thread(target=self._run, name="publisher", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._resting.set()
            thread.join()

    def _run(self) -> None:
        """Work until told to rest; the database may come and go meanwhile."""
        wait_s = 0.0
        while not self._resting.wait(wait_s):
            try:
                with self._open() as conn:
                    wait_s = 0.0
                    self._work(conn)
            except psycopg.Error as error:
                wait_s = min(_LONGEST_WAIT_S, wait_s * 2 or 0.5)
                log.warning("settings wait %.1f s for the database: %s", wait_s, str(error).strip())

    def _work(self, conn: Connection) -> None:
        db.twin.listen(conn)
        while not self._resting.is_set():
            self._note_taken(conn)
            if self._subscriber.connected:
                self._remind(conn)
                self._publish_due(conn)
            look_s = _LOOK_IN_FLIGHT_S if self._in_flight else _LOOK_S
            for _ in conn.notifies(timeout=look_s, stop_after=1):
                pass

    def _remind(self, conn: Connection) -> None:
        """A broker that has forgotten our session may have forgotten what it kept: it gets everything again."""
        sessions = self._subscriber.new_sessions
        if sessions != self._sessions:
            devices = db.twin.forget_published(conn)
            log.info("settings of %d devices are published again for a new session", devices)
            self._sessions = sessions

    def _publish_due(self, conn: Connection) -> None:
        now, now_s = datetime.now(UTC), time.monotonic()
        self._in_flight = {mid: one for mid, one in self._in_flight.items() if one.until_s > now_s}
        on_the_way = {(one.device_id, one.revision) for one in self._in_flight.values()}
        for outgoing in db.twin.outgoing(conn):
            if len(self._in_flight) >= MOST_IN_FLIGHT:
                return
            if (outgoing.device_id, outgoing.twin.revision) not in on_the_way and is_due(
                    outgoing.twin, outgoing.sending, now=now):
                self._publish(outgoing, now, now_s)

    def _publish(self, outgoing: Outgoing, now: datetime, now_s: float) -> None:
        mid = self._subscriber.publish(f"{self._root}/{outgoing.device}/settings/desired", orjson.dumps({
            "revision": outgoing.twin.revision, "settings": nested(outgoing.twin.desired)}))
        if mid is not None:
            self._in_flight[mid] = _InFlight(outgoing.device_id, outgoing.twin.revision, now, now_s + _UNCONFIRMED_S)

    def _note_taken(self, conn: Connection) -> None:
        """Write down what the broker has confirmed."""
        taken = [self._in_flight.pop(mid, None) for mid in self._taken()]
        rows = [(one.device_id, one.revision, one.at) for one in taken if one is not None]
        if rows:
            db.twin.set_published(conn, rows)

    def _taken(self) -> list[int]:
        found: list[int] = []
        try:
            while True:
                found.append(self._subscriber.taken.get_nowait())
        except Empty:
            return found
