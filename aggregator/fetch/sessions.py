"""The pools of connections: one for each way out of this machine, opened when first needed.

TLS is verified always; there is no switch. What the environment says of
proxies and netrc is not listened to, and no cookie is kept.
"""

import ssl
from collections.abc import Callable
from functools import lru_cache
from random import random

import aiohttp
from aiohttp.abc import AbstractResolver

from aggregator.fetch.guard import OpenSocket, guarded, open_socket
from aggregator.fetch.limits import Limits
from aggregator.fetch.names import ThreadResolver
from aggregator.records import FailureKind, FetchFailed, Secret
from aggregator.records.base import record

KEEP_ALIVE = 30
"""Seconds that a connection stays open for the next request to the same host."""

NAMES_KEPT = 60
"""Seconds that a looked-up name is remembered."""


@record
class Route:
    """A way out: straight on, to the private network too, or through a proxy."""

    allow_private: bool = False
    proxy: Secret | None = None
    ca: str | None = None
    """A file of certificates (PEM) to trust besides the system's."""


@record
class World:
    """What lies between us and the network; a test puts its own in."""

    resolver: AbstractResolver | None = None
    """None: the system's, in threads of its own."""
    open_socket: OpenSocket = open_socket
    chance: Callable[[], float] = random
    """Uniform in [0, 1)."""


class Sessions:
    """The client sessions, by route; connections of a guarded one never serve another."""

    def __init__(self, limits: Limits, world: World) -> None:
        self._limits = limits
        self._world = world
        self._resolver = world.resolver
        self._by_way: dict[tuple[bool, Secret | None], aiohttp.ClientSession] = {}

    def get(self, route: Route) -> aiohttp.ClientSession:
        """Return the session of a route."""
        way = (route.allow_private, route.proxy if route.proxy and is_socks(route.proxy) else None)
        if route.proxy and not way[1]:
            way = (True, _ANY_HTTP_PROXY)  # what is dialled is the proxy, which the user named
        session = self._by_way.get(way)
        if session is None:
            session = self._by_way[way] = self._open_session(route)
        return session

    async def close(self) -> None:
        """Give back all connections."""
        for session in self._by_way.values():
            await session.close()
        self._by_way.clear()
        if self._resolver is not None and self._world.resolver is None:
            await self._resolver.close()
            self._resolver = None

    def _open_session(self, route: Route) -> aiohttp.ClientSession:
        limits = self._limits
        return aiohttp.ClientSession(
            connector=self._make_connector(route),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            timeout=aiohttp.ClientTimeout(
                total=None,
                connect=limits.connect.total_seconds(),
                sock_connect=limits.connect.total_seconds(),
                sock_read=limits.first_byte.total_seconds(),
            ),
            max_line_size=limits.header_line,
            max_field_size=limits.header_line,
            max_headers=limits.headers,
        )

    def _make_connector(self, route: Route) -> aiohttp.TCPConnector:
        if route.proxy is None:
            opener = guarded(self._world.open_socket, allow_private=route.allow_private)
        elif is_socks(route.proxy):
            from aggregator.fetch.socks import make_socks_connector

            return make_socks_connector(route.proxy.reveal(), KEEP_ALIVE)
        else:
            opener = self._world.open_socket
        if self._resolver is None:
            self._resolver = ThreadResolver()
        return aiohttp.TCPConnector(
            limit=0,  # how many at once is decided before: see pace
            resolver=self._resolver,
            ttl_dns_cache=NAMES_KEPT,
            keepalive_timeout=KEEP_ALIVE,
            socket_factory=opener,
        )


_ANY_HTTP_PROXY = Secret("http")


def is_socks(proxy: Secret) -> bool:
    """Tell whether a proxy speaks SOCKS."""
    return proxy.reveal().lower().startswith("socks")


def http_proxy(route: Route) -> str | None:
    """Return the address of the route's HTTP proxy, credentials included; None without one."""
    if route.proxy is None or is_socks(route.proxy):
        return None
    return route.proxy.reveal()


@lru_cache(maxsize=64)
def trust(ca: str) -> ssl.SSLContext | FetchFailed:
    """Return a context that trusts the system's authorities and those of a PEM file."""
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(cafile=ca)
    except OSError as error:  # SSLError is one too
        why = error.strerror or "it holds no certificate in PEM"
        reason = f"the file {ca} cannot be read: {why}; correct `ca` of the source"
        return FetchFailed(kind=FailureKind.TLS, reason=reason)
    context.set_alpn_protocols(["http/1.1"])
    return context
