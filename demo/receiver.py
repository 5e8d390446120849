"""``python -m demo.receiver PORT FILE``: takes the demo's messages about alarms and writes a line of each into a file.

It verifies like any receiver should (docs/telling.md); the secret is in STETHOS_DEMO_SECRET.
"""

import hashlib
import hmac
import json
import os
import sys
import time
from collections import OrderedDict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LONGEST_AGE_S = 300
_MOST_KEYS, _MOST_BYTES = 10_000, 2_000_000


class Receiver(ThreadingHTTPServer):
    """The server; it remembers which messages it has taken."""

    def __init__(self, port: int, file: Path, secret: str) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self._file, self._secret = file, secret.encode()
        self._seen: OrderedDict[str, None] = OrderedDict()

    def is_genuine(self, body: bytes, *, timestamp: str, signature: str) -> bool:
        """Tell whether a message comes from who knows the secret, and was signed just now."""
        right = "v1=" + hmac.new(self._secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        is_recent = timestamp.isdecimal() and abs(time.time() - int(timestamp)) <= LONGEST_AGE_S
        return hmac.compare_digest(right, signature) and is_recent

    def take(self, key: str, body: bytes) -> None:
        """Write a message down, unless it was taken before."""
        if key in self._seen:
            return
        self._seen[key] = None
        if len(self._seen) > _MOST_KEYS:
            self._seen.popitem(last=False)
        told = json.loads(body)
        if self._file.exists() and self._file.stat().st_size > _MOST_BYTES:
            self._file.unlink()
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}  to {told['recipient']['full_name']}: {told['title']}\n")
            file.writelines(f"    {line}\n" for line in told["text"].splitlines() if line)


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Receiver

    def do_POST(self) -> None:
        """Take a message that is genuine."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), _MOST_BYTES))
        genuine = self.server.is_genuine(body, timestamp=self.headers.get("Stethos-Timestamp", ""),
                                         signature=self.headers.get("Stethos-Signature", ""))
        if genuine:
            self.server.take(self.headers.get("Stethos-Key", ""), body)
        self.send_response(204 if genuine else 403)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Say nothing: the file says it all."""


def main() -> None:
    """Serve until the process is ended."""
    port, file = sys.argv[1:]
    Receiver(int(port), Path(file), os.environ["STETHOS_DEMO_SECRET"]).serve_forever()


if __name__ == "__main__":
    main()
