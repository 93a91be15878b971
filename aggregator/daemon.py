"""The daemon: APScheduler, signals, readiness. It knows no feeds.

Few jobs, not one for each source: a tick claims what is due in the store and
hands it on without waiting for it, so a slow source delays nothing.
"""

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from aggregator.config import Config, find_storage, load_config
from aggregator.cycle import LEASE, poll_claimed
from aggregator.dispatch import LocalDispatcher
from aggregator.editions import publish_outputs, read_source_edition
from aggregator.errors import AggregatorError, ConfigError
from aggregator.lockfile import only_daemon
from aggregator.notify import find_watchdog_interval, notify
from aggregator.pipeline import Services
from aggregator.polling.schedule import most_in_a_second
from aggregator.records import Published, Result
from aggregator.running import run_async
from aggregator.status import read_status
from aggregator.upkeep import forget_old
from aggregator.web.app import Extras, make_app
from aggregator.web.serve import Server, serve
from aggregator.web.subscriber import Subscriber
from aggregator.wiring import open_services, open_subscriber, public_folder

TICK_SECONDS = 1

PUBLISH_SECONDS = 0.5
"""Changes that come within this time are published together."""

FAILED_REST = 10
"""Seconds after which outputs that could not be written are tried again."""

MOST_REST = 2
"""Times as long as publishing took, nothing is published afterwards, at most."""

RENEW_SECONDS = 600
"""Between looks at the WebSub leases."""

PUSHED_INTERVAL = timedelta(days=1)
"""Of sources whose hub tells us: polling only makes sure that it still does."""

WATCH_SECONDS = 3
PRUNE_SECONDS = 6 * 3600

DRAIN = timedelta(seconds=8)
"""For what is under way at SIGTERM; with the rest it stays below 10 s."""

JOB = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
"""A late tick runs once, however late: missed ones are not made up for."""

log = logging.getLogger(__name__)

# A job that is still at work when its next turn comes is as it should be.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


def run(
    config_path: Path,
    storage_option: str | None,
    environ: Mapping[str, str],
    announce: Callable[[Services], None] | None = None,
) -> int:
    """Run until SIGTERM or SIGINT; return the exit status. `announce` is called when it is ready.

    Raises ConfigError or StoreError when it cannot start, as beside another daemon.
    """
    config = load_config(config_path, environ)
    storage = find_storage(storage_option, config, environ)
    # Before anything is opened: not even a migration happens under the daemon that works there.
    with only_daemon(storage) if isinstance(storage, Path) else nullcontext():
        return run_async(_run(config, storage, environ, announce or _announce))


async def _run(
    config: Config,
    storage: Path | str,
    environ: Mapping[str, str],
    announce: Callable[[Services], None],
) -> int:
    stop = asyncio.Event()
    async with open_services(config, storage) as services:
        daemon = Daemon(services, partial(load_config, config.path, environ), environ)
        daemon.watch(partial(_look_at, config.path))
        _on_signals(daemon, stop)
        server = await daemon.start(public_folder(config, storage))
        announce(services)
        try:
            await stop.wait()
        finally:
            await daemon.stop(server)
    return 0


