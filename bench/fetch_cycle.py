"""Wall time of a cycle over 200 slow hosts, against the slowest single answer among them.

    python bench/fetch_cycle.py [--sources 200] [--median 300] [--repeats 3]

Each source is on a loopback host of its own. Latencies are lognormal (sigma 0.8) around the
median in milliseconds; 3 in 100 fail (reset, 500, cut off, never answer a second try), and
3 in 100 send their body slowly, over 4 seconds. The goal: the slowest answer and 3 seconds.
"""

import argparse
import asyncio
import random
import resource
import time
from collections import Counter

import uvloop

from aggregator.clock import SystemClock
from aggregator.fetch.client import HttpFetcher
from aggregator.records import FetchFailed, Settings, Source, Validators

BODY = b"<rss><channel>" + b"<item><title>t</title></item>" * 2000 + b"</channel></rss>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n" % len(BODY)
SLOW = 4.0
PIECES = 20


class Host:
    """One host: its latency and what is wrong with it."""

    def __init__(self, chance: random.Random, median: float) -> None:
        self.latency = median / 1000 * chance.lognormvariate(0, 0.8)
        kinds, weights = ["fine", "slow", "reset", "error", "cut"], [94, 3, 1, 1, 1]
        self.kind = chance.choices(kinds, weights)[0]
        self.longest = self.latency + (SLOW if self.kind == "slow" else 0)

    async def serve(self, reader, writer):
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(self.latency)
                await self.answer(writer)
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    async def answer(self, writer):
        match self.kind:
            case "fine":
                writer.write(HEAD + BODY)
            case "slow":
                writer.write(HEAD)
                for at in range(PIECES):
                    size = len(BODY) // PIECES + 1
                    writer.write(BODY[at * size : (at + 1) * size])
                    await asyncio.sleep(SLOW / PIECES)
            case "error":
                writer.write(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")
            case "cut":
                writer.write(HEAD + BODY[:500])
                raise ConnectionResetError
            case "reset":
                raise ConnectionResetError


async def cycle(arguments, number: int) -> None:
    chance = random.Random(number)
    hosts = [Host(chance, arguments.median) for _ in range(arguments.sources)]
    servers, sources = [], []
    for at, host in enumerate(hosts):
        address = f"127.1.{at // 250}.{at % 250 + 1}"
        server = await asyncio.start_server(host.serve, address, 0)
        servers.append(server)
        port = server.sockets[0].getsockname()[1]
        url = f"http://{address}:{port}/feed"
        sources.append(Source(name=str(at), url=url, allow_private=True))
    client = HttpFetcher(Settings(), SystemClock())
    began, spent = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    outcomes = await asyncio.gather(*(client.fetch_feed(one, Validators()) for one in sources))
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    await client.close()
    await asyncio.sleep(2 * SLOW / PIECES)  # the servers end their last pieces
    for server in servers:
        server.close()
    slowest = max(host.longest for host in hosts)
    kinds = Counter(
        outcome.kind if isinstance(outcome, FetchFailed) else "fetched" for outcome in outcomes
    )
    print(
        f"{len(sources)} sources: {wall:.2f} s, the slowest answer {slowest:.2f} s, "
        f"{wall - slowest:+.2f} s; CPU with the server {used.ru_utime - spent.ru_utime:.2f} s; "
        + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--median", type=float, default=300)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    for number in range(arguments.repeats):
        uvloop.run(cycle(arguments, number))


if __name__ == "__main__":
    main()
