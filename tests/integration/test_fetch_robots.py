"""robots.txt: honoured for article pages, read once, and never a danger."""

import asyncio
import time
from datetime import timedelta

import pytest

from aggregator.clock import VirtualClock
from aggregator.records import FailureKind, Fetched, FetchFailed, Settings, Validators
from tests.fetch_fixtures import FEED, NOW, Site, fetcher, quick, reply, run

PAGE = reply("200 OK", b"<p>text")


def rules(*lines):
    return reply("200 OK", "\n".join(lines).encode(), "Content-Type: text/plain")


def fetch_pages(robots, *paths, source=None, **kinds):
    """Fetch these pages at once from a site with this robots.txt; return outcomes and requests."""
    answers = {path.split("?")[0]: PAGE for path in paths} | {"/robots.txt": robots}

    async def main():
        async with Site(answers) as site, fetcher(**kinds) as client:
            asked = site.source(**(source or {}))
            outcomes = await asyncio.gather(
                *(client.fetch_page(site.origin + path, asked) for path in paths)
            )
            return outcomes, [request.target for request in site.requests]

    return run(main())


def is_allowed(robots, path="/a", **kinds):
    (outcome,), _ = fetch_pages(robots, path, **kinds)
    if isinstance(outcome, FetchFailed):
        assert outcome.kind is FailureKind.ROBOTS, outcome
    return isinstance(outcome, Fetched)


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        (rules("User-agent: *", "Disallow: /"), "/a", False),
        (rules("User-agent: *", "Disallow:"), "/a", True),
        (rules("User-agent: *", "Disallow: /a", "Allow: /a/b"), "/a/b", True),
        (rules("User-agent: *", "Disallow: /*.html$"), "/a.html", False),
        (rules("User-agent: *", "Disallow: /*?print="), "/a?print=1", False),
        (rules("User-agent: GPTBot", "Disallow: /"), "/a", True),
        (rules("User-agent: feed-aggregator", "Disallow: /"), "/a", False),
        (rules("USER-AGENT: Feed-Aggregator/1.0", "Disallow: /"), "/a", False),
        (
            rules("User-agent: *", "Disallow: /", "User-agent: feed-aggregator", "Allow: /"),
            "/a",
            True,
        ),
        (rules("User-agent: a", "User-agent: *", "Disallow: /"), "/a", False),
        (rules("<html><body>not found</body></html>"), "/a", True),
        (reply("200 OK", b"\xef\xbb\xbfUser-agent: *\nDisallow: /"), "/a", False),
        (reply("200 OK", b"\xff\xfe\x00"), "/a", True),
        (reply("200 OK"), "/a", True),
        (reply("404 Not Found"), "/a", True),
        (reply("403 Forbidden"), "/a", True),
        (reply("302 Found", b"", "Location: /robots.txt"), "/a", True),
        (reply("500 Oops"), "/a", False),
        (reply("503 Busy"), "/a", False),
        (reply("429 Too Many Requests"), "/a", False),
        (lambda *_: None, "/a", False),
    ],
)
def test_a_page_is_asked_for_where_its_site_lets_us(robots, path, allowed):
    assert is_allowed(robots, path) is allowed


def test_the_reason_says_whose_wish_it_is():
    (outcome,), requests = fetch_pages(rules("User-agent: *", "Disallow: /"), "/a")
    assert "robots.txt of 127.0.0.1" in outcome.reason
    assert requests == ["/robots.txt"]


def test_rules_are_read_once_for_all_pages_of_an_origin():
    outcomes, requests = fetch_pages(rules("User-agent: *", "Disallow: /x"), "/a", "/b", "/x")
    assert [isinstance(outcome, Fetched) for outcome in outcomes] == [True, True, False]
    assert requests.count("/robots.txt") == 1


def test_rules_are_read_again_after_a_day():
    clock = VirtualClock(NOW)

    async def main():
        answers = {"/a": PAGE, "/robots.txt": rules("User-agent: *", "Allow: /")}
        async with Site(answers) as site, fetcher(clock=clock) as client:
            for hours in (0, 23, 2):
                clock.advance(timedelta(hours=hours))
                await client.fetch_page(f"{site.origin}/a", site.source())
            return [request.target for request in site.requests]

    assert run(main()).count("/robots.txt") == 2


