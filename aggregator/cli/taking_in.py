"""What `aggregator import` does with entries: JSON lines, as `export entries` wrote them.

Loads the store and the cleaner: import it only where it is used.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from aggregator.clean.sanitize import sanitize
from aggregator.config import Config
from aggregator.config.naming import tell_unknown
from aggregator.editions import publish_outputs
from aggregator.errors import WorkerDiedError
from aggregator.log import log_crash
from aggregator.protocols import Workers
from aggregator.records import SafeHtml, Source, StoredEntry, Tracking
from aggregator.running import open_workers
from aggregator.wiring import open_services, open_store

AT_ONCE = 200
"""Entries of one transaction, so that a daemon beside us does not wait long."""

_READER = TypeAdapter(StoredEntry)


@dataclass(slots=True)
class Taken:
    """What came of an import."""

    added: int = 0
    known: int = 0
    problems: list[str] = field(default_factory=list)
    """Lines that could not be taken, each with its number."""


async def take_in(config: Config, storage: Path, lines: Iterable[bytes]) -> Taken:
    """Take in what is not there yet, then publish; lines that are wrong are left out, and told."""
    taken = Taken()
    workers = open_workers()
    try:
        async with open_store(storage) as store:
            await store.sync_sources(config.sources)
            known = {source.name: source for source in config.sources}
            entries = _read(lines, known, taken)
            while some := tuple(islice(entries, AT_ONCE)):
                clean = await _clean(some, known, workers, taken)
                added = await store.take_in(clean)
                taken.added += added
                taken.known += len(clean) - added
    finally:
        await workers.close()
    if taken.added:
        async with open_services(config, storage) as services:
            await publish_outputs(services)
    return taken


def clean_all(told: tuple[tuple[str, Tracking], ...]) -> tuple[SafeHtml, ...]:
    """Make HTML safe that came from a file: anybody can have written that; in a worker."""
    return tuple(sanitize(html, tracking) for html, tracking in told)


def _read(
    lines: Iterable[bytes], sources: Mapping[str, Source], taken: Taken
) -> Iterator[StoredEntry]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            stored = _READER.validate_json(line)
        except ValidationError as error:
            taken.problems.append(f"line {number}: {_explain(error)}")
            continue
        if stored.entry.source in sources:
            yield stored
        else:
            why = tell_unknown("source", stored.entry.source, sorted(sources))
            taken.problems.append(f"line {number}: {why}; put it into feeds.toml first")


def _explain(error: ValidationError) -> str:
    """Say what is wrong with a line, by the first of the reasons."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"is no entry of `aggregator export entries`: {where}{where and ': '}{first['msg']}"


async def _clean(
    some: tuple[StoredEntry, ...],
    sources: Mapping[str, Source],
    workers: Workers,
    taken: Taken,
) -> tuple[StoredEntry, ...]:
    told = tuple((each.entry.content, sources[each.entry.source].tracking) for each in some)
    try:
        safe = await workers.run(clean_all, told)
    except WorkerDiedError as error:
        if len(some) > 1:  # which one was it?
            each = [await _clean((one,), sources, workers, taken) for one in some]
            return tuple(stored for made in each for stored in made)
        log_crash(error, some[0].entry.source, some[0].id)
        taken.problems.append(f"{some[0].id}: {error}")
        return ()
    return tuple(
        replace(stored, entry=replace(stored.entry, content=html))
        for stored, html in zip(some, safe, strict=True)
    )
