"""Which entries an output carries: store → Edition → publisher."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from aggregator.dedup.fold import fold_entries
from aggregator.errors import ConfigError
from aggregator.filters import depends_on_age, is_kept
from aggregator.records import (
    Chapter,
    Edition,
    Output,
    Published,
    Source,
    SourceState,
    SourceTitle,
    StoredEntry,
    Stories,
)
from aggregator.services import Services
from aggregator.withdrawal import note_carried

ENOUGH = 4
"""How many times the output's limit is read at first when some entries may be left out."""


CHAPTER = 500
"""Entries of an archive document at most."""

MOST_HISTORY = 20_000
"""Entries that are archived at once, the newest, when an output is published for the first time."""


async def publish_outputs(
    services: Services, names: Sequence[str] | None = None
) -> tuple[Published, ...]:
    """Render the named outputs, or all, from the store and replace the files that changed.

    Raises ConfigError for a name that is not configured, PublishError when the
    files cannot be written.
    """
    configured = {output.name: output for output in services.outputs}
    unknown = [name for name in names or () if name not in configured]
    if unknown:
        raise ConfigError(*(f"no output named {name}" for name in unknown))
    wanted = [configured[name] for name in names or configured]
    return tuple([await _publish(output, services) for output in wanted])


def is_ageing(outputs: Sequence[Output]) -> bool:
    """Tell whether an output changes by the mere passing of time."""
    return any(
        output.max_age or any(map(depends_on_age, (*output.keep, *output.drop)))
        for output in outputs
    )


async def _publish(output: Output, services: Services) -> Published:
    chosen = select_sources(output, services.sources)
    names = tuple(source.name for source in chosen)
    archived = await services.publisher.read_archived(output.name)
    edition = await _make_edition(output, names, services)
    edition = replace(
        edition,
        archived=archived,
        chapters=await _read_chapters(output, names, archived, services),
        withdrawn=await note_carried(
            services.store, output, names, edition.entries, services.clock.now()
        ),
    )
    return await services.publisher.publish(edition)


async def read_shown(output: Output, services: Services) -> tuple[StoredEntry, ...]:
    """Return what an output shows now."""
    names = [source.name for source in select_sources(output, services.sources)]
    return await _read(output, names, services)


async def read_source_edition(name: str, services: Services) -> Edition | None:
    """Return one source's newest entries as an edition of their own; None for an unknown one.

    Its output is named `source/NAME`, which is where it is served.
    """
    source = next((source for source in services.sources if source.name == name), None)
    if source is None:
        return None
    output = Output(name=f"source/{name}", title=name, formats=("atom",), stories=Stories.OFF)
    edition = await _make_edition(output, (name,), services)
    titled = replace(output, title=edition.sources[name].title)
    return replace(edition, output=titled)


async def _make_edition(output: Output, names: Sequence[str], services: Services) -> Edition:
    states = await services.store.read_states()
    return Edition(
        output=output,
        base_url=services.settings.base_url,
        entries=await _read(output, names, services),
        sources={
            source.name: _title(source, states.get(source.name)) for source in services.sources
        },
        hub=services.publisher.hub.url if services.publisher.hub else None,
        ttl=services.settings.interval,
    )


async def _read_chapters(
    output: Output, names: Sequence[str], archived: Sequence[str], services: Services
) -> tuple[Chapter, ...]:
    """Return the entries of the days since the last archived one that are over."""
    if "atom" not in output.formats:
        return ()
    now = services.clock.now()
    today = now.date()
    first = date.fromisoformat(archived[-1][:10]) + timedelta(days=1) if archived else None
    if first is not None and first >= today:
        return ()
    if first is None and not await _has_past(names, today, services):
        return ()
    since = datetime.combine(first, time(), UTC) if first else None
    folded = _is_folded_by_store(output)
    read = await services.store.read_entries(names, MOST_HISTORY, since, folded=folded)
    over = [
        stored
        for stored in _fold(_kept(read, replace(output, per_source=0), now), output)
        if stored.first_seen.date() < today
    ]
    return tuple(split_chapters(over))


async def _has_past(names: Sequence[str], today: date, services: Services) -> bool:
    """Tell whether anything came before today: on its first day an output has no archive."""
    earliest = await services.store.find_earliest(names)
    return earliest is not None and earliest.date() < today


def split_chapters(entries: Sequence[StoredEntry]) -> Iterator[Chapter]:
    """Yield the entries by the day on which they were first seen, in parts of a bounded length.

    The cut depends on nothing but the entries of the day, so it stays where it is.
    """
    ordered = sorted(entries, key=lambda stored: (stored.first_seen, stored.id))
    for day, group in groupby(ordered, key=lambda stored: stored.first_seen.date()):
        told = list(group)
        for part, start in enumerate(range(0, len(told), CHAPTER), start=1):
            label = day.isoformat() if part == 1 else f"{day.isoformat()}-{part:02}"
            newest_first = reversed(told[start : start + CHAPTER])
            yield Chapter(label=label, entries=tuple(newest_first))


def select_sources(output: Output, sources: Sequence[Source]) -> tuple[Source, ...]:
    """Return the sources of an output: those named or tagged (all without either), not excluded."""
    everything = not output.sources and not output.tags
    return tuple(
        source
        for source in sources
        if (everything or source.name in output.sources or set(source.tags) & set(output.tags))
        and source.name not in output.exclude
    )


async def _read(
    output: Output, names: Sequence[str], services: Services
) -> tuple[StoredEntry, ...]:
    """Read until the output is full or the store has no more."""
    now = services.clock.now()
    since = now - output.max_age if output.max_age else None
    folded = _is_folded_by_store(output)
    selective = bool(output.keep or output.drop or output.per_source) or not folded
    amount = output.limit * (ENOUGH if selective else 1)
    while True:
        read = await services.store.read_entries(names, amount, since, folded=folded)
        kept = _fold(_kept(read, output, now), output)
        if len(kept) >= output.limit or len(read) < amount:
            return kept[: output.limit]
        amount *= ENOUGH


def _is_folded_by_store(output: Output) -> bool:
    """Tell whether the output shows whole stories: a filter may drop the entry that leads one."""
    return output.stories is Stories.NEAR and not (output.keep or output.drop)


def _fold(entries: Sequence[StoredEntry], output: Output) -> tuple[StoredEntry, ...]:
    return tuple(entries) if _is_folded_by_store(output) else fold_entries(entries, output.stories)


def _kept(entries: Sequence[StoredEntry], output: Output, now: datetime) -> tuple[StoredEntry, ...]:
    counts: dict[str, int] = {}
    kept = []
    for stored in entries:
        source = stored.entry.source
        full = output.per_source and counts.get(source, 0) >= output.per_source
        if full or is_kept(stored.entry, output.keep, output.drop, now) is not None:
            continue
        counts[source] = counts.get(source, 0) + 1
        kept.append(stored)
    return tuple(kept)


def _title(source: Source, state: SourceState | None) -> SourceTitle:
    info = state.info if state else None
    return SourceTitle(
        name=source.name,
        title=source.title or (info and info.title) or source.name,
        link=info.link if info else None,
        feed_url=source.url,
        feed_id=info.feed_id if info else None,
        icon=info.icon if info else None,
        updated=info.updated if info else None,
    )
