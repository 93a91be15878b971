"""The way out through a SOCKS proxy. Imported only where one is configured."""

from urllib.parse import unquote, urlsplit

from aiohttp import ClientRequest, ClientTimeout
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from aiohttp_socks import (
    ProxyConnectionError,
    ProxyConnector,
    ProxyError,
    ProxyTimeoutError,
    ProxyType,
)

from aggregator.fetch.guard import ProxyFailedError

_PORT = 1080  # RFC 1928, 3


class SocksConnector(ProxyConnector):
    """A connector whose errors are those of a connection."""

    async def connect(
        self, req: ClientRequest, traces: list[Trace], timeout: ClientTimeout
    ) -> Connection:
        """Connect. Raises ProxyFailedError when the proxy is what fails."""
        try:
            return await super().connect(req, traces, timeout)
        except ProxyTimeoutError as error:
            raise TimeoutError from error
        except ProxyConnectionError as error:
            raise ProxyFailedError("it cannot be reached") from error
        except ProxyError as error:
            raise ProxyFailedError(f"it answers: {error}") from error


def make_socks_connector(proxy: str, keep_alive: float) -> SocksConnector:
    """Return a connector through a proxy at `socks5://user:password@host:port` or the like."""
    parts = urlsplit(proxy)
    kind = ProxyType.SOCKS4 if parts.scheme.lower().startswith("socks4") else ProxyType.SOCKS5
    return SocksConnector(
        host=parts.hostname or "",
        port=parts.port or _PORT,
        proxy_type=kind,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        rdns=True,  # the proxy looks names up: our own resolver may not know them
        limit=0,
        keepalive_timeout=keep_alive,
    )
