"""A run by hand publishes what came, whenever and however it ends."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.cycle import fetch_sources
from aggregator.fetch.memory import MemoryFetcher
from aggregator.fetching import Wish, fetch_and_publish
from aggregator.publish.mark import Mark
from tests.pipeline_fixtures import make_services, rss, source

QUICK, STUCK = source("quick", full_text="never"), source("stuck", full_text="never")
DOCUMENTS = {
    QUICK: rss(("1", "Quick one", "<p>It came at once.</p>")),
    STUCK: rss(("2", "Late one", "<p>It took its time.</p>")),
}
SOON, NEVER = timedelta(milliseconds=10), timedelta(hours=1)


class StuckFetcher(MemoryFetcher):
    """Answers for the stuck source only when it is let go."""

    def __init__(self, clock):
        super().__init__(clock)
        self.let_go = asyncio.Event()

    async def fetch_feed(self, source, validators):
        if source.name == "stuck":
            await self.let_go.wait()
        return await super().fetch_feed(source, validators)


@pytest.fixture
def services():
    services = make_services(QUICK, STUCK)
    for each, document in DOCUMENTS.items():
        services.fetcher.put(each.url, document)
    return services


@pytest.fixture
def mark(tmp_path):
    (tmp_path / "public").mkdir()
    return Mark(tmp_path / "public")


def make_stuck(services):
    """Return the same services with a fetcher that waits for the stuck source."""
    fetcher = StuckFetcher(services.clock)
    for each, document in DOCUMENTS.items():
        fetcher.put(each.url, document)
    return replace(services, fetcher=fetcher)


def published(services):
    publication = services.publisher.publications.get("all.atom")
    return publication.body.decode() if publication else ""


async def until(condition):
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


def run(services, mark, **wish):
    return asyncio.run(fetch_and_publish(services, Wish(**wish), mark, "config", pause=NEVER))


def test_a_long_run_publishes_before_its_end(services, mark):
    """What came first is there while a slow source is still awaited; all is, at the end."""

    async def play():
        slow = make_stuck(services)
        run = fetch_and_publish(slow, Wish(), mark, "config", pause=SOON)
        task = asyncio.create_task(run)
        await until(lambda: "Quick one" in published(slow))
        assert not task.done()
        slow.fetcher.let_go.set()
        _, (told,) = await task
        assert "Late one" in published(slow)
        assert set(told.written) == {"all.atom", "all.rss", "all.json", "all.html"}
        assert told.unchanged == ()

    asyncio.run(play())


def test_an_interrupted_run_publishes_what_came(services, mark):
    """And gives its claims back: the next run need not wait for them."""

    async def play():
        slow = make_stuck(services)
        came = asyncio.Event()
        run = fetch_and_publish(
            slow, Wish(), mark, "config", on_report=lambda _: came.set(), pause=NEVER
        )
        task = asyncio.create_task(run)
        await came.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()
        assert "Quick one" in published(slow)

    asyncio.run(play())
    reports, _ = run(services, mark)
    assert {report.source: str(report.result) for report in reports} == {"stuck": "new"}


def test_a_run_that_brings_nothing_renders_nothing(services, mark):
    run(services, mark)
    services.publisher.publications.clear()
    reports, (told,) = run(services, mark)
    assert reports == ()
    assert told.unchanged
    assert services.publisher.publications == {}


def test_what_a_killed_run_stored_is_published_by_the_next(services, mark):
    """Though it brings nothing, and though another run was complete while the killed one began."""
    run(services, mark, names=["stuck"])
    asyncio.run(fetch_sources(services, ["quick"]))  # stored; killed before it published
    reports, _ = run(services, mark, names=["stuck"])
    assert not any(report.found for report in reports)
    assert "Quick one" in published(services)


def test_another_configuration_is_published_without_news(services, mark):
    run(services, mark)
    services.publisher.publications.clear()
    asyncio.run(fetch_and_publish(services, Wish(), mark, "another", pause=NEVER))
    assert "Quick one" in published(services)
