"""A run over many sources: claim them, poll them side by side, tell of each.

The one place that catches every exception of a source: whatever goes wrong
with one, the others go on, and it is not asked again at once.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.errors import ConfigError, StoreError
from aggregator.network import Network
from aggregator.pipeline import poll_source, record_crash
from aggregator.records import Result, Source, SourceReport, SourceState
from aggregator.services import Services

LEASE = timedelta(minutes=15)
"""How long a claim holds when its holder dies without a word."""

log = logging.getLogger(__name__)


async def fetch_sources(
    services: Services,
    names: Sequence[str] | None = None,
    *,
    every: bool = False,
    force: bool = False,
    on_report: Callable[[SourceReport], None] = lambda _: None,
) -> tuple[SourceReport, ...]:
    """Poll the named sources, or every one, or else those that are due; in the order of their end.

    `force` asks unconditionally, and even before the time that a server set.
    Raises ConfigError for a name that is not configured, StoreError when the
    storage fails.
    """
    await services.store.sync_sources(services.sources)
    reports: list[SourceReport] = []

    def tell(report: SourceReport) -> None:
        reports.append(report)
        on_report(report)

    held, refused = await _claim(services, _wanted(services, names, every=every))
    for name in refused:
        tell(_skipped(name, "another process is fetching it"))
    gate = asyncio.Semaphore(services.settings.concurrency)

    async def poll(source: Source) -> None:
        async with gate:
            tell(await poll_claimed(source, services, force=force))

    try:
        await _together(poll(source) for source in services.sources if source.name in held)
    finally:  # interrupted: nobody is to wait for claims of ours
        if left := held - {report.source for report in reports}:
            await services.store.release(sorted(left))
    return tuple(reports)


async def poll_claimed(source: Source, services: Services, *, force: bool = False) -> SourceReport:
    """Poll one source whose claim we hold; an error that nobody expected becomes its failure."""
    started = time.monotonic()
    state = (await services.store.read_states([source.name]))[source.name]
    waits = _waits(state, services.clock.now())
    if waits and not force:
        await services.store.release([source.name])
        return _skipped(source.name, waits)
    try:
        report = await poll_source(source, state, services, force=force)
    except StoreError:
        raise
    except Exception as error:  # the boundary: one source's trouble stays its own
        log.exception("source.crashed", extra={"source": source.name})
        reason = f"an error of aggregator itself: {type(error).__name__}: {error}"
        report = await record_crash(source, state, services, reason)
    report = replace(report, seconds=time.monotonic() - started)
    _log(report)
    _log_network(services.network, report)
    return report


def _wanted(
    services: Services, names: Sequence[str] | None, *, every: bool
) -> tuple[str, ...] | None:
    """Return the sources that are asked for by name; None means those that are due."""
    configured = tuple(source.name for source in services.sources)
    if names:
        unknown = [name for name in names if name not in configured]
        if unknown:
            raise ConfigError(*(f"no source named {name}" for name in unknown))
        return tuple(dict.fromkeys(names))
    return configured if every else None


async def _claim(
    services: Services, wanted: tuple[str, ...] | None
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the claimed names, and the wanted ones that somebody else holds."""
    now = services.clock.now()
    if wanted is None:
        held = await services.store.claim_due(now, len(services.sources), LEASE)
        return frozenset(held), ()
    held = await services.store.claim(wanted, now, LEASE)
    return frozenset(held), tuple(name for name in wanted if name not in held)


async def _together(polls: Iterable[Coroutine[object, object, None]]) -> None:
    """Run all polls side by side; the first error ends the others and is raised as itself."""
    try:
        async with asyncio.TaskGroup() as group:
            for poll in polls:
                group.create_task(poll)
    except* StoreError as errors:
        raise errors.exceptions[0] from None


def _waits(state: SourceState, now: datetime) -> str | None:
    if state.not_before is None or state.not_before <= now:
        return None
    return f"its server said not to ask before {state.not_before:%Y-%m-%d %H:%M} UTC (see --force)"


def _skipped(name: str, why: str) -> SourceReport:
    return SourceReport(source=name, result=Result.SKIPPED, detail=why)


def _log(report: SourceReport) -> None:
    facts = {"source": report.source, "seconds": round(report.seconds, 2)}
    match report.result:
        case Result.NEW:
            told = {"new": report.new, "revised": report.revised, "duplicates": report.duplicates}
            log.info("source.fetched", extra=facts | told)
        case Result.UNCHANGED:
            log.info("source.unchanged", extra=facts)
        case Result.SKIPPED:
            log.info("source.skipped", extra=facts | {"reason": report.detail})
        case Result.OFFLINE:  # told of once, not for each source
            log.debug("source.offline", extra=facts | {"reason": report.detail})
        case Result.LIMITED | Result.GONE | Result.FAILED:
            log.warning("source.%s", report.result, extra=facts | {"reason": report.detail})


def _log_network(network: Network, report: SourceReport) -> None:
    is_up = network.take_news()
    if is_up:
        log.info("network.found")
    elif is_up is False:
        log.warning("network.lost", extra={"reason": report.detail})
