"""Politeness: how many requests a host gets at once, how far apart, and in which order."""

import asyncio
from datetime import timedelta

from aggregator.fetch.limits import Limits
from aggregator.fetch.pace import Cooldowns, Pace, Rank
from aggregator.records import Settings, Validators
from tests.fetch_fixtures import FEED, NOW, Site, fetcher, quick, reply, run

GAP = timedelta(milliseconds=60)


def make_pace(per_host=1, gap=timedelta(0), chance=0.0):
    return Pace(per_host, Limits(gap=gap), lambda: chance)


def test_a_host_gets_so_many_requests_at_once_and_others_do_not_wait():
    async def slow(*_):
        await asyncio.sleep(0.03)
        return reply(body=FEED)

    async def main():
        async with Site({"/feed": slow}) as one, Site({"/feed": slow}, host="127.0.0.2") as two:
            async with fetcher(Settings(per_host=2)) as client:
                feeds = [site.source() for site in (one, two) for _ in range(6)]
                await asyncio.gather(*(client.fetch_feed(feed, Validators()) for feed in feeds))
            return one.most_at_once, two.most_at_once, min(two.arrivals) < max(one.arrivals)

    one, two, side_by_side = run(main())
    assert (one, two) == (2, 2)
    assert side_by_side


def test_requests_to_a_host_keep_their_distance():
    async def main():
        limits = quick(loopback_gap=GAP)
        async with Site({"/feed": reply(body=FEED)}) as site, fetcher(limits=limits) as client:
            await asyncio.gather(
                *(client.fetch_feed(site.source(), Validators()) for _ in range(4))
            )
            return site.arrivals

    arrivals = run(main())
    assert len(arrivals) == 4
    # Three gaps; the first may have arrived late by less than one.
    assert arrivals[-1] - arrivals[0] > 2 * GAP.total_seconds()


def test_each_hop_of_a_redirect_takes_its_turn():
    async def main():
        limits = quick(loopback_gap=GAP)
        answers = {"/feed": reply("302 F", b"", "Location: /b"), "/b": reply(body=FEED)}
        async with Site(answers) as site, fetcher(limits=limits) as client:
            await client.fetch_feed(site.source(), Validators())
            return site.arrivals

    first, second = run(main())
    assert second - first > GAP.total_seconds() / 2


def in_order(*ranks, per_host=1):
    """Let these wait while one holds the host; return in which order their turns came."""

    async def main():
        pace, order = make_pace(per_host), []

        async def wait(number, rank):
            async with pace.turn("h", rank):
                order.append(number)

        async with pace.turn("h", Rank.FEED):
            waiting = [asyncio.create_task(wait(n, rank)) for n, rank in enumerate(ranks)]
            await asyncio.sleep(0)
        await asyncio.gather(*waiting)
        return order

    return run(main())


def test_pages_wait_behind_feeds_and_each_in_the_order_of_coming():
    page, feed = Rank.PAGE, Rank.FEED
    assert in_order(page, page, feed, page, feed) == [2, 4, 0, 1, 3]


def test_who_is_cancelled_gives_the_turn_to_the_next():
    async def main():
        pace, order = make_pace(), []

        async def wait(number):
            async with pace.turn("h", Rank.FEED):
                order.append(number)

        async with pace.turn("h", Rank.FEED):
            waiting = [asyncio.create_task(wait(number)) for number in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
        # The turn of 1 was given just now, before it runs: it goes on to 2.
        waiting[1].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await wait(9)
        return order

    assert run(main()) == [2, 9]


def test_the_gap_grows_by_chance_and_by_what_the_host_says():
    async def main(pace, *, crawl_delay=None):
        loop = asyncio.get_running_loop()
        if crawl_delay:
            pace.slow_down("h", crawl_delay)
        async with pace.turn("h", Rank.FEED):
            began = loop.time()
        async with pace.turn("h", Rank.FEED):
            return loop.time() - began

    assert run(main(make_pace(gap=GAP))) >= 0.06
    assert run(main(make_pace(gap=GAP, chance=0.99))) >= 0.119
    assert run(main(make_pace(), crawl_delay=GAP)) >= 0.06


def test_thousands_of_idle_hosts_are_forgotten():
    async def main():
        pace = make_pace()
        for number in range(5000):
            async with pace.turn(f"h{number}", Rank.FEED):
                pass
        return pace.hosts_known()

    assert run(main()) <= 2000


def test_two_limited_addresses_silence_their_host_until_the_later_moment():
    cooldowns = Cooldowns()
    cooldowns.note("h", "/a", NOW + timedelta(minutes=5))
    assert cooldowns.find("h", NOW) is None
    cooldowns.note("h", "/b", NOW + timedelta(minutes=9))
    assert cooldowns.find("h", NOW) == NOW + timedelta(minutes=9)
    assert cooldowns.find("other", NOW) is None
    assert cooldowns.find("h", NOW + timedelta(minutes=9)) is None
