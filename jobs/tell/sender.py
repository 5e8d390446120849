"""The job that tells: routes what happened, and sends what is due, so that a server that hangs holds up no other."""

import logging
import queue
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread

import services.telling
from config import Settings
from db.connect import Connection
from domain.telling_network import networks
from domain.telling_parcel import ChannelKind, Parcel, Text
from jobs.tell import by_apprise, by_webhook, words
from jobs.tell.transport import Terms, TransportError

log = logging.getLogger(__name__)

_WAIT_S = 0.3       # for quick servers, so that what they took is marked in the same run
_SENDERS: dict[ChannelKind, Callable[[Parcel, Text, Terms], None]] = {
    ChannelKind.APPRISE: by_apprise.send, ChannelKind.WEBHOOK: by_webhook.send}


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of one attempt; no error: it arrived."""

    parcel: Parcel
    error: Exception | None = None


class TellJob:
    """Keeps the messages in hand between its runs. What it forgets when it dies is sent again after its lease."""

    def __init__(self, settings: Settings) -> None:
        self._terms = Terms(networks(settings.tell_networks), settings.tell_timeout_s, settings.public_url)
        self._in_hand: dict[int, Parcel] = {}
        self._results: queue.SimpleQueue[_Result] = queue.SimpleQueue()

    def run(self, conn: Connection, now: datetime) -> None:
        """Route once, send what is due, and mark what has become of messages by now."""
        self._mark(conn, until_s=0.0)
        services.telling.route(conn, now=now)
        busy = Counter(parcel.channel.id for parcel in self._in_hand.values())
        for parcel in services.telling.due(conn, now=now, busy=busy):
            self._in_hand[parcel.id] = parcel
            Thread(target=self._attempt, args=(parcel,), name=f"tell-{parcel.id}", daemon=True).start()
        self._mark(conn, until_s=time.monotonic() + _WAIT_S)

    def _attempt(self, parcel: Parcel) -> None:
        """Try once; in a thread of its own, which hands over what came of it."""
        try:
            text = words.text(parcel, public_url=self._terms.public_url)
            _SENDERS[parcel.channel.kind](parcel, text, self._terms)
        except Exception as error:  # noqa: BLE001 - told apart where it is marked
            self._results.put(_Result(parcel, error))
        else:
            self._results.put(_Result(parcel))

    def _mark(self, conn: Connection, *, until_s: float) -> None:
        while self._in_hand:
            try:
                result = self._results.get(timeout=max(until_s - time.monotonic(), 0.0))
            except queue.Empty:
                return
            try:
                _mark(conn, result)
            except BaseException:
                self._results.put(result)       # the database is away: marked when it is back
                raise
            del self._in_hand[result.parcel.id]


def _mark(conn: Connection, result: _Result) -> None:
    now, parcel, error = datetime.now(UTC), result.parcel, result.error
    if error is None:
        services.telling.sent(conn, parcel.id, now=now)
        return
    if not isinstance(error, TransportError):
        # Its text might hold an address.
        log.error("message %s could not be written or sent: %s\n%s", parcel.id, type(error).__name__,
                  "".join(traceback.format_tb(error.__traceback__)))
        error = TransportError(f"our own fault: {type(error).__name__}")
    log.warning("message %s by channel %s, attempt %s: %s", parcel.id, parcel.channel.id, parcel.attempts,
                "given up" if error.permanent else "not delivered")
    services.telling.failed(conn, parcel, error=str(error), permanent=error.permanent, asked_s=error.asked_s, now=now)
