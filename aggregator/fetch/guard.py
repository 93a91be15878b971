"""The address guard: looks at the very address that is about to be dialled.

A check of names or of a resolver's answers can be got round (literal addresses
never reach a resolver, names change between two look-ups); the socket factory
sees what the kernel will get, for each hop of each request.
"""

import errno
import socket
from collections.abc import Callable
from typing import Any

from aiohttp import ClientError

from aggregator.fetch.address import find_objection

AddressInfo = tuple[Any, ...]
"""(family, type, protocol, canonical name, socket address), as of getaddrinfo."""

OpenSocket = Callable[[AddressInfo], socket.socket]


class ForbiddenAddressError(OSError):
    """An address that must not be dialled; equal text for all, so that none hides another."""

    def __init__(self, address: str, objection: str) -> None:
        super().__init__(errno.EACCES, "the address guard refuses it")
        self.address = address
        self.objection = objection


class ProxyFailedError(ClientError):
    """A proxy that fails; the text says how, and nothing of its password."""


def open_socket(info: AddressInfo) -> socket.socket:
    """Return a socket for an address, not yet connected."""
    family, kind, protocol, _, _ = info
    return socket.socket(family=family, type=kind, proto=protocol)


def guarded(open_one: OpenSocket, *, allow_private: bool) -> OpenSocket:
    """Return a socket factory that raises ForbiddenAddressError instead of letting one be dialled.

    For aiohttp.TCPConnector(socket_factory=…), which opens each of its connections by it.
    """

    def open_guarded(info: AddressInfo) -> socket.socket:
        address = str(info[4][0])
        if objection := find_objection(address, allow_private=allow_private):
            raise ForbiddenAddressError(address, objection)
        return open_one(info)

    return open_guarded
