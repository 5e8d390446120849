"""Where messages may be sent: to the internet, and to those private networks that the operator has named.

Whoever may enter the address of a channel could otherwise let the stack speak to servers that only the stack can
reach: the database, the metadata service of a cloud, the router (server-side request forgery).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

# IPv6 addresses that a translator (RFC 6052) turns into the IPv4 address in their last 32 bits.
_TRANSLATED = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Networks:
    """The private networks that may be reached; all of the internet may."""

    allowed: Sequence[IPv4Network | IPv6Network] = ()

    def allow(self, address: str) -> bool:
        """Tell whether a message may go to this IP address."""
        found = _real(ip_address(address.split("%")[0]))
        if any(found in network for network in self.allowed if network.version == found.version):
            return True
        return found.is_global and not found.is_multicast


THE_INTERNET = Networks()


def networks(text: str) -> Networks:
    """Return the networks in a setting: ``10.20.0.0/16 fd00::/8``. Raises: ValueError if one is none."""
    return Networks([ip_network(one, strict=False) for one in text.split()])


def is_network(text: str) -> bool:
    """Tell whether a text is a network or an address."""
    try:
        networks(text)
    except ValueError:
        return False
    return True


def _real(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that stands inside of an IPv6 address, if one does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
