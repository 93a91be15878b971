"""The jobs of the daemon, on APScheduler.

Few of them, not one for each source: a tick claims what is due in the store and
hands it on without waiting for it, so a slow source delays nothing.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.base import STATE_PAUSED

from aggregator.config import Config
from aggregator.cycle import LEASE, poll_claimed
from aggregator.daemon.publishing import Publishing
from aggregator.daemon.pulse import Leaps, Pulse
from aggregator.daemon.reloading import heed
from aggregator.dedup.verdict import judge
from aggregator.dispatch import LocalDispatcher
from aggregator.editions import read_source_edition
from aggregator.errors import AggregatorError
from aggregator.notify import find_watchdog_interval, notify
from aggregator.polling.memory import after_leap
from aggregator.polling.schedule import most_in_a_second
from aggregator.records import Poll, Result
from aggregator.services import Services
from aggregator.status import read_status, tell_shortly
from aggregator.upkeep import forget_old
from aggregator.web.app import Extras, make_app
from aggregator.web.serve import Server, serve
from aggregator.web.subscriber import Subscriber
from aggregator.wiring import open_subscriber

TICK_SECONDS = 1

PUBLISH_SECONDS = 0.5
"""Changes that come within this time are published together."""

STATUS_SECONDS = 30
"""Between two words to the service manager on how it goes."""

RENEW_SECONDS = 600
"""Between looks at the WebSub leases."""

PUSHED_INTERVAL = timedelta(days=1)
"""Of sources whose hub tells us: polling only makes sure that it still does."""

WATCH_SECONDS = 3
CLOCK_SECONDS = 5
CHECKPOINT_SECONDS = 3600
PRUNE_SECONDS = 6 * 3600

DRAIN = timedelta(seconds=5)
"""For what is under way at SIGTERM; with the rest it stays below 10 s."""

LAST_PUBLISH = timedelta(seconds=2)
"""For publishing at the end; what is not published by then is at the next start."""

JOB = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
"""A late tick runs once, however late: missed ones are not made up for."""

log = logging.getLogger(__name__)

# A job that is still at work when its next turn comes is as it should be.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Daemon:
    """The jobs and what they share."""

    def __init__(
        self, services: Services, reread: Callable[[], Config], environ: Mapping[str, str]
    ) -> None:
        self._services = services
        self._reread = reread
        self._environ = environ
        self._publishing = Publishing()
        self._pulse = Pulse(services.store)
        self._told: dict[str, str] = {}
        """Job → the failure that was told of last."""
        self._claiming = asyncio.Lock()
        """Held between the claim of sources and the beginning of their polls."""
        self._clock_watch: asyncio.Task[None] | None = None
        self._subscriber: Subscriber | None = None
        self._pushed: set[str] = set()
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._look: Callable[[], object | None] = lambda: None
        self._seen: object | None = None
        self._dispatcher = LocalDispatcher(
            services.settings.concurrency, self._poll, services.store.release
        )

    def watch(self, look: Callable[[], object | None]) -> None:
        """Reload by itself when what `look` returns is another than now; None says nothing."""
        self._look, self._seen = look, look()

    async def start(self, public: Path) -> Server | None:
        """Start serving and the jobs; return the server, if the configuration wants one."""
        await self._services.store.sync_sources(self._services.sources)
        await self._do("clock", self._mend_times)
        # Before it publishes: a hub that is told of news comes for it at once.
        server = await self._serve(public)
        await self._publish()
        self._add_jobs()
        self._scheduler.start()
        self._clock_watch = asyncio.create_task(self._watch_clock(), name="clock")
        notify(self._environ, "READY=1", await self._sum_up())
        log.info("daemon.started", extra={"sources": len(self._services.sources)})
        return server

    def _add_jobs(self) -> None:
        jobs: list[tuple[str, Callable[[], Awaitable[None]], float]] = [
            ("tick", self._tick, TICK_SECONDS),
            ("publish", self._publish, PUBLISH_SECONDS),
            ("reload", self._reload_changed, WATCH_SECONDS),
            ("status", self._tell_status, STATUS_SECONDS),
            ("renew", self._renew, RENEW_SECONDS),
            ("checkpoint", self._services.store.checkpoint, CHECKPOINT_SECONDS),
            ("prune", self._prune, PRUNE_SECONDS),
        ]
        if watched := find_watchdog_interval(self._environ):
            jobs.append(("watchdog", self._feed_watchdog, watched.total_seconds()))
        for name, work, seconds in jobs:
            arguments = [name, work]
            self._scheduler.add_job(
                self._do, "interval", arguments, id=name, seconds=seconds, **JOB
            )

    async def _do(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do a job; a failure is told of once, until the job has succeeded or fails otherwise."""
        try:
            await work()
        except AggregatorError as error:
            if self._told.get(name) != str(error):
                self._told[name] = str(error)
                log.error("job.failed", extra={"job": name, "reason": str(error)})
        else:
            self._told.pop(name, None)

    async def stop(self, server: Server | None) -> None:
        """Finish what is under way, publish it, and let go."""
        notify(self._environ, "STOPPING=1")
        self._scheduler.pause()
        if self._clock_watch is not None:
            self._clock_watch.cancel()
        async with self._claiming:  # what was claimed is also begun, and so released
            await self._dispatcher.drain(DRAIN)
        try:
            async with asyncio.timeout(LAST_PUBLISH.total_seconds()):
                await self._publishing.finish(self._services)
        except TimeoutError:
            log.warning("publish.put_off")
        self._scheduler.shutdown(wait=False)
        if server is not None:
            await server.close()
        if self._subscriber is not None:
            await self._subscriber.close()
        log.info("daemon.stopped")

    async def reload(self) -> None:
        """Read feeds.toml again; a broken one changes nothing and is told of."""
        monotonic = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        notify(self._environ, "RELOADING=1", f"MONOTONIC_USEC={monotonic}")
        self._seen = self._look() or self._seen  # a broken file is told of once
        try:
            await self._heed(self._reread())
        except AggregatorError as error:
            log.error("config.rejected", extra={"reason": str(error)})
        notify(self._environ, "READY=1", await self._sum_up())

    async def _heed(self, config: Config) -> None:
        settings, waiting = heed(self._services.settings, config.settings)
        await self._services.store.sync_sources(config.sources)
        self._services = replace(
            self._services, settings=settings, sources=config.sources, outputs=config.outputs
        )
        self._publishing.want()
        log.info("config.reloaded", extra={"sources": len(config.sources)})
        if waiting:
            log.warning("config.waits_for_restart", extra={"keys": " ".join(waiting)})

    async def _reload_changed(self) -> None:
        now = self._look()
        if now is not None and now != self._seen:
            await self.reload()

    async def _prune(self) -> None:
        """Forget what is older than the configuration keeps."""
        forgotten = await forget_old(self._services)
        told = {"entries": forgotten.entries, "documents": forgotten.documents}
        log.info("store.pruned", extra={**told, "sites": forgotten.sites})

    async def _tell_status(self) -> None:
        notify(self._environ, await self._sum_up())

    async def _sum_up(self) -> str:
        """Return the line that `systemctl status` shows."""
        sources, now = self._services.sources, self._services.clock.now()
        try:
            told = tell_shortly(sources, await self._services.store.read_states(), now)
        except AggregatorError as error:
            return f"STATUS={error}"
        return f"STATUS={told}, {self._dispatcher.under_way()} under way"

    async def _serve(self, public: Path) -> Server | None:
        settings = self._services.settings
        if not settings.listen:
            return None
        self._subscriber = open_subscriber(settings, public, self._services.clock)
        self._subscriber.on_push = self._take_push
        app = make_app(
            public,
            status=lambda: read_status(self._services),
            health=self._is_healthy,
            base_url=settings.base_url,
            outputs=lambda: self._services.outputs,
            extras=Extras(
                find_edition=lambda name: read_source_edition(name, self._services),
                clock=self._services.clock,
                hub=self._services.publisher.hub,
                subscriber=self._subscriber,
            ),
        )
        try:
            return await serve(app, settings.listen, self._environ)
        except AggregatorError:
            await self._subscriber.close()
            raise

    async def _tick(self) -> None:
        free = self._dispatcher.free_slots()
        free = min(free, most_in_a_second(len(self._services.sources)) * TICK_SECONDS)
        try:
            async with self._claiming:
                await self._begin(free)
        finally:
            self._pulse.feel()

    async def _begin(self, most: int) -> None:
        if most and self._scheduler.state != STATE_PAUSED:
            now = self._services.clock.now()
            due = await self._services.store.claim_due(now, most, LEASE)
            await self._dispatcher.dispatch(due)

    async def _poll(self, name: str) -> None:
        source = next((each for each in self._services.sources if each.name == name), None)
        if source is None:  # it left the configuration since it was claimed
            await self._services.store.release([name])
            return
        relied_on = self._subscriber is not None and self._subscriber.is_pushed(name)
        was_told = name in self._pushed
        self._pushed.discard(name)
        asked = replace(source, interval=PUSHED_INTERVAL) if relied_on else source
        try:
            report = await poll_claimed(asked, self._services)
        except AggregatorError as error:
            log.error("poll.failed", extra={"source": name, "reason": str(error)})
            return
        is_news = report.result is Result.NEW
        if is_news and self._subscriber is not None and not was_told:
            self._subscriber.distrust(name)

    async def _take_push(self, name: str) -> None:
        """Ask a source at once whose hub says that it has news."""
        self._pushed.add(name)
        now = self._services.clock.now()
        await self._dispatcher.dispatch(await self._services.store.claim([name], now, LEASE))

    async def _renew(self) -> None:
        """Keep the subscriptions at hubs; what needs a secret is nobody else's to know."""
        if self._subscriber is None:
            return
        states = await self._services.store.read_states()
        open_to_all = [s for s in self._services.sources if not (s.auth or s.headers)]
        known = [states[source.name] for source in open_to_all if source.name in states]
        await self._subscriber.renew(known)

    async def _publish(self) -> None:
        await self._publishing.publish(self._services)

    async def _watch_clock(self) -> None:
        """Go on at once when the clock leaps; the jobs would wait for a time that was set back.

        Not a job itself, for that reason.
        """
        leaps = Leaps(self._services.clock)
        while True:
            await asyncio.sleep(CLOCK_SECONDS)
            if leap := leaps.find():
                log.warning("clock.leapt", extra={"seconds": round(leap.total_seconds())})
                self._go_on()
                await self._do("clock", self._mend_times)

    def _go_on(self) -> None:
        """Run the jobs whose turn a clock that was ahead has put off."""
        now = self._services.clock.now()
        for job in self._scheduler.get_jobs():
            if job.next_run_time - now > job.trigger.interval:
                job.modify(next_run_time=now)

    async def _mend_times(self) -> None:
        """Take back what a clock that was ahead has dated: it would be due far too late."""
        store, now = self._services.store, self._services.clock.now()
        states = (await store.read_states()).values()
        mended = {each.name: each for state in states if (each := after_leap(state, now))}
        for name in await store.claim(tuple(mended), now, LEASE):
            await store.record_poll(Poll(state=mended[name], at=now), judge)

    async def _feed_watchdog(self) -> None:
        """Run by the scheduler on the loop, after an answer of the storage: all three live."""
        if await self._is_healthy():
            notify(self._environ, "WATCHDOG=1")

    async def _is_healthy(self) -> bool:
        return self._scheduler.running and await self._pulse.is_there()
