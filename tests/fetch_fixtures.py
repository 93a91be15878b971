"""A loopback server that answers with raw bytes and remembers raw requests; a fetcher to ask it."""

import asyncio
import gzip
import ssl
import subprocess
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.clock import VirtualClock
from aggregator.fetch.client import HttpFetcher
from aggregator.fetch.limits import Limits
from aggregator.records import Settings, Source, Validators

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title></channel></rss>'
GZIPPED = gzip.compress(FEED * 40)
QUICK = Limits(
    connect=timedelta(seconds=2),
    first_byte=timedelta(milliseconds=300),
    total=timedelta(seconds=3),
    rate_grace=timedelta(milliseconds=200),
    gap=timedelta(0),
)


@dataclass(frozen=True)
class Request:
    """A request as it came."""

    target: str
    lines: tuple[str, ...]
    number: int
    connection: int

    @property
    def headers(self) -> dict[str, str]:
        pairs = (line.partition(": ") for line in self.lines)
        return {name.lower(): value for name, _, value in pairs}


def reply(status: str = "200 OK", body: bytes = b"", *headers: str) -> bytes:
    """Make an answer; with its Content-Length unless one is given or none is allowed."""
    lines = [f"HTTP/1.1 {status}", *headers]
    told = any(line.lower().startswith(("content-length", "transfer-enc")) for line in headers)
    if not told and status[:3] not in ("204", "304"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


Handler = Callable[[Request, asyncio.StreamWriter], bytes | Awaitable[bytes | None] | None]


@dataclass
class Site:
    """One loopback server; `answers` by path, bytes or a handler; 404 for the rest."""

    answers: dict[str, bytes | Handler] = field(default_factory=dict)
    host: str = "127.0.0.1"
    tls: Any = None
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    at_once: int = 0
    most_at_once: int = 0
    arrivals: list[float] = field(default_factory=list)
    port: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def origin(self) -> str:
        return f"http{'s' if self.tls else ''}://{self.host}:{self.port}"

    def source(self, path: str = "/feed", **kinds: Any) -> Source:
        known = {"name": "s", "allow_private": True} | kinds
        return Source(url=self.origin + path, **known)

    async def __aenter__(self) -> "Site":
        self._server = await asyncio.start_server(self._serve, self.host, 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        tasks = list(self.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        self.connections += 1
        connection = self.connections
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                await self._answer(head, connection, writer)
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.transport.abort() if writer.is_closing() else writer.close()

    async def _answer(self, head: str, connection: int, writer: asyncio.StreamWriter) -> None:
        first, *lines = head.rstrip("\r\n").split("\r\n")
        target = first.split(" ")[1]
        request = Request(target, tuple(lines), len(self.requests) + 1, connection)
        self.requests.append(request)
        self.arrivals.append(asyncio.get_running_loop().time())
        answer = self.answers.get(target.split("?")[0], reply("404 Not Found"))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if callable(answer):
                made = answer(request, writer)
                answer = await made if isinstance(made, Awaitable) else made
        finally:
            self.at_once -= 1
        if answer is None:
            writer.close()
            raise ConnectionResetError
        writer.write(answer)
        await writer.drain()


@asynccontextmanager
async def fetcher(settings: Settings | None = None, **kinds: Any):
    """A fetcher of the network, closed at the end."""
    kinds.setdefault("limits", QUICK)
    clock = kinds.pop("clock", None) or VirtualClock(NOW)
    made = HttpFetcher(settings or Settings(), clock, **kinds)
    try:
        yield made
    finally:
        await made.close()


def run(main: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(main)


def ask(
    answers: dict[str, bytes | Handler] | bytes | Handler,
    *,
    validators: Validators | None = None,
    limits: Limits | None = None,
    page: bool = False,
    **source: Any,
) -> tuple[Any, list[Request]]:
    """Serve the answers, ask once for /feed, and return outcome and requests."""
    served = answers if isinstance(answers, dict) else {"/feed": answers}

    async def main() -> tuple[Any, list[Request]]:
        async with Site(served) as site, fetcher(limits=limits or QUICK) as client:
            asked = site.source(**source)
            if page:
                outcome = await client.fetch_page(asked.url, asked)
            else:
                outcome = await client.fetch_feed(asked, validators or Validators())
            return outcome, site.requests

    return run(main())


def quick(**kinds: Any) -> Limits:
    return replace(QUICK, **kinds)


def make_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Make a self-signed certificate for 127.0.0.1: the server's context, and the PEM file."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
            "-days",
            "2",
            "-subj",
            "/CN=loopback",
            "-addext",
            "subjectAltName=IP:127.0.0.1,DNS:localhost",
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate
