"""Which entries an output carries: store → Edition → publisher."""

from collections.abc import Sequence
from datetime import datetime

from aggregator.errors import ConfigError
from aggregator.filters import is_kept
from aggregator.pipeline import Services
from aggregator.records import (
    Edition,
    Output,
    Published,
    Source,
    SourceState,
    SourceTitle,
    StoredEntry,
    Stories,
)

ENOUGH = 4
"""How many times the output's limit is read at first when some entries may be left out."""


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


async def _publish(output: Output, services: Services) -> Published:
    chosen = select_sources(output, services.sources)
    entries = await _read(output, tuple(source.name for source in chosen), services)
    states = await services.store.read_states()
    titles = {source.name: _title(source, states.get(source.name)) for source in services.sources}
    edition = Edition(
        output=output, base_url=services.settings.base_url, entries=entries, sources=titles
    )
    return await services.publisher.publish(edition)


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
    folded = output.stories is not Stories.OFF
    selective = bool(output.keep or output.drop or output.per_source)
    amount = output.limit * (ENOUGH if selective else 1)
    while True:
        read = await services.store.read_entries(names, amount, since, folded=folded)
        kept = _kept(read, output, now)
        if len(kept) >= output.limit or len(read) < amount:
            return kept[: output.limit]
        amount *= ENOUGH


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
