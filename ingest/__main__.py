"""``python -m ingest``: brings what sensors say from the broker into the database, unattended."""

import logging
import signal
import sys

import config
import journal
from db.connect import open_connection
from domain.errors import ConfigError
from ingest.client import Subscriber
from ingest.decoding import CHANNELS, Bounds
from ingest.inbox import Inbox
from ingest.loop import Loop, Storing
from ingest.publisher import Publisher


def main() -> int:
    """Run until SIGTERM or Ctrl-C."""
    try:
        settings = config.load()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    journal.start(settings.log_level, process="ingest")
    inbox = Inbox()
    subscriber = Subscriber(settings.broker_url, f"stethos-ingest-{settings.tenant}", inbox=inbox,
                            topics=[f"{settings.topic_root}/+/{channel}" for channel in CHANNELS])
    bounds = Bounds(settings.max_payload_bytes, settings.future_tolerance_s * 1_000_000, settings.oldest_days,
                    settings.device_values_per_s)
    publisher = Publisher(subscriber, lambda: open_connection(settings.database_url, name="publisher"),
                          topic_root=settings.topic_root)
    loop = Loop(inbox, subscriber, lambda: Storing(
        settings.database_url, topic_root=settings.topic_root, bounds=bounds,
        most_discovered=settings.max_discovered_devices), publisher=publisher,
        batch_messages=settings.batch_messages, batch_s=settings.batch_ms / 1000)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.stop())
    subscriber.start()
    loop.run()
    subscriber.stop()
    logging.getLogger("ingest").info("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
