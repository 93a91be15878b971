"""CPU of a poll by client, on one loopback server: ours, raw aiohttp and pycurl.

    python bench/fetch_cpu.py [DATA] [--requests 4000] [--connections 50] [--repeats 3]

Prints CPU milliseconds (user + system) of the client for each answer, the best of the repeats:
a 304, and a 200 of a feed of about 47 KB in gzip, decoded. DATA is a folder of feeds, of which
the one nearest to that size is served; without it, one is made up. pycurl is no dependency:
install it to compare. Each client runs in a process of its own; uvloop as in the program.
"""

import argparse
import asyncio
import gzip
import multiprocessing
import random
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import uvloop

GZIPPED = 47_000
ETAG = '"bench-1"'


def make_feed(folder: Path | None) -> bytes:
    """Return a feed, gzipped, of about the wanted size."""
    if folder:
        packed = (gzip.compress(path.read_bytes()) for path in folder.rglob("*") if path.is_file())
        return min(packed, key=lambda body: abs(len(body) - GZIPPED))
    chance, text = random.Random(1), ["<rss><channel><title>T</title>"]
    words = ["".join(chance.choices("abcdefghijklmnop", k=6)) for _ in range(3000)]
    while len(body := gzip.compress("".join(text).encode())) < GZIPPED:
        for _ in range(10):
            story = " ".join(chance.choices(words, k=150))
            text.append(
                f"<item><title>{story[:40]}</title><description>{story}</description></item>"
            )
    return body


class Server(asyncio.Protocol):
    """Answers a conditional request with 304, any other with the feed."""

    fresh = b""

    def connection_made(self, transport):
        self.transport, self.held = transport, b""

    def data_received(self, data):
        self.held += data
        while (end := self.held.find(b"\r\n\r\n")) >= 0:
            head, self.held = self.held[:end].lower(), self.held[end + 4 :]
            known = b"\r\nif-none-match:" in head
            self.transport.write(self.unchanged if known else self.fresh)

    unchanged = (
        f"HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\nCache-Control: max-age=600\r\n\r\n".encode()
    )


def serve(feed: bytes, ready) -> None:
    """Serve until killed; send the port when it is open."""
    Server.fresh = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: {ETAG}\r\n"
        f"Content-Encoding: gzip\r\nContent-Length: {len(feed)}\r\n\r\n"
    ).encode() + feed

    async def main():
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(main())


async def in_turns(count: int, at_once: int, ask: Callable) -> None:
    """Call `ask` so many times, so many at once."""
    left = iter(range(count))

    async def worker():
        for _ in left:
            await ask()

    await asyncio.gather(*(worker() for _ in range(at_once)))


async def use_aggregator(url: str, count: int, at_once: int, *, known: bool) -> None:
    from aggregator.clock import SystemClock
    from aggregator.fetch.client import HttpFetcher
    from aggregator.records import Fetched, NotModified, Settings, Source, Validators

    client = HttpFetcher(Settings(concurrency=at_once, per_host=at_once), SystemClock())
    source = Source(name="bench", url=url, allow_private=True)
    validators = Validators(etag=ETAG) if known else Validators()
    wanted = NotModified if known else Fetched

    async def ask():
        outcome = await client.fetch_feed(source, validators)
        assert isinstance(outcome, wanted), outcome

    await in_turns(count, at_once, ask)
    await client.close()


async def use_aiohttp(url: str, count: int, at_once: int, *, known: bool) -> None:
    import aiohttp

    headers = {"If-None-Match": ETAG} if known else {}
    connector = aiohttp.TCPConnector(limit=at_once)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask():
            async with session.get(url, headers=headers) as response:
                await response.read()
                assert response.status == (304 if known else 200)

        await in_turns(count, at_once, ask)


def use_pycurl(url: str, count: int, at_once: int, *, known: bool) -> None:
    import io

    import pycurl

    multi, free, left = pycurl.CurlMulti(), [], count
    for _ in range(at_once):
        handle = pycurl.Curl()
        handle.setopt(pycurl.URL, url)
        handle.setopt(pycurl.ACCEPT_ENCODING, "gzip")
        if known:
            handle.setopt(pycurl.HTTPHEADER, [f"If-None-Match: {ETAG}"])
        free.append(handle)
    active = 0
    while left or active:
        while free and left:
            handle = free.pop()
            handle.setopt(pycurl.WRITEDATA, io.BytesIO())
            multi.add_handle(handle)
            left, active = left - 1, active + 1
        multi.perform()
        _, done, failed = multi.info_read()
        assert not failed, failed
        for handle in done:
            assert handle.getinfo(pycurl.RESPONSE_CODE) == (304 if known else 200)
            multi.remove_handle(handle)
            free.append(handle)
            active -= 1
        if not done:
            multi.select(1.0)


CLIENTS = {"aggregator": use_aggregator, "aiohttp": use_aiohttp, "pycurl": use_pycurl}


def measure(name: str, url: str, sizes: tuple[int, int], result, *, known: bool) -> None:
    """Send the CPU milliseconds for each request; the connections are opened before."""
    client, (count, at_once) = CLIENTS[name], sizes

    def use(number: int) -> None:
        made = client(url, number, at_once, known=known)
        if made is not None:
            uvloop.run(made)

    try:
        use(at_once * 2)  # imports and first-time work
    except ImportError:
        result.send(None)
        return
    before = resource.getrusage(resource.RUSAGE_SELF)
    use(count)
    after = resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    result.send(spent / count * 1000)


def run(name: str, url: str, arguments, *, known: bool) -> float | None:
    """Return the best of the repeats, each in a new process."""
    figures = []
    for _ in range(arguments.repeats):
        here, there = multiprocessing.Pipe()
        values = (name, url, (arguments.requests, arguments.connections), there)
        process = multiprocessing.Process(target=measure, args=values, kwargs={"known": known})
        process.start()
        figures.append(here.recv())
        process.join()
    return None if None in figures else min(figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    feed = make_feed(arguments.data)
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(feed, there), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{here.recv()}/feed"
    print(
        f"{len(feed)} bytes in gzip, {len(gzip.decompress(feed))} decoded; "
        f"{arguments.connections} connections, {arguments.requests} requests, Python "
        f"{sys.version.split()[0]}"
    )
    for title, known in (("304", True), ("200 gzip", False)):
        figures = {name: run(name, url, arguments, known=known) for name in CLIENTS}
        base = figures["aggregator"]
        for name, figure in figures.items():
            told = (
                "not installed"
                if figure is None
                else f"{figure:.3f} ms, ours is {base / figure:.2f} of it"
            )
            print(f"{title:9} {name:11} {told}")
    server.terminate()


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    main()
