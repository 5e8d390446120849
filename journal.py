"""The log: one JSON object a line on standard error, the same in every process."""

import logging
import sys
from datetime import UTC, datetime

import orjson


class _Lines(logging.Formatter):
    """Formats a record as one JSON object."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        line = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                "level": record.levelname.lower(), "process": self._process, "logger": record.name,
                "message": record.getMessage()}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return orjson.dumps(line).decode()


def start(level: str, *, process: str) -> None:
    """Send the log of this process to standard error; ``level`` is debug, info, warning or error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(process))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
