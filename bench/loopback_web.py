"""Many small sites on this machine, for bench/soak.py: each on a loopback host of its own.

Each site has a rhythm of new entries, a latency, habits (validators, Cache-Control, full text or
pages), and now and then an error. What it served, and when, is noted: the soak compares it with
what was published.
"""

import asyncio
import hashlib
import random
import re
import time
from contextlib import suppress
from email.utils import formatdate

CARRIED = 15
"""Entries in a feed document."""

EDITED = 0.1
"""The share of entries whose text is corrected after a while."""

TROUBLES = ("error", "busy", "reset", "cut", "slow")
TOKEN = re.compile(r"soak-(\d+)-(\d+)")

_WORDS = [
    hashlib.sha256(str(number).encode()).hexdigest()[: 4 + number % 7] for number in range(6000)
]

_ITEM = """<item><title>Entry soak-{token}</title><link>http://{host}/page/{token}</link>
<guid isPermaLink="false">soak-{token}</guid><pubDate>{date}</pubDate>
<description>{text}</description></item>"""


class Site:
    """One source: when its entries appear, and what it answers."""

    def __init__(self, number: int, host: str, mean_gap: float, until: float) -> None:
        self.host, self.number = host, number
        chance = random.Random(number)
        self._chance = chance
        self.latency = min(0.08 * chance.lognormvariate(0, 0.8), 2.0)
        self.validator = chance.choices(("etag", "modified", "none"), (80, 10, 10))[0]
        self.max_age = chance.choice((None, None, 30, 60))
        self.teaser = chance.random() < 0.1
        self.trouble_rate = chance.choice((0.0, 0.0, 0.01, 0.05))
        gap = mean_gap * min(chance.lognormvariate(0, 1.0), 6.0)
        now = time.time()
        self.appears = [now - gap * (CARRIED - step) for step in range(CARRIED)]
        self.first_new = CARRIED
        at = now + chance.expovariate(1 / gap)
        while at < until:
            burst = chance.choices((1, 2, 4), (85, 10, 5))[0]
            self.appears += [at] * burst
            at += max(5.0, chance.expovariate(1 / gap))
        self.carried: dict[int, float] = {}
        """Entry → when the first complete answer that had it was sent."""
        self.answers: dict[str, int] = {}

    def _tokens(self, now: float) -> list[int]:
        count = sum(at <= now for at in self.appears)
        return list(range(max(0, count - CARRIED), count))

    def text(self, entry: int, now: float) -> str:
        """Return an entry's words: its own, and corrected after five minutes with some."""
        chance = random.Random(f"{self.number} {entry}")
        words = chance.choices(_WORDS, k=20 if self.teaser else 180)
        if chance.random() < EDITED and now > self.appears[entry] + 300:
            words[3:5] = ["corrected", "since"]
        return " ".join(words)

    def document(self, now: float) -> tuple[bytes, list[int]]:
        """Return the feed as it is now, and which entries it carries."""
        tokens = self._tokens(now)
        items = "".join(
            _ITEM.format(
                token=f"{self.number}-{entry}",
                host=self.host,
                date=formatdate(self.appears[entry], usegmt=True),
                text=self.text(entry, now),
            )
            for entry in reversed(tokens)
        )
        title = f"Site {self.number}"
        body = f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'
        return body.encode(), tokens

    def page(self, entry: int, now: float) -> bytes:
        """Return an entry's page: its text, and a site around it."""
        words = self.text(entry, now).split()
        more = random.Random(f"page {self.number} {entry}").choices(_WORDS, k=300)
        told = [*words, *more]
        paragraphs = "".join(
            f"<p>{' '.join(told[start : start + 60])}.</p>" for start in range(0, len(told), 60)
        )
        menu = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(12))
        head = f"<title>Entry soak-{self.number}-{entry}</title>"
        return (
            f"<html><head>{head}</head><body><nav><ul>{menu}</ul></nav><article><h1>Entry soak-"
            f"{self.number}-{entry}</h1>{paragraphs}</article><footer>Imprint</footer></body></html>"
        ).encode()

    def pick_trouble(self) -> str | None:
        """Return what goes wrong this time, if anything."""
        if self._chance.random() >= self.trouble_rate:
            return None
        return self._chance.choice(TROUBLES)


class Web:
    """All the sites, behind one port of many loopback addresses."""

    def __init__(self, sites: list[Site]) -> None:
        self._sites = {site.host.rpartition(":")[0]: site for site in sites}
        self._server: asyncio.Server | None = None
        self.open = 0
        """Connections."""

    async def start(self, port: int) -> None:
        """Listen at every site's address."""
        hosts = list(self._sites)
        self._server = await asyncio.start_server(self._serve, hosts, port, backlog=64)

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        site = self._sites[writer.get_extra_info("sockname")[0]]
        self.open += 1
        with suppress(asyncio.IncompleteReadError, OSError):
            while request := await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(site.latency)
                if not await self._answer(site, request.decode("latin-1"), writer):
                    break
        self.open -= 1
        writer.close()

    async def _answer(self, site: Site, request: str, writer: asyncio.StreamWriter) -> bool:
        path = request.split(" ", 2)[1]
        if path.startswith("/page/"):
            return await self._send(
                writer, "200 OK", site.page(int(path.rpartition("-")[2]), time.time()), "text/html"
            )
        if path != "/feed":
            return await self._send(writer, "404 Not Found", b"not here", "text/plain")
        kind = site.pick_trouble()
        site.answers[kind or "fine"] = site.answers.get(kind or "fine", 0) + 1
        match kind:
            case "error":
                return await self._send(writer, "500 Oops", b"oops", "text/plain")
            case "busy":
                more = "Retry-After: 60\r\n"
                return await self._send(writer, "503 Busy", b"busy", "text/plain", more)
            case "reset":
                writer.transport.abort()
                return False
        return await self._send_feed(site, request, writer, kind)

    async def _send_feed(
        self, site: Site, request: str, writer: asyncio.StreamWriter, kind: str | None
    ) -> bool:
        now = time.time()
        body, tokens = site.document(now)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        modified = formatdate(site.appears[tokens[-1]], usegmt=True)
        more = {"etag": f"ETag: {etag}\r\n", "modified": f"Last-Modified: {modified}\r\n"}.get(
            site.validator, ""
        )
        if site.max_age is not None:
            more += f"Cache-Control: max-age={site.max_age}\r\n"
        given = (f"if-none-match: {etag}\r\n", f"if-modified-since: {modified.lower()}\r\n")
        if more and any(each in request.lower() for each in given):
            writer.write(f"HTTP/1.1 304 Not Modified\r\n{more}\r\n".encode())
            await writer.drain()
            return True
        if kind == "cut":
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            writer.write(head + body[: len(body) // 2])
            await writer.drain()
            return False
        if kind == "slow":
            await asyncio.sleep(5)
        await self._send(writer, "200 OK", body, "application/rss+xml", more)
        sent = time.time()
        for entry in tokens:
            site.carried.setdefault(entry, sent)
        return True

    async def _send(
        self, writer: asyncio.StreamWriter, status: str, body: bytes, kind: str, more: str = ""
    ) -> bool:
        length = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        writer.write(f"HTTP/1.1 {status}\r\n{length}{more}\r\n".encode() + body)
        await writer.drain()
        return True