def test_what_could_not_be_read_is_tried_again_within_the_hour():
    clock = VirtualClock(NOW)

    async def main():
        answers = {"/a": PAGE, "/robots.txt": reply("500 Oops")}
        async with Site(answers) as site, fetcher(clock=clock) as client:
            first = await client.fetch_page(f"{site.origin}/a", site.source())
            answers["/robots.txt"] = reply("404 Not Found")
            clock.advance(timedelta(hours=1))
            return first, await client.fetch_page(f"{site.origin}/a", site.source())

    first, second = run(main())
    assert first.kind is FailureKind.ROBOTS
    assert isinstance(second, Fetched)


def test_who_is_cancelled_while_reading_leaves_no_rules_behind():
    async def main():
        slow = asyncio.Event()

        async def robots(*_):
            await slow.wait()
            return rules("User-agent: *", "Allow: /")

        async with Site({"/a": PAGE, "/robots.txt": robots}) as site, fetcher() as client:
            url = f"{site.origin}/a"
            first = asyncio.create_task(client.fetch_page(url, site.source()))
            while not site.requests:
                await asyncio.sleep(0)
            first.cancel()
            slow.set()
            await asyncio.gather(first, return_exceptions=True)
            return await client.fetch_page(url, site.source())

    assert isinstance(run(main()), Fetched)


def test_a_feed_is_asked_for_by_its_reader_and_not_by_a_robot():
    async def main():
        answers = {"/feed": reply(body=FEED), "/robots.txt": rules("User-agent: *", "Disallow: /")}
        async with Site(answers) as site, fetcher() as client:
            outcome = await client.fetch_feed(site.source(), Validators())
            return outcome, [request.target for request in site.requests]

    outcome, requests = run(main())
    assert isinstance(outcome, Fetched)
    assert requests == ["/feed"]


def test_a_redirected_page_is_judged_at_each_address():
    answers = {
        "/robots.txt": rules("User-agent: *", "Disallow: /closed"),
        "/a": reply("302 Found", b"", "Location: /closed"),
        "/closed": PAGE,
    }

    async def main():
        async with Site(answers) as site, fetcher() as client:
            outcome = await client.fetch_page(f"{site.origin}/a", site.source())
            return outcome, [request.target for request in site.requests]

    outcome, requests = run(main())
    assert outcome.kind is FailureKind.ROBOTS
    assert "/closed" not in requests


def test_a_crawl_delay_keeps_pages_apart():
    async def main():
        robots = rules("User-agent: *", "Crawl-delay: 0.2")
        async with Site({"/a": PAGE, "/b": PAGE, "/robots.txt": robots}) as site:
            async with fetcher(Settings(per_host=5)) as client:
                for path in ("/a", "/b"):
                    await client.fetch_page(site.origin + path, site.source())
            return site.arrivals[1:]

    first, second = run(main())
    assert second - first > 0.1


def test_a_source_with_a_name_of_its_own_is_judged_by_it():
    robots = rules("User-agent: mine", "Disallow: /")
    assert is_allowed(robots)
    assert not is_allowed(robots, source={"user_agent": "Mozilla/5.0 (compatible; Mine/2.0)"})


def test_half_a_megabyte_of_rules_for_everybody_costs_no_time():
    names = [f"User-agent: bot{number}" for number in range(10_000)]
    many = [f"Disallow: /{number}*x" for number in range(15_000)]
    began = time.process_time()
    assert is_allowed(rules(*names, "User-agent: *", *many), limits=quick())
    # The parser alone would take minutes.
    assert time.process_time() - began < 10


def test_what_a_site_wants_done_with_a_page_comes_with_it():
    async def main():
        answers = {"/a": reply("200 OK", b"<p>text", "X-Robots-Tag: noindex, nofollow")}
        async with Site(answers) as site, fetcher() as client:
            return await client.fetch_page(f"{site.origin}/a", site.source())

    assert run(main()).robots_tag == "noindex, nofollow"
