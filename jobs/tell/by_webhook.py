"""Webhooks: JSON over HTTP, signed, with a key that is the same for every attempt. docs/telling.md is the contract."""

import hashlib
import hmac
import http.client
import socket
import ssl
import time
from collections.abc import Sequence
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from domain.telling_parcel import Parcel, Text
from jobs.tell.payload import payload
from jobs.tell.transport import Place, Terms, TransportError, places

KEY, TIMESTAMP, SIGNATURE = "Stethos-Key", "Stethos-Timestamp", "Stethos-Signature"
_AGAIN = frozenset({408, 429})      # of the 4xx, those that say "later"
_MOST_ANSWER_BYTES = 2048


def send(parcel: Parcel, text: Text, terms: Terms) -> None:
    """Send a message as a signed JSON document. Redirects are not followed.

    Raises: TransportError, permanent for a bad address, a redirect, and any 4xx but 408 and 429.
    """
    target = _target(parcel.channel.address)
    port = target.port or (443 if target.scheme == "https" else 80)
    found = places(str(target.hostname), port, terms.networks)
    body = payload(parcel, text)
    connection = _connection(target, port, found, terms)
    end = Timer(terms.timeout_s, connection.cut)
    end.daemon = True
    end.start()
    try:
        connection.request("POST", _path(target), body, _headers(parcel, body, target))
        _judge(connection.getresponse())
    except (OSError, http.client.HTTPException, ssl.SSLError) as error:
        late = f"no answer within {terms.timeout_s:.0f} s" if connection.is_cut else str(error) or type(error).__name__
        raise TransportError(late) from None
    finally:
        end.cancel()
        connection.close()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return what proves that a message comes from this stack, at that time: HMAC-SHA256 over ``timestamp.body``."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class _Connection(http.client.HTTPConnection):
    """A connection to addresses that were looked at before: the name is not asked for again."""

    def __init__(self, host: str, port: int, found: Sequence[Place], *, tls: ssl.SSLContext | None,
                 timeout_s: float) -> None:
        super().__init__(host, port, timeout=timeout_s)
        self._found, self._tls, self.is_cut = found, tls, False

    def connect(self) -> None:
        """Connect to the first address that answers."""
        self.sock = _dial(self._found, float(self.timeout or 0))
        if self._tls is not None:
            self.sock = secured = self._tls.wrap_socket(self.sock, server_hostname=self.host,
                                                        do_handshake_on_connect=False)
            secured.do_handshake()      # by now `cut` can reach it

    def cut(self) -> None:
        """End the connection from outside: a server that sends a byte now and then hangs all the same."""
        self.is_cut = True
        if self.sock is not None:
            try:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError:
                return      # it has ended by itself


def _connection(target: SplitResult, port: int, found: Sequence[Place], terms: Terms) -> _Connection:
    tls = ssl.create_default_context() if target.scheme == "https" else None
    return _Connection(str(target.hostname), port, found, tls=tls, timeout_s=terms.timeout_s)


def _dial(found: Sequence[Place], timeout_s: float) -> socket.socket:
    last: OSError = OSError("no address")
    for family, kind, protocol, address in found:
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(timeout_s / len(found))
        try:
            sock.connect(address)
        except OSError as error:
            last = error
            sock.close()
        else:
            sock.settimeout(timeout_s)
            return sock
    raise last


def _target(address: str) -> SplitResult:
    """Return the parts of an address. Raises: TransportError if it is none."""
    try:
        target = urlsplit(address)
        usable = target.scheme in {"http", "https"} and bool(target.hostname) and target.port != 0
    except ValueError:
        usable = False
    if not usable or any(character.isspace() for character in address):
        raise TransportError("the address is no http or https address", permanent=True)
    return target


def _path(target: SplitResult) -> str:
    return (target.path or "/") + (f"?{target.query}" if target.query else "")


def _headers(parcel: Parcel, body: bytes, target: SplitResult) -> dict[str, str]:
    timestamp = str(int(time.time()))
    host = str(target.hostname)
    host = f"[{host}]" if ":" in host else host
    return {"Host": host if target.port is None else f"{host}:{target.port}", "Content-Type": "application/json",
            "User-Agent": "Stethos", KEY: str(parcel.key), TIMESTAMP: timestamp,
            SIGNATURE: signature(parcel.channel.secret, timestamp, body)}


def _judge(answer: http.client.HTTPResponse) -> None:
    answer.read(_MOST_ANSWER_BYTES)
    if 200 <= answer.status < 300:
        return
    text = f"the server answered {answer.status} {answer.reason or ''}".strip()
    if 300 <= answer.status < 400:
        raise TransportError(f"{text}; redirects are not followed", permanent=True)
    permanent = 400 <= answer.status < 500 and answer.status not in _AGAIN
    asked = answer.getheader("Retry-After", "")
    raise TransportError(text, permanent=permanent, asked_s=float(asked) if asked.isdecimal() else None)
