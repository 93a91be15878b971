"""The address guard: looks at the very address that is about to be dialled.

A check of names or of a resolver's answers can be got round (literal addresses
never reach a resolver, names change between two look-ups); the socket factory
sees what the kernel will get, for each hop of each request.
"""

import asyncio
import errno
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from aiohttp import ClientError
from aiohttp.abc import AbstractResolver, ResolveResult

from aggregator.fetch.address import find_objection

AddressInfo = tuple[Any, ...]
"""(family, type, protocol, canonical name, socket address), as of getaddrinfo."""

OpenSocket = Callable[[AddressInfo], socket.socket]

LOOKUPS_AT_ONCE = 32
"""Threads for name look-ups: they wait, and must not wait for one another."""


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


class ThreadResolver(AbstractResolver):
    """The system's resolver, in threads of its own: the loop's few are for files."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOKUPS_AT_ONCE, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return every address of a name. Raises OSError when there is none."""
        look_up = partial(socket.getaddrinfo, host, port, family, socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Let go of the threads; a look-up under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)
