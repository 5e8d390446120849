"""What every kind of channel has in common: the terms on which it sends, and the error it raises."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.telling_network import THE_INTERNET, Networks
from domain.telling_parcel import Recipient

PRIVATE = "{host} is in a private network; STETHOS_TELL_NETWORKS does not name it"

# Family, type, protocol and address of a socket, as socket.getaddrinfo returns them.
Place = tuple[int, int, int, Any]


class TransportError(Exception):
    """A message could not be delivered; a permanent error will be the same at every attempt.

    ``asked_s`` is the pause that the server asked for. The text never holds a secret.
    """

    def __init__(self, text: str, *, permanent: bool = False, asked_s: float | None = None) -> None:
        super().__init__(text)
        self.permanent, self.asked_s = permanent, asked_s


@dataclass(frozen=True, slots=True)
class Terms:
    """Where may be sent, how long one attempt may take, and under which address people find this stack."""

    networks: Networks = THE_INTERNET
    timeout_s: float = 15.0
    public_url: str = ""


def places(host: str, port: int, networks: Networks) -> Sequence[Place]:
    """Return the addresses of a host at which a connection may be tried.

    Raises: TransportError if it has none, permanent if one of them must not be reached.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TransportError(f"{host} is not known: {error}") from None
    if any(not networks.allow(str(address[0])) for *_kind, address in found):
        raise TransportError(PRIVATE.format(host=host), permanent=True)
    return [(int(family), int(kind), protocol, address) for family, kind, protocol, _name, address in found]


def filled(address: str, recipient: Recipient, quote: Any) -> str:
    """Return an address with {email}, {phone} and {name} of the person in it.

    Raises: TransportError, permanent, if the person has none.
    """
    for name, value in (("email", recipient.email), ("phone", recipient.phone), ("name", recipient.name)):
        place = "{" + name + "}"
        if place in address:
            if not value:
                raise TransportError(f"{recipient.full_name} has no {name}", permanent=True)
            address = address.replace(place, quote(value))
    return address
