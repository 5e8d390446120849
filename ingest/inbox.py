"""The inbox: messages wait here between the connection's thread and the one that stores."""

import time
from collections import deque
from dataclasses import dataclass
from threading import Condition


@dataclass(slots=True)
class Message:
    """One message as it arrived; ``receipt`` is what its acknowledgement needs, None without one."""

    topic: bytes
    payload: bytes
    received_us: int
    receipt: tuple[int, int] | None    # connection, packet identifier
    retained: bool = False             # kept by the broker from before: nobody says it now


class Inbox:
    """A queue that hands out batches: by size, and by the time the first message has waited."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque()
        self._changed = Condition()

    def __len__(self) -> int:
        return len(self._messages)

    def put(self, messages: list[Message]) -> None:
        """Add messages in the order of their arrival."""
        with self._changed:
            self._messages.extend(messages)
            self._changed.notify()

    def take(self, most: int, *, linger_s: float, patience_s: float) -> list[Message]:
        """Return up to ``most`` messages.

        Waits up to ``patience_s`` for the first, then up to ``linger_s`` for more; none came: an empty list.
        """
        with self._changed:
            if not self._messages:
                self._changed.wait(patience_s)
            until = time.monotonic() + linger_s
            while 0 < len(self._messages) < most and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            return [self._messages.popleft() for _ in range(min(most, len(self._messages)))]
