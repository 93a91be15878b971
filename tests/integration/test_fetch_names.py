"""Names: looked up side by side, and never waited for at the end."""

import asyncio
import socket
import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from aggregator.fetch.names import ThreadResolver
from aggregator.fetch.sessions import World
from aggregator.records import FailureKind, Fetched, Source, Validators
from tests.fetch_fixtures import FEED, Site, fetcher, quick, reply, run

FOUND = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]


def test_a_name_is_looked_up_and_dialled():
    def look_up(host, port, *_):
        assert host == "feeds.test"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async def main():
        world = World(resolver=ThreadResolver(look_up))
        async with Site({"/feed": reply(body=FEED)}) as site, fetcher(world=world) as client:
            url = f"http://feeds.test:{site.port}/feed"
            source = Source(name="s", url=url, allow_private=True)
            return await client.fetch_feed(source, Validators())

    assert isinstance(run(main()), Fetched)


def test_a_name_that_does_not_exist_is_told_as_that():
    def look_up(*_):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async def main():
        async with fetcher(world=World(resolver=ThreadResolver(look_up))) as client:
            return await client.fetch_feed(Source(name="s", url="http://no.test/"), Validators())

    outcome = run(main())
    assert outcome.kind is FailureKind.DNS
    assert "no.test" in outcome.reason
    assert "Name or service not known" in outcome.reason


def test_a_resolver_that_hangs_costs_no_more_than_the_time_to_connect():
    ended = threading.Event()

    def look_up(*_):
        ended.wait(20)
        return FOUND

    async def main():
        limits = quick(connect=timedelta(milliseconds=100))
        async with fetcher(limits=limits, world=World(resolver=ThreadResolver(look_up))) as client:
            return await client.fetch_feed(Source(name="s", url="http://slow.test/"), Validators())

    outcome = run(main())
    ended.set()
    assert outcome.kind is FailureKind.TIMEOUT


def test_look_ups_go_side_by_side_up_to_their_bound():
    under_way, most, lock = 0, 0, threading.Lock()
    all_there = threading.Barrier(4)

    def look_up(*_):
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        all_there.wait(5)  # breaks unless four are under way together
        with lock:
            under_way -= 1
        return FOUND

    async def main():
        resolver = ThreadResolver(look_up, at_once=4)
        return await asyncio.gather(*(resolver.resolve(f"h{n}.test", 80) for n in range(12)))

    assert len(run(main())) == 12
    assert most == 4


def test_who_gives_up_harms_nobody():
    async def main():
        resolver = ThreadResolver(lambda *_: FOUND, at_once=1)
        first = asyncio.create_task(resolver.resolve("a.test", 80))
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        return await resolver.resolve("b.test", 80)

    assert run(main())[0]["host"] == "127.0.0.1"


def test_the_end_of_the_program_waits_for_no_name():
    program = """
import asyncio, time
from aggregator.fetch.names import ThreadResolver
async def main():
    task = asyncio.create_task(ThreadResolver(lambda *_: time.sleep(60)).resolve("a.test"))
    await asyncio.sleep(0.05)
    task.cancel()
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=20)
