"""Stored entries made again from what they were made from, after rules or code changed.

Nothing is asked of anybody: what is not kept stays as it is. Each entry is
made as of the moment when it was made first, so a filter of its age says what
it said then; what is known of its site, and its rules, are those of today.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from aggregator.dedup.verdict import judge
from aggregator.errors import WorkerDiedError
from aggregator.familiar import count_words, find_home_pages, read_familiar
from aggregator.pages import choose_pages
from aggregator.records import (
    Again,
    Changed,
    CleanEntry,
    Decision,
    Defect,
    Original,
    Setting,
    Source,
    StoredEntry,
)
from aggregator.records.base import record
from aggregator.refinery import Refinery, read_lessons
from aggregator.services import Services

AT_ONCE = 50
"""Entries that are read and made side by side."""


@record
class Reprocessed:
    """What came of it."""

    entries: int
    """How many were made again."""
    changed: tuple[Changed, ...]
    failed: tuple[str, ...]
    """Why an entry could not be made again; it stays as it is."""


async def reprocess_sources(
    services: Services, sources: Sequence[Source], *, dry: bool = False
) -> Reprocessed:
    """Make the entries of these sources again and fold them again; with `dry`, store nothing.

    Raises StoreError when the storage fails.
    """
    if not dry:
        await services.store.sync_sources(services.sources)
    told: list[CleanEntry] = []
    failed: list[str] = []
    count = 0
    for source in sources:
        after = ""
        while batch := await services.store.read_originals(source.name, after, AT_ONCE):
            after = batch[-1][1].raw.identity
            count += len(batch)
            made = await _make_again(batch, source, services)
            failed += [each for each in made if isinstance(each, str)]
            told += [each for each in made if isinstance(each, CleanEntry)]
    again = Again(
        sources=tuple(source.name for source in sources),
        entries=tuple(told),
        at=services.clock.now(),
    )
    changed = await services.store.record_again(again, judge, dry=dry)
    return Reprocessed(entries=count, changed=changed, failed=tuple(failed))


async def _make_again(
    batch: Sequence[tuple[StoredEntry, Original]], source: Source, services: Services
) -> list[CleanEntry | str | None]:
    """Return the entries that are told differently now, and for others why they could not be."""
    pages = [
        choose_pages(
            original.raw, original.parts, source, services.find_config, count_words(stored.entry)
        )
        for stored, original in batch
    ]
    familiar = await read_familiar(services.store, source.name)
    # What the pages teach was learned of them before, and is not kept again.
    lessons = await read_lessons(services.store, source, pages)
    states = await services.store.read_states([source.name])
    home_page = states[source.name].info.link if source.name in states else None
    home_pages = find_home_pages(home_page, familiar)

    async def make(number: int) -> CleanEntry | str | None:
        stored, original = batch[number]
        repeated = frozenset(familiar.repeated)
        setting = Setting(source=source, now=original.at, repeated=repeated, home_pages=home_pages)
        refinery = Refinery(services.workers, setting, lessons)
        try:
            made = await refinery.refine(original.raw, pages[number])
        except WorkerDiedError as death:
            return str(death)
        if isinstance(made, Defect):
            return made.detail
        made = _carry_over(stored.entry, made)
        return None if made == stored.entry else made

    return list(await asyncio.gather(*map(make, range(len(batch)))))


def _carry_over(before: CleanEntry, made: CleanEntry) -> CleanEntry:
    """Keep what fetching told of the entry: that is not done again."""
    told: tuple[Decision, ...] = tuple(each for each in before.decisions if each.stage == "fetch")
    return replace(made, raw_hash=before.raw_hash, decisions=(*told, *made.decisions))
