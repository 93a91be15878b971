"""The rules by which feed publishers grade feed readers, over 30 simulated days.

The network is real (a loopback server that notes what it is asked and when);
the time is virtual. The rules are those of the feed reader score that Rachel
Kroll publishes: exact conditional requests, no request sooner than said or than
an hour, no cookies, no referrer, an honest name, no burst, limits honoured.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from aggregator.clock import VirtualClock
from aggregator.cycle import fetch_sources
from aggregator.fetch.client import HttpFetcher
from aggregator.records import FullText
from tests.fetch_fixtures import QUICK, Site, reply
from tests.pipeline_fixtures import make_services, rss

START = datetime(2026, 3, 1, tzinfo=UTC)
MONTH = timedelta(days=30)
HOUR = timedelta(hours=1)
SLACK = timedelta(seconds=1)


class Publisher:
    """Serves feeds by rule and grades whoever reads them."""

    def __init__(self, clock, *, headers=(), change_every=None):
        self.clock = clock
        self.headers = headers
        self.change_every = change_every
        self.log = []

    def answer(self, request, writer):
        version = 0
        if self.change_every:
            version = (self.clock.now() - START) // self.change_every
        etag, modified = f'W/"v{version}--\'x"', f"Sun, {version:02d} Mar 2026 00:00:00 GMT"
        given = request.headers
        fresh = given.get("if-none-match") == etag
        self.log.append((self.clock.now(), given, 304 if fresh else 200))
        head = (f"ETag: {etag}", f"Last-Modified: {modified}", "Set-Cookie: id=7", *self.headers)
        if fresh:
            return reply("304 Not Modified", b"", *head)
        body = rss(*((str(n), f"Entry {n}", f"<p>{n}</p>") for n in range(version + 1)))
        return reply("200 OK", body, "Content-Type: application/rss+xml", *head)

    def gaps(self):
        times = [at for at, _, _ in self.log]
        return [later - earlier for earlier, later in pairwise(times)]


async def live_through(site, clock, paths, interval):
    """Run the schedule for a month, waking up whenever a source is due.

    With an interval, the sources have it as their own, as a user may say.
    """
    fetcher = HttpFetcher(make_services().settings, clock, limits=QUICK)
    said = {"full_text": FullText.NEVER, "interval": interval}
    sources = [site.source(path, name=path[1:], **said) for path in paths]
    services = make_services(*sources, clock=clock, fetcher=fetcher)
    try:
        while clock.now() < START + MONTH:
            await fetch_sources(services)
            states = await services.store.read_states()
            due = min(state.next_poll_at or START + MONTH for state in states.values())
            clock.advance(max(due - clock.now(), timedelta(seconds=1)))
    finally:
        await fetcher.close()


def month(*publishers_of, interval=HOUR):
    """Return the publishers after their month, in the order of their paths."""
    clock = VirtualClock(START)
    publishers = {f"/{n}": make(clock) for n, make in enumerate(publishers_of)}

    async def scenario():
        async with Site({path: each.answer for path, each in publishers.items()}) as site:
            await live_through(site, clock, list(publishers), interval)

    asyncio.run(scenario())
    return list(publishers.values())


@pytest.fixture(scope="module")
def quiet():
    """A feed that never changes and whose server says nothing about freshness."""
    (publisher,) = month(Publisher)
    return publisher


def test_no_request_comes_sooner_than_an_hour_when_nothing_is_said(quiet):
    assert len(quiet.log) > 24 * 25
    assert min(quiet.gaps()) >= HOUR - SLACK


@pytest.mark.parametrize(
    ("change_every", "most"),
    [(None, 150), (timedelta(days=2), 400), (timedelta(days=1), 500), (timedelta(hours=5), 720)],
)
def test_a_source_is_asked_by_its_rhythm_and_still_never_sooner_than_an_hour(change_every, most):
    """Nothing else being said, and at least once a day."""
    (publisher,) = month(lambda clock: Publisher(clock, change_every=change_every), interval=None)
    assert min(publisher.gaps()) >= HOUR - SLACK
    assert max(publisher.gaps()) <= timedelta(days=1.1) + SLACK
    assert len(publisher.log) <= most


def test_conditional_requests_are_exact(quiet):
    """Validators come back byte for byte, weak prefix and quotes included (RFC 9110, 13.1)."""
    conditional = [given for _, given, _ in quiet.log if "if-none-match" in given]
    assert {given["if-none-match"] for given in conditional} == {'W/"v0--\'x"'}
    assert {given["if-modified-since"] for given in conditional} == {
        "Sun, 00 Mar 2026 00:00:00 GMT"
    }


def test_everything_is_asked_for_once_a_week_and_no_oftener(quiet):
    whole = [at for at, given, _ in quiet.log if "if-none-match" not in given]
    assert len(whole) == 5
    assert min(b - a for a, b in pairwise(whole)) >= timedelta(days=7)


def test_no_cookie_and_no_referrer_is_ever_sent(quiet):
    assert not [given for _, given, _ in quiet.log if "cookie" in given or "referer" in given]


def test_the_name_is_honest(quiet):
    names = {given["user-agent"] for _, given, _ in quiet.log}
    assert len(names) == 1
    name = names.pop()
    assert name.lower().startswith(("aggregator/", "feed-aggregator/"))
    assert "mozilla" not in name.lower()


def test_a_feed_that_changes_is_asked_with_its_newest_validators():
    (publisher,) = month(lambda clock: Publisher(clock, change_every=timedelta(hours=5)))
    whole = [given for _, given, status in publisher.log if status == 200]
    sent = [given["if-none-match"] for given in whole if "if-none-match" in given]
    assert len(set(sent)) == len(sent), "each version is downloaded once"
    assert len(whole) <= 30 * 24 // 5 + 1 + 5


def test_freshness_is_honoured():
    """RFC 9111, 4.2: no request while the last answer is fresh."""
    age = "Cache-Control: max-age=14400"
    (publisher,) = month(lambda clock: Publisher(clock, headers=(age,)))
    assert min(publisher.gaps()) >= 4 * HOUR - SLACK
    assert len(publisher.log) > 30 * 24 // 4 * 0.8


def test_a_limit_is_kept_to():
    """RFC 6585, 4 and RFC 9110, 10.2.3."""

    class Limited(Publisher):
        def answer(self, request, writer):
            if len(self.log) % 5 == 4:
                self.log.append((self.clock.now(), request.headers, 429))
                return reply("429 Too Many Requests", b"", "Retry-After: 7200")
            return super().answer(request, writer)

    (publisher,) = month(Limited)
    after = [
        gap for gap, entry in zip(publisher.gaps(), publisher.log, strict=False) if entry[2] == 429
    ]
    assert len(after) > 50
    assert min(after) >= 2 * HOUR


def test_a_failing_server_is_asked_ever_less_often_and_never_given_up():
    class Broken(Publisher):
        def answer(self, request, writer):
            self.log.append((self.clock.now(), request.headers, 500))
            return reply("500 Internal Server Error")

    (publisher,) = month(Broken)
    assert 30 <= len(publisher.log) <= 40
    assert publisher.gaps()[-1] <= timedelta(hours=27)


def test_each_of_many_feeds_of_one_host_keeps_its_hour():
    publishers = month(*[Publisher] * 12)
    assert all(len(publisher.log) > 24 * 25 for publisher in publishers)
    assert all(min(publisher.gaps()) >= HOUR - SLACK for publisher in publishers)
