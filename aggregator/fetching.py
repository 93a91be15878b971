"""A run by hand: fetch, and publish what comes while it comes.

However it ends, what was stored by then is published: at its end, at Ctrl-C,
and, should it be killed, by the next run or the daemon, which see that the
store is not the one that was published last.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from aggregator.cycle import fetch_sources
from aggregator.editions import is_ageing, publish_outputs
from aggregator.errors import AggregatorError
from aggregator.publish.mark import Mark
from aggregator.records import Published, SourceReport
from aggregator.services import Services

PAUSE = timedelta(seconds=30)
"""Between news and its publishing while a run goes on: a short run publishes once."""

Reports = tuple[SourceReport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be fetched; see cycle.fetch_sources."""

    names: Sequence[str] | None = None
    every: bool = False
    force: bool = False


async def fetch_and_publish(
    services: Services,
    wish: Wish,
    mark: Mark,
    configuration: object,
    on_report: Callable[[SourceReport], None] = lambda _: None,
    pause: timedelta = PAUSE,
) -> tuple[Reports, tuple[Published, ...]]:
    """Fetch what is wished for; return what came of it, and what publishing did.

    Nothing is rendered when the mark says that the outputs are complete for
    this configuration, and nothing came. Raises what fetch_sources and
    publish_outputs do.
    """
    told = (configuration, services.clock.now().date())
    publishing = _Publishing(services, mark, told, pause)
    await publishing.begin()

    def note(report: SourceReport) -> None:
        # Documents that were taken in may have changed a feed's title, if nothing else.
        if report.found:
            publishing.note_news()
        on_report(report)

    try:
        reports = await fetch_sources(
            services, wish.names, every=wish.every, force=wish.force, on_report=note
        )
    except asyncio.CancelledError:  # Ctrl-C
        await publishing.finish()
        raise
    except AggregatorError:  # no storage to publish from, or no such source
        await publishing.stop()
        raise
    return reports, await publishing.finish()


def _sum_up(earlier: Sequence[Published], published: Sequence[Published]) -> tuple[Published, ...]:
    """Return what the last publishing did, with the files that earlier ones wrote."""
    written = {(each.output, name) for each in earlier for name in each.written}
    return tuple(
        replace(
            each,
            written=(*each.written, *(n for n in each.unchanged if (each.output, n) in written)),
            unchanged=tuple(n for n in each.unchanged if (each.output, n) not in written),
        )
        for each in published
    )


class _Publishing:
    """Publishes a while after each piece of news, and what is left at the end."""

    def __init__(
        self, services: Services, mark: Mark, told: tuple[object, ...], pause: timedelta
    ) -> None:
        self._services = services
        self._mark = mark
        self._told = told
        self._pause = pause.total_seconds()
        self._version = ""
        self._was_complete = False
        self._was_news = False
        self._news = asyncio.Event()
        self._over = asyncio.Event()
        self._earlier: list[Published] = []
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Look whether the outputs are those of the store as it is."""
        self._version = await self._services.store.read_version()
        is_complete = self._mark.holds(*self._told, self._version)
        self._was_complete = is_complete and not is_ageing(self._services.outputs)

    def note_news(self) -> None:
        """Have it published, not at once: more may come."""
        self._was_news = True
        self._news.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Finish what is being written, and begin nothing."""
        self._over.set()
        self._news.set()
        if self._task is not None:
            await self._task

    async def finish(self) -> tuple[Published, ...]:
        """Publish what is not published yet; return what all publishing of the run did."""
        await self.stop()
        # Read before the entries are: what comes in between is published again.
        version = await self._services.store.read_version()
        if self._was_complete and version == self._version and not self._was_news:
            outputs = self._services.outputs
            return tuple(Published(output=each.name, unchanged=each.formats) for each in outputs)
        published = await publish_outputs(self._services)
        # An output that kept an older file is to be tried, and told of, again.
        if not any(each.kept for each in published):
            self._mark.leave(*self._told, version)
        return _sum_up(self._earlier, published)

    async def _run(self) -> None:
        while not self._over.is_set():
            await self._news.wait()
            try:
                await asyncio.wait_for(self._over.wait(), self._pause)
            except TimeoutError:
                self._news.clear()
                await self._publish()

    async def _publish(self) -> None:
        try:
            self._earlier += await publish_outputs(self._services)
        except AggregatorError:
            return  # the last publishing tries again, and tells
