"""Which network addresses may be dialled: an explicit rule (pure).

`ipaddress.is_global` is no help: it calls 26 of 62 dangerous addresses global,
multicast and the tunnels that lead back to private networks among them. So each
network that is refused is named here, from the IANA special-purpose registries
(RFC 6890 and its updates), and of IPv6 only global unicast is let through.
"""

import re
import socket
from ipaddress import (
    IPv4Address,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from aggregator.records.base import record

Address = IPv4Address | IPv6Address


@record
class _Range:
    """The addresses of a network, as numbers: compared in no time, for each connection."""

    version: int
    first: int
    last: int
    kind: str


def _networks(*rows: tuple[str, str]) -> tuple[_Range, ...]:
    return tuple(
        _Range(
            version=network.version,
            first=int(network.network_address),
            last=int(network.broadcast_address),
            kind=kind,
        )
        for kind, names in rows
        for network in map(ip_network, names.split())
    )


_NEVER = _networks(
    (
        "a metadata service of a cloud",
        "169.254.169.254/32 100.100.100.200/32 168.63.129.16/32 192.0.0.192/32 fd00:ec2::/32 "
        "fd20:ce::254/128",
    ),
    ("an unspecified address", "0.0.0.0/8 ::/128"),
    ("a link-local address", "169.254.0.0/16 fe80::/10"),
    ("a multicast or broadcast address", "224.0.0.0/4 255.255.255.255/32 ff00::/8"),
    (
        "a reserved address",
        "192.0.0.0/24 192.0.2.0/24 192.52.193.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 "
        "203.0.113.0/24 240.0.0.0/4 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 "
        "3fff::/20 5f00::/16 fec0::/10",
    ),
    ("a tunnel", "2002::/16"),
)
_PRIVATE = _networks(
    ("a loopback address", "127.0.0.0/8 ::1/128"),
    ("a private address", "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7"),
    ("an address inside a provider's network (CGNAT)", "100.64.0.0/10"),
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291, 2.4: all that is assigned so far
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: how an IPv6-only machine reaches IPv4

_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\.?", re.IGNORECASE)


def find_objection(address: str, *, allow_private: bool) -> str | None:
    """Return what speaks against dialling an address, as a phrase; None when nothing does.

    `allow_private` lets loopback, private and provider-internal addresses pass;
    the rest of the refused ones no source can be at.
    """
    try:
        parsed = _unwrap(ip_address(address.partition("%")[0]))
    except ValueError:
        return "not an address"
    if kind := _find_kind(parsed, _NEVER):
        return kind
    if kind := _find_kind(parsed, _PRIVATE):
        return None if allow_private else kind
    if isinstance(parsed, IPv6Address) and parsed not in _GLOBAL_UNICAST:
        return "not a global address"
    return None


def read_spelled_address(host: str) -> str | None:
    """Return the address that a host's name spells; None for a name to be looked up.

    Takes every spelling that a resolver takes: `0x7f.1`, `2130706433`, `0177.0.0.1`, `[::1]`.
    """
    bare = host.strip("[]").rstrip(".").lower()
    if bare == "localhost" or bare.endswith(".localhost"):  # RFC 6761, 6.3
        return "127.0.0.1"
    try:
        return str(ip_address(bare.partition("%")[0]))
    except ValueError:
        pass
    if not _NUMBERS.fullmatch(bare):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(bare))
    except OSError:
        return None


def is_loopback(host: str) -> bool:
    """Tell whether a host's name spells an address of this very machine."""
    spelled = read_spelled_address(host)
    return spelled is not None and ip_address(spelled).is_loopback


def _unwrap(address: Address) -> Address:
    """Return the IPv4 address inside an IPv6 form that leads to it, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _find_kind(address: Address, ranges: tuple[_Range, ...]) -> str | None:
    version, number = address.version, int(address)
    for one in ranges:
        if one.first <= number <= one.last and one.version == version:
            return one.kind
    return None
