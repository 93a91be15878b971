"""A 304 that costs little: readers ask far more often than there is news.

What aiohttp does to make a response costs as much as all the rest of a 304, so
its head is kept as bytes and written at once.
"""

from collections.abc import Mapping

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.helpers import rfc822_formatted_time


class Renewal(web.Response):
    """A 304 on a connection that goes on."""

    def __init__(self, head: bytes, freshness: str) -> None:
        super().__init__(status=304)
        self._head_bytes = head
        self._freshness = freshness
        self._asked: web.BaseRequest | None = None

    @property
    def keep_alive(self) -> bool:
        """Say that the connection goes on; others get an ordinary response."""
        return True

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Take the request; there is nothing to prepare."""
        self._asked = request
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """Write it all."""
        del data  # a 304 has no body (RFC 9110, 15.4.5)
        transport = self._asked.transport if self._asked else None
        if transport is None:
            return
        changing = f"Cache-Control: {self._freshness}\r\nDate: {rfc822_formatted_time()}\r\n\r\n"
        transport.write(self._head_bytes + changing.encode("ascii"))


def make_head(headers: Mapping[str, str]) -> bytes:
    """Return the beginning of a 304: all that does not change with the time."""
    lines = [f"{name}: {value}\r\n" for name, value in headers.items() if name != "Cache-Control"]
    return f"HTTP/1.1 304 Not Modified\r\n{''.join(lines)}".encode("ascii")


def may_go_on(request: web.Request) -> bool:
    """Say whether the client leaves the connection open, as HTTP/1.1 has it."""
    return request.version == HttpVersion11 and request.keep_alive
