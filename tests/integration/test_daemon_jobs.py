"""What the daemon does by itself, on the shipped doubles."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.clock import SystemClock
from aggregator.daemon.jobs import Daemon
from aggregator.daemon.publishing import Publishing
from aggregator.daemon.pulse import Leaps, Pulse
from aggregator.dedup.verdict import judge
from aggregator.errors import StoreError
from aggregator.publish.memory import MemoryPublisher
from aggregator.records import FullText, Poll, SourceState
from aggregator.store.memory import MemoryStore
from tests.pipeline_fixtures import START, make_services, rss, source

YEAR = timedelta(days=365)
HOUR = timedelta(hours=1)
BLOG = source(full_text=FullText.NEVER)


class Broken(MemoryStore):
    """A storage that cannot be used any more."""

    async def claim_due(self, now, limit, lease):
        raise StoreError("the disk is gone")

    async def read_states(self, names=None):
        if names == []:
            raise StoreError("the disk is gone")
        return await super().read_states(names)


class SetBack(SystemClock):
    """The clock of a machine that somebody sets."""

    behind = timedelta(0)

    def now(self):
        return super().now() - self.behind


class Counting(MemoryPublisher):
    """Counts how often it is asked to publish."""

    times = 0

    async def publish(self, edition):
        self.times += 1
        return await super().publish(edition)


def serve_nothing(services):
    return replace(services, settings=replace(services.settings, listen=""))


async def live(services, tmp_path, until=lambda: True, within=10.0):
    """Let a daemon live until something is so."""
    daemon = Daemon(serve_nothing(services), lambda: None, {})
    await daemon.start(tmp_path)
    try:
        async with asyncio.timeout(within):
            while not until():
                await asyncio.sleep(0.02)
    finally:
        await daemon.stop(None)
    return await services.store.read_states()


def test_what_a_clock_that_was_ahead_has_dated_is_taken_back(tmp_path):
    """A machine that booted in a wrong year does not leave its sources alone until then."""
    clock = SystemClock()
    ahead = clock.now() + YEAR
    state = SourceState(
        name="blog", url=BLOG.url, last_poll_at=ahead, next_poll_at=ahead + HOUR, not_before=None
    )

    async def scenario():
        services = make_services(BLOG, clock=clock)
        await services.store.sync_sources([BLOG])
        await services.store.record_poll(Poll(state=state, at=clock.now()), judge)
        return await live(services, tmp_path)

    mended = asyncio.run(scenario())["blog"]
    assert abs(mended.last_poll_at - clock.now()) < timedelta(minutes=1)
    assert mended.next_poll_at - mended.last_poll_at == HOUR, "it is not asked sooner for it"


def test_jobs_go_on_at_once_when_the_clock_is_set_back(tmp_path, caplog):
    """They were planned by a clock that was ahead, and would wait until it is that late again."""
    clock = SetBack()
    services = make_services(BLOG, clock=clock)

    def events():
        return [record.getMessage() for record in caplog.records]

    async def scenario():
        loop = asyncio.get_running_loop()
        loop.call_later(1, setattr, clock, "behind", 3 * HOUR)
        await live(services, tmp_path, lambda: "store.pruned" in events())

    with caplog.at_level(logging.INFO, logger="aggregator"):
        asyncio.run(scenario())
    assert events().count("clock.leapt") == 1


def test_many_sources_that_are_due_at_once_are_not_begun_at_once(tmp_path):
    """After a start, a suspend or a leap of the clock: spread over a minute."""
    sources = [source(f"s{n}", full_text=FullText.NEVER) for n in range(300)]
    clock = SystemClock()
    services = make_services(*sources, clock=clock)
    for each in sources:
        services.fetcher.put(each.url, rss(("1", "One", "<p>one</p>")))
    asked = services.fetcher.asked
    asyncio.run(live(services, tmp_path, lambda: len(asked) >= 5))
    assert len(asked) <= 3 * 8


def test_a_job_that_fails_is_told_of_once_and_tried_again(tmp_path, caplog):
    """A storage that is gone does not fill the disk with its own log."""
    services = make_services(BLOG, clock=SystemClock(), store=Broken())

    def told():
        return [r for r in caplog.records if r.getMessage() == "job.failed" and r.job == "tick"]

    async def scenario():
        daemon = Daemon(serve_nothing(services), lambda: None, {})
        await daemon.start(tmp_path)
        await asyncio.sleep(3.5)
        await daemon.stop(None)

    with caplog.at_level(logging.INFO, logger="aggregator"):
        asyncio.run(scenario())
    assert [record.reason for record in told()] == ["the disk is gone"]


@pytest.mark.parametrize(("store", "lives"), [(MemoryStore, True), (Broken, False)])
def test_the_pulse_is_that_of_the_storage_too(store, lives):
    assert asyncio.run(Pulse(store()).is_there()) is lives


def test_a_clock_that_is_set_has_leapt_and_one_that_runs_has_not():
    services = make_services()
    leaps = Leaps(services.clock)
    assert leaps.find() is None
    services.clock.advance(3 * HOUR)
    assert abs(leaps.find() - 3 * HOUR) < timedelta(seconds=1)
    assert leaps.find() is None
    services.clock.advance(-3 * HOUR)
    assert leaps.find() < -2 * HOUR


def test_nothing_is_published_again_that_did_not_change():
    async def scenario():
        services = replace(make_services(BLOG), publisher=Counting())
        await services.store.sync_sources([BLOG])
        publishing = Publishing()
        for _ in range(3):
            await publishing.finish(services)
        once = services.publisher.times
        publishing.want()
        await publishing.publish(services)
        return once, services.publisher.times, services.clock.now() == START

    assert asyncio.run(scenario()) == (1, 2, True)
