"""Servers that receive messages, and misbehave when they are told to: a webhook receiver and a mail server."""

import email
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

HANG = -1


@dataclass
class Hook:
    """A webhook receiver that deduplicates; ``moods`` are the answers to come, after them it says 200.

    ``tries`` are all requests as (key, kind), ``taken`` the documents it accepted, by key.
    """

    port: int = 0
    moods: list[int] = field(default_factory=list)
    always: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    tries: list[tuple[str, str]] = field(default_factory=list)
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    taken_at: dict[str, float] = field(default_factory=dict)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook/T0KEN"

    def mood(self) -> int:
        with self.lock:
            return self.moods.pop(0) if self.moods else self.always


@contextmanager
def hook(*, tls: ssl.SSLContext | None = None, **settings: Any) -> Iterator[Hook]:
    """Run a webhook receiver; with a certificate it speaks https."""
    state = Hook(**settings)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            key, document = self.headers["Stethos-Key"], json.loads(body)
            with state.lock:
                state.tries.append((key, document["kind"]))
                state.requests.append((dict(self.headers.items()), body))
            mood = state.mood()
            if mood == HANG:
                state.released.wait(30)
                return
            with state.lock:
                if mood == 200 and key not in state.taken:
                    state.taken[key], state.taken_at[key] = document, time.time()
            self.send_response(mood)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", state.port), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.released.set()
        server.shutdown()
        server.server_close()


@dataclass
class Mail:
    """A mail server; ``moods`` are the answers to the next messages, after them it takes everything."""

    port: int = 0
    moods: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    letters: list[Message] = field(default_factory=list)
    attempts: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str,  # noqa: N802
                          options: list[str]) -> str:
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.attempts += 1
        if self.moods:
            return self.moods.pop(0)
        self.letters.append(email.message_from_bytes(envelope.content))
        return "250 OK"

    def keys(self) -> list[str]:
        return [letter["X-Stethos-Key"] for letter in self.letters]

    def texts(self) -> list[str]:
        return [payload.decode() for letter in self.letters for part in letter.walk()
                if part.get_content_type() == "text/plain"
                and isinstance(payload := part.get_payload(decode=True), bytes)]


@contextmanager
def mail(*, tls: ssl.SSLContext | None = None, password: str = "", **settings: Any) -> Iterator[Mail]:
    """Run a mail server: with STARTTLS if there is a certificate, asking for a password if there is one."""
    state = Mail(**settings)

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password == password.encode()
        return AuthResult(success=right, handled=False)

    class OwnPort(Controller):
        def factory(self) -> SMTP:
            return SMTP(self.handler, **self.SMTP_kwargs)

    options: dict[str, Any] = {"tls_context": tls, "require_starttls": tls is not None} if tls else {}
    if password:
        options |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": tls is not None}
    controller = OwnPort(state, hostname="127.0.0.1", port=state.port or _free_port(), **options)
    controller.start()
    state.port = controller.port
    try:
        yield state
    finally:
        controller.stop()


@contextmanager
def silent_port() -> Iterator[int]:
    """Lend a port that takes connections and never says a word."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def _free_port() -> int:
    from demo import port

    return port.free()
