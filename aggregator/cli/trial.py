"""What `aggregator check` tries besides reading: each source once, each filter on what is stored.

Loads the services: import it only where it is used.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from aggregator.cli.documents import answer_document
from aggregator.editions import select_sources
from aggregator.errors import WorkerDiedError
from aggregator.filters import compile_filter
from aggregator.log import log_crash
from aggregator.parse.limits import limits_of
from aggregator.records import (
    FeedOutcome,
    Fetched,
    FetchFailed,
    Gone,
    RateLimited,
    Source,
    StoredEntry,
    Validators,
)
from aggregator.services import Services

LATEST = 1000
"""Entries that a filter is tried on."""


async def try_sources(services: Services) -> list[dict[str, Any]]:
    """Ask each source once and parse what comes; nothing is stored."""
    gate = asyncio.Semaphore(services.settings.concurrency)
    states, now = await services.store.read_states(), services.clock.now()

    async def ask(source: Source) -> dict[str, Any]:
        state = states.get(source.name)
        if state is not None and state.not_before is not None and state.not_before > now:
            until = f"{state.not_before:%Y-%m-%d %H:%M} UTC"
            return {"source": source.name, "error": f"its server said not to ask before {until}"}
        async with gate:
            return {"source": source.name} | await _try_source(services, source)

    return list(await asyncio.gather(*map(ask, services.sources)))


async def _try_source(services: Services, source: Source) -> dict[str, Any]:
    outcome = await services.fetcher.fetch_feed(source, Validators())
    if not isinstance(outcome, Fetched):
        return {"error": _tell_outcome(outcome)}
    try:
        wish = (outcome, source.entries, source.max_entries)
        limits = limits_of(len(outcome.body))
        parsed = await services.workers.run(answer_document, *wish, limits=limits)
    except WorkerDiedError as error:
        log_crash(error, source.name, outcome.final_url)
        return {"error": str(error)}
    if "error" in parsed:
        return {"error": parsed["error"]}
    facts = {"format": parsed["format"], "entries": len(parsed["entries"])}
    return facts | {"defects": len(parsed["defects"]), "moved_to": outcome.moved_to}


def _tell_outcome(outcome: FeedOutcome) -> str:
    """Say in words why there is no document."""
    match outcome:
        case RateLimited(status=status):
            return f"asked too often: status {status}; it is left alone for a while"
        case Gone():
            return "gone: the origin asks not to be asked again (410)"
        case FetchFailed(reason=reason):
            return reason
        case _:
            return "no document came"


async def try_filters(services: Services) -> list[dict[str, Any]]:
    """Count for each expression how many of the latest stored entries it holds for.

    Entries that a source's own filters dropped when they came are not among them.
    """
    told = []
    for source in services.sources:
        expressions = (("keep", source.keep), ("drop", source.drop))
        told += await _try_filters(services, source.name, [source.name], expressions)
    for output in services.outputs:
        names = [source.name for source in select_sources(output, services.sources)]
        expressions = (("keep", output.keep), ("drop", output.drop))
        told += await _try_filters(services, f"output {output.name}", names, expressions)
    return told


async def _try_filters(
    services: Services,
    of: str,
    names: Sequence[str],
    expressions: tuple[tuple[str, tuple[str, ...]], ...],
) -> list[dict[str, Any]]:
    if not any(each for _, each in expressions):
        return []
    entries = await services.store.read_entries(names, LATEST, None, folded=False)
    return [
        {"of": of, "key": key, "filter": expression, **_count(services, expression, entries)}
        for key, listed in expressions
        for expression in listed
    ]


def _count(
    services: Services, expression: str, entries: Sequence[StoredEntry]
) -> dict[str, object]:
    compiled, now = compile_filter(expression), services.clock.now()
    matches = [
        stored.entry.title
        for stored in entries
        if compiled.is_match(stored.entry, now, otherwise=False)
    ]
    return {"holds": len(matches), "entries": len(entries), "example": next(iter(matches), None)}
