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
    version = await services.store.read_version()
    was_complete = mark.holds(*told, version) and not is_ageing(services.outputs)
    meanwhile = _Meanwhile(services, pause)

    def note(report: SourceReport) -> None:
        # Documents that were taken in may have changed a feed's title, if nothing else.
        if report.found:
            meanwhile.note_news()
        on_report(report)

    reports: Reports = ()
    try:
        reports = await fetch_sources(
            services, wish.names, every=wish.every, force=wish.force, on_report=note
        )
    finally:
        earlier = await meanwhile.stop()
        is_same = await services.store.read_version() == version
        if was_complete and is_same and not meanwhile.was_news:
            published = tuple(
                Published(output=each.name, unchanged=each.formats) for each in services.outputs
            )
        else:
            published = await _publish(services, mark, told)
    return reports, _sum_up(earlier, published)


async def _publish(
    services: Services, mark: Mark, told: tuple[object, ...]
) -> tuple[Published, ...]:
    # Read before the entries are: what comes in between is published again.
    version = await services.store.read_version()
    published = await publish_outputs(services)
    # An output that kept an older file is to be tried, and told of, again.
    if not any(each.kept for each in published):
        mark.leave(*told, version)
    return published


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


class _Meanwhile:
    """Publishes, a while after each piece of news, until it is told to stop."""

    def __init__(self, services: Services, pause: timedelta) -> None:
        self._services = services
        self._pause = pause.total_seconds()
        self._news = asyncio.Event()
        self._over = asyncio.Event()
        self._published: list[Published] = []
        self.was_news = False
        self._task: asyncio.Task[None] | None = None

    def note_news(self) -> None:
        """Have it published, not at once: more may come."""
        self.was_news = True
        self._news.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> list[Published]:
        """Finish what is being written; return what was published."""
        self._over.set()
        self._news.set()
        if self._task is not None:
            await self._task
        return self._published

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
            self._published += await publish_outputs(self._services)
        except AggregatorError:
            return  # the last publishing tries again, and tells
