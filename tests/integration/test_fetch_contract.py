"""What holds for every Fetcher: the one of the network, and its double."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from aggregator.clock import VirtualClock
from aggregator.fetch.memory import MemoryFetcher
from aggregator.records import (
    FailureKind,
    Fetched,
    FetchFailed,
    Gone,
    NotModified,
    RateLimited,
    Source,
    Validators,
)
from tests.fetch_fixtures import FEED, NOW, Site, fetcher, reply

ETAG = 'W/"a b-1"'
DATE = "Sun, 01 Mar 2026 10:00:00 GMT"


@asynccontextmanager
async def over_http():
    def feed(request, _):
        if request.headers.get("if-none-match") == ETAG:
            return reply("304 Not Modified", b"", f"ETag: {ETAG}")
        if "if-none-match" not in request.headers and (
            request.headers.get("if-modified-since") == DATE
        ):
            return reply("304 Not Modified")
        kind = "Content-Type: application/rss+xml"
        return reply("200 OK", FEED, f"ETag: {ETAG}", f"Last-Modified: {DATE}", kind)

    answers = {
        "/feed": feed,
        "/gone": reply("410 Gone"),
        "/busy": reply("429 Too Many Requests", b"", "Retry-After: 7200"),
        "/page": reply("200 OK", b"<p>text", "Content-Type: text/html"),
    }
    async with Site(answers) as site, fetcher() as client:
        yield client, site.source


@asynccontextmanager
async def in_memory():
    client = MemoryFetcher(VirtualClock(NOW))
    origin = "http://feeds.test"
    validators = Validators(etag=ETAG, last_modified=DATE)
    client.put(f"{origin}/feed", FEED, "application/rss+xml", validators)
    client.put(f"{origin}/page", b"<p>text", "text/html")
    client.answer(f"{origin}/gone", Gone())
    busy = RateLimited(status=429, retry_after=timedelta(hours=2))
    client.answer(f"{origin}/busy", busy)
    yield client, lambda path: Source(name="s", url=origin + path)


class World(NamedTuple):
    open: Callable[[], Any]
    run: Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(params=["http", "http-uvloop", "memory"])
def world(request) -> World:
    """The network on both loops that the program runs on, and the double."""
    if request.param == "http-uvloop":
        return World(over_http, pytest.importorskip("uvloop").run)
    return World(in_memory if request.param == "memory" else over_http, asyncio.run)


def fetch(world: World, path: str, validators: Validators | None = None) -> Any:
    async def main():
        async with world.open() as (client, source):
            return await client.fetch_feed(source(path), validators or Validators())

    return world.run(main())


def test_a_document_comes_whole_with_its_validators_byte_for_byte(world):
    outcome = fetch(world, "/feed")
    assert isinstance(outcome, Fetched)
    assert outcome.body == FEED
    assert outcome.validators == Validators(etag=ETAG, last_modified=DATE)
    assert outcome.content_type == "application/rss+xml"
    assert outcome.fetched_at == NOW
    assert outcome.url == outcome.final_url
    assert outcome.moved_to is None


def test_an_unchanged_document_is_not_modified_and_keeps_its_validators(world):
    outcome = fetch(world, "/feed", Validators(etag=ETAG, last_modified=DATE))
    assert isinstance(outcome, NotModified)
    assert outcome.validators == Validators(etag=ETAG, last_modified=DATE)


def test_the_date_alone_serves_as_a_validator(world):
    outcome = fetch(world, "/feed", Validators(last_modified=DATE))
    assert isinstance(outcome, NotModified)
    assert outcome.validators.last_modified == DATE


def test_other_validators_bring_the_document(world):
    assert isinstance(fetch(world, "/feed", Validators(etag='"old"')), Fetched)


def test_nothing_at_an_address_is_a_failure_with_a_reason(world):
    outcome = fetch(world, "/nothing")
    assert isinstance(outcome, FetchFailed)
    assert (outcome.kind, outcome.status) == (FailureKind.HTTP, 404)
    assert "404" in outcome.reason


def test_gone_is_told_from_not_found(world):
    assert fetch(world, "/gone") == Gone()


def test_a_limit_comes_with_its_time(world):
    outcome = fetch(world, "/busy")
    assert outcome == RateLimited(status=429, retry_after=timedelta(hours=2))


def test_a_page_comes_as_it_is(world):
    async def main():
        async with world.open() as (client, source):
            page = source("/page").url
            return await client.fetch_page(page, source("/feed"))

    outcome = world.run(main())
    assert isinstance(outcome, Fetched)
    assert outcome.body == b"<p>text"
    assert outcome.content_type == "text/html"


def test_closing_twice_does_no_harm(world):
    async def main():
        async with world.open() as (client, source):
            await client.fetch_feed(source("/feed"), Validators())
            await client.close()
            await client.close()
            await asyncio.sleep(0)

    world.run(main())
