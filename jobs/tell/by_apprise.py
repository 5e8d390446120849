"""All that Apprise can reach: e-mail, SMS gateways, Teams, Slack and many more. The only file that knows it."""

import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import apprise
from apprise import AppriseAsset, NotifyFormat, NotifyType
from apprise.result import AppriseResult, AppriseResultStatus

from domain.limit import Priority
from domain.telling import MessageKind
from domain.telling_parcel import Parcel, Text
from jobs.tell.transport import Terms, TransportError, filled, places

HEADER = "X-Stethos-Key"
# They speak to the desktop of the machine the stack runs on, or to its log.
_LOCAL = frozenset({"blink1", "dbus", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows"})
_AGAIN = frozenset({408, 425, 429})
_HTTP_STATUS = re.compile(r"\berror[ =:]+(\d{3})\b", re.IGNORECASE)
_SMTP_STATUS = re.compile(r"(?:\(|refused: )([45]\d\d)[, ]")
_SHORTEST_SECRET = 4
_TYPES = {Priority.CRITICAL: NotifyType.FAILURE, Priority.HIGH: NotifyType.WARNING,
          Priority.MEDIUM: NotifyType.WARNING, Priority.LOW: NotifyType.INFO}

# What Apprise writes could hold addresses; errors come with the result of each attempt.
_LOG = logging.getLogger("apprise")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False
_LOG.setLevel(logging.DEBUG)


def send(parcel: Parcel, text: Text, terms: Terms) -> None:
    """Send a message through Apprise; the library answers within the time of the terms, whatever the server does.

    Raises: TransportError, permanent for an address that cannot be used and for what the server refuses for good.
    """
    address = filled(parcel.channel.address, parcel.recipient, lambda value: quote(value, safe=""))
    service = _service(address, parcel, terms)
    sender = apprise.Apprise(asset=service.asset)
    sender.add(service)
    result = sender.notify(text.body(), title=text.title, notify_type=_type(parcel), body_format=NotifyFormat.TEXT,
                           timeout=terms.timeout_s, log_level=logging.DEBUG)
    if not result:
        raise _failure(result, address, terms)


def scrubbed(text: str, address: str) -> str:
    """Return an error without anything of the address that might be a secret: all but its scheme."""
    _scheme, _mark, rest = address.partition("://")
    pieces = {unquote(piece) for piece in re.split(r"[/?&=:@,;]", rest)} | set(re.split(r"[/?&=:@,;]", rest))
    for piece in sorted((piece for piece in pieces if len(piece) >= _SHORTEST_SECRET), key=len, reverse=True):
        text = text.replace(piece, "…")
    return text


def _service(address: str, parcel: Parcel, terms: Terms) -> Any:
    """Return what sends to this address. Raises: TransportError, permanent, if nothing can."""
    asset = AppriseAsset(app_id="Stethos", app_desc="Stethos", app_url=terms.public_url, async_mode=False,
                         http_redirects=False, image_path_mask=False, image_url_mask="", image_url_logo="",
                         service_timeout=terms.timeout_s, storage_mode="memory", pgp_autogen=False, pem_autogen=False)
    service: Any = apprise.Apprise.instantiate(address, asset=asset)
    if service is None:
        raise TransportError("Apprise knows no such address", permanent=True)
    if service.schema in _LOCAL:
        raise TransportError(f"{service.schema}:// speaks to the server itself only", permanent=True)
    service.redirects = False
    service.socket_connect_timeout = service.socket_read_timeout = terms.timeout_s / 2
    if isinstance(getattr(service, "headers", None), dict):
        service.headers[HEADER] = str(parcel.key)
    _check_network(service, terms)
    return service


def _check_network(service: Any, terms: Terms) -> None:
    """Look at the server an address names, if it names one: of a service in the internet it holds a token instead."""
    host = getattr(service, "smtp_host", None) or (service.host if "host" in service.template_tokens else None)
    if host:
        places(str(host), int(service.port or 443), terms.networks)


def _type(parcel: Parcel) -> NotifyType:
    return NotifyType.SUCCESS if parcel.kind is MessageKind.CLEARED else _TYPES[parcel.priority]


def _failure(result: AppriseResult, address: str, terms: Terms) -> TransportError:
    if result.status is AppriseResultStatus.TIMEOUT:
        return TransportError(f"no answer within {terms.timeout_s:.0f} s")
    said = list(dict.fromkeys(_said(result)))
    permanent = any(_is_permanent(line) for line in said)
    return TransportError(scrubbed("; ".join(said)[-500:] or "not delivered", address), permanent=permanent)


def _said(result: AppriseResult) -> Iterator[str]:
    """Return what Apprise says about the failure: its warnings, and the errors of the connection."""
    for entry in result.logs():
        line = " ".join(str(entry.message).split())
        if entry.level in {"WARNING", "ERROR", "CRITICAL"} or "xception" in line:
            yield line.removeprefix("Socket Exception: ")


def _is_permanent(line: str) -> bool:
    http = [int(code) for code in _HTTP_STATUS.findall(line)]
    smtp = [int(code) for code in _SMTP_STATUS.findall(line)]
    return any(400 <= code < 500 and code not in _AGAIN for code in http) or any(code >= 500 for code in smtp)
