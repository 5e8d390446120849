"""The inbox hands out batches by size and by time."""

import threading
import time

from ingest.inbox import Inbox, Message


def _messages(count):
    return [Message(b"t", b"%d" % n, 0, None) for n in range(count)]


def test_a_batch_is_never_larger_than_asked_for():
    inbox = Inbox()
    inbox.put(_messages(5))
    assert [m.payload for m in inbox.take(3, linger_s=0, patience_s=0)] == [b"0", b"1", b"2"]
    assert len(inbox) == 2


def test_an_empty_inbox_answers_after_its_patience():
    assert Inbox().take(3, linger_s=1, patience_s=0.01) == []


def test_a_batch_waits_for_more_but_not_longer_than_it_lingers():
    inbox = Inbox()
    inbox.put(_messages(1))
    threading.Timer(0.02, inbox.put, [_messages(1)]).start()
    began = time.monotonic()
    assert len(inbox.take(10, linger_s=0.2, patience_s=1)) == 2
    assert time.monotonic() - began >= 0.19


def test_a_full_batch_does_not_wait():
    inbox = Inbox()
    inbox.put(_messages(10))
    began = time.monotonic()
    inbox.take(10, linger_s=5, patience_s=5)
    assert time.monotonic() - began < 1