def _look_at(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file does; None while it is not there (an editor at work)."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)


def _announce(services: Services) -> None:
    """Tell whoever started it by hand what to do next."""
    base = services.settings.base_url.rstrip("/")
    if services.settings.listen:
        print(f"Serving {base}/", flush=True)
    for output in services.outputs:
        if output.formats:
            print(f"Subscribe to {base}/feeds/{output.name}.{output.formats[0]}", flush=True)


def _on_signals(daemon: "Daemon", stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, lambda: asyncio.ensure_future(daemon.reload()))


def _tell_flaws(told: Published) -> None:
    """Say which files are older than their output, and which entries are in none."""
    for flaw in told.kept:
        reason = f"{flaw.code}: {flaw.detail}"
        log.error("output.kept", extra={"output": told.output, "reason": reason})
    for flaw in told.left_out:
        reason = f"{flaw.code}: {flaw.detail}"
        log.warning("entry.left_out", extra={"output": told.output, "reason": reason})


def rest_after(seconds: float) -> float:
    """Return how long to publish nothing after a publishing that took so long, in seconds.

    Small outputs follow every change at once; those that take long, and change all the time, take
    a third of one processor.
    """
    return seconds * min(MOST_REST, seconds / 2)


class Daemon:
    """The jobs and what they share."""

    def __init__(
        self, services: Services, reread: Callable[[], Config], environ: Mapping[str, str]
    ) -> None:
        self._services = services
        self._reread = reread
        self._environ = environ
        self._changed = True
        """Whether to publish though the store is as it was: at the start, for a new configuration,
        after a failure."""
        self._published: str | None = None
        """The version of the store that is published; others change it too (`aggregator fetch`)."""
        self._rest_until = 0.0
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
        # Before it publishes: a hub that is told of news comes for it at once.
        server = await self._serve(public)
        await self._publish()
        self._scheduler.add_job(self._tick, "interval", seconds=TICK_SECONDS, **JOB)
        self._scheduler.add_job(self._publish, "interval", seconds=PUBLISH_SECONDS, **JOB)
        self._scheduler.add_job(self._reload_changed, "interval", seconds=WATCH_SECONDS, **JOB)
        self._scheduler.add_job(self._prune, "interval", seconds=PRUNE_SECONDS, **JOB)
        self._scheduler.add_job(self._renew, "interval", seconds=RENEW_SECONDS, **JOB)
        if watched := find_watchdog_interval(self._environ):
            self._scheduler.add_job(
                self._feed_watchdog, "interval", seconds=watched.total_seconds(), **JOB
            )
        self._scheduler.start()
        notify(self._environ, "READY=1", f"STATUS={len(self._services.sources)} sources")
        log.info("daemon.started", extra={"sources": len(self._services.sources)})
        return server

    async def stop(self, server: Server | None) -> None:
        """Finish what is under way, publish it, and let go."""
        notify(self._environ, "STOPPING=1")
        self._scheduler.shutdown(wait=False)
        await self._dispatcher.drain(DRAIN)
        self._rest_until = 0.0
        await self._publish()
        if server is not None:
            await server.close()
        if self._subscriber is not None:
            await self._subscriber.close()
        log.info("daemon.stopped")

    async def reload(self) -> None:
        """Read feeds.toml again; a broken one changes nothing and is told of."""
        notify(self._environ, "RELOADING=1")
        try:
            config = self._reread()
        except ConfigError as error:
            log.error("config.rejected", extra={"reason": str(error)})
        else:
            self._services = replace(
                self._services,
                settings=config.settings,
                sources=config.sources,
                outputs=config.outputs,
            )
            await self._services.store.sync_sources(config.sources)
            self._changed = True
            log.info("config.reloaded", extra={"sources": len(config.sources)})
        notify(self._environ, "READY=1")

    async def _reload_changed(self) -> None:
        now = self._look()
        if now is None or now == self._seen:
            return
        self._seen = now  # a broken file is told of once, until it changes again
        await self.reload()

    async def _prune(self) -> None:
        """Forget what is older than the configuration keeps."""
        try:
            forgotten = await forget_old(self._services)
        except AggregatorError as error:
            log.error("prune.failed", extra={"reason": str(error)})
            return
        told = {"entries": forgotten.entries, "documents": forgotten.documents}
        log.info("store.pruned", extra=told)

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
        if not free:
            return
        now = self._services.clock.now()
        await self._dispatcher.dispatch(await self._services.store.claim_due(now, free, LEASE))

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
        began, rest = time.monotonic(), 0.0
        if began < self._rest_until:
            return
        try:
            # Read before the entries are: what comes in between is published next time.
            version = await self._services.store.read_version()
            if not self._changed and version == self._published:
                return
            self._changed = False
            published = await publish_outputs(self._services)
            self._published = version
        except AggregatorError as error:
            self._changed, rest = True, FAILED_REST
            log.error("publish.failed", extra={"reason": str(error)})
            return
        finally:
            ended = time.monotonic()
            self._rest_until = ended + max(rest, rest_after(ended - began))
        for told in published:
            _tell_flaws(told)

    async def _feed_watchdog(self) -> None:
        """Run by the scheduler on the loop, after an answer of the storage: all three live."""
        if await self._is_healthy():
            notify(self._environ, "WATCHDOG=1")

    async def _is_healthy(self) -> bool:
        if not self._scheduler.running:
            return False
        try:
            await self._services.store.read_states([])
        except AggregatorError:
            return False
        return True
